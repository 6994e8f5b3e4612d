"""The commands of the lab: one vocabulary for pad, web and CLI.

A command is a frozen value; `payload.parse` makes one from a name and a payload as they come over HTTP. A field that is
called otherwise in a payload says so in its metadata under `key`. An `id` that is left out means the segment in hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Literal, get_args

from spinlab_pad.schedule.types import AllocatorName, EstimatorName, Rating

NAME: Final[Mapping[str, Any]] = {"key": "name"}
"""Metadata of a field that a payload calls `name`, which is here the command's own."""


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
class StartPractice:
    """Begin to serve segments of the active run."""

    name: ClassVar[str] = "start_practice"


@dataclass(frozen=True, slots=True)
class StopPractice:
    """End the practice session; the attempt in flight is dropped."""

    name: ClassVar[str] = "stop_practice"


@dataclass(frozen=True, slots=True)
class Rate:
    """Rate the last result; allowed until the next result."""

    name: ClassVar[str] = "rate"
    rating: Rating


@dataclass(frozen=True, slots=True)
class Retry:
    """Load the current segment again; what was played is dropped."""

    name: ClassVar[str] = "retry"


@dataclass(frozen=True, slots=True)
class Skip:
    """Give this attempt up (it counts as aborted) and go on to the next segment."""

    name: ClassVar[str] = "skip"


@dataclass(frozen=True, slots=True)
class InvalidateLast:
    """The last attempt does not count."""

    name: ClassVar[str] = "invalidate_last"


@dataclass(frozen=True, slots=True)
class UndoInvalidate:
    """The last invalidated attempt counts again."""

    name: ClassVar[str] = "undo_invalidate"


@dataclass(frozen=True, slots=True)
class ActivateRun:
    """Practise the segments of this run from now on."""

    name: ClassVar[str] = "activate_run"
    run: int


@dataclass(frozen=True, slots=True)
class SetAllocator:
    """Choose what picks the next segment."""

    name: ClassVar[str] = "set_allocator"
    allocator: AllocatorName = field(metadata=NAME)


@dataclass(frozen=True, slots=True)
class SetEstimator:
    """Choose whose estimate is shown and used."""

    name: ClassVar[str] = "set_estimator"
    estimator: EstimatorName = field(metadata=NAME)


@dataclass(frozen=True, slots=True)
class Pause:
    """Pause the emulator."""

    name: ClassVar[str] = "pause"


@dataclass(frozen=True, slots=True)
class Resume:
    """Let the emulator go on."""

    name: ClassVar[str] = "resume"


@dataclass(frozen=True, slots=True)
class LaunchEmulator:
    """Start RetroArch with the game that was last played."""

    name: ClassVar[str] = "launch_emulator"


@dataclass(frozen=True, slots=True)
class RestartEmulator:
    """End the RetroArch that was started from here and start it again; what is going on goes on afterwards."""

    name: ClassVar[str] = "restart_emulator"


@dataclass(frozen=True, slots=True)
class LaunchGame:
    """Start RetroArch with a game of `GET /api/games`, instead of the one that was started from here."""

    name: ClassVar[str] = "launch_game"
    id: str


@dataclass(frozen=True, slots=True)
class ChooseProfile:
    """Say which game runs, by the profile to watch it with; remembered for it."""

    name: ClassVar[str] = "choose_profile"
    profile: str


@dataclass(frozen=True, slots=True)
class SetCategory:
    """Run the game in this category from now on; each has runs and golds of its own. Remembered for the game."""

    name: ClassVar[str] = "set_category"
    category: str


@dataclass(frozen=True, slots=True)
class ScanGames:
    """Look through rom.dir again."""

    name: ClassVar[str] = "scan_games"


@dataclass(frozen=True, slots=True)
class ShowGames:
    """Offer the games of rom.dir on the overlay, to start one with the pad."""

    name: ClassVar[str] = "show_games"


@dataclass(frozen=True, slots=True)
class AskGame:
    """Ask on the overlay which game runs."""

    name: ClassVar[str] = "ask_game"


