"""Recordings on the real RetroArch: what was played is played again, frame by frame."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad.emulator.port import Buttons, Emulator, Recording, StateError, Unsupported
from spinlab_pad.emulator.retroarch import RetroArch, attach, launch, slot_recorder
from spinlab_pad.emulator.retroarch.replay_file import Layout, mended, parse
from spinlab_pad.emulator.retroarch.slot_recorder import SlotRecorder, cut_by_saves
from spinlab_pad.game.memory import Snapshot
from tests.emulator.cartridge import CARTRIDGE, FIELDS, walk_into_level
from tests.emulator.watch import Watch, watching
from tests.emulators.installations import BSNES, NEW_BSNES, SNES9X, installations

LONG = os.environ.get("SPINLAB_LONG") == "1"
FRAMES = 3600 if LONG else 240
SAVES = 10
MISSED_MAX = 0.4
"""Share of frames that a busy machine may keep from being seen; a wrong one would show in all that follow."""

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
    (recording,) = await taken(emulator)
    return recording, watch.snapshots[place:]


async def taken(emulator: Emulator) -> tuple[Recording, ...]:
    """What was recorded, and no more of it lies in RetroArch's folder."""
    pieces = await emulator.stop_recording()
    for piece in pieces:
        assert piece.file is not None
        await emulator.discard_recording(piece.file)
    return pieces


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
            played = watch.snapshots[place:]
            while played[0].load_id != loaded.load_id:
                played.pop(0)
            assert {snapshot.load_id for snapshot in played} == {loaded.load_id}
            assert played[-1]["log_nmi"] - played[0]["log_nmi"] == recording.frames, "all of it, from its very start"
            assert differences(recorded, played, recording) == []
            await emulator.resume()
            await watch.take(5)
    finally:
        await emulator.close()


@asynccontextmanager
async def started(name: str, settings: dict[str, str] | None = None) -> AsyncIterator[RetroArch]:
    recipe = installations()[name]
    recipe = replace(recipe, settings={**recipe.settings, **(settings or {})})
    emulator = await launch(recipe, CARTRIDGE, headless=True)
    try:
        yield emulator
    finally:
        await emulator.close()


async def attached(running: RetroArch) -> RetroArch:
    assert running.process is not None
    ports = running.process.ports
    return await attach("127.0.0.1", ports.commands, pad_port=ports.pads)


def kill(emulator: RetroArch) -> None:
    """End RetroArch itself, hard, and not its keeper."""
    assert emulator.process is not None
    folder = str(emulator.process.folder).encode()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if folder in command and b"keeper" not in command:
            os.kill(int(entry.name), signal.SIGKILL)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.emulator(SNES9X)
async def test_what_would_spoil_a_replay_is_refused_and_the_game_goes_on() -> None:
    async with started(SNES9X) as emulator, watching(emulator, FIELDS) as watch:
        state = await emulator.save_state()
        with pytest.raises(StateError, match="nothing is being recorded"):
            await emulator.stop_recording()
        await emulator.start_recording()
        progress = await emulator.replay_progress()
        assert progress is not None
        assert (progress.kind, progress.of) == ("recording", None)
        await watch.take(30)
        with pytest.raises(StateError, match="recording runs"):
            await emulator.load_state(state.data)
        with pytest.raises(StateError, match="stop it first"):
            await emulator.start_recording()
        runners = await attached(emulator)
        with pytest.raises(StateError, match="records a replay"):
            await runners.load_state(state.data)
        await runners.close()
        (recording,) = await taken(emulator)
        await emulator.start_recording()
        with pytest.raises(StateError, match="already"):
            await emulator.play_recording(recording)
        await taken(emulator)

        await emulator.play_recording(recording)
        with pytest.raises(StateError, match="played back"):
            await emulator.load_state(state.data)
        with pytest.raises(StateError, match="played back"):
            await emulator.start_recording()
        ended = asyncio.create_task(emulator.playback_ended())
        await emulator.stop_playback()
        assert not await ended, "it was stopped"
        await watch.take(5)
        await emulator.load_state(state.data)

        replay = parse(recording.data)
        assert b"#!s9xsnp" in recording.data
        bad = {
            "no recording": b"rubbish",
            "no frame": recording.data[: replay.begins],
            "another game": recording.data[:8] + b"\1\2\3\4" + recording.data[12:],
            "another core": recording.data[:42] + b"\1\2\3\0" + recording.data[46:],
            "doesn't take this": recording.data.replace(b"#!s9xsnp", b"#!s9xbad", 1),
        }
        for why, data in bad.items():
            with pytest.raises(StateError, match=why):
                await emulator.play_recording(replace(recording, data=data))
            assert await emulator.replay_progress() is None
            await watch.take(10)  # it runs on: a refused file does not leave it pausing after every frame
        assert emulator.process is not None
        left = files(emulator.process.states)
        assert not [name for name in left if ".replay" in name], "a staged state may stay in a folder of ours"


