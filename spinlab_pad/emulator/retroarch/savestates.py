"""Save and load states through RetroArch's slot files, and believe neither before it is seen.

A save is a command and then a file that appears and becomes complete. A load is a file, a command, and then the
state's own bytes in the game's memory. Both commands may be dropped without a word, so both are sent again a few
times; the commands that RetroArch treats as hotkeys count only once in two frames, so not at once.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import Loaded, SavedState, StateError, Unsupported
from spinlab_pad.emulator.retroarch import nci, obstacles, wram
from spinlab_pad.emulator.retroarch.abilities import Abilities
from spinlab_pad.emulator.retroarch.confirm import LOW_RAM, LoadWatch
from spinlab_pad.emulator.retroarch.disk import Disk
from spinlab_pad.emulator.retroarch.hotkeys import Hotkeys
from spinlab_pad.emulator.retroarch.questions import NoMemory, Questions, memory_at
from spinlab_pad.emulator.retroarch.reasons import Known, Reasons
from spinlab_pad.emulator.retroarch.sampler import Sampler
from spinlab_pad.emulator.retroarch.slotfiles import refusal
from spinlab_pad.emulator.retroarch.slots import STAGED_SLOT, Fresh, StateFolder
from spinlab_pad.emulator.retroarch.troubles import Troubles
from spinlab_pad.emulator.retroarch.whose import Claims, Owner
from spinlab_pad.game.memory import WRAM_SIZE, Field

TRIES: Final = 4
RETRY_S: Final = 0.4
"""A save is complete after 30 ms and a load seen after 25 to 45 ms; a busy machine and a slow disk take longer."""

LOOK_EVERY_S: Final = 0.002

LEARN_DEADLINE_S: Final = 4.0
"""A game that was just started has written to its memory by then."""

TIDY_S: Final = (0.7, 2.5, 6.0)
"""After a save: RetroArch has made the picture of the state by then (0.1 s on an idle machine), and one that was frozen
has carried out what it was told meanwhile."""

STATE_SLOT_MINUS: Final = b"STATE_SLOT_MINUS"

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
        counter: Field,
        space: nci.Space,
        can: Abilities,
        troubles: Troubles,
        known: Known,
    ) -> None:
        self._questions = questions
        self._hotkeys = hotkeys
        self._sampler = sampler
        self._folder = folder
        self._counter = counter
        self._space = space
        self._known = known
        self._hardcore = known.hardcore
        self._by_slot = can.load_by_slot
        self._honours_paused = can.saves_while_paused
        self._reasons = Reasons(questions, troubles, known, lambda: self._honours_paused)
        self._layout: wram.StateLayout | None = None
        self._one_at_a_time = asyncio.Lock()
        self._claims = Claims()
        self._disk = Disk()
        self._silent = 0
        self._tidying: tuple[asyncio.TimerHandle, ...] = ()
        self.core_name = ""

    @property
    def available(self) -> bool:
        return self._folder is not None

    @property
    def folder(self) -> Path | None:
        """Where RetroArch keeps the states of this game, as seen or as its settings say; None if neither is known."""
        return (self._folder.folder or self._folder.likely) if self._folder is not None else None

    def close(self) -> None:
        """Leave the folder as it was found."""
        self._cancel_tidying()
        self._disk.close()
        if self._folder is None:
            return
        try:
            self._folder.unstage()
            self._folder.give_back()
            self._folder.tidy()
        except OSError:
            return  # the next attach finds and gives back what is aside

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
            StateError: it is none of this core and game, or RetroArch didn't load it.
        """
        folder = self._reachable()
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
        """Save, see whose the state is that appears, and learn from the first one."""
        self._cancel_tidying()
        self._claims.begin()
        self._undo_late(folder)
        partial: Path | None = None
        try:
            folder.clear()
            for _ in range(TRIES):
                state = await self._save_once(folder)
                if state is not None:
                    self._reasons.saved()
                    await self._step_back(folder)
                    return state
            partial = folder.remove_partial()
        except StateError as error:
            self._reasons.folder(str(error))
            raise
        finally:
            self._give_back(folder)
        folder.guard()
        self._claims.begin()
        refused = await self._reasons.not_saved(folder, partial, self._layout.size if self._layout else None)
        folder.forget()
        raise refused

    async def _step_back(self, folder: StateFolder) -> None:
        """Where each save goes to the next slot, the runner's slot is again what it was before ours."""
        if folder.slot and self._known.settings.on("savestate_auto_index", default=False):
            await self._hotkeys.press(STATE_SLOT_MINUS)

    async def _save_once(self, folder: StateFolder) -> bytes | None:
        """Send the command and wait for a state of ours."""
        read = memory_at(self._counter.address, self._counter.size)
        counter = self._questions.expect(lambda reply: read(reply) is not None)
        counter.add_done_callback(self._claim)
        try:
            await self._hotkeys.press(
                nci.SAVE_STATE, nci.read_memory(self._counter.address, self._counter.size, self._space)
            )
            deadline = time.monotonic() + RETRY_S
            while time.monotonic() < deadline:
                await asyncio.sleep(LOOK_EVERY_S)
                if self._sampler.ended is not None:
                    raise self._sampler.ended
                fresh = await self._disk.run(folder.fresh)
                if fresh is not None and await self._ours(folder, fresh):
                    return fresh.file.core
            if counter.done():
                counter.result()  # raises when RetroArch is gone
            return None
        finally:
            counter.cancel()

    def _claim(self, answer: asyncio.Future[nci.Reply]) -> None:
        if not answer.cancelled() and answer.exception() is None:
            reply = answer.result()
            if isinstance(reply, nci.Memory):
                self._claims.command(self._counter.decode(reply.data))

    async def _ours(self, folder: StateFolder, fresh: Fresh) -> bool:
        """Whether the state is ours; what is not stays the runner's."""
        if self._layout is None:
            await self._learn(fresh.file.core)
        counter = self._counter_in(fresh.file.core)
        owner = Owner.OURS if counter is None else self._claims.owner(counter)
        if owner is Owner.LATE:
            folder.drop(fresh)
        elif owner is Owner.RUNNERS:
            folder.leave(fresh)
        else:
            folder.take(fresh, also_his=owner is Owner.BOTH)
        return owner in {Owner.OURS, Owner.BOTH}

    def _counter_in(self, state: bytes) -> int | None:
        """The game's counter in a state; None where its place is not known."""
        if self._layout is None:
            return None
        memory, place = self._layout.wram(state), self._counter
        return place.decode(memory[place.address : place.address + place.size]) % 256

    def _undo_late(self, folder: StateFolder) -> None:
        """A RetroArch that was frozen carries out at last what was given up."""

        def is_ours(state: bytes) -> bool:
            counter = self._counter_in(state)
            return counter is not None and self._claims.is_late(counter)

        try:
            folder.undo_late(is_ours)
        except OSError:
            return  # tried again later

    def _give_back(self, folder: StateFolder) -> None:
        try:
            folder.give_back()
        except OSError as error:
            place = folder.folder or folder.base
            self._reasons.folder(refusal(place, error))
        loop = asyncio.get_running_loop()
        self._tidying = tuple(loop.call_later(wait_s, self._tidy, folder) for wait_s in TIDY_S)

    def _tidy(self, folder: StateFolder) -> None:
        if self._one_at_a_time.locked():
            return  # whoever holds it tidies
        self._undo_late(folder)
        try:
            folder.tidy()
            folder.prepare()
        except OSError:
            return  # a picture; tried again with the next save

    def _cancel_tidying(self) -> None:
        for handle in self._tidying:
            handle.cancel()
        self._tidying = ()

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
            # Hardcore mode drops the hotkey, but would be turned off by a load of a slot.
            by_slot = self._by_slot and not self._hardcore
            try:
                await self._stage(folder, data, by_slot=by_slot)
                load_id = await self._load_once(LoadWatch(low, self._counter.address), by_slot=by_slot)
            finally:
                folder.unstage()
                if not by_slot:
                    self._give_back(folder)
            if load_id is not None:
                self._hardcore = False
                self._reasons.loaded()
                return load_id
            if self._hardcore:
                raise StateError(obstacles.HARDCORE.text)
            if not by_slot and await self._playing():
                await self._save(folder)  # shows which slot is the current one by now
        raise await self._reasons.not_loaded()

    async def _stage(self, folder: StateFolder, data: bytes, *, by_slot: bool) -> None:
        """Put the file where the command will find it; without a slot in the command, no other file may be there."""
        try:
            if not by_slot:
                folder.clear(everything=True)
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
