"""Save and load states through RetroArch's slot files, and believe neither before it is seen.

A save is a command and then a file that appears and becomes complete. A load is a file, a command, and then the
state's own bytes in the game's memory. Both commands may be dropped without a word, so both are sent again a few
times; the commands that RetroArch treats as hotkeys count only once in two frames, so not at once.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import Loaded, SavedState, StateError, Unsupported
from spinlab_pad.emulator.retroarch import nci, obstacles, wram
from spinlab_pad.emulator.retroarch.abilities import Abilities
from spinlab_pad.emulator.retroarch.confirm import LoadWatch, around
from spinlab_pad.emulator.retroarch.disk import Disk
from spinlab_pad.emulator.retroarch.hotkeys import Hotkeys
from spinlab_pad.emulator.retroarch.learned import Learned
from spinlab_pad.emulator.retroarch.questions import Questions, memory_at
from spinlab_pad.emulator.retroarch.reasons import Known, Reasons
from spinlab_pad.emulator.retroarch.sampler import Sampler
from spinlab_pad.emulator.retroarch.saving import RETRY_S, SETTLE_S, TRIES, Saver
from spinlab_pad.emulator.retroarch.slots import STAGED_SLOT, StateFolder
from spinlab_pad.emulator.retroarch.troubles import Troubles
from spinlab_pad.emulator.retroarch.turns import Turns

LEARN_DEADLINE_S: Final = 4.0
"""A game that was just started has written to its memory by then."""

UNDECIDED_EVERY_S: Final = 0.01
SILENT_MAX: Final = 2
"""Loads without their echo, though the read beside them was answered: one echo may get lost."""


class SaveStates:
    """Saves and loads, one after another, in `folder` (None where RetroArch's files can't be reached)."""

    def __init__(
        self,
        questions: Questions,
        hotkeys: Hotkeys,
        sampler: Sampler,
        folder: StateFolder | None,
        turns: Turns,
        space: nci.Space,
        can: Abilities,
        troubles: Troubles,
        known: Known,
    ) -> None:
        self._questions = questions
        self._hotkeys = hotkeys
        self._sampler = sampler
        self._folder = folder
        self._turns = turns
        self._space = space
        self._hardcore = known.hardcore
        self._by_slot = can.load_by_slot
        self._honours_paused = can.saves_while_paused
        self._reasons = Reasons(questions, troubles, known, lambda: self._honours_paused)
        self._one_at_a_time = asyncio.Lock()
        self._disk = Disk()
        self._learned = Learned(questions, space, turns)
        self._silent = 0
        self._saver: Saver | None = None
        if folder is not None:
            steps_back = known.settings.on("savestate_auto_index", default=False)
            self._saver = Saver(
                questions,
                hotkeys,
                sampler,
                folder,
                turns,
                space,
                self._learned,
                self._reasons,
                self._disk,
                self._one_at_a_time.locked,
                steps_back=steps_back,
            )

    @property
    def core_name(self) -> str:
        """What the core's states tell of its name; empty where they don't."""
        return self._learned.core_name

    @property
    def available(self) -> bool:
        return self._folder is not None

    @property
    def folder(self) -> Path | None:
        """Where RetroArch keeps the states of this game, as seen or as its settings say; None if neither is known."""
        return (self._folder.folder or self._folder.likely) if self._folder is not None else None

    async def settle(self) -> None:
        """Leave the folder as it was found, after what is under way (0.5 s; more only on a disk that hangs).

        RetroArch must still be reachable: what it answers shows what it writes for us. `close` comes next.
        """
        if self._saver is None:
            return
        self._saver.end()
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_S), self._one_at_a_time:
                pass
        await self._saver.settle()

    def close(self) -> None:
        """End what runs beside; where `settle` was not called, leave the folder as it was found, at once."""
        if self._saver is not None:
            self._saver.close()
        self._disk.close()

    async def save(self) -> SavedState:
        """A complete state of one of the next three frames.

        Raises:
            StateError: RetroArch wrote none.
        """
        _, saver = self._reachable()
        async with self._one_at_a_time:
            started = time.monotonic()
            state = await saver.save()
            ms = (time.monotonic() - started) * 1e3
            layout = self._learned.layout
            return SavedState(state, layout.wram(state) if layout else None, ms)

    async def load(self, data: bytes) -> Loaded:
        """Load a core state; returns when its memory was seen.

        Raises:
            StateError: it is none of this core and game, or RetroArch didn't load it.
        """
        folder, saver = self._reachable()
        async with self._one_at_a_time:
            started = time.monotonic()
            await saver.idle()
            layout = await self._known_layout(folder, saver)
            layout.check(data)
            memory = layout.wram(data)
            load_id = await self._load(folder, saver, data, memory)
            return Loaded(load_id, (time.monotonic() - started) * 1e3, memory)

    async def _known_layout(self, folder: StateFolder, saver: Saver) -> wram.StateLayout:
        """The layout of this core's states, and where they are; learned from a save if need be, once the game runs."""
        deadline = time.monotonic() + LEARN_DEADLINE_S
        while (layout := self._learned.layout) is None or folder.place is None:
            await saver.save()
            if self._learned.layout is None and time.monotonic() > deadline:
                raise StateError("the place of work RAM in this core's states can't be found; start the game first")
        return layout

    def _reachable(self) -> tuple[StateFolder, Saver]:
        if self._sampler.ended is not None:
            raise self._sampler.ended
        if self._folder is None or self._saver is None:
            raise Unsupported(
                "save states need RetroArch on this machine, with Settings > Directory > Save States set to a folder"
            )
        return self._folder, self._saver

    # Load

    async def _load(self, folder: StateFolder, saver: Saver, data: bytes, memory: bytes) -> int:
        """Put the file where it will be read, and send the command until it shows."""
        for _ in range(TRIES):
            # Hardcore mode drops the hotkey, but would be turned off by a load of a slot.
            by_slot = self._by_slot and not self._hardcore
            if not by_slot and folder.slot is None:
                await saver.save()
            try:
                await self._stage(folder, saver, data, by_slot=by_slot)
                counter = self._turns.field.address
                window = around(counter)
                watch = LoadWatch(memory[window.address : window.end], counter)
                load_id = await self._load_once(watch, by_slot=by_slot)
            finally:
                await self._disk.run(folder.unstage)
                if not by_slot:
                    await saver.give_back()
            if load_id is not None:
                self._hardcore = False
                self._reasons.loaded()
                return load_id
            if self._hardcore:
                raise StateError(obstacles.HARDCORE.text)
            if (not by_slot or folder.folder is None) and await self._playing():
                await saver.save()  # shows the folder and the current slot of by now
        raise await self._reasons.not_loaded()

    async def _stage(self, folder: StateFolder, saver: Saver, data: bytes, *, by_slot: bool) -> None:
        """Put the file where the command will find it; without a slot in the command, no other file may be there."""
        try:
            if not by_slot:
                await saver.clear()
            slot = STAGED_SLOT if by_slot else folder.slot or 0
            await self._disk.run(lambda: folder.stage(data, slot))
        except StateError as error:
            self._reasons.folder(str(error))
            raise

    async def _playing(self) -> bool:
        return (await self._questions.status()).state is nci.RunState.PLAYING

    async def _load_once(self, watch: LoadWatch, *, by_slot: bool) -> int | None:
        """Send the command and wait for its effect; None when none was seen."""
        confirmed = self._sampler.watch_load(watch)
        pick = memory_at(watch.window.address, watch.window.size)

        def before(reply: nci.Reply) -> bool:
            memory = pick(reply)
            if isinstance(memory, nci.Memory):
                watch.before(memory.data)
            return memory is not None

        looked = self._questions.expect(before)
        echoed = self._questions.expect(lambda reply: isinstance(reply, nci.SlotEcho))
        look = nci.read_memory(watch.window.address, watch.window.size, self._space)
        try:
            if by_slot:
                self._questions.send(look, nci.load_state_slot(STAGED_SLOT))
            else:
                await self._hotkeys.press(nci.LOAD_STATE, look)
            watch.sent()
            deadline = time.monotonic() + RETRY_S
            while not confirmed.done() and time.monotonic() < deadline and not watch.undecided:
                await asyncio.wait((confirmed,), timeout=UNDECIDED_EVERY_S)
            if confirmed.done():
                return confirmed.result()
            if by_slot and looked.done() and not echoed.done() and not watch.undecided:
                self._silent += 1
                if self._silent >= SILENT_MAX:
                    self._by_slot = False  # whatever its version says, it doesn't know the command
            return None
        finally:
            for future in (looked, echoed, confirmed):
                future.cancel()
