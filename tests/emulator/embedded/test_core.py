import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from libretro.core import Core

from spinlab_pad.emulator.embedded.core import LibretroCore, start_core
from spinlab_pad.emulator.embedded.locate import core_file_name, find_core
from spinlab_pad.emulator.port import SetupError
from tests.emulator.contract import CARTRIDGE

pytestmark = pytest.mark.emulator("embedded")


@pytest.fixture
def core() -> Iterator[LibretroCore]:
    core = start_core(find_core(), CARTRIDGE)
    yield core
    core.close()


def test_a_core_tells_what_it_is(core: LibretroCore) -> None:
    assert core.name == "Snes9x"
    assert core.version
    assert core.frame_hz == pytest.approx(60.0988, abs=1e-3)
    assert not core.ended


def test_work_ram_is_read_only_and_ends_with_the_core() -> None:
    core = start_core(find_core(), CARTRIDGE)
    with pytest.raises(TypeError):
        core.ram[0] = 1
    core.close()
    core.close()
    with pytest.raises(ValueError, match="released"):
        core.ram[0]


def test_one_library_runs_one_game_at_a_time(core: LibretroCore, tmp_path: Path) -> None:
    link = tmp_path / "link_libretro.so"
    link.symlink_to(find_core())
    for library in (find_core(), link):
        with pytest.raises(SetupError, match="runs a game in this process already"):
            start_core(library, CARTRIDGE)


def test_a_copy_of_the_library_runs_a_second_game(core: LibretroCore, tmp_path: Path) -> None:
    copy = tmp_path / core_file_name("copy")
    shutil.copy(find_core(), copy)
    second = start_core(copy, CARTRIDGE)
    try:
        for _ in range(30):
            core.run()
        before = bytes(core.ram)
        for _ in range(7):
            second.run()
        assert bytes(core.ram) == before
        assert bytes(second.ram) != before
    finally:
        second.close()


def test_after_a_refused_rom_the_core_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[Core] = []
    deinit = Core.deinit

    def counted(core: Core) -> None:
        ended.append(core)
        deinit(core)

    monkeypatch.setattr(Core, "deinit", counted)
    wrong = tmp_path / "a.nes"
    wrong.write_bytes(bytes(0x8000))
    with pytest.raises(SetupError, match=r"snes9x_libretro\S* does not run .*a\.nes"):
        start_core(find_core(), wrong)
    assert len(ended) == 1
    start_core(find_core(), CARTRIDGE).close()
    assert len(ended) == 2


def test_what_is_no_library_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "text.so"
    text.write_text("not a library")
    with pytest.raises(SetupError, match=r"text\.so is not a libretro core"):
        start_core(text, CARTRIDGE)


def test_a_library_that_is_no_core_is_refused() -> None:
    import _ctypes

    with pytest.raises(SetupError, match="is not a libretro core"):
        start_core(Path(_ctypes.__file__), CARTRIDGE)


def test_a_core_of_another_system_is_refused(tmp_path: Path) -> None:
    other = find_core().with_name(core_file_name("gambatte"))
    with pytest.raises(SetupError, match="gambatte"):
        start_core(other, CARTRIDGE)
    cartridge_for_it = tmp_path / "a.gb"
    cartridge_for_it.write_bytes(bytes(0x8000))
    with pytest.raises(SetupError, match="take a SNES core"):
        start_core(other, cartridge_for_it)


def test_buttons_of_a_pad_that_is_not_there_are_up(core: LibretroCore) -> None:
    core.pads[:] = [0xFFF, 0xFFF]
    environment = core._environment
    assert [environment.input_state(1, 1, 0, button) for button in (0, 11, 12)] == [1, 1, 0]
    assert environment.input_state(0, 1, 0, 256) == 0xFFF
    assert environment.input_state(2, 1, 0, 0) == 0
    assert environment.input_state(0, 2, 0, 0) == 0  # a mouse
