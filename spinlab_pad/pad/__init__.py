"""The gamepad: positions, contexts, commands."""
