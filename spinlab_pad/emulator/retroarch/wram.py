"""Where a core keeps work RAM inside of its states, and whether a state is one of the running core and game. Pure.

snes9x writes named blocks, so the place is read off the state. Other cores write theirs without names; there the
place is where the memory that was just read over the network is found in a state of the same moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from spinlab_pad.emulator.port import StateError
from spinlab_pad.emulator.retroarch.origin import Origin, origin, parts
from spinlab_pad.game.memory import WRAM_SIZE

EDGES_MAX: Final = 256
"""Places in memory that are looked for in a state; enough to tell 200,000 possible offsets apart in some 50 ms."""

_EDGES_MIN: Final = 12
_ALIKE_MIN: Final = 0.97
"""Share of bytes that must agree: the game runs on between the state and the read."""


def offset_by_name(state: bytes) -> int | None:
    """Offset of work RAM in a state with named blocks (snes9x); None if it is none."""
    return next((part.start for part in parts(state) if (part.name, part.size) == ("RAM", WRAM_SIZE)), None)


def offset_by_content(state: bytes, memory: bytes) -> int | None:
    """Offset of work RAM in `state`, found by `memory`, all of work RAM as read at about that moment.

    Every place where neighbouring bytes of the memory differ is an edge. The offset at which most edges of a sample
    are found in the state, by a clear lead, must then agree with nearly all of the memory. None where there is no
    such offset, as long as the game has written little to its memory.
    """
    wanted = np.frombuffer(memory, np.uint8, WRAM_SIZE)
    there = np.frombuffer(state, np.uint8)
    places = len(there) - WRAM_SIZE + 1
    edges = np.flatnonzero(wanted[1:] != wanted[:-1])
    if places < 1 or len(edges) < _EDGES_MIN:
        return None
    sample = edges[np.linspace(0, len(edges) - 1, min(EDGES_MAX, len(edges))).astype(int)]
    score = np.zeros(places, np.int16)
    for edge in sample:
        first = there[edge : edge + places] == wanted[edge]
        score += first & (there[edge + 1 : edge + 1 + places] == wanted[edge + 1])
    offset = int(np.argmax(score))
    best = int(score[offset])
    score[offset] = 0
    alike = float(np.mean(there[offset : offset + WRAM_SIZE] == wanted))
    if 2 * best < len(sample) or best <= int(score.max()) or alike < _ALIKE_MIN:
        return None
    return offset


@dataclass(frozen=True, slots=True)
class StateLayout:
    """What all states of one core with one game have in common, learned from one of them.

    Of another game that is refused for sure whose image is named in the state (bsnes), whose cartridge holds other
    chips, or whose states have another size. Two games with plain cartridges can't be told apart in snes9x: that is
    for whoever keeps states to know.
    """

    size: int
    origin: Origin
    wram_offset: int

    def check(self, state: bytes) -> None:
        """Refuse what is no state of this core and game.

        Raises:
            StateError: it is cut, of another core or game, or no state at all.
        """
        told = origin(state)
        if (told.family, told.format) != (self.origin.family, self.origin.format):
            raise StateError("the state is damaged or of another core or core version; make it anew")
        if told.game != self.origin.game:
            raise StateError("the state is of another game or another version of this game; make it anew")
        if len(state) != self.size:
            raise StateError(
                f"the state has {len(state)} bytes where this core's have {self.size}: "
                f"it is cut or of another core or game; make it anew"
            )
        if told.hardware != self.origin.hardware:
            raise StateError("the state is damaged or of a game with other chips (its parts differ); make it anew")

    def wram(self, state: bytes) -> bytes:
        """Work RAM in `state`, which `check` lets pass."""
        return state[self.wram_offset : self.wram_offset + WRAM_SIZE]


def learn(state: bytes, offset: int) -> StateLayout:
    """The layout of all states that are like this good one."""
    return StateLayout(len(state), origin(state), offset)
