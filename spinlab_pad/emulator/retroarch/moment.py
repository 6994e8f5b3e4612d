"""Whether memory is read between two frames or in the middle of one, told by save states. Pure.

A state holds the end of the frame in which its command was taken, and a look between two frames shows just that: of
the looks around a save, one is the memory in the state, byte for byte. bsnes-mercury, with input polled late or
normally, is looked at in the middle of its vertical-blank interrupt: the counter may have turned already while the
pad's bytes are old, and the stack is another. Then the look with the state's counter is unlike the state, and so are
all others. Low work RAM is compared, because it holds the stack (measured: 5 of 5 saves tell it, in either version,
and 0 of 60 tell it where input is polled early or the core is snes9x).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

from spinlab_pad.emulator.retroarch.ranges import Plan

LOOKS: Final = 64
"""A state is complete some 30 ms after its frame: 2 frames, 20 in fast-forward."""

LOOKS_AFTER: Final = 4
"""Looks that are awaited after a state is there, so that both neighbours of its frame are among them."""

UNLIKE_MIN: Final = 2
ALIKE_MIN: Final = 3
"""States in a row that prove it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One look: what it showed of the plan, and the counter."""

    plan: Plan
    memory: bytes
    counter: int


class Moment:
    """Compares looks with states. `counter` is the address of the game's frame counter."""

    def __init__(self, counter: int) -> None:
        self.mid_frame = False
        self.counter = counter
        self._seen: deque[Seen] = deque(maxlen=LOOKS)
        self._saving = False
        self._state: bytes | None = None
        self._awaited = 0
        self._unlike = 0
        self._alike = 0

    @property
    def waiting(self) -> bool:
        """Whether low work RAM is wanted in the looks."""
        return self._saving

    def saving(self) -> None:
        """A state will be made."""
        self._saving = True

    def look(self, plan: Plan, memory: bytes, counter: int) -> None:
        """One more look."""
        if not self._saving:
            return
        self._seen.append(Seen(plan, memory, counter))
        if self._state is not None:
            self._awaited -= 1
            if self._awaited <= 0:
                self._compare(self._state)
                self.interrupt()

    def interrupt(self) -> None:
        """Nothing can be told of the state that is made now (a load, a jump, no state, nobody looks)."""
        self._seen.clear()
        self._state = None
        self._saving = False

    def saved(self, wram: bytes) -> None:
        """A state was made just now; `wram` is the work RAM in it."""
        if self._saving:
            self._state = wram
            self._awaited = LOOKS_AFTER

    def _compare(self, wram: bytes) -> None:
        plan = self._seen[-1].plan
        looks = [item for item in self._seen if item.plan is plan]
        image = plan.of_image(wram)
        if any(item.memory == image for item in looks):
            self._unlike, self._alike = 0, self._alike + 1
            if self._alike >= ALIKE_MIN:
                self.mid_frame = False
        elif _all_there(looks, wram[self.counter]):
            self._unlike, self._alike = self._unlike + 1, 0
            if self._unlike >= UNLIKE_MIN:
                self.mid_frame = True


def _all_there(looks: list[Seen], counter: int) -> bool:
    """Whether the frame with this counter was looked at, and the ones before and after."""
    turns = [looks[0].counter] if looks else []
    for item in looks:
        if item.counter != turns[-1]:
            turns.append(item.counter)
    wanted = [(counter + step) % 256 for step in (-1, 0, 1)]
    return any(turns[place : place + 3] == wanted for place in range(len(turns) - 2))
