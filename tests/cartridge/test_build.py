"""The committed cartridge is what its sources make."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.cartridge.console import CARTRIDGE

HEADER = 0x7FC0


def test_rebuild_is_byte_identical(tmp_path: Path) -> None:
    out = tmp_path / "again.sfc"
    script = CARTRIDGE.parent / "build.py"
    subprocess.run([sys.executable, str(script), "--out", str(out)], check=True)
    assert out.read_bytes() == CARTRIDGE.read_bytes()


def test_header() -> None:
    rom = CARTRIDGE.read_bytes()
    assert len(rom) == 0x40000
    assert rom[HEADER : HEADER + 21] == b"SPINLAB TRAINING CART"
    assert rom[HEADER + 21] == 0x20


def test_checksum() -> None:
    rom = CARTRIDGE.read_bytes()
    complement = int.from_bytes(rom[0x7FDC:0x7FDE], "little")
    checksum = int.from_bytes(rom[0x7FDE:0x7FE0], "little")
    assert checksum ^ complement == 0xFFFF
    assert sum(rom) & 0xFFFF == checksum
