"""The sound program plays what the music byte says, and nothing of it gets back into the game."""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tests.cartridge.console as consoles
from tests.cartridge.console import CARTRIDGE, Console, console
from tests.cartridge.runs import JUMP, RUN

pytestmark = pytest.mark.emulator("embedded")

MUSIC, SOUND = 0x1DFB, 0x1DFC
SET_TITLE_MUSIC = bytes([0xA9, 0x30, 0x8D, 0xFB, 0x1D])
SET_MAP_MUSIC = bytes([0xA9, 0x31, 0x8D, 0xFB, 0x1D])
SOUND_INIT = bytes([0xA0, 0x00, 0x40, 0xA2, 0xAA, 0xBB, 0xEC, 0x40, 0x21])
RETURN = 0x60
LONG = os.environ.get("SPINLAB_LONG") == "1"
RATE = 32040.5
AUDIBLE = 300
"""Loudness, root mean square of 16-bit samples: a single quiet voice has more."""


@pytest.fixture
def converter(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(CARTRIDGE.parent)
    return importlib.import_module("convert_sound")


def changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: bytes, new: bytes) -> None:
    """Let consoles play a cartridge with other bytes in one place."""
    rom = CARTRIDGE.read_bytes()
    assert rom.count(old) == 1
    path = tmp_path / "changed.sfc"
    path.write_bytes(rom.replace(old, new))
    monkeypatch.setattr(consoles, "CARTRIDGE", path)


def hear(machine: Console, buttons: str, frames: int) -> Any:
    """Play, and return what was heard on the left."""
    buffer = machine._session.audio.buffer
    start = len(buffer)
    machine.run(buttons, frames)
    return np.array(buffer[start::2], dtype=float)


def loudness(heard: Any) -> float:
    return float(np.sqrt(np.mean(heard**2)))


def share(heard: Any, hertz: float) -> float:
    """How much stronger than the median of the whole spectrum the sound is at a frequency."""
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    place = round(hertz * len(heard) / RATE)
    return float(spectrum[place - 1 : place + 2].max() / np.median(spectrum))


def test_the_title_begins_with_its_first_notes() -> None:
    with console() as machine:
        machine.until(lambda: machine.byte(MUSIC) == 0x30)
        heard = hear(machine, "", 13)
    for hertz in (523.3, 329.6, 130.8):
        assert share(heard, hertz) > 50


def test_every_tune_is_heard_and_a_jingle_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def tune(number: int, frames: int) -> tuple[float, float]:
        """How loud it is at its begin and after some frames."""
        changed(tmp_path, monkeypatch, SET_TITLE_MUSIC, SET_TITLE_MUSIC.replace(b"\x30", bytes([number])))
        with console() as machine:
            machine.until(lambda: machine.byte(MUSIC) == number)
            begin = loudness(hear(machine, "", 20))
            machine.run("", frames)
            return begin, loudness(hear(machine, "", 20))

    for jingle in (1, 2, 3, 4, 7) if LONG else (4,):
        begin, end = tune(jingle, 240)
        assert begin > AUDIBLE > end, jingle
    for number in range(0x21, 0x30) if LONG else (0x25,):
        assert min(tune(number, 940 if LONG else 650)) > AUDIBLE, number


def test_every_level_has_a_tune(converter: Any) -> None:
    sources = converter.read(CARTRIDGE.parent / "sound" / "tunes.txt")
    numbers = {number for tune in sources.tunes for number in tune.numbers}
    assert numbers >= {1, 2, 3, 4, 7, 0x30, 0x31, *range(0x21, 0x30)}
    assert sum(len(tune.numbers) for tune in sources.tunes) == len(numbers)


def test_music_fades_and_the_next_tune_has_the_full_volume(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed(tmp_path, monkeypatch, SET_MAP_MUSIC, SET_MAP_MUSIC.replace(b"\x31", b"\x08"))
    with console() as machine:
        machine.run("", 60)
        full = loudness(hear(machine, "", 60))
        machine.run("start")
        machine.until(lambda: machine.byte(MUSIC) == 8)
        machine.run("", 12)
        assert AUDIBLE < loudness(hear(machine, "", 8)) < full / 1.3
        machine.run("", 40)
        assert loudness(hear(machine, "", 10)) < 1
        machine.run("b")
        machine.until(lambda: machine.byte(MUSIC) == 0x21)
        machine.run("", 10)
        assert loudness(hear(machine, "", 60)) > full / 2


@pytest.mark.parametrize("buttons", ["b", "right"])
def test_effects_are_heard_and_never_seen_in_memory(buttons: str) -> None:
    with console() as machine:
        if buttons == "b":
            machine.enter(1)
            machine.run("", 30)
        else:
            machine.to_level_select()
        state = machine.save()
        quiet = hear(machine, "", 6)
        machine.load(state)
        loud = hear(machine, buttons, 6)
        assert machine.byte(SOUND) == 0
    assert loudness(loud[: len(quiet)] - quiet[: len(loud)]) > AUDIBLE


def test_memory_is_the_same_without_a_sound_processor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = [("", 60), ("start", 1), ("", 40), ("right", 1), ("", 9), ("b", 1), ("", 40)]
    script += [(RUN, 100), (JUMP, 40), (RUN, 60)]

    def snapshots() -> list[str]:
        found = []
        with console() as machine:
            machine.until(lambda: machine.nmi == 1)
            for buttons, frames in script:
                machine.run(buttons, frames)
                found.append(machine.digest())
            assert machine.lag == 0
        return found

    with_sound = snapshots()
    changed(tmp_path, monkeypatch, SOUND_INIT, bytes([RETURN]) + SOUND_INIT[1:])
    assert snapshots() == with_sound


def test_sound_costs_a_seventh_of_a_second_at_power_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def frames_to_title() -> int:
        with console() as machine:
            return machine.until(lambda: machine.mode == 7)

    with_sound = frames_to_title()
    changed(tmp_path, monkeypatch, SOUND_INIT, bytes([RETURN]) + SOUND_INIT[1:])
    assert with_sound - frames_to_title() <= 9


def test_the_assembler_makes_the_makers_bytes(converter: Any) -> None:
    text = """
        there = $12         ; a number
    again:
        mov a, !$0345+1+x
        mov $F2, #there
        bne again
        call !again
        .word again, 7
    """
    made = converter.Assembler(text, "some.spc", 0x200, {}).bytes
    assert made.hex(" ") == "f5 46 03 8f 12 f2 d0 f8 3f 00 02 00 02 07 00"


@pytest.mark.parametrize(
    ("line", "said"),
    [("mul ya", "not understood: mul ya"), ("bra nowhere", "no such name: 'nowhere'"), ("mov a, #256", "does not fit")],
)
def test_the_assembler_names_the_line(converter: Any, line: str, said: str) -> None:
    with pytest.raises(SystemExit, match=rf"some\.spc:2: .*{said}"):
        converter.Assembler(f"ret\n{line}\n", "some.spc", 0x200, {})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tune t 1\nlead c4:4 h\n", "t, lead: not a note: h"),
        ("tune t 1\nlead c4:4\nbass c3:8\n", "t: the voices are not equally long"),
        ("tune t 1\nlead c9:4\n", "no such octave"),
        ("tune t 1\nflute c4:4\n", r"tunes\.txt:2: not understood"),
    ],
)
def test_a_wrong_note_is_named(converter: Any, tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "tunes.txt").write_text(text, encoding="utf-8")
    (tmp_path / "driver.spc").write_text("ret\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=said):
        converter.convert(tmp_path, tmp_path)
