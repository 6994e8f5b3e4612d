"""Launched on top of a runner's own configuration and overrides, in which everything that could hurt is set."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad.emulator.port import Buttons
from spinlab_pad.emulator.retroarch import cfg, launch
from tests.emulator.cartridge import CARTRIDGE, FIELDS, held, walk_into_level
from tests.emulator.watch import watching
from tests.emulators.installations import BSNES, SNES9X, installations

HOSTILE = {
    "network_cmd_enable": "false",
    "network_cmd_port": "1",
    "network_remote_enable": "false",
    "sort_savestates_enable": "true",
    "sort_savestates_by_content_enable": "true",
    "savestates_in_content_dir": "true",
    "savestate_auto_index": "true",
    "savestate_auto_save": "true",
    "savestate_auto_load": "true",
    "savestate_max_keep": "1",
    "savestate_thumbnail_enable": "true",
    "savestate_file_compression": "true",
    "state_slot": "7",
    "savefiles_in_content_dir": "true",
    "block_sram_overwrite": "true",
    "cheevos_hardcore_mode_enable": "true",
    "run_ahead_enabled": "true",
    "run_ahead_frames": "1",
    "run_ahead_secondary_instance": "false",
    "preemptive_frames_enable": "true",
    "quit_press_twice": "true",
    "pause_nonactive": "true",
    "log_to_file": "true",
    "frontend_log_level": "3",
    "log_verbosity": "false",
    "user_language": "4",
    "input_enable_hotkey": "f12",
    "input_enable_hotkey_btn": "6",
    "rewind_enable": "true",
}


@pytest.mark.parametrize(
    ("name", "library"),
    [
        pytest.param(SNES9X, "Snes9x", marks=pytest.mark.emulator(SNES9X)),
        pytest.param(BSNES, "bsnes-mercury", marks=pytest.mark.emulator(BSNES)),
    ],
)
async def test_everything_works_and_nothing_of_the_runners_is_touched(
    name: str, library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "retroarch"
    own = {**HOSTILE, "log_dir": str(tmp_path), "savestate_directory": str(tmp_path / "states")}
    files = {
        config / "retroarch.cfg": {
            **own,
            "rgui_config_directory": str(config / "config"),
            "netplay_nickname": "runner",
        },
        config / "config" / library / f"{library}.cfg": {**own, "video_fullscreen": "true"},
    }
    for file, settings in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(cfg.text(settings))
    # RetroArch itself completes a file of core options whenever it ends.
    (config / "config" / library / "spinlab.opt").touch()
    (tmp_path / "states").mkdir()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    before = {file: file.read_bytes() for file in files}

    recipe = replace(installations()[name], own_config=False, overrides=config / "config")
    rom = tmp_path / "roms" / CARTRIDGE.name
    rom.parent.mkdir()
    shutil.copyfile(CARTRIDGE, rom)
    emulator = await launch(recipe, rom, headless=True)
    try:
        async with watching(emulator, FIELDS) as watch:
            await walk_into_level(emulator, watch)
            state = await emulator.save_state()
            await watch.take(10)
            loaded = await emulator.load_state(state.data)
            await watch.first_of_load(loaded.load_id)
            emulator.press(Buttons.RIGHT | Buttons.Y)
            await held(watch, 0x41)
            await emulator.pause()
            assert await emulator.process.ended_within(0) is None  # type: ignore[union-attr]
            await emulator.resume()
            await watch.take(3)
        assert await emulator._parts.questions.parameter("netplay_nickname") == "runner", "it is the runner's own"
        assert await emulator._parts.questions.parameter("video_fullscreen") == "true", "and so is the override"
        log = emulator.process.log.read_text("utf-8", "replace")  # type: ignore[union-attr]
        assert "spinlab.opt" in log, "and the core's options for the game"
    finally:
        await emulator.close()
    assert emulator.process is not None
    assert emulator.process.exit_status == 0
    assert {file: file.read_bytes() for file in files} == before
    assert list((tmp_path / "states").iterdir()) == []
    assert list(rom.parent.iterdir()) == [rom]
