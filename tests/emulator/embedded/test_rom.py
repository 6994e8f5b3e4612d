import zlib
from pathlib import Path

import pytest

from spinlab_pad.emulator.embedded.rom import SIZE_MAX, has_reset_vector, read_rom
from spinlab_pad.emulator.port import SetupError


def image(size: int = 0x8000, vector_at: int = 0x7FFC, vector: int = 0x8000) -> bytes:
    content = bytearray(size)
    content[vector_at : vector_at + 2] = vector.to_bytes(2, "little")
    return bytes(content)


@pytest.mark.parametrize(
    "content",
    [
        image(),
        image(0x10000, 0xFFFC, 0xFF9C),
        image(0x600000, 0x40FFFC, 0x8123),
        bytes(0x200) + image(),
    ],
    ids=["LoROM", "HiROM", "ExHiROM", "with a copier header"],
)
def test_a_rom_is_known_by_its_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "Some Hack (v1.2).SMC"
    path.write_bytes(content)
    rom = read_rom(path)
    assert (rom.name, rom.crc32) == ("Some Hack (v1.2)", zlib.crc32(content))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.zip", image(), "unpack it"),
        ("a.sfc", b"", "0 bytes are outside"),
        ("a.sfc", image()[:-1], "32767 bytes are outside"),
        ("a.sfc", bytes(SIZE_MAX + 1), "outside"),
        ("a.sfc", bytes(0x8000), "no layout"),
        ("a.sfc", b"\xff" * 0x8000, "no layout"),
    ],
    ids=["zip", "empty", "short", "long", "zeros", "erased"],
)
def test_what_is_no_rom_is_refused_with_the_reason(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SetupError, match=reason):
        read_rom(path)


def test_a_missing_rom_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"cannot read the ROM .*gone\.sfc: No such file"):
        read_rom(tmp_path / "gone.sfc")


@pytest.mark.parametrize(("vector", "good"), [(0x7FFF, False), (0x8000, True), (0xFFFE, True), (0xFFFF, False)])
def test_the_reset_vector_points_into_rom(vector: int, good: bool) -> None:
    assert has_reset_vector(image(vector=vector)) is good
