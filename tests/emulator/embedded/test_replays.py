"""Recordings of the embedded core: what was played comes again, and what would spoil it is refused."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from spinlab_pad.emulator.embedded import EmbeddedCore
from spinlab_pad.emulator.embedded.recordings import dump, parse
from spinlab_pad.emulator.port import Buttons, Recording, ReplayProgress, StateError, Unreachable
from spinlab_pad.game.memory import Snapshot
from tests.emulator.cartridge import CARTRIDGE, FIELDS, walk_into_level
from tests.emulator.watch import watching

pytestmark = pytest.mark.emulator("embedded")
FRAMES = 400


@pytest.fixture
async def emulator() -> AsyncIterator[EmbeddedCore]:
    made = await EmbeddedCore.open(CARTRIDGE, speed="max")
    async with watching(made, FIELDS) as watch:
        await walk_into_level(made, watch)
    yield made
    await made.close()


async def frames(emulator: EmbeddedCore, count: int, seed: int) -> list[Snapshot]:
    """Random buttons on both pads for so many frames."""
    chance = random.Random(seed)
    stream, seen = emulator.frames(FIELDS), []
    for _ in range(count):
        for port in (0, 1):
            emulator.press(Buttons(chance.randrange(1 << 12)) & ~(Buttons.START | Buttons.SELECT), port)
        seen.append(await anext(stream))
    return seen


async def recorded(emulator: EmbeddedCore, count: int = FRAMES) -> tuple[Recording, list[Snapshot]]:
    await emulator.start_recording()
    seen = await frames(emulator, count, seed=1)
    (recording,) = await emulator.stop_recording()
    return recording, seen


async def test_every_frame_of_a_recording_comes_again(emulator: EmbeddedCore):
    before = (await emulator.save_state()).wram
    recording, seen = await recorded(emulator)
    assert (recording.format, recording.frames, recording.complete) == ("SPINREC1", FRAMES, True)
    await frames(emulator, 50, seed=2)
    loaded = await emulator.play_recording(recording)
    assert (await emulator.save_state()).wram == before
    again = await frames(emulator, FRAMES + 1, seed=3)
    assert {snapshot.load_id for snapshot in again} == {loaded.load_id}
    assert [dict(snapshot.values) for snapshot in again[1:]] == [dict(snapshot.values) for snapshot in seen]
    assert [now.frame - again[0].frame for now in again] == list(range(FRAMES + 1))
    assert await emulator.playback_ended()
    assert await emulator.replay_progress() is None


async def test_at_its_end_the_game_is_paused_and_the_pads_hold_what_is_pressed_by_then(emulator: EmbeddedCore):
    recording, _ = await recorded(emulator, 30)
    await emulator.play_recording(recording)
    await frames(emulator, 31, seed=3)
    emulator.press(Buttons.RIGHT)
    stream = emulator.frames(FIELDS)
    waiting = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0)
    assert not waiting.done()
    await emulator.resume()
    assert (await waiting)["held_1"] & 0x01
    assert await emulator.playback_ended()


async def test_a_playback_can_be_stopped_and_the_game_goes_on(emulator: EmbeddedCore):
    recording, _ = await recorded(emulator)
    await emulator.play_recording(recording)
    await frames(emulator, 20, seed=3)
    assert await emulator.replay_progress() == ReplayProgress("playing", 19, FRAMES)
    ended = asyncio.ensure_future(emulator.playback_ended())
    await emulator.stop_playback()
    assert not await ended
    await emulator.stop_playback()
    await frames(emulator, 5, seed=4)


async def test_states_can_be_saved_meanwhile_and_not_loaded(emulator: EmbeddedCore):
    state = await emulator.save_state()
    await emulator.start_recording()
    await frames(emulator, 5, seed=1)
    assert await emulator.replay_progress() == ReplayProgress("recording", 5, None)
    await emulator.save_state()
    for refused in (emulator.load_state(state.data), emulator.start_recording()):
        with pytest.raises(StateError, match="while a recording is made"):
            await refused
    (recording,) = await emulator.stop_recording()
    with pytest.raises(StateError, match="nothing is being recorded"):
        await emulator.stop_recording()
    await emulator.play_recording(recording)
    await frames(emulator, 3, seed=1)
    await emulator.save_state()
    for refused in (emulator.load_state(state.data), emulator.start_recording(), emulator.play_recording(recording)):
        with pytest.raises(StateError, match="while a recording is played back"):
            await refused
    await emulator.stop_playback()
    await emulator.load_state(state.data)


async def test_what_this_core_can_not_play_is_refused_and_the_game_goes_on_as_it_was(emulator: EmbeddedCore):
    recording, _ = await recorded(emulator, 10)
    inputs = parse(recording.data)
    before = await emulator.save_state()
    for wrong, why in (
        (b"BSV2 of RetroArch", "no recording of the embedded core"),
        (dump(replace(inputs, core="bsnes 1.0")), "was made with bsnes 1.0"),
        (dump(replace(inputs, crc32=1)), "of another game"),
        (dump(replace(inputs, pads=b"")), "holds no frame"),
        (dump(replace(inputs, state=inputs.state[:-1])), "not of this core and game"),
    ):
        with pytest.raises(StateError, match=why):
            await emulator.play_recording(replace(recording, data=wrong))
    assert (await emulator.save_state()).data == before.data


async def test_a_core_that_is_closed_gives_what_was_recorded(emulator: EmbeddedCore):
    await emulator.start_recording()
    await frames(emulator, 7, seed=1)
    await emulator.close()
    (left,) = await emulator.stop_recording()
    assert left.frames == 7


async def test_a_core_that_is_closed_lets_go_who_waits_for_a_playback(emulator: EmbeddedCore):
    recording, _ = await recorded(emulator, 10)
    await emulator.play_recording(recording)
    ended = asyncio.ensure_future(emulator.playback_ended())
    await asyncio.sleep(0)
    await emulator.close()
    with pytest.raises(Unreachable, match="was closed"):
        await ended


async def test_it_has_no_folder_with_recordings(emulator: EmbeddedCore):
    assert await emulator.recordings() == ()
    for call in (emulator.read_recording, emulator.discard_recording):
        with pytest.raises(StateError, match="keeps none"):
            await call("game.replay")
