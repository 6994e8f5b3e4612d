"""The composition root: builds every room from the configuration and runs one asyncio loop."""

import os

# pygame greets on stdout when it is first imported; stdout belongs to the command that runs.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
