#!/usr/bin/env python3
"""Build Lantern: pictures and stages from text, ca65, ld65, checksum.

Needs Python 3.11 and cc65 (`ca65`, `ld65` on the path), and the training cartridge's folder beside this one for its
converter of pictures, its builder and its names of registers. The same sources give the same bytes.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import tempfile
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent
CARTRIDGE = HERE.parent / "cartridge"
ROM_BYTES = 0x8000


def cartridges_builder() -> ModuleType:
    """The other game's build.py, which has the same name as this file."""
    sys.path.append(str(CARTRIDGE))
    spec = importlib.util.spec_from_file_location("cartridge_build", CARTRIDGE / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def build(out: Path) -> None:
    """Write the cartridge to `out`."""
    builder = cartridges_builder()
    import convert  # noqa: PLC0415 - needs the other folder on the path

    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        convert.convert(HERE, work)
        rom = builder.assembled(HERE / "src", (CARTRIDGE / "src",), HERE / "lantern.cfg", work)
    if len(rom) != ROM_BYTES:
        raise SystemExit(f"the cartridge has {len(rom)} bytes, not {ROM_BYTES}")
    out.write_bytes(builder.with_checksum(rom))


def main() -> int:
    """Parse the command line and build."""
    parser = argparse.ArgumentParser(description="Build Lantern.")
    parser.add_argument("--out", type=Path, default=HERE / "lantern.sfc", metavar="FILE")
    build(parser.parse_args().out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
