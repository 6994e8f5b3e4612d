"""What is possible when: the table of transitions, the conditions that a command needs beside it, and the reasons.

This backs the lab's refusals, `GET /api/commands` and the pad's prompt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from spinlab_pad.lab.commands import COMMANDS
from spinlab_pad.lab.scene import ModeFacts
from spinlab_pad.lab.transitions import homes, leads_to
from spinlab_pad.lab.view import Mode


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
    """All that the rules may ask. `phase` is the state of the running mode."""

    mode: Mode
    connected: bool
    open_run_splits: int
    playable_segments: int
    can_pause: bool
    phase: str = ""
    doing: ModeFacts = field(default_factory=ModeFacts)
    ours: bool = False
    """The emulator is, or is going to be, one that was started from here."""
    can_launch: bool = False
    games: GameFacts = field(default_factory=GameFacts)

    @property
    def state(self) -> str:
        """As the table of transitions calls it."""
        return f"{self.mode}.{self.phase}" if self.phase else self.mode


Rule = tuple[Callable[[Facts], bool], str]

_CONNECTED: Final[Rule] = (lambda f: f.connected, "no game is running yet: start one in the emulator")
_RECORDED: Final[Rule] = (
    lambda f: f.open_run_splits > 0,
    "nothing is recorded yet: play to a checkpoint or goal, or discard the run",
)
_RESULT: Final[Rule] = (lambda f: f.doing.result, "there is no finished attempt yet")
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
    _LIBRARY,
    (lambda f: f.games.listed > 0, "there is no game in rom.dir that could be started"),
    (lambda f: f.can_launch, "no emulator can be started from here: start it yourself"),
    (lambda f: f.ours or not f.connected, "RetroArch was not started from here: load the game there"),
)
_CHOOSING: Final[Rule] = (lambda f: f.games.choosing, "nothing is asked at the moment")
_CAN_PAUSE: Final[Rule] = (lambda f: f.can_pause, "this emulator can't be paused from here")

NEEDS: Final[Mapping[str, tuple[Rule, ...]]] = {
    "start_reference": (
        _CONNECTED,
        _KNOWN,
        (
            lambda f: f.mode != "reference_paused",
            "a paused reference run is open: resume, finish or discard it first",
        ),
    ),
    "resume_reference": (_CONNECTED, _KNOWN),
    "finish_reference": (_RECORDED,),
    "start_practice": (
        _CONNECTED,
        _KNOWN,
        (lambda f: f.playable_segments > 0, "there is nothing to practise yet: record a reference run first"),
    ),
    "rate": (_RESULT,),
    "retry": (_CONNECTED,),
    "skip": (_CONNECTED,),
    "invalidate_last": (_RESULT, (lambda f: f.doing.result_valid, "the last attempt does not count already")),
    "undo_invalidate": (_RESULT, (lambda f: not f.doing.result_valid, "the last attempt counts already")),
    "activate_run": (_CONNECTED,),
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
    "choose_profile": (_CONNECTED, _ASKS),
    "set_category": (_CONNECTED,),
    "scan_games": (_LIBRARY,),
    "show_games": _STARTABLE,
    "ask_game": (_CONNECTED, _ASKS),
    "show_menu": (
        (
            lambda f: not f.phase or not f.connected or f.can_pause,
            "this emulator can't be paused from here, and the game sees every button: stop first",
        ),
    ),
    "move_choice": (_CHOOSING,),
    "take_choice": (_CHOOSING,),
    "leave_choice": (_CHOOSING,),
}
"""What a command needs beside the right state."""

NAMES: Final[Mapping[str, str]] = {
    "reference": "the reference run",
    "practice": "practice",
    "cold_fill": "the cold fill",
    "replay": "the replay",
    "speed_run": "the speed run",
}
"""The modes in a sentence."""
ABSENT: Final[Mapping[str, str]] = {
    "reference": "no reference run is being recorded",
    "reference_paused": "there is no reference run to go on with: start one",
    "practice": "practice is not running",
    "cold_fill": "no cold fill is going on",
    "replay": "no recording is being replayed",
    "speed_run": "no speed run is going on",
}
"""Why what belongs to a mode is not possible at rest; of several modes the one that stands first here."""
PHASES: Final[Mapping[str, str]] = {}
"""Why something that belongs to the running mode is not possible in this state of it, by `MODE.STATE`."""
_MISSING: Final[Mapping[str, str]] = {
    "finish_reference": ABSENT["reference_paused"],
    "discard_reference": ABSENT["reference_paused"],
}


def refusal(command: str, facts: Facts) -> str | None:
    """Why the command is not possible now; None if it is."""
    if leads_to(facts.state, command) is None:
        return _out_of_place(command, facts)
    return next((reason for holds, reason in NEEDS.get(command, ()) if not holds(facts)), None)


def _out_of_place(command: str, facts: Facts) -> str:
    """Why the command leads nowhere in this state."""
    where = homes(command)
    if facts.mode in where and facts.mode in NAMES:
        return PHASES.get(facts.state, f"that is not possible at this moment of {NAMES[facts.mode]}")
    if facts.mode in NAMES and "idle" in where:
        return f"stop {NAMES[facts.mode]} first"
    return _MISSING.get(command) or next(
        (text for mode, text in ABSENT.items() if mode in where), "nothing leads there"
    )


def possible(facts: Facts) -> dict[str, str | None]:
    """Every command by name with its refusal."""
    return {name: refusal(name, facts) for name in COMMANDS}
