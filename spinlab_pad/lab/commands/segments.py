"""Commands that change segments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from spinlab_pad.lab.commands.key import NAME


@dataclass(frozen=True, slots=True)
class ToggleSegment:
    """Practise a segment, or not any more; remembered."""

    name: ClassVar[str] = "toggle_segment"
    id: str = ""


@dataclass(frozen=True, slots=True)
class Rename:
    """Give a segment a name of the runner's own; an empty one gives it the profile's back."""

    name: ClassVar[str] = "rename"
    id: str
    segment_name: str = field(metadata=NAME)


@dataclass(frozen=True, slots=True)
class ChangeSegment:
    """Change a segment's name, its note, whether it is practised, or make it the primary one of its variants.

    What is left out stays. An empty name gives it the profile's back.
    """

    name: ClassVar[str] = "change_segment"
    id: str
    segment_name: str | None = field(default=None, metadata=NAME)
    note: str | None = None
    active: bool | None = None
    primary: bool | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """Make one segment of this one and the one that follows in the active run; attempts stay."""

    name: ClassVar[str] = "merge"
    id: str


@dataclass(frozen=True, slots=True)
class Split:
    """Make two segments of one of the active run, at one of its sub-splits (`at` as its page lists them)."""

    name: ClassVar[str] = "split"
    id: str
    at: str


@dataclass(frozen=True, slots=True)
class RecaptureState:
    """Replace the start state of a segment by the game as it is now."""

    name: ClassVar[str] = "recapture_state"
    id: str = ""