@pytest.mark.emulator(SNES9X)
async def test_a_replay_starts_where_the_game_is_already() -> None:
    async with started(SNES9X) as emulator, watching(emulator, FIELDS) as watch:
        state = await emulator.save_state()
        await emulator.start_recording()
        await watch.take(10)
        (recording,) = await taken(emulator)
        await emulator.pause()
        replays = emulator._parts.replays
        first = await replays.play(recording, len(state.data))
        await replays.stop_playing()
        again = await replays.play(recording, len(state.data))
        assert again > first
        await emulator.resume()
        assert await emulator.playback_ended()


@pytest.mark.emulator(SNES9X)
async def test_where_saves_cut_a_recording_or_it_is_long_a_save_begins_it_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    async with started(SNES9X) as emulator, watching(emulator, FIELDS) as watch:
        recorder = emulator._parts.replays.recorder
        assert isinstance(recorder, SlotRecorder)
        await emulator.start_recording()
        place = len(watch.snapshots)
        monkeypatch.setattr(recorder, "_saves_cut", True)
        await play_about(emulator, watch, 40, seed=3, saves=1)
        monkeypatch.setattr(recorder, "_saves_cut", False)
        await play_about(emulator, watch, 20, seed=4, saves=1)
        monkeypatch.setattr(slot_recorder, "PIECE_S", 0.0)
        await play_about(emulator, watch, 40, seed=5, saves=1)
        recorded = watch.snapshots[place:]
        pieces = await emulator.stop_recording()
        assert len(pieces) == 3
        for piece in pieces:
            assert piece.complete
            place = len(watch.snapshots)
            loaded = await emulator.play_recording(piece)
            assert await emulator.playback_ended()
            played = [item for item in watch.snapshots[place:] if item.load_id == loaded.load_id]
            then, now = by_frame(recorded), by_frame(played)
            common = then.keys() & now.keys()
            assert common
            assert all(then[nmi] == now[nmi] for nmi in common)
            await emulator.resume()


def test_saves_cut_recordings_where_the_system_forbids_to_write_after_reading() -> None:
    assert [cut_by_saves((1, 22), name) for name in ("linux", "win32", "darwin")] == [False, True, True]
    assert not cut_by_saves((1, 23), "win32")


@pytest.mark.emulator(SNES9X)
@pytest.mark.parametrize(
    ("settings", "sorted_into"),
    [({"replay_auto_index": "true", "sort_savestates_enable": "true"}, "Snes9x"), ({"replay_auto_index": "false"}, "")],
    ids=["RetroArch's own settings", "one slot"],
)
async def test_the_runners_own_replays_are_as_before(settings: dict[str, str], sorted_into: str) -> None:
    async with started(SNES9X, settings) as running:
        assert running.process is not None
        folder = running.process.states / sorted_into
        folder.mkdir(exist_ok=True)
        mine = {f"spinlab.replay{slot}": b"mine %d" % n for n, slot in enumerate(("", 0, 1, 2, 990))}
        for name, data in mine.items():
            (folder / name).write_bytes(data)
        emulator = await attached(running)
        async with watching(emulator, FIELDS) as watch:
            for _ in range(2):
                await emulator.start_recording()
                await watch.take(10)
                assert len(mine.items() - files(folder).items()) == 1, "only the name that is recorded to is aside"
                (recording,) = await taken(emulator)
                assert files(folder) == mine
            await emulator.play_recording(recording)
            assert await emulator.playback_ended()
            assert files(folder) == mine

        await emulator.close()
        assert files(folder) == mine


