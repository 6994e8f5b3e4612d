#!/usr/bin/env python3
"""Build Lantern: pictures and stages from text, ca65, ld65, checksum.

Needs Python 3.11 and cc65 (`ca65`, `ld65` on the path), and the training cartridge's folder beside this one for its
converter of pictures, its checksum and its names of registers. The same sources give the same bytes.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
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
    with_checksum = cartridges_builder().with_checksum
    import convert  # noqa: PLC0415 - needs the other folder on the path

    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        convert.convert(HERE, work)
        objects = []
        for source in sorted((HERE / "src").glob("*.s")):
            target = work / f"{source.stem}.o"
            include = ["-I", str(HERE / "src"), "-I", str(CARTRIDGE / "src"), "-I", str(work)]
            command = ["ca65", *include, "--bin-include-dir", str(work), "-o", str(target), str(source)]
            subprocess.run(command, check=True)
            objects.append(str(target))
        linked = work / "linked.sfc"
        subprocess.run(["ld65", "-C", str(HERE / "lantern.cfg"), "-o", str(linked), *objects], check=True)
        rom = linked.read_bytes()
    if len(rom) != ROM_BYTES:
        raise SystemExit(f"the cartridge has {len(rom)} bytes, not {ROM_BYTES}")
    out.write_bytes(with_checksum(rom))


def main() -> int:
    """Parse the command line and build."""
    parser = argparse.ArgumentParser(description="Build Lantern.")
    parser.add_argument("--out", type=Path, default=HERE / "lantern.sfc", metavar="FILE")
    build(parser.parse_args().out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
