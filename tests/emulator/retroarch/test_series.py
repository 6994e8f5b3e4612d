"""Saves and loads in a row: none wrong, none lost without an error, on a good network and on a bad one."""

from __future__ import annotations

import os
import random
from itertools import pairwise

import pytest

from spinlab_pad.emulator.port import Buttons, SavedState, StateError
from spinlab_pad.emulator.retroarch import RetroArch, attach
from spinlab_pad.emulator.retroarch.states import Incomplete, NotAState, parse, state_file
from tests.emulator.cartridge import FIELDS, from_wram, walk_into_level
from tests.emulator.proxy import Faults, proxied
from tests.emulator.retroarch.running import attached, retroarch
from tests.emulator.watch import Watch, watching
from tests.emulators.installations import BSNES, NEW_BSNES, SNES9X

COUNT = 1000 if os.environ.get("SPINLAB_LONG") == "1" else 40
BAD_COUNT = 200 if os.environ.get("SPINLAB_LONG") == "1" else 10
KEPT = 20
BAD = Faults(lost=0.2, doubled=0.1, reordered=0.1, delayed=0.05, delay_s=0.1)
SAVE_FRAMES_MAX = 12
"""From the newest snapshot at the call to the frame in the state; a busy machine lets frames wait."""
LOAD_FRAMES_MAX = 8

ALL = [pytest.param(name, marks=pytest.mark.emulator(name)) for name in (SNES9X, NEW_BSNES, BSNES)]


def frame_of(state: SavedState) -> int:
    """The frame that a state holds, by the count in the cartridge's log."""
    assert state.wram is not None
    told = from_wram(state.wram)
    assert (told["log_nmi"] - told["log_lag"] - told["frame_counter"]) % 256 == OFFSET.setdefault(
        "counter", (told["log_nmi"] - told["log_lag"] - told["frame_counter"]) % 256
    ), "counters at both ends of work RAM drift: the state mixes two frames"
    return told["log_nmi"]


OFFSET: dict[str, int] = {}


async def save_some(emulator: RetroArch, watch: Watch, count: int, frames_max: int) -> list[SavedState]:
    """Save while the game runs on; the last of the states."""
    states: list[SavedState] = []
    for number in range(count):
        emulator.press(Buttons.RIGHT if number % 20 < 10 else Buttons.LEFT)
        await watch.take(number % 4 + 1)
        asked = watch.snapshots[-1]["log_nmi"]
        states.append(await emulator.save_state())
        assert 0 <= frame_of(states[-1]) - asked <= frames_max, number
    assert all(frame_of(before) < frame_of(after) for before, after in pairwise(states))
    return states


@pytest.mark.parametrize("name", ALL)
async def test_each_save_is_of_now_and_each_load_is_of_its_state(name: str) -> None:
    OFFSET.clear()
    dice = random.Random(1)
    with retroarch(name) as process:
        emulator = await attached(process)
        async with watching(emulator, FIELDS) as watch:
            await walk_into_level(emulator, watch)
            states = (await save_some(emulator, watch, COUNT, SAVE_FRAMES_MAX))[-KEPT:]
            for number in range(COUNT):
                state = dice.choice(states)
                loaded = await emulator.load_state(state.data)
                first = await watch.first_of_load(loaded.load_id)
                assert 0 <= first["log_nmi"] - frame_of(state) <= LOAD_FRAMES_MAX, number
        cut = state_file(states[0].data)
        for place in [*range(40), *(dice.randrange(len(cut)) for _ in range(40)), *range(len(cut) - 20, len(cut))]:
            with pytest.raises((Incomplete, NotAState)):
                parse(cut[:place])
        await emulator.close()
        assert emulator.troubles == ()


@pytest.mark.emulator(SNES9X)
async def test_on_a_bad_network_nothing_is_wrong_and_nothing_is_lost_without_an_error() -> None:
    OFFSET.clear()
    dice = random.Random(2)
    with retroarch(SNES9X) as process:
        async with proxied(process.ports.commands, seed=3) as proxy:
            emulator = await attach("127.0.0.1", proxy.port, pad_port=process.ports.pads)
            async with watching(emulator, FIELDS) as watch:
                await walk_into_level(emulator, watch)
                states = await save_some(emulator, watch, 4, SAVE_FRAMES_MAX)
                proxy.faults = BAD
                refused = 0
                for _ in range(BAD_COUNT):
                    await watch.take(3)
                    before = watch.snapshots[-1]["log_nmi"]
                    try:
                        states.append(await emulator.save_state())
                    except StateError:
                        refused += 1
                        continue
                    # Asked for again 0.4 s later at most three times, and as long may a late one take.
                    assert 0 <= frame_of(states[-1]) - before <= 150
                for _ in range(BAD_COUNT):
                    state = dice.choice(states)
                    try:
                        loaded = await emulator.load_state(state.data)
                    except StateError:
                        refused += 1
                        continue
                    first = await watch.first_of_load(loaded.load_id)
                    assert 0 <= first["log_nmi"] - frame_of(state) <= 30
                assert refused <= BAD_COUNT / 5
                proxy.faults = Faults()
                await save_some(emulator, watch, 2, SAVE_FRAMES_MAX)
            await emulator.close()
