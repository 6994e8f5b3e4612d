"""What is possible when: one table of commands, each with the conditions it needs and the reason when one fails.

The table backs the lab's refusals, `GET /api/commands` and the pad's prompt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from spinlab_pad.lab.commands import COMMANDS

Activity = Literal["idle", "reference", "practice"]


@dataclass(frozen=True, slots=True)
class GameFacts:
    """`known`: it is known which game runs. `asks`: that may be said here, since the configuration doesn't say it.

    `library`: there is a folder with games, of which `listed` could be started. `choosing`: something is asked.
    """

    known: bool = True
    asks: bool = True
    library: bool = False
    listed: int = 0
    choosing: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the rules may ask."""

    activity: Activity
    connected: bool
    open_run: bool
    open_run_splits: int
    playable_segments: int
    result: bool
    result_valid: bool
    can_pause: bool
    ours: bool = False
    """The emulator is, or is going to be, one that was started from here."""
    can_launch: bool = False
    games: GameFacts = field(default_factory=GameFacts)


Rule = tuple[Callable[[Facts], bool], str]

_CONNECTED: Final[Rule] = (lambda f: f.connected, "no game is running yet: start one in the emulator")
_IDLE: Final[Rule] = (lambda f: f.activity == "idle", "stop practice or the reference run first")
_PRACTICE: Final[Rule] = (lambda f: f.activity == "practice", "practice is not running")
_NOT_PRACTICE: Final[Rule] = (lambda f: f.activity != "practice", "stop practice first")
_OPEN_RUN: Final[Rule] = (lambda f: f.open_run, "there is no reference run to go on with: start one")
_RECORDED: Final[Rule] = (
    lambda f: f.open_run_splits > 0,
    "nothing is recorded yet: play to a checkpoint or goal, or discard the run",
)
_RESULT: Final[Rule] = (lambda f: f.result, "there is no finished attempt yet")
_KNOWN: Final[Rule] = (lambda f: f.games.known, "which game is this? Answer that first")
_ASKS: Final[Rule] = (
    lambda f: f.games.asks,
    "game.profile in config.yaml names the profile: write `profile: auto` there to choose it here",
)
_LIBRARY: Final[Rule] = (
    lambda f: f.games.library,
    "no folder with games is set: write it under rom.dir in config.yaml",
)
_STARTABLE: Final[tuple[Rule, ...]] = (
    _IDLE,
    _LIBRARY,
    (lambda f: f.games.listed > 0, "there is no game in rom.dir that could be started"),
    (lambda f: f.can_launch, "no emulator can be started from here: start it yourself"),
    (lambda f: f.ours or not f.connected, "RetroArch was not started from here: load the game there"),
)
_CHOOSING: Final[Rule] = (lambda f: f.games.choosing, "nothing is asked at the moment")
_CAN_PAUSE: Final[Rule] = (lambda f: f.can_pause, "this emulator can't be paused from here")

RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    "start_reference": (
        _CONNECTED,
        _KNOWN,
        _IDLE,
        (lambda f: not f.open_run, "a paused reference run is open: resume, finish or discard it first"),
    ),
    "resume_reference": (_CONNECTED, _KNOWN, _IDLE, _OPEN_RUN),
    "stop_reference": ((lambda f: f.activity == "reference", "no reference run is being recorded"),),
    "finish_reference": (_NOT_PRACTICE, _OPEN_RUN, _RECORDED),
    "discard_reference": (_NOT_PRACTICE, _OPEN_RUN),
    "start_practice": (
        _CONNECTED,
        _KNOWN,
        _IDLE,
        (lambda f: f.playable_segments > 0, "there is nothing to practise yet: record a reference run first"),
    ),
    "stop_practice": (_PRACTICE,),
    "rate": (_RESULT,),
    "retry": (_CONNECTED, _PRACTICE),
    "skip": (_CONNECTED, _PRACTICE),
    "invalidate_last": (_RESULT, (lambda f: f.result_valid, "the last attempt does not count already")),
    "undo_invalidate": (_RESULT, (lambda f: not f.result_valid, "the last attempt counts already")),
    "activate_run": (_CONNECTED, _IDLE),
    "set_allocator": (),
    "set_estimator": (),
    "pause": (_CONNECTED, _CAN_PAUSE),
    "resume": (_CONNECTED, _CAN_PAUSE),
    "launch_emulator": (
        (lambda f: not f.connected, "a game is running already"),
        (lambda f: not f.ours, "the emulator is being started already"),
        (lambda f: f.can_launch, "no emulator can be started from here: start it yourself"),
    ),
    "restart_emulator": (
        (lambda f: f.ours, "the emulator was not started from here: restart it where you started it"),
        (lambda f: f.connected, "the emulator is being started already"),
    ),
    "launch_game": _STARTABLE,
    "choose_profile": (_CONNECTED, _ASKS, _IDLE),
    "set_category": (_CONNECTED, _IDLE),
    "scan_games": (_LIBRARY,),
    "show_games": _STARTABLE,
    "ask_game": (_CONNECTED, _ASKS, _IDLE),
    "move_choice": (_CHOOSING,),
    "take_choice": (_CHOOSING,),
    "leave_choice": (_CHOOSING,),
    "quit": (),
}


def refusal(command: str, facts: Facts) -> str | None:
    """Why the command is not possible now; None if it is."""
    return next((reason for holds, reason in RULES[command] if not holds(facts)), None)


def possible(facts: Facts) -> dict[str, str | None]:
    """Every command by name with its refusal."""
    return {name: refusal(name, facts) for name in COMMANDS}
