"""One save: the command, and the state file that appears, told from what the runner saves about then.

A save runs to the end of the try that it is at, whatever becomes of its caller: RetroArch writes the file all the same,
and over the runner's own if that has been given back by then.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import StateError
from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.emulator.retroarch.afterwards import Afterwards
from spinlab_pad.emulator.retroarch.disk import Disk
from spinlab_pad.emulator.retroarch.hotkeys import Hotkeys
from spinlab_pad.emulator.retroarch.learned import Learned
from spinlab_pad.emulator.retroarch.questions import Questions
from spinlab_pad.emulator.retroarch.reasons import Reasons
from spinlab_pad.emulator.retroarch.sampler import Sampler
from spinlab_pad.emulator.retroarch.slotfiles import refusal
from spinlab_pad.emulator.retroarch.slots import Fresh, StateFolder
from spinlab_pad.emulator.retroarch.turns import Turns
from spinlab_pad.emulator.retroarch.whose import Claims, Owner
from spinlab_pad.emulator.retroarch.witness import Witness

TRIES: Final = 4
RETRY_S: Final = 0.4
"""A save is complete after 30 ms and a load seen after 25 to 45 ms; a busy machine and a slow disk take longer."""

LOOK_EVERY_S: Final = 0.002

SETTLE_S: Final = 0.5
"""How long the end of a save is waited for when all ends: one try and some to spare."""

FAREWELL_S: Final = 2.0
"""How long a disk that hangs is waited for then."""

STATE_SLOT_MINUS: Final = b"STATE_SLOT_MINUS"


class Saver:
    """Saves into `folder`, one state after another; whoever calls sees to that.

    `busy` tells whether somebody is at the folder, `steps_back` whether each save goes to the next slot.
    """

    def __init__(
        self,
        questions: Questions,
        hotkeys: Hotkeys,
        sampler: Sampler,
        folder: StateFolder,
        turns: Turns,
        space: nci.Space,
        learned: Learned,
        reasons: Reasons,
        disk: Disk,
        busy: Callable[[], bool],
        *,
        steps_back: bool,
    ) -> None:
        self._hotkeys = hotkeys
        self._sampler = sampler
        self._folder = folder
        self._turns = turns
        self._space = space
        self._learned = learned
        self._reasons = reasons
        self._disk = disk
        self._steps_back = steps_back
        self._claims = Claims()
        self._witness = Witness(questions, turns, self._claims, self._answered_late)
        self._after = Afterwards(folder, disk, self._is_late, lambda: busy() or self.running, self._witness.pending)
        self._task: asyncio.Task[bytes] | None = None
        self._given_up = False
        self._ended = False
        self._has_left = False
        self._open_commands = 0
        folder.is_ours = self._is_late

    @property
    def running(self) -> bool:
        """Whether a save is under way, be it one that nobody waits for any more."""
        return self._task is not None and not self._task.done()

    async def save(self) -> bytes:
        """The core's state out of the file that RetroArch writes.

        Raises:
            StateError: it wrote none.
        """
        await self.idle()
        if self._ended:
            raise StateError("no state was saved: the connection to RetroArch is being closed")
        self._given_up = False
        self._task = asyncio.get_running_loop().create_task(self._save())
        self._task.add_done_callback(_seen)
        try:
            return await asyncio.shield(self._task)
        except asyncio.CancelledError:
            self._given_up = True
            raise

    async def idle(self) -> None:
        """Wait until none is under way."""
        if self._task is not None and not self._task.done():
            await asyncio.wait((self._task,))

    def end(self) -> None:
        """Nothing is begun any more; the try that is under way is the last."""
        self._given_up = self._ended = True

    async def settle(self) -> None:
        """Let what is under way come to its end, for half a second, and leave the folder as it was found."""
        self.end()
        if self._task is not None and not self._task.done():
            await asyncio.wait((self._task,), timeout=SETTLE_S)
            if self._task.cancel():
                await asyncio.wait((self._task,), timeout=FAREWELL_S)
        await self._after.stop()
        self._has_left = True
        farewell = asyncio.get_running_loop().create_task(self._disk.run(self._farewell))
        farewell.add_done_callback(_seen)
        await asyncio.wait((farewell,), timeout=FAREWELL_S)

    def close(self) -> None:
        """The same at once, for what was not settled."""
        self.end()
        self._after.cancel()
        if not self._has_left:
            self._has_left = True
            self._farewell()

    def _farewell(self) -> None:
        folder = self._folder
        for work in (lambda: folder.undo_late(self._is_late), folder.unstage, folder.give_back, folder.tidy):
            with suppress(OSError):  # the next attach finds and gives back what is aside
                work()

    async def clear(self) -> None:
        """No slot file remains, until `give_back`.

        Raises:
            StateError: one can't be moved.
        """
        await self._after.stop()
        await self._disk.run(lambda: self._folder.clear(everything=True))

    async def give_back(self) -> None:
        """The runner has his files again, and what RetroArch still does to them is undone for some seconds."""
        folder = self._folder
        try:
            await self._disk.run(folder.give_back)
        except OSError as error:
            self._reasons.folder(refusal(folder.folder or folder.base, error))
        if self._open_commands > 0:
            with suppress(OSError):
                await self._disk.run(folder.guard)
        if not self._ended:
            self._after.start()

    async def _save(self) -> bytes:
        """Save, see whose the state is that appears, and learn from the first one."""
        folder = self._folder
        await self._after.stop()
        self._witness.begin()
        self._open_commands = 0
        partial: Path | None = None
        try:
            await self._disk.run(self._begin)
            for _ in range(TRIES):
                if self._given_up:
                    break
                state = await self._try()
                if state is not None:
                    self._reasons.saved()
                    await self._step_back()
                    return state
            if self._given_up:
                raise StateError("the save was given up")
            partial = await self._disk.run(folder.remove_partial)
        except StateError as error:
            if not self._given_up:
                self._reasons.folder(str(error))
            raise
        finally:
            self._witness.end()
            await self.give_back()
        refused = await self._reasons.not_saved(
            folder, partial, self._learned.layout.size if self._learned.layout else None
        )
        folder.forget()
        raise refused

    def _begin(self) -> None:
        with suppress(OSError):  # tried again later
            self._folder.undo_late(self._is_late)
        self._folder.clear()

    async def _step_back(self) -> None:
        """Where each save goes to the next slot, the runner's slot is again what it was before ours."""
        if self._folder.slot and self._steps_back:
            await self._hotkeys.press(STATE_SLOT_MINUS)

    async def _try(self) -> bytes | None:
        """Send the command and wait for a state of ours."""
        if self._sampler.ended is not None:
            raise self._sampler.ended
        answer = self._witness.expect()
        counter = self._turns.field
        await self._hotkeys.press(nci.SAVE_STATE, nci.read_memory(counter.address, counter.size, self._space))
        self._open_commands += 1
        deadline = time.monotonic() + RETRY_S
        while time.monotonic() < deadline:
            await asyncio.sleep(LOOK_EVERY_S)
            if answer.done():
                answer.result()  # raises when RetroArch is gone
            try:
                state = await self._look()
            except OSError as error:  # on Windows somebody still holds it
                self._folder.why_not = f"what was written can't be taken: {error.strerror}"
                continue
            if state is not None:
                self._open_commands -= 1
                return state
        return None

    async def _look(self) -> bytes | None:
        """A state of ours that has appeared; what is not ours stays the runner's."""
        fresh = await self._disk.run(self._folder.fresh)
        if fresh is None:
            return None
        state = fresh.file.core
        await self._learned.learn(state)
        counter = self._learned.counter_in(state)
        owner = Owner.OURS if counter is None else self._claims.owner(counter)
        await self._disk.run(lambda: self._deal_with(fresh, owner))
        if owner not in {Owner.OURS, Owner.BOTH}:
            return None
        if counter is not None:
            self._claims.taken(counter)
        return state

    def _deal_with(self, fresh: Fresh, owner: Owner) -> None:
        if owner is Owner.LATE:
            self._folder.drop(fresh)
        elif owner is Owner.RUNNERS:
            self._folder.leave(fresh)
        else:
            self._folder.take(fresh, also_his=owner is Owner.BOTH)

    def _is_late(self, state: bytes) -> bool:
        counter = self._learned.counter_in(state)
        return counter is not None and self._claims.is_late(counter)

    def _answered_late(self) -> None:
        if not (self._ended or self.running):
            self._after.start()


def _seen(task: asyncio.Task[bytes] | asyncio.Task[None]) -> None:
    """Whoever waited has gone: an error is nobody's."""
    if not task.cancelled():
        task.exception()
