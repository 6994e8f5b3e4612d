from pathlib import Path

import pytest

from spinlab_pad.emulator.embedded import locate
from spinlab_pad.emulator.embedded.locate import core_file_name, find_core
from spinlab_pad.emulator.port import SetupError


@pytest.mark.parametrize(
    ("platform", "name"),
    [
        ("linux", "snes9x_libretro.so"),
        ("win32", "snes9x_libretro.dll"),
        ("darwin", "snes9x_libretro.dylib"),
        ("freebsd14", "snes9x_libretro.so"),
    ],
)
def test_core_file_name(platform: str, name: str) -> None:
    assert core_file_name(platform=platform) == name


def test_the_core_of_an_installed_package_is_found() -> None:
    found = find_core()
    assert found.name == core_file_name()
    assert found.is_file()


def test_a_named_core_is_taken_before_the_installed_one(tmp_path: Path) -> None:
    mine = tmp_path / "mine_libretro.so"
    mine.write_bytes(b"")
    assert find_core(mine) == mine.resolve()


def test_a_named_core_that_is_missing_is_not_replaced_by_another(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"no libretro core at .*gone\.so"):
        find_core(tmp_path / "gone.so")


def test_without_the_packages_the_error_is_one_line_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locate, "CORE_PACKAGES", ("no_such_package",))
    with pytest.raises(SetupError) as caught:
        find_core()
    assert "pip install 'spinlab-pad[embedded]'" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_package_without_a_core_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locate, "CORE_PACKAGES", ("email", *locate.CORE_PACKAGES))
    assert find_core().is_file()
