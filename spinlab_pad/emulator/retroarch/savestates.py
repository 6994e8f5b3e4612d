"""Save and load states through RetroArch's slot files, and believe neither before it is seen.

A save is a command and then a file that appears and becomes complete. A load is a file, a command, and then the
state's own bytes in the game's memory. Both commands may be dropped without a word, so both are sent again a few
times; the commands that RetroArch treats as hotkeys count only once in two frames, so not at once.
"""

from __future__ import annotations

import asyncio
import time
from typing import Final

from spinlab_pad.emulator.port import Loaded, SavedState, StateError, Unreachable, Unsupported
from spinlab_pad.emulator.retroarch import nci, wram
from spinlab_pad.emulator.retroarch.abilities import Abilities
from spinlab_pad.emulator.retroarch.confirm import LOW_RAM, LoadWatch
from spinlab_pad.emulator.retroarch.hotkeys import Hotkeys
from spinlab_pad.emulator.retroarch.questions import NoMemory, Questions, memory_at
from spinlab_pad.emulator.retroarch.sampler import Sampler
from spinlab_pad.emulator.retroarch.slots import STAGED_SLOT, StateFolder
from spinlab_pad.game.memory import WRAM_SIZE, Field

TRIES: Final = 4
RETRY_S: Final = 0.4
"""A save is complete after 30 ms and a load seen after 25 to 45 ms; a busy machine and a slow disk take longer."""

LOOK_EVERY_S: Final = 0.002
SAVED_STEPS_MAX: Final = 8
"""Turns of the main loop from the command to the state: 1 or 2, more in fast-forward."""

LEARN_DEADLINE_S: Final = 4.0
"""A game that was just started has written to its memory by then."""

HINT_SAVE: Final = (
    "close RetroArch's menu, set Latency > Run-Ahead to second instance or off, use a core with save states, and get "
    "its description by Online Updater > Update Core Info Files"
)
HINT_LOAD: Final = (
    "close RetroArch's menu, turn off Achievements > Hardcore Mode, and set Latency > Run-Ahead to second instance "
    "or off"
)


