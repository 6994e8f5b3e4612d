from pathlib import Path

from spinlab_pad.emulator.port import Buttons
from spinlab_pad.emulator.retroarch import spread


def test_every_button_has_one_user_on_the_first_port() -> None:
    assert len(spread.BUTTONS) == 12
    assert Buttons.NONE not in spread.BUTTONS
    text = spread.remap_text()
    assert [f'input_remap_port_p{user} = "0"' in text for user in range(1, 17)] == [True, False] + [True] * 12 + [
        False
    ] * 2


def test_the_remap_file_lies_where_retroarch_looks_for_the_core(tmp_path: Path) -> None:
    settings = spread.write(tmp_path, Path("/cores/bsnes_mercury_performance_libretro.so"))
    assert (tmp_path / "bsnes-mercury" / "bsnes-mercury.rmp").read_text() == spread.remap_text()
    assert settings["input_remapping_directory"] == str(tmp_path)
    assert settings["network_remote_enable_user_p14"] == "true"


def test_an_unknown_core_gets_none(tmp_path: Path) -> None:
    assert spread.write(tmp_path, Path("/cores/other_libretro.so")) == {}
    assert list(tmp_path.iterdir()) == []


def test_retroarch_must_have_said_that_it_took_the_file(tmp_path: Path) -> None:
    line = f'[INFO] [Remap] Core-specific remap found at "{tmp_path}/Snes9x/Snes9x.rmp".\n'
    assert spread.used("[INFO] something\n" + line, tmp_path)
    assert not spread.used("[INFO] something\n", tmp_path)
    assert not spread.used(line, tmp_path / "other")
