"""The commands of the lab: one vocabulary for pad, web and CLI.

A command is a frozen value; `payload.parse` makes one from a name and a payload as they come over HTTP. A field that is
called otherwise in a payload says so in its metadata under `key`. An `id` that is left out means the segment in hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from spinlab_pad.lab.commands.practice import (
    CountDown,
    Exclude,
    HoldOn,
    InvalidateLast,
    NextSegment,
    PinSegment,
    PracticeOnly,
    PreviousSegment,
    Rate,
    Retry,
    SetAllocator,
    SetEstimator,
    SetGoal,
    Skip,
    Snooze,
    StartColdFill,
    StartPractice,
    StopColdFill,
    StopPractice,
    UndoInvalidate,
    UndoRate,
    Unpin,
)
from spinlab_pad.lab.commands.program import (
    AskGame,
    ChooseProfile,
    FixSetting,
    LaunchEmulator,
    LaunchGame,
    LeaveChoice,
    Mark,
    MoveChoice,
    Pause,
    Quit,
    RestartEmulator,
    Resume,
    ScanGames,
    SetCategory,
    ShowGames,
    ShowMenu,
    TakeChoice,
)
from spinlab_pad.lab.commands.recording import (
    ActivateRun,
    DiscardReference,
    FinishReference,
    ResumeReference,
    StartReference,
    StartReplay,
    StopReference,
    StopReplay,
)
from spinlab_pad.lab.commands.segments import (
    ChangeSegment,
    Merge,
    RecaptureState,
    Rename,
    Split,
    ToggleSegment,
)
from spinlab_pad.lab.commands.speed_run import (
    ResetRun,
    StartSpeedRun,
    StopSpeedRun,
)

Command = (
    StartReference
    | StopReference
    | ResumeReference
    | FinishReference
    | DiscardReference
    | StartPractice
    | StopPractice
    | Rate
    | Retry
    | Skip
    | InvalidateLast
    | UndoInvalidate
    | UndoRate
    | ActivateRun
    | SetAllocator
    | SetEstimator
    | Pause
    | Resume
    | LaunchEmulator
    | RestartEmulator
    | LaunchGame
    | ChooseProfile
    | SetCategory
    | ScanGames
    | ShowGames
    | AskGame
    | MoveChoice
    | TakeChoice
    | LeaveChoice
    | StartSpeedRun
    | StopSpeedRun
    | ResetRun
    | StartColdFill
    | StopColdFill
    | StartReplay
    | StopReplay
    | CountDown
    | HoldOn
    | NextSegment
    | PreviousSegment
    | PinSegment
    | Unpin
    | Snooze
    | Exclude
    | PracticeOnly
    | SetGoal
    | ToggleSegment
    | Rename
    | ChangeSegment
    | Merge
    | Split
    | RecaptureState
    | FixSetting
    | Mark
    | ShowMenu
    | Quit
)

COMMANDS: Mapping[str, type[Command]] = {kind.name: kind for kind in get_args(Command)}
"""Every command by its name."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A command that is not possible now, with the reason as overlay and API show it."""

    reason: str


__all__ = [
    "COMMANDS",
    "ActivateRun",
    "AskGame",
    "ChangeSegment",
    "ChooseProfile",
    "Command",
    "CountDown",
    "DiscardReference",
    "Exclude",
    "FinishReference",
    "FixSetting",
    "HoldOn",
    "InvalidateLast",
    "LaunchEmulator",
    "LaunchGame",
    "LeaveChoice",
    "Mark",
    "Merge",
    "MoveChoice",
    "NextSegment",
    "Pause",
    "PinSegment",
    "PracticeOnly",
    "PreviousSegment",
    "Quit",
    "Rate",
    "RecaptureState",
    "Refused",
    "Rename",
    "ResetRun",
    "RestartEmulator",
    "Resume",
    "ResumeReference",
    "Retry",
    "ScanGames",
    "SetAllocator",
    "SetCategory",
    "SetEstimator",
    "SetGoal",
    "ShowGames",
    "ShowMenu",
    "Skip",
    "Snooze",
    "Split",
    "StartColdFill",
    "StartPractice",
    "StartReference",
    "StartReplay",
    "StartSpeedRun",
    "StopColdFill",
    "StopPractice",
    "StopReference",
    "StopReplay",
    "StopSpeedRun",
    "TakeChoice",
    "ToggleSegment",
    "UndoInvalidate",
    "UndoRate",
    "Unpin",
]
