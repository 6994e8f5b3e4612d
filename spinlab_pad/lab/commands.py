"""The commands of the lab: one vocabulary for pad, web and CLI.

A command is a frozen value; `parse` makes one from a name and a payload as they come over HTTP.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, ClassVar, Literal, get_args, get_origin, get_type_hints

from spinlab_pad.schedule.types import AllocatorName, EstimatorName, Rating


class BadCommand(ValueError):
    """Unknown name or wrong payload; the text says which names or keys exist."""


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
    run_name: str = "Reference run"


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
    allocator: AllocatorName


@dataclass(frozen=True, slots=True)
class SetEstimator:
    """Choose whose estimate is shown and used."""

    name: ClassVar[str] = "set_estimator"
    estimator: EstimatorName


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
    | Quit
)

COMMANDS: Mapping[str, type[Command]] = {kind.name: kind for kind in get_args(Command)}
"""Every command by its name."""


def payload_of(kind: type[Command]) -> dict[str, dict[str, Any]]:
    """The payload of a command: `{key: {"type": NAME, "required": BOOL, "choices": [..] or absent}}`."""
    hints = get_type_hints(kind)
    described: dict[str, dict[str, Any]] = {}
    for item in fields(kind):
        hint = hints[item.name]
        entry: dict[str, Any] = {"required": item.default is MISSING}
        if get_origin(hint) is Literal:
            entry |= {"type": "str", "choices": list(get_args(hint))}
        else:
            entry |= {"type": hint.__name__}
        described[item.name] = entry
    return described


def parse(name: object, payload: Mapping[str, Any]) -> Command:
    """Make a command from its name and payload.

    Raises:
        BadCommand: the name is unknown, a key is unknown or missing, or a value has the wrong type.
    """
    kind = COMMANDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise BadCommand(f"unknown command {name!r}; known: {', '.join(COMMANDS)}")
    described = payload_of(kind)
    for key in payload:
        if key not in described:
            known = ", ".join(described) or "no payload"
            raise BadCommand(f"{name}: unknown key {key!r}; it takes {known}")
    for key, rule in described.items():
        if key not in payload:
            if rule["required"]:
                raise BadCommand(f"{name}: {key!r} is missing")
            continue
        value = payload[key]
        if type(value).__name__ != rule["type"]:
            raise BadCommand(f"{name}: {key!r} must be {rule['type']}, not {type(value).__name__}")
        if "choices" in rule and value not in rule["choices"]:
            raise BadCommand(f"{name}: {key!r} must be one of {', '.join(rule['choices'])}")
    return kind(**payload)


@dataclass(frozen=True, slots=True)
class Refused:
    """A command that is not possible now, with the reason as overlay and API show it."""

    reason: str