@dataclass(frozen=True, slots=True)
class MoveChoice:
    """Go to another choice of what is asked on the overlay."""

    name: ClassVar[str] = "move_choice"
    way: Literal["up", "down", "page_up", "page_down"]


@dataclass(frozen=True, slots=True)
class TakeChoice:
    """Take the choice that is marked on the overlay."""

    name: ClassVar[str] = "take_choice"


@dataclass(frozen=True, slots=True)
class LeaveChoice:
    """Close what is asked on the overlay, without a choice."""

    name: ClassVar[str] = "leave_choice"


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


@dataclass(frozen=True, slots=True)
class StartColdFill:
    """Serve the checkpoints that lack a cold start, one after another: die there on purpose."""

    name: ClassVar[str] = "start_cold_fill"


@dataclass(frozen=True, slots=True)
class StopColdFill:
    """End the cold fill; what was saved is kept."""

    name: ClassVar[str] = "stop_cold_fill"


@dataclass(frozen=True, slots=True)
class StartReplay:
    """Play a recorded reference run and capture from it again; 0 is the active run."""

    name: ClassVar[str] = "start_replay"
    run: int = 0


@dataclass(frozen=True, slots=True)
class StopReplay:
    """End the replay; what was captured is kept."""

    name: ClassVar[str] = "stop_replay"


@dataclass(frozen=True, slots=True)
class CountDown:
    """The runner holds what is to be held: count down and let the game go on."""

    name: ClassVar[str] = "count_down"


@dataclass(frozen=True, slots=True)
class HoldOn:
    """The runner let go before the game went on: stop counting, start anew at the next `count_down`."""

    name: ClassVar[str] = "hold_on"


@dataclass(frozen=True, slots=True)
class NextSegment:
    """Serve the segment that follows in the run; what is played of the one in hand is dropped."""

    name: ClassVar[str] = "next_segment"


@dataclass(frozen=True, slots=True)
class PreviousSegment:
    """Serve the segment that was served before; what is played of the one in hand is dropped."""

    name: ClassVar[str] = "previous_segment"


@dataclass(frozen=True, slots=True)
class PinSegment:
    """Serve this segment alone until `unpin`."""

    name: ClassVar[str] = "pin_segment"
    id: str = ""


@dataclass(frozen=True, slots=True)
class Unpin:
    """Let the allocator choose again."""

    name: ClassVar[str] = "unpin"


@dataclass(frozen=True, slots=True)
class Snooze:
    """Don't serve this segment for some minutes; 0 ends a snooze."""

    name: ClassVar[str] = "snooze"
    id: str = ""
    minutes: int = 10


@dataclass(frozen=True, slots=True)
class Exclude:
    """Don't serve this segment in this session."""

    name: ClassVar[str] = "exclude"
    id: str = ""


@dataclass(frozen=True, slots=True)
class PracticeOnly:
    """Serve only these segments in this session; none: all of them again."""

    name: ClassVar[str] = "practice_only"
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetGoal:
    """The goal of practice sessions, from the session's start; 0 is none."""

    name: ClassVar[str] = "set_goal"
    minutes: int = 0
    attempts: int = 0


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


@dataclass(frozen=True, slots=True)
class FixSetting:
    """Correct a setting of RetroArch that `doctor` complains about."""

    name: ClassVar[str] = "fix_setting"
    setting: str = field(metadata=NAME)


@dataclass(frozen=True, slots=True)
class Mark:
    """Put a mark with a few words into the log and into the trace, to find this moment again."""

    name: ClassVar[str] = "mark"
    text: str = ""


@dataclass(frozen=True, slots=True)
class ShowMenu:
    """Offer on the overlay what else can be done now; a game that is being played is paused meanwhile."""

    name: ClassVar[str] = "show_menu"


@dataclass(frozen=True, slots=True)
class Quit:
    """End the companion."""

    name: ClassVar[str] = "quit"


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
