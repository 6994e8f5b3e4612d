"""Whatever somebody may ask of the lab and whatever a game may do: strategies for model-based tests.

Commands are made from their own payloads, so a command that is added is drawn without a word here.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Literal, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from spinlab_pad.lab.commands import COMMANDS, Command
from spinlab_pad.lab.transitions import HUB, MODES

from .fakes import DEATH, GOAL, LEAVE, RESPAWN, TAPE, Changes, enter

SEGMENTS = ("", "5.entrance.checkpoint1", "5.checkpoint1.goal", "6.entrance.checkpoint1", "9.nowhere")
TEXTS = {
    "id": SEGMENTS,
    "at": ("", "261.1.0.1", "nonsense"),
    "profile": ("smw", "smw-vanilla", "nonsense"),
    "category": ("any%", "100%", " ", "x" * 50),
    "allocator": ("random", "round_robin", "nonsense"),
    "estimator": ("rolling_mean", "kalman", "nonsense"),
}
"""What is drawn for a text by the field's name; else anything."""

HAPPENINGS: tuple[tuple[Changes, ...], ...] = (
    (TAPE,),
    (GOAL,),
    (GOAL, *LEAVE),
    (DEATH,),
    (DEATH, {}, *RESPAWN),
    RESPAWN,
    enter(5),
    enter(6),
    LEAVE,
    ({"exit_mode": 1, "held_1": 0x30},),
)


def _values(name: str, hint: Any) -> st.SearchStrategy[Any]:
    if get_origin(hint) is Literal:
        return st.sampled_from(get_args(hint))
    if get_origin(hint) is tuple:
        return st.lists(st.sampled_from(SEGMENTS), max_size=3).map(tuple)
    if hint is int:
        return st.sampled_from((0, 1, 2, 3, 99, -1, 1 << 40))
    return st.sampled_from(TEXTS[name]) if name in TEXTS else st.text(max_size=100)


def command(name: str) -> st.SearchStrategy[Command]:
    """A command of this name with any payload."""
    kind = COMMANDS[name]
    hints = get_type_hints(kind)
    drawn = {item.name: _values(item.name, hints[item.name]) for item in fields(kind)}
    return st.builds(kind, **drawn)


BEGINNINGS = tuple(sorted({item.trigger for item in HUB} & set(COMMANDS)))
OF_MODES = tuple(sorted({item.trigger for rows in MODES.values() for item in rows} & set(COMMANDS)))
COMMAND: st.SearchStrategy[Command] = st.one_of(
    *(st.sampled_from(names).flatmap(command) for names in (BEGINNINGS, OF_MODES, tuple(COMMANDS)))
)
"""Any command, those that begin a mode or belong to one more often."""
HAPPENING = st.sampled_from(HAPPENINGS)
