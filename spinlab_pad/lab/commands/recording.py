"""Commands about reference runs, their replays, and the one that is practised."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from spinlab_pad.lab.commands.key import NAME


@dataclass(frozen=True, slots=True)
class StartReference:
    """Begin to record a reference run."""

    name: ClassVar[str] = "start_reference"


@dataclass(frozen=True, slots=True)
class StopReference:
    """Stop recording; the run stays paused."""

    name: ClassVar[str] = "stop_reference"


@dataclass(frozen=True, slots=True)
class ResumeReference:
    """Go on recording the paused run."""

    name: ClassVar[str] = "resume_reference"


@dataclass(frozen=True, slots=True)
class FinishReference:
    """Finish the run under a name and make it the active one."""

    name: ClassVar[str] = "finish_reference"
    run_name: str = field(default="Reference run", metadata=NAME)


@dataclass(frozen=True, slots=True)
class DiscardReference:
    """Throw the recorded run away."""

    name: ClassVar[str] = "discard_reference"


@dataclass(frozen=True, slots=True)
class ActivateRun:
    """Practise the segments of this run from now on."""

    name: ClassVar[str] = "activate_run"
    run: int


@dataclass(frozen=True, slots=True)
class StartReplay:
    """Play a recorded reference run and capture from it again; 0 is the active run."""

    name: ClassVar[str] = "start_replay"
    run: int = 0


@dataclass(frozen=True, slots=True)
class StopReplay:
    """End the replay; what was captured is kept."""

    name: ClassVar[str] = "stop_replay"
