"""The composition root: builds every room from the configuration and runs one asyncio loop."""