@pytest.mark.emulator(SNES9X)
async def test_what_a_crash_of_ours_leaves_is_put_in_order() -> None:
    async with started(SNES9X) as running:
        assert running.process is not None
        folder = running.process.states
        mine = {"spinlab.replay0": b"mine"}
        (folder / "spinlab.replay0").write_bytes(b"mine")
        emulator = await attached(running)
        async with watching(emulator, FIELDS) as watch:
            await emulator.start_recording()
            await watch.take(30)
        emulator._parts.replays.recorder = emulator._parts.replays.player = None
        await emulator.close()
        later = await attached(running)
        (left,) = await later.recordings()
        assert left.frames
        again = await later.read_recording(left.name)
        await later.play_recording(again)
        later._parts.replays.recorder = later._parts.replays.player = None
        await later.close()
        await running.stop_playback()

        last = await attached(running)
        async with watching(last, FIELDS) as watch:
            await last.start_recording()
            await watch.take(5)
            await taken(last)
        (left,) = await last.recordings()
        await last.discard_recording(left.name)
        with pytest.raises(StateError, match="no recording"):
            await last.read_recording(left.name)
        await last.close()
        assert files(folder) == mine


@pytest.mark.emulator(SNES9X)
async def test_what_a_crash_of_retroarch_leaves_is_taken_and_plays() -> None:
    async with started(SNES9X) as fresh:
        async with started(SNES9X) as emulator:
            async with watching(emulator, FIELDS) as watch:
                await emulator.start_recording()
                await watch.take(60)
            kill(emulator)
            (recording,) = await taken(emulator)
        assert not recording.complete
        assert recording.frames is not None
        assert recording.frames > 20
        await fresh.play_recording(recording)
        assert await fresh.playback_ended()


@pytest.mark.emulator(BSNES)
async def test_1_14_records_what_can_be_mended_and_plays_nothing() -> None:
    async with started(BSNES) as running:
        assert running.process is not None
        folder = running.process.folder / "saves"
        (folder / "spinlab.srm.bsv").write_bytes(b"mine")
        before = files(folder)
        emulator = await attached(running)
        assert (emulator.capabilities.record, emulator.capabilities.play) == (True, False)
        async with watching(emulator, FIELDS) as watch:
            for _ in range(2):
                state = await emulator.save_state()
                await emulator.start_recording()
                emulator.press(Buttons.RIGHT)
                await watch.take(60)
                emulator.press(Buttons.NONE)
                progress = await emulator.replay_progress()
                assert progress is not None
                assert (progress.kind, progress.frame) == ("recording", None)
                with pytest.raises(StateError, match="recording runs"):
                    await emulator.load_state(state.data)
                (live,) = await emulator.recordings()
                (recording,) = await taken(emulator)
                assert files(folder) == before
                assert await emulator.replay_progress() is None
                assert live.size < 2 * len(recording.data)
                assert recording.format == Layout.RAW.value
                replay = parse(recording.data)
                assert replay.layout is Layout.RAW
                assert mended(recording.data) == recording.data
                assert (replay.ends - replay.begins) // 2 >= 50 * 24, "bsnes-mercury asks for 2 x 12 buttons a frame"
                with pytest.raises(Unsupported, match=r"1\.16"):
                    await emulator.play_recording(recording)
        await emulator.close()
