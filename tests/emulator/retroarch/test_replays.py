"""Recordings on the real RetroArch: what was played is played again, frame by frame."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Iterable, Sequence

import pytest

from spinlab_pad.emulator.port import Buttons, Emulator, Recording
from spinlab_pad.emulator.retroarch import RetroArch, launch
from spinlab_pad.game.memory import Snapshot
from tests.emulator.cartridge import CARTRIDGE, FIELDS, walk_into_level
from tests.emulator.watch import Watch, watching
from tests.emulators.installations import NEW_BSNES, SNES9X, installations

LONG = os.environ.get("SPINLAB_LONG") == "1"
FRAMES = 3600 if LONG else 300
SAVES = 10
MISSED_MAX = 0.2
"""Share of frames that a busy machine may keep from being seen; those seen must all be the same."""

HANDS = tuple(button for button in Buttons if button not in (Buttons.NONE, Buttons.START, Buttons.SELECT))


async def play_about(emulator: Emulator, watch: Watch, frames: int, seed: int, *, saves: int = SAVES) -> None:
    """Random buttons for so many frames, and states saved all along."""
    chance = random.Random(seed)
    first = watch.snapshots[-1].frame
    save_at = [first + (number + 1) * frames // (saves + 1) for number in range(saves)]
    while (now := watch.snapshots[-1].frame) < first + frames:
        emulator.press(sum((button for button in HANDS if chance.random() < 0.25), Buttons.NONE))
        if save_at and now >= save_at[0]:
            save_at.pop(0)
            await emulator.save_state()
        await watch.take(chance.randint(1, 8))
    for _ in save_at:
        await emulator.save_state()
    emulator.press(Buttons.NONE)


def by_frame(snapshots: Iterable[Snapshot]) -> dict[int, dict[str, int]]:
    """The values of every frame by the game's own count of video frames."""
    return {snapshot["log_nmi"]: dict(snapshot.values) for snapshot in snapshots}


def differences(recorded: Sequence[Snapshot], played: Sequence[Snapshot], recording: Recording) -> list[int]:
    """Frames that were seen both times and differ; most frames must have been seen."""
    then, now = by_frame(recorded), by_frame(played)
    common = then.keys() & now.keys()
    assert recording.frames is not None
    assert len(common) >= (1 - MISSED_MAX) * recording.frames, f"{len(common)} of {recording.frames} frames compared"
    return [nmi for nmi in sorted(common) if then[nmi] != now[nmi]]


async def record(emulator: RetroArch, watch: Watch, frames: int, seed: int) -> tuple[Recording, list[Snapshot]]:
    place = len(watch.snapshots)
    await emulator.start_recording()
    await play_about(emulator, watch, frames, seed)
    (recording,) = await emulator.stop_recording()
    return recording, watch.snapshots[place:]


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.emulator(name)) for name in (SNES9X, NEW_BSNES)])
async def test_every_frame_of_a_recording_comes_again(name: str) -> None:
    emulator = await launch(installations()[name], CARTRIDGE, headless=True)
    try:
        async with watching(emulator, FIELDS) as watch:
            await walk_into_level(emulator, watch)
            recording, recorded = await record(emulator, watch, FRAMES, seed=1)
            assert recording.complete
            assert recording.frames is not None
            assert recording.frames >= FRAMES - 20
            assert await emulator.replay_progress() is None

            place = len(watch.snapshots)
            loaded = await emulator.play_recording(recording)
            end = asyncio.create_task(emulator.playback_ended())
            await play_about(emulator, watch, recording.frames * 2 // 3, seed=2)
            progress = await emulator.replay_progress()
            assert progress is not None
            assert (progress.kind, progress.of) == ("playing", recording.frames)
            assert progress.frame is not None
            assert 0 < progress.frame <= recording.frames
            async with asyncio.timeout(recording.frames / 20 + 10):
                assert await end
            assert await emulator.replay_progress() is None
            played = [snapshot for snapshot in watch.snapshots[place:] if snapshot.load_id == loaded.load_id]
            assert differences(recorded, played, recording) == []
            print(name, recording.frames, len(played), loaded.ms)
            assert [item.load_id for item in watch.snapshots[place:]] == sorted(
                item.load_id for item in watch.snapshots[place:]
            )
            assert all(item.load_id == loaded.load_id for item in watch.snapshots if item.t_ns > played[0].t_ns)
            await emulator.resume()
            await watch.take(5)
    finally:
        await emulator.close()
