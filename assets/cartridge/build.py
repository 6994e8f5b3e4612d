#!/usr/bin/env python3
"""Build the training cartridge: pictures and levels from text, ca65, ld65, checksum.

Needs Python 3.11 and cc65 (`ca65`, `ld65` on the path), nothing else. The same sources give the same bytes.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import convert_gfx
import convert_levels
import convert_map
import convert_sound

HERE = Path(__file__).resolve().parent
ROM_BYTES = 0x40000
CHECKSUM_AT = 0x7FDC


def with_checksum(rom: bytes) -> bytes:
    """Return the ROM with the header's checksum and complement filled in."""
    blank = rom[:CHECKSUM_AT] + b"\xff\xff\x00\x00" + rom[CHECKSUM_AT + 4 :]
    total = sum(blank) & 0xFFFF
    pair = (total ^ 0xFFFF).to_bytes(2, "little") + total.to_bytes(2, "little")
    return blank[:CHECKSUM_AT] + pair + blank[CHECKSUM_AT + 4 :]


def assembled(sources: Path, includes: Sequence[Path], layout: Path, work: Path) -> bytes:
    """Assemble every `.s` file in `sources` and link them by `layout`; what was converted before lies in `work`."""
    objects = []
    folders = [part for folder in (sources, *includes, work) for part in ("-I", str(folder))]
    for source in sorted(sources.glob("*.s")):
        target = work / f"{source.stem}.o"
        subprocess.run(["ca65", *folders, "--bin-include-dir", str(work), "-o", str(target), str(source)], check=True)
        objects.append(str(target))
    linked = work / "linked.sfc"
    subprocess.run(["ld65", "-C", str(layout), "-o", str(linked), *objects], check=True)
    return linked.read_bytes()


def build(out: Path) -> None:
    """Write the cartridge to `out`."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        tiles = convert_gfx.convert(HERE / "gfx", work)
        convert_levels.convert(HERE / "levels", work, tiles)
        convert_map.convert(HERE / "map", work)
        convert_sound.convert(HERE / "sound", work)
        rom = assembled(HERE / "src", (), HERE / "spinlab.cfg", work)
    if len(rom) != ROM_BYTES:
        raise SystemExit(f"the cartridge has {len(rom)} bytes, not {ROM_BYTES}")
    out.write_bytes(with_checksum(rom))


def main() -> int:
    """Parse the command line and build."""
    parser = argparse.ArgumentParser(description="Build the training cartridge.")
    parser.add_argument("--out", type=Path, default=HERE / "spinlab.sfc", metavar="FILE")
    build(parser.parse_args().out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
