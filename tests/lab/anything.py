"""Whatever somebody may ask of the lab and whatever a game may do: strategies for model-based tests.

Commands are made from their own payloads, so a command that is added is drawn without a word here.
"""

from __future__ import annotations

import random
from dataclasses import fields
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from spinlab_pad.lab.commands import COMMANDS, Command
from spinlab_pad.lab.transitions import HUB, MODES
from tests.lab.fakes import DEATH, GOAL, LEAVE, RESPAWN, TAPE, Changes, enter

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


NUMBERS = (0, 1, 2, 3, 99, -1, 1 << 40)
LISTS = ((), SEGMENTS[1:2], SEGMENTS[1:3], SEGMENTS)


def values(name: str, hint: Any) -> tuple[Any, ...]:
    """What a field may be; nothing where that is any text."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    if get_origin(hint) is UnionType and bool in get_args(hint):
        return (None, False, True)
    if get_origin(hint) is tuple:
        return LISTS
    return NUMBERS if hint is int else TEXTS.get(name, ())


def payload(name: str) -> dict[str, tuple[Any, ...]]:
    """What each field of a command may be."""
    kind = COMMANDS[name]
    hints = get_type_hints(kind)
    return {item.name: values(item.name, hints[item.name]) for item in fields(kind)}


def command(name: str) -> st.SearchStrategy[Command]:
    """A command of this name with any payload."""
    drawn = {key: st.sampled_from(some) if some else st.text(max_size=100) for key, some in payload(name).items()}
    return st.builds(COMMANDS[name], **drawn)


def example(name: str, chance: random.Random) -> Command:
    """A command of this name, for who draws without hypothesis."""
    drawn = {key: chance.choice(some or ("", "Run", "x" * 200)) for key, some in payload(name).items()}
    return COMMANDS[name](**drawn)


BEGINNINGS = tuple(sorted({item.trigger for item in HUB} & set(COMMANDS)))
OF_MODES = tuple(sorted({item.trigger for rows in MODES.values() for item in rows} & set(COMMANDS)))
COMMAND: st.SearchStrategy[Command] = st.one_of(
    *(st.sampled_from(names).flatmap(command) for names in (BEGINNINGS, OF_MODES, tuple(COMMANDS)))
)
"""Any command, those that begin a mode or belong to one more often."""
HAPPENING = st.sampled_from(HAPPENINGS)
