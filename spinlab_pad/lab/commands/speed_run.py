"""Commands about speed runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal


@dataclass(frozen=True, slots=True)
class StartSpeedRun:
    """Begin a speed run: `full` is played in the game from its first level, `chained` is served segment by segment."""

    name: ClassVar[str] = "start_speed_run"
    kind: Literal["full", "chained"] = "full"


@dataclass(frozen=True, slots=True)
class StopSpeedRun:
    """Leave the speed run; one under way counts as a reset."""

    name: ClassVar[str] = "stop_speed_run"


@dataclass(frozen=True, slots=True)
class ResetRun:
    """Give the speed run under way up and wait for the next one from the start."""

    name: ClassVar[str] = "reset_run"