class SaveStates:
    """Saves and loads, one after another, in `folder` (None where RetroArch's files can't be reached)."""

    def __init__(
        self,
        questions: Questions,
        hotkeys: Hotkeys,
        sampler: Sampler,
        folder: StateFolder | None,
        counter: Field,
        space: nci.Space,
        can: Abilities,
        *,
        hardcore: bool = False,
    ) -> None:
        self._questions = questions
        self._hotkeys = hotkeys
        self._sampler = sampler
        self._folder = folder
        self._counter = counter
        self._space = space
        self._hardcore = hardcore
        self._by_slot = can.load_by_slot
        self._honours_paused = can.saves_while_paused
        self._layout: wram.StateLayout | None = None
        self._one_at_a_time = asyncio.Lock()
        self.core_name = ""

    @property
    def available(self) -> bool:
        return self._folder is not None

    def close(self) -> None:
        """Leave the folder as it was found."""
        if self._folder is not None:
            self._folder.unstage()
            self._folder.give_back()

    async def save(self) -> SavedState:
        """A complete state of one of the next three frames.

        Raises:
            StateError: RetroArch wrote none.
        """
        folder = self._reachable()
        async with self._one_at_a_time:
            started = time.monotonic()
            state = await self._save(folder)
            ms = (time.monotonic() - started) * 1e3
            memory = self._layout.wram(state) if self._layout else None
            return SavedState(state, memory, ms)

    async def load(self, data: bytes) -> Loaded:
        """Load a core state; returns when its memory was seen.

        Raises:
            StateError: it is none of this core, or RetroArch didn't load it.
        """
        folder = self._reachable()
        if self._hardcore:
            # Tried all the same, the first load would be refused and turn the runner's hardcore mode off.
            raise StateError("RetroArch is set to Achievements > Hardcore Mode, which forbids loads: turn it off")
        async with self._one_at_a_time:
            started = time.monotonic()
            layout = await self._known_layout(folder)
            layout.check(data)
            low = layout.wram(data)[: LOW_RAM.size]
            load_id = await self._load(folder, data, low)
            return Loaded(load_id, (time.monotonic() - started) * 1e3)

    async def _known_layout(self, folder: StateFolder) -> wram.StateLayout:
        """The layout of this core's states; learned from a save if need be, as soon as the game has begun."""
        deadline = time.monotonic() + LEARN_DEADLINE_S
        while self._layout is None:
            await self._save(folder)
            if self._layout is None and time.monotonic() > deadline:
                raise StateError("the place of work RAM in this core's states can't be found; start the game first")
        return self._layout

    def _reachable(self) -> StateFolder:
        if self._sampler.ended is not None:
            raise self._sampler.ended
        if self._folder is None:
            raise Unsupported(
                "save states need RetroArch on this machine, with Settings > Directory > Save States set to a folder"
            )
        return self._folder

    # Save

    async def _save(self, folder: StateFolder) -> bytes:
        """Save, check that it is of now, and learn from the first one."""
        folder.clear()
        try:
            for _ in range(TRIES):
                found = await self._save_once(folder)
                if found is None:
                    continue
                state, counter = found
                if self._layout is None:
                    await self._learn(state)
                if self._of_now(state, counter):
                    return state
        finally:
            folder.give_back()
        folder.forget()
        raise StateError(f"RetroArch saved no state ({folder.why_not}): {await self._reason(HINT_SAVE)}")

    async def _save_once(self, folder: StateFolder) -> tuple[bytes, int | None] | None:
        """Send the command and wait for a state; with it comes the counter at the command, if it was told."""
        read = memory_at(self._counter.address, self._counter.size)
        counter = self._questions.expect(lambda reply: read(reply) is not None)
        try:
            await self._hotkeys.press(
                nci.SAVE_STATE, nci.read_memory(self._counter.address, self._counter.size, self._space)
            )
            deadline = time.monotonic() + RETRY_S
            while time.monotonic() < deadline:
                await asyncio.sleep(LOOK_EVERY_S)
                if self._sampler.ended is not None:
                    raise self._sampler.ended
                state = folder.fresh()
                if state is not None:
                    return state, _counter_of(counter, self._counter)
            if counter.done():
                counter.result()  # raises when RetroArch is gone
            return None
        finally:
            counter.cancel()

    def _of_now(self, state: bytes, counter: int | None) -> bool:
        """Whether the counter in the state is that at the command or a few more; an older file came late."""
        if self._layout is None or counter is None:
            return True
        memory = self._layout.wram(state)
        place = self._counter
        saved = place.decode(memory[place.address : place.address + place.size])
        return (saved - counter) % 256 <= SAVED_STEPS_MAX

    async def _learn(self, state: bytes) -> None:
        """Find out where work RAM lies in the states of this core."""
        offset = wram.offset_by_name(state)
        self.core_name = "Snes9x" if offset is not None else self.core_name
        if offset is None:
            try:
                memory = await self._questions.read_all(0, WRAM_SIZE, self._space)
            except NoMemory:
                return
            offset = wram.offset_by_content(state, memory)
        if offset is not None:
            self._layout = wram.learn(state, offset)

    # Load

    async def _load(self, folder: StateFolder, data: bytes, low: bytes) -> int:
        """Put the file where it will be read, and send the command until it shows."""
        for _ in range(TRIES):
            if not self._by_slot:
                folder.clear()
            folder.stage(data, STAGED_SLOT if self._by_slot else folder.slot)
            try:
                load_id = await self._load_once(LoadWatch(low, self._counter.address))
            finally:
                folder.unstage()
                if not self._by_slot:
                    folder.give_back()
            if load_id is not None:
                return load_id
        raise StateError(f"RetroArch didn't load the state: {await self._reason(HINT_LOAD)}")

    async def _load_once(self, watch: LoadWatch) -> int | None:
        """Send the command and wait for its effect; None when none was seen."""
        confirmed = self._sampler.watch_load(watch)
        pick = memory_at(LOW_RAM.address, LOW_RAM.size)

        def before(reply: nci.Reply) -> bool:
            memory = pick(reply)
            if isinstance(memory, nci.Memory):
                watch.before(memory.data)
            return memory is not None

        looked = self._questions.expect(before)
        echoed = self._questions.expect(lambda reply: isinstance(reply, nci.SlotEcho))
        look = nci.read_memory(LOW_RAM.address, LOW_RAM.size, self._space)
        try:
            if self._by_slot:
                self._questions.send(look, nci.load_state_slot(STAGED_SLOT))
            else:
                await self._hotkeys.press(nci.LOAD_STATE, look)
            async with asyncio.timeout(RETRY_S):
                return await confirmed
        except TimeoutError:
            if self._by_slot and looked.done() and not echoed.done():
                self._by_slot = False  # whatever its version says, it doesn't know the command
            return None
        finally:
            for future in (looked, echoed, confirmed):
                future.cancel()

    async def _reason(self, hint: str) -> str:
        """What is most likely in the way."""
        try:
            status = await self._questions.status()
        except Unreachable as error:
            return str(error)
        if status.state is nci.RunState.CONTENTLESS:
            return "no game is loaded; load one"
        if status.state is nci.RunState.PAUSED and not self._honours_paused:
            return "this version ignores state commands while paused; resume first"
        return hint


def _counter_of(answer: asyncio.Future[nci.Reply], counter: Field) -> int | None:
    if not answer.done() or answer.cancelled():
        return None
    reply = answer.result()
    return counter.decode(reply.data) if isinstance(reply, nci.Memory) else None
