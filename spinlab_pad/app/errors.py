"""Errors of the wiring itself; what goes wrong in a room is that room's error."""


class UsageError(Exception):
    """What was asked for on the command line makes no sense; one line with the remedy."""


class TooLittle(Exception):
    """There is not enough of what was asked about yet; one line that says what is missing."""
