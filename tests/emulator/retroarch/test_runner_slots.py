"""A runner's own RetroArch with his settings and states: what we do to it, and what he does meanwhile."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad.emulator.port import StateError
from spinlab_pad.emulator.retroarch import RetroArch, cfg, launch, nci
from spinlab_pad.emulator.retroarch.launch import Process
from spinlab_pad.emulator.retroarch.slots import STAGED_SLOT
from spinlab_pad.emulator.retroarch.states import Incomplete, NotAState, core_state, state_file
from tests.emulator.cartridge import CARTRIDGE, FIELDS, from_wram
from tests.emulator.retroarch.running import attached, retroarch
from tests.emulator.watch import DEADLINE_S, watching
from tests.emulators.installations import BSNES, SNES9X, installations

SORTED = {
    "sort_savestates_enable": "true",
    "sort_savestates_by_content_enable": "true",
    "savestate_file_compression": "true",
    "savestate_auto_index": "true",
}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def press(process: Process, *hotkeys: bytes) -> None:
    """The runner presses a key."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as keyboard:
        keyboard.sendto(nci.datagram(*hotkeys), ("127.0.0.1", process.ports.commands))


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not holds():
            await asyncio.sleep(0.01)


def complete(file: Path) -> bool:
    try:
        return bool(core_state(file.read_bytes()))
    except (OSError, Incomplete, NotAState):
        return False


async def round_trip(emulator: RetroArch) -> None:
    async with watching(emulator, FIELDS) as watch:
        await watch.until(lambda snapshot: snapshot["log_nmi"] > 30)
        state = await emulator.save_state()
        await watch.take(8)
        loaded = await emulator.load_state(state.data)
        first = await watch.first_of_load(loaded.load_id)
        assert state.wram is not None
        assert 0 <= first["log_nmi"] - from_wram(state.wram)["log_nmi"] <= 6


@pytest.mark.emulator(SNES9X)
async def test_sorted_packed_and_numbered_states_are_found_and_the_slot_stays() -> None:
    with retroarch(SNES9X, SORTED) as process:
        place = process.states / "cartridge" / "Snes9x"
        for slot in ("", "1", "2"):
            (place / f"spinlab.state{slot}").write_bytes(state_file(b"mine" + slot.encode()))
        before = contents(process.states)
        emulator = await attached(process)
        assert emulator._parts.states.folder == place, "known before anything was saved"
        slots = set()
        for _ in range(3):
            await round_trip(emulator)
            assert emulator._parts.states._folder is not None
            slots.add(emulator._parts.states._folder.slot)
            assert contents(process.states) == before
        assert len(slots) == 1, "the runner's own slot did not move"
        await emulator.close()
        assert contents(process.states) == before


@pytest.mark.emulator(SNES9X)
async def test_states_and_recordings_beside_the_game_are_found(tmp_path: Path) -> None:
    game = Path(shutil.copy(CARTRIDGE, tmp_path))
    place = tmp_path / tmp_path.name / "Snes9x"
    with retroarch(SNES9X, {**SORTED, "savestates_in_content_dir": "true"}, rom=game) as process:
        (place / "spinlab.state").write_bytes(state_file(b"mine"))
        (place / "spinlab.replay1").write_bytes(b"mine too")
        before = contents(tmp_path)
        emulator = await attached(process)
        assert emulator._parts.states.folder == place, "known before anything was saved"
        for _ in range(2):
            await round_trip(emulator)
            assert contents(tmp_path) == before
        await emulator.start_recording()
        async with watching(emulator, FIELDS) as watch:
            await watch.take(20)
        (recording,) = await emulator.stop_recording()
        assert recording.frames
        assert recording.file is not None
        await emulator.discard_recording(recording.file)
        await emulator.play_recording(recording)
        async with asyncio.timeout(DEADLINE_S):
            assert await emulator.playback_ended()
        await emulator.close()
        assert contents(process.states) == {}
    assert contents(tmp_path) == before


@pytest.mark.emulator(SNES9X)
async def test_the_runner_changes_the_slot_and_saves_himself() -> None:
    with retroarch(SNES9X) as process:
        for slot in ("", "1", "2"):
            (process.states / f"spinlab.state{slot}").write_bytes(state_file(b"mine" + slot.encode()))
        before = contents(process.states)
        emulator = await attached(process)
        await round_trip(emulator)
        press(process, b"STATE_SLOT_PLUS")
        await round_trip(emulator)
        assert contents(process.states) == before, "ours went to slot 1, and what was there is back"
        await asyncio.sleep(0.06)  # until RetroArch counts the same key again
        press(process, nci.SAVE_STATE)
        his = process.states / "spinlab.state1"
        await until(lambda: his.stat().st_size > 100_000 and complete(his))
        saved = his.read_bytes()
        await round_trip(emulator)
        assert contents(process.states) == {**before, his.name: saved}
        in_the_middle = asyncio.create_task(emulator.save_state())
        await until(lambda: not his.exists())
        await emulator.close()
        await asyncio.gather(in_the_middle, return_exceptions=True)
        emulator = await attached(process)
        await round_trip(emulator)
        await emulator.close()
        assert contents(process.states) == {**before, his.name: saved}, "a save that was closed over left nothing"


@pytest.mark.emulator(SNES9X)
async def test_a_folder_that_goes_and_a_disk_that_is_full_are_told_and_forgotten_when_they_are_well() -> None:
    with retroarch(SNES9X) as process:
        emulator = await attached(process)
        await round_trip(emulator)
        state = await emulator.save_state()
        full = process.states / f"spinlab.state{STAGED_SLOT}.new"
        full.symlink_to("/dev/full")
        with pytest.raises(StateError, match="is full: make room there"):
            await emulator.load_state(state.data)
        assert [trouble.key for trouble in emulator.troubles] == ["state-folder"]
        await round_trip(emulator)
        assert not emulator.troubles
        shutil.rmtree(process.states)
        with pytest.raises(StateError, match="can't be written to"):
            await emulator.save_state()
        assert [trouble.key for trouble in emulator.troubles] == ["state-folder"]
        process.states.mkdir()
        await round_trip(emulator)
        assert not emulator.troubles
        await emulator.close()


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.emulator(name)) for name in (SNES9X, BSNES)])
async def test_a_launched_one_touches_nothing_of_the_runners(name: str, tmp_path: Path) -> None:
    """The runner's configuration says where his states are; what is appended to it says otherwise."""
    home = tmp_path / "home"
    states = home / "states"
    (states / "Snes9x").mkdir(parents=True)
    for file in (states / "spinlab.state", states / "Snes9x" / "spinlab.state", states / "spinlab.state990"):
        file.write_bytes(state_file(b"mine"))
    mine = {"savestate_directory": str(states), "sort_savestates_enable": "true", "config_save_on_exit": "true"}
    (home / "retroarch.cfg").write_text(cfg.text(mine))
    before = contents(home)
    recipe = installations()[name]
    recipe = replace(recipe, command=(*recipe.command, "--config", str(home / "retroarch.cfg")), own_config=False)
    emulator = await launch(recipe, CARTRIDGE, folder=tmp_path / "ours", headless=True)
    await round_trip(emulator)
    await emulator.close()
    assert contents(home) == before
