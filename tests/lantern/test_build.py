"""The committed game is what its sources make."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.lantern.game import ROM

HEADER = 0x7FC0
CHECKSUM = 0x7FDC


def test_rebuild_is_byte_identical(tmp_path: Path) -> None:
    out = tmp_path / "again.sfc"
    subprocess.run([sys.executable, str(ROM.parent / "build.py"), "--out", str(out)], check=True)
    assert out.read_bytes() == ROM.read_bytes()


def test_header_and_checksum() -> None:
    rom = ROM.read_bytes()
    assert len(rom) == 0x8000
    assert rom[HEADER : HEADER + 21] == b"LANTERN".ljust(21)
    complement, checksum = (int.from_bytes(rom[at : at + 2], "little") for at in (CHECKSUM, CHECKSUM + 2))
    assert checksum ^ complement == 0xFFFF
    assert sum(rom) & 0xFFFF == checksum


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("#@.,#", "#@.,", "not 13 rows of 16"),
        ("#v#####", "#######", "screen 0 does not lead to screen 1"),
        ("#.L......#", "#.LLLLLLL#", "too many ghosts or lanterns"),
    ],
)
def test_a_stage_that_can_not_be_is_refused(tmp_path: Path, before: str, after: str, said: str) -> None:
    """The converter is run on a copy whose third stage was spoilt."""
    program = (
        "import sys, pathlib; sys.path[:0] = [r'{0}', r'{1}']; import convert;"
        "convert.stage_lines(convert.read_stage(pathlib.Path(r'{2}')), 'stage')"
    )
    spoilt = tmp_path / "3.txt"
    text = (ROM.parent / "stages" / "3-rootways.txt").read_text()
    assert before in text
    spoilt.write_text(text.replace(before, after).replace("#.....", "#LLLLL" if "LL" in after else "#....."))
    code = program.format(ROM.parent, ROM.parent.parent / "cartridge", spoilt)
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert said in ended.stderr
