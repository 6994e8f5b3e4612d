"""A start state is the game at its event, or it is not kept."""

from __future__ import annotations

import asyncio

import pytest

from spinlab_pad.emulator.port import StateError, Unreachable
from spinlab_pad.lab.starts.saver import SAVE_LAG_LIMIT_FRAMES, StartSaver
from spinlab_pad.route.waypoints import checkpoint
from spinlab_pad.store.records import StartState
from tests.lab.fakes import GAME, NOTHING, Desk, texts

PLACE = checkpoint(5, 1)


async def kept(desk: Desk) -> list[StartState]:
    return await desk.store.call(lambda store: store.start_states(f"{GAME.crc32:08x}", GAME.core))


@pytest.mark.parametrize(
    ("frames", "broken", "why"),
    [
        (3, False, None),
        (SAVE_LAG_LIMIT_FRAMES + 1, False, "came 31 frames late"),
        (3, True, "came after a jump of the game"),
    ],
    ids=["in time", "too late", "after a break"],
)
async def test_only_what_is_still_the_start_is_kept(desk: Desk, frames: int, broken: bool, why: str | None):
    await desk.attach()
    await desk.wait(2)
    here, at = desk.lab.context.attached, desk.lab.context.newest
    assert here is not None
    assert at is not None
    hang = asyncio.Event()
    desk.emulator.save_faults.append(hang)
    saver = StartSaver(desk.lab.context)
    saving = asyncio.ensure_future(saver.save(here, PLACE, "cold", at, None))
    await desk.play(*[NOTHING] * frames, patient=False)
    if broken:
        saver.discontinuity()
    hang.set()
    is_kept = why is None
    assert await saving is is_kept
    assert [(state.waypoint, state.kind, state.save_lag_frames) for state in await kept(desk)] == (
        [(PLACE, "cold", frames)] if is_kept else []
    )
    assert is_kept or f"the save state {why} and was not kept" in texts(desk)
    assert ("was not kept" in texts(desk)) is not is_kept
    await desk.lab.context.io_settled()


async def test_an_error_is_raised_and_nothing_waits_for_the_save_any_more(desk: Desk):
    await desk.attach()
    await desk.wait(2)
    here, at = desk.lab.context.attached, desk.lab.context.newest
    assert here is not None
    assert at is not None
    desk.emulator.save_faults.append(StateError("close the menu"))
    saving = StartSaver(desk.lab.context).save(here, PLACE, "cold", at, None)
    with pytest.raises(StateError, match="close the menu"):
        await saving
    await desk.lab.context.io_settled()


async def test_an_emulator_that_goes_before_the_save_has_begun_leaves_nobody_waiting(desk: Desk):
    await desk.attach()
    await desk.wait(2)
    here, at = desk.lab.context.attached, desk.lab.context.newest
    assert here is not None
    assert at is not None
    saving = StartSaver(desk.lab.context).save(here, PLACE, "cold", at, None)
    desk.lose()
    with pytest.raises(Unreachable):
        await saving
    async with asyncio.timeout(5):
        await desk.lab.context.io_settled()


async def test_a_state_can_be_taken_without_being_kept(desk: Desk):
    await desk.attach()
    await desk.wait(2)
    here, at = desk.lab.context.attached, desk.lab.context.newest
    assert here is not None
    assert at is not None
    saver = StartSaver(desk.lab.context)
    taken = await saver.take(here, PLACE, "hot", at, None)
    assert taken is not None
    state, data = taken
    assert (state.waypoint, state.kind, state.event_counter) == (PLACE, "hot", at["frame_counter"])
    assert data == (await desk.emulator.save_state()).data
    assert await kept(desk) == []
    saver.ahead = SAVE_LAG_LIMIT_FRAMES + 1
    assert await saver.take(here, PLACE, "hot", at, None) is None
    await desk.lab.context.io_settled()
