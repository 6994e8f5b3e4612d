"""What is found out about the states of the core that runs: where they hold work RAM, and in it the game's counter."""

from __future__ import annotations

import asyncio

from spinlab_pad.emulator.retroarch import nci, wram
from spinlab_pad.emulator.retroarch.questions import NoMemory, Questions
from spinlab_pad.emulator.retroarch.turns import Turns
from spinlab_pad.game.memory import WRAM_SIZE


class Learned:
    """Learns from the first state that is seen; nothing is known before."""

    def __init__(self, questions: Questions, space: nci.Space, turns: Turns) -> None:
        self._questions = questions
        self._space = space
        self._turns = turns
        self.layout: wram.StateLayout | None = None
        self.core_name = ""

    async def learn(self, state: bytes) -> None:
        """Find out where work RAM lies; it stays unknown until the game has written to its memory."""
        if self.layout is not None:
            return
        offset = wram.offset_by_name(state)
        self.core_name = "Snes9x" if offset is not None else self.core_name
        if offset is None:
            try:
                memory = await self._questions.read_all(0, WRAM_SIZE, self._space)
            except NoMemory:
                return
            offset = await asyncio.to_thread(wram.offset_by_content, state, memory)
        if offset is not None:
            self.layout = wram.learn(state, offset)

    def counter_in(self, state: bytes) -> int | None:
        """The game's counter in a state; None where its place is not known."""
        if self.layout is None:
            return None
        memory, place = self.layout.wram(state), self._turns.field
        value = memory[place.address : place.address + place.size]
        return place.decode(value) % 256 if len(value) == place.size else None
