"""Errors of the wiring itself; what goes wrong in a room is that room's error."""


class UsageError(Exception):
    """What was asked for on the command line makes no sense; one line with the remedy."""
