"""What can go wrong between us and LiveSplit.

::

    LiveSplitError
     +-- Absent     nothing listens there, or it isn't a LiveSplit server of this kind
     +-- Gone       it was connected, and has closed or answers no more
     +-- Nonsense   it answers, but not as LiveSplit does
"""

from __future__ import annotations


class LiveSplitError(Exception):
    """Base of all errors of this room; one line that says what is wrong and what to do."""


class Absent(LiveSplitError):
    """There is no LiveSplit to talk to."""


class Gone(LiveSplitError):
    """LiveSplit was there and is no more."""


class Nonsense(LiveSplitError):
    """The answers are not LiveSplit's."""
