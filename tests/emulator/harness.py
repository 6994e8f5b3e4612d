"""What the contract suite stands on: how the emulator is opened and brought to a level, and what is allowed."""

from __future__ import annotations

import asyncio
import gc
import itertools
import os
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import ClassVar

import pytest

from spinlab_pad.emulator.port import Buttons, Emulator, Game, SavedState
from spinlab_pad.game.memory import Snapshot
from tests.emulator.cartridge import CARTRIDGE, FIELDS, IN_LEVEL, LOG_ADDRESS, walk_into_level
from tests.emulator.watch import Watch, watching

OpenEmulator = Callable[[], Awaitable[Emulator]]


def open_things() -> tuple[set[asyncio.Task[object]], set[threading.Thread], int]:
    """The tasks, threads and (where the system tells) file descriptors that are open now."""
    gc.collect()
    folder = Path("/proc/self/fd")
    return (
        set(asyncio.all_tasks()),
        set(threading.enumerate()),
        len(os.listdir(folder)) if folder.exists() else 0,
    )


class Harness:
    """The fixtures of the suite, and the bounds that an adapter may sharpen or widen in its subclass."""

    rom: ClassVar[Path] = CARTRIDGE
    gapless: ClassVar[bool] = False
    """Every frame is promised: frame numbers step by one and nothing is ever missed."""
    missed_of_100_max: ClassVar[int] = 3
    """Frames that may be missing among 100 of a real-time emulator on a busy machine."""
    press_frames_max: ClassVar[int] = 3
    """From the newest snapshot at the time of a press to the snapshot that shows it."""
    load_frames_max: ClassVar[int] = 3
    """From the counter in a state to the counter in the first snapshot after its load."""
    save_frames_max: ClassVar[int] = 3
    """From the newest snapshot at the time of a save to the frame that the state holds."""

    _level_states: ClassVar[dict[tuple[type[Harness], Game], SavedState]] = {}

    @pytest.fixture
    def open_emulator(self) -> OpenEmulator:
        raise NotImplementedError("the subclass says how its emulator is opened")

    @pytest.fixture
    async def emulator(self, open_emulator: OpenEmulator) -> AsyncIterator[Emulator]:
        emulator = await open_emulator()
        try:
            yield emulator
        finally:
            await emulator.close()

    @pytest.fixture
    async def watch(self, emulator: Emulator) -> AsyncIterator[Watch]:
        async with watching(emulator, FIELDS) as watch:
            yield watch

    async def in_level(self, emulator: Emulator, watch: Watch) -> SavedState:
        """Put the game into the first level, no button held; returns a state of that place."""
        emulator.press(Buttons.NONE)
        key = (type(self), await emulator.identify())
        state = self._level_states.get(key)
        if state is None:
            await walk_into_level(emulator, watch)
            state = self._level_states[key] = await emulator.save_state()
        loaded = await emulator.load_state(state.data)
        await watch.first_of_load(loaded.load_id)
        snapshot = await watch.until(lambda snapshot: snapshot["held_1"] == 0 and snapshot["held_2"] == 0)
        assert snapshot["game_mode"] == IN_LEVEL
        return state

    def check_sequence(self, snapshots: Sequence[Snapshot]) -> None:
        """Frames in order, none twice, few or none missing, time going on with them."""
        pairs = list(itertools.pairwise(snapshots))
        frames = [after.frame - before.frame for before, after in pairs]
        assert min(frames) >= 1
        missed = sum(frames) - len(frames)
        assert missed <= (0 if self.gapless else self.missed_of_100_max * max(1, len(frames) / 100))
        assert all(after.t_ns >= before.t_ns for before, after in pairs)

    async def stands_still(self, emulator: Emulator) -> bool:
        """Whether the game's counter keeps its value for about ten frames of real time."""
        before = await emulator.read(LOG_ADDRESS + 4, 4)
        for _ in range(10):
            await asyncio.sleep(1 / 60)
            if await emulator.read(LOG_ADDRESS + 4, 4) != before:
                return False
        return True
