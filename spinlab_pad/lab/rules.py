"""What is possible when: the table of transitions, the conditions that a command needs beside it, and the reasons.

This backs the lab's refusals, `GET /api/commands` and the pad's prompt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from spinlab_pad.lab.cold_fill.mode import NOTHING_LACKS
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
    can_play: bool = True
    """Whether the emulator plays recordings of inputs."""
    phase: str = ""
    doing: ModeFacts = field(default_factory=ModeFacts)
    held: bool = False
    """The running mode holds the game still on purpose."""
    paused: bool = False
    """The game stands still: held, or paused by whoever it was."""
    ours: bool = False
    """The emulator is, or is going to be, one that was started from here."""
    can_launch: bool = False
    games: GameFacts = field(default_factory=GameFacts)
    cold_lacking: int = 0
    """Checkpoints of the active run that have no cold start on this core."""
    can_fix: bool = False
    """There is one who puts settings of the emulator right."""
    run_segments: int = 0
    """Segments of the active run, whether they can be practised or not."""

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
_PRACTISED: Final[Rule] = (
    lambda f: f.playable_segments > 0 or not f.run_segments,
    "there is nothing to practise: switch a segment on, or play the run on this core",
)
_RUN: Final[Rule] = (lambda f: f.run_segments > 0, "there are no segments yet: record a reference run first")
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
        _PRACTISED,
        (lambda f: f.playable_segments > 0, "there is nothing to practise yet: record a reference run first"),
    ),
    "start_cold_fill": (
        _CONNECTED,
        _KNOWN,
        _PRACTISED,
        (lambda f: f.playable_segments > 0, "there is no run to fill up yet: record a reference run first"),
        (lambda f: f.cold_lacking > 0, NOTHING_LACKS),
    ),
    "start_replay": (
        _CONNECTED,
        _KNOWN,
        (lambda f: f.can_play, "this emulator can't play recordings: a replay needs RetroArch 1.16 or newer"),
    ),
    "start_speed_run": (
        _CONNECTED,
        _KNOWN,
        _PRACTISED,
        (lambda f: f.playable_segments > 0, "there is nothing to run yet: record a reference run first"),
    ),
    "reset_run": (_CONNECTED,),
    "rate": (_RESULT,),
    "undo_rate": (_RESULT, (lambda f: f.doing.result_rated, "the last attempt is not rated")),
    "retry": (
        _CONNECTED,
        (lambda f: not f.doing.full_run, "a full run has no second try: reset the run to start over"),
    ),
    "skip": (_CONNECTED,),
    "next_segment": (_CONNECTED,),
    "previous_segment": (
        _CONNECTED,
        (lambda f: f.doing.previous, "no other segment was served before in this session"),
    ),
    "count_down": (_CONNECTED,),
    "hold_on": (_CONNECTED,),
    "unpin": ((lambda f: f.doing.pinned, "no segment is pinned"),),
    "invalidate_last": (_RESULT, (lambda f: f.doing.result_valid, "the last attempt does not count already")),
    "undo_invalidate": (_RESULT, (lambda f: not f.doing.result_valid, "the last attempt counts already")),
    "activate_run": (_CONNECTED,),
    "toggle_segment": (_CONNECTED, _RUN),
    "rename": (_CONNECTED, _RUN),
    "change_segment": (_CONNECTED, _RUN),
    "merge": (_CONNECTED, _RUN),
    "split": (_CONNECTED, _RUN),
    "recapture_state": (_CONNECTED, _KNOWN, _RUN),
    "pause": (_CONNECTED, _CAN_PAUSE, (lambda f: not f.held, "the game stands still already: resume lets it go on")),
    "resume": (_CONNECTED, _CAN_PAUSE, (lambda f: f.paused, "the game is not paused")),
    "launch_emulator": (
        (lambda f: not f.connected, "a game is running already"),
        (lambda f: not f.ours, "the emulator is being started already"),
        (lambda f: f.can_launch, "no emulator can be started from here: start it yourself"),
    ),
    "restart_emulator": (
        (lambda f: f.ours, "the emulator was not started from here: restart it where you started it"),
        (lambda f: f.connected, "the emulator is being started already"),
    ),
    "fix_setting": ((lambda f: f.can_fix, "settings can't be corrected from here: run `spinlab-pad doctor --fix`"),),
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
PHASES: Final[Mapping[str, str]] = {
    "cold_fill.saving": "the cold start is being saved: one moment",
    "practice.picking": "the next segment is being chosen: one moment",
    "practice.waiting": "the segment is being loaded: one moment",
    "practice.loading": "the segment is being loaded: one moment",
    "practice.playing": "the game is being played already",
    "practice.dead": "the game is about to bring you back: wait for that",
    "practice.resting": "the game waits for your rating: rate, retry or skip",
    "practice.done": "the goal of the session is reached: retry or skip to go on",
    "practice.stuck": "there is nothing that could be loaded: retry or skip",
    "speed_run.waiting": "the start of the segment is being loaded: wait a moment",
    "speed_run.loading": "the start of the segment is being loaded: wait a moment",
    "speed_run.ready": "the run has not begun yet: enter the first level, or reset the run to load it",
    "speed_run.dead": "the game is about to bring you back: wait for that, or reset the run",
    "speed_run.between": "no segment of the run is being played: go on to the next level, or reset the run",
    "speed_run.finishing": "the run is being saved: wait a moment, or reset the run for the next one",
    "speed_run.finished": "the run is over: reset the run for the next one",
    "speed_run.stuck": "the start of the segment doesn't load: retry or skip it, or reset the run",
}
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
    waits = "reference_paused" in where and facts.open_run_splits > 0  # a paused run, beside what goes on
    if facts.mode in NAMES and ("idle" in where or waits):
        return f"stop {NAMES[facts.mode]} first"
    return _MISSING.get(command) or next(
        (text for mode, text in ABSENT.items() if mode in where), "nothing leads there"
    )


def possible(facts: Facts) -> dict[str, str | None]:
    """Every command by name with its refusal."""
    return {name: refusal(name, facts) for name in COMMANDS}
