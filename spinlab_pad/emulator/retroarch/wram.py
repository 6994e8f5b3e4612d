"""Where a core keeps work RAM inside of its states, and whether a state is one of the running core. Pure.

snes9x writes named blocks (snapshot.cpp: `NAM:000012:` or `RAM:131072:`, then the bytes), so the place is read off
the state. Other cores write theirs without names; there the place is where the memory that was just read over the
network is found in a state of the same moment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from spinlab_pad.emulator.port import StateError
from spinlab_pad.game.memory import WRAM_SIZE

SNES9X_MAGIC: Final = b"#!s9xsnp:"
_SNES9X_HEADER: Final = re.compile(rb"#!s9xsnp:\d{4}\n")
_SNES9X_BLOCK: Final = re.compile(rb"([A-Z0-9]{3}):(\d{6}|------\d*):")

EDGES_MAX: Final = 256
"""Places in memory that are looked for in a state; enough to tell 200,000 possible offsets apart in some 50 ms."""

_EDGES_MIN: Final = 12
_ALIKE_MIN: Final = 0.97
"""Share of bytes that must agree: the game runs on between the state and the read."""

SIGNATURE_BYTES: Final = 8
"""The first bytes of a state are the core's magic and version in every SNES core."""


def offset_by_name(state: bytes) -> int | None:
    """Offset of work RAM in a state with named blocks (snes9x); None if it is none."""
    header = _SNES9X_HEADER.match(state)
    if header is None:
        return None
    place = header.end()
    while block := _SNES9X_BLOCK.match(state, place):
        size = int(block[2]) if block[2].isdigit() else int(block[2].lstrip(b"-") or b"0")
        if block[1] == b"RAM" and size == WRAM_SIZE and block.end() + size <= len(state):
            return block.end()
        place = block.end() + size
    return None


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
    """What all states of one core with one game have in common, learned from one of them."""

    size: int
    signature: bytes
    wram_offset: int

    def check(self, state: bytes) -> None:
        """Refuse what is no state of this core.

        Raises:
            StateError: it is cut, of another core, or no state at all.
        """
        if len(state) != self.size:
            raise StateError(
                f"the state has {len(state)} bytes where this core's have {self.size}: "
                f"it is cut or of another core or game; make it anew"
            )
        if state[:SIGNATURE_BYTES] != self.signature:
            raise StateError("the state is damaged or of another core or core version; make it anew")
        if state.startswith(SNES9X_MAGIC) and offset_by_name(state) is None:
            raise StateError("the state is damaged (its blocks don't add up); make it anew")

    def wram(self, state: bytes) -> bytes:
        """Work RAM in `state`, which `check` lets pass."""
        return state[self.wram_offset : self.wram_offset + WRAM_SIZE]


def learn(state: bytes, offset: int) -> StateLayout:
    """The layout of all states that are like this good one."""
    return StateLayout(len(state), state[:SIGNATURE_BYTES], offset)
