from pathlib import Path

import pytest

from spinlab_pad.emulator.retroarch.doctor.core_info import InfoFile, asking_crashes, check, look
from spinlab_pad.emulator.retroarch.user_settings import UserSettings, of_files

CORE = Path("/cores/snes9x_libretro.so")
MISSING = InfoFile(CORE, None, missing=True)


@pytest.mark.parametrize(
    ("version", "bypass", "state", "crashes"),
    [
        ("1.14.0", False, "fail", False),
        ("1.16.0", False, "fail", False),
        ("1.16.0", True, "warn", False),
        ("1.21.0", True, "fail", True),
        ("1.22.2", False, "fail", True),
        ("1.23.0", False, "warn", False),
        ("", False, "fail", True),
    ],
)
def test_what_a_missing_file_means(version: str, bypass: bool, state: str, crashes: bool) -> None:
    assert check(MISSING, version, bypass=bypass).state == state
    assert asking_crashes(MISSING, version) is crashes


def test_without_certainty_nothing_fails() -> None:
    unsure = InfoFile(CORE, None, missing=False)
    assert check(unsure, "1.22.2", bypass=False).state == "warn"
    assert not asking_crashes(unsure, "1.22.2")
    assert not asking_crashes(None, "1.22.2")


def test_the_core_must_lie_in_the_configured_folder_as_well(tmp_path: Path) -> None:
    core, info, main = tmp_path / "cores/a_libretro.so", tmp_path / "info", tmp_path / "retroarch.cfg"
    for file in (core, info / "a_libretro.info"):
        file.parent.mkdir()
        file.write_text("")
    main.write_text(f'libretro_info_path = "{info}"\nlibretro_directory = "{core.parent}"\n')
    assert look(core, of_files((main,))) == InfoFile(core, info / "a_libretro.info", missing=False)
    main.write_text(f'libretro_info_path = "{info}"\nlibretro_directory = "{info}"\n')
    assert look(core, of_files((main,))).missing
    main.write_text(f'libretro_info_path = "{tmp_path}"\n')
    assert look(core, of_files((main,))).missing


def test_without_settings_the_usual_folders_are_looked_at(tmp_path: Path) -> None:
    core, info = tmp_path / "cores/a_libretro.so", tmp_path / "info/a_libretro.info"
    assert look(core, UserSettings()) == InfoFile(core, None, missing=False)
    info.parent.mkdir()
    info.write_text("")
    assert look(core, UserSettings()) == InfoFile(core, info, missing=False)
