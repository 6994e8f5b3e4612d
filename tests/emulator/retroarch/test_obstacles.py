from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from spinlab_pad.emulator.port import SetupError, StateError
from spinlab_pad.emulator.retroarch.obstacles import crashes, known, refuses_saves
from spinlab_pad.emulator.retroarch.user_settings import UserSettings
from tests.emulator.cartridge import FIELDS
from tests.emulator.retroarch.running import attached, retroarch
from tests.emulator.watch import watching
from tests.emulators.installations import BSNES, SNES9X

SINGLE = {
    "run_ahead_enabled": "true",
    "run_ahead_frames": "2",
    "run_ahead_secondary_instance": "false",
    "input_poll_type_behavior": "2",
}
HARDCORE = {
    "cheevos_enable": "true",
    "cheevos_hardcore_mode_enable": "true",
    "cheevos_username": "somebody",
    "cheevos_token": "0123456789abcdef",
}


def keys(settings: Mapping[str, str]) -> list[str]:
    return [trouble.key for trouble in known(UserSettings(values=settings), (1, 22, 2), None)]


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ({}, []),
        (SINGLE, ["run-ahead"]),
        ({**SINGLE, "input_poll_type_behavior": "0"}, ["run-ahead"]),
        ({**SINGLE, "input_poll_type_behavior": "1"}, []),
        ({**SINGLE, "run_ahead_secondary_instance": "true"}, []),
        ({**SINGLE, "run_ahead_enabled": "false"}, []),
        ({"preemptive_frames_enable": "true"}, ["preemptive-frames"]),
        (HARDCORE, ["hardcore"]),
        ({name: value for name, value in HARDCORE.items() if "hardcore" not in name}, ["hardcore"]),
        ({**HARDCORE, "cheevos_username": ""}, []),
        ({**HARDCORE, "cheevos_token": ""}, []),
        ({**HARDCORE, "cheevos_token": "", "cheevos_password": "x"}, ["hardcore"]),
        ({**HARDCORE, "cheevos_enable": "false"}, []),
    ],
)
def test_settings_that_are_in_the_way_are_known(settings: Mapping[str, str], found: list[str]) -> None:
    assert keys(settings) == found


def test_a_missing_description_is_known_where_the_folder_is_seen(tmp_path: Path) -> None:
    core = Path("/cores/snes9x_libretro.so")
    settings = UserSettings(values={"libretro_info_path": str(tmp_path)})
    assert crashes(settings, (1, 22, 2), core)
    assert refuses_saves(settings, (1, 14, 0), core)
    assert [trouble.key for trouble in known(settings, (1, 14, 0), core)] == ["core-info"]
    assert not crashes(settings, (1, 14, 0), core)
    assert not refuses_saves(settings, (1, 22, 2), core)
    assert not crashes(settings, (1, 22, 2), None)
    assert not crashes(UserSettings(values={"libretro_info_path": str(tmp_path / "none")}), (1, 22, 2), core)
    bypass = UserSettings(values={**settings.values, "core_info_savestate_bypass": "true"})
    assert not refuses_saves(bypass, (1, 16, 0), core)
    assert crashes(settings, (0, 0, 0), core), "a version that isn't understood may"
    assert not crashes(settings, (1, 22, 3), core)
    (tmp_path / "snes9x_libretro.info").write_text("")
    assert not crashes(settings, (1, 22, 2), core)
    elsewhere = UserSettings(values={**settings.values, "libretro_directory": str(tmp_path)})
    assert crashes(elsewhere, (1, 22, 2), core), "the core isn't in its folder"


@pytest.mark.emulator(SNES9X)
async def test_single_instance_run_ahead_is_named_at_once_and_by_what_fails() -> None:
    with retroarch(SNES9X, SINGLE) as process:
        started = time.monotonic()
        emulator = await attached(process)
        assert [trouble.key for trouble in emulator.troubles] == ["run-ahead"]
        assert time.monotonic() - started < 2
        with pytest.raises(StateError, match="Second Instance"):
            await emulator.save_state()
        await emulator.close()


@pytest.mark.emulator(SNES9X)
async def test_hardcore_mode_is_named_and_stays_on() -> None:
    with retroarch(SNES9X, HARDCORE) as process:
        emulator = await attached(process)
        async with watching(emulator, FIELDS) as watch:
            await watch.until(lambda snapshot: snapshot["log_nmi"] > 30)
            assert [trouble.key for trouble in emulator.troubles] == ["hardcore"]
            state = await emulator.save_state()
            for _ in range(2):
                with pytest.raises(StateError, match="Hardcore Mode"):
                    await emulator.load_state(state.data)
            assert watch.snapshots[-1].load_id == 0
        assert "Hardcore disabled" not in process.log.read_text("utf-8", "replace")
        await emulator.close()


@pytest.mark.emulator(BSNES)
async def test_a_core_without_description_is_named_in_1_14(tmp_path: Path) -> None:
    with retroarch(BSNES, {"libretro_info_path": str(tmp_path)}) as process:
        emulator = await attached(process)
        assert [trouble.key for trouble in emulator.troubles] == ["core-info"]
        with pytest.raises(StateError, match="Update Core Info Files"):
            await emulator.save_state()
        await emulator.close()


@pytest.mark.emulator(SNES9X)
async def test_a_core_without_description_that_would_crash_retroarch_is_not_asked(tmp_path: Path) -> None:
    with retroarch(SNES9X, {"libretro_info_path": str(tmp_path)}, ask=False) as process:
        with pytest.raises(SetupError, match="Update Core Info Files"):
            await attached(process)
        assert process.exit_status is None, "the runner's game runs on"
