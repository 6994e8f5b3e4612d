from __future__ import annotations

import hashlib
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad import assets
from spinlab_pad.game.rom import LARGEST_BYTES, SMALLEST_BYTES, Rom, RomError, read_rom, title_of

CARTRIDGE = assets.path("cartridge/spinlab.sfc").read_bytes()
PLACES = {"LoROM": (0x7FC0, 0x20), "HiROM": (0xFFC0, 0x31), "ExHiROM": (0x40FFC0, 0x35), "ExLoROM": (0x407FC0, 0x32)}


def game(mapping: str, title: bytes, *, fits: bool = True, size: int | None = None) -> bytes:
    """A game of zeros with a header."""
    at, mode = PLACES[mapping]
    data = bytearray(size or max(1 << 17, (at & ~0xFFFF) + (1 << 17)))
    header = bytearray(64)
    header[:21] = title.ljust(21)
    header[0x15], header[0x17] = mode, 9
    header[0x1C:0x20] = b"\x34\x12\xcb\xed" if fits else b"\x34\x12\x34\x12"
    header[0x3C:0x3E] = b"\x00\x80"
    data[at : at + 64] = header
    return bytes(data)


def test_the_cartridge_says_who_it_is():
    rom = read_rom(CARTRIDGE)
    assert rom.header is not None
    assert (rom.header.title, rom.header.mapping, rom.header.checksum_ok) == ("SPINLAB TRAINING CART", "LoROM", True)
    assert (rom.copier_bytes, rom.crc32, rom.bare_crc32) == (0, zlib.crc32(CARTRIDGE), zlib.crc32(CARTRIDGE))
    assert rom.sha256 == hashlib.sha256(CARTRIDGE).hexdigest()


def test_a_copiers_header_counts_in_retroarchs_checksum_and_nowhere_else():
    bare, rom = read_rom(CARTRIDGE), read_rom(bytes(512) + CARTRIDGE)
    assert rom.copier_bytes == 512
    assert rom.crc32 == zlib.crc32(bytes(512) + CARTRIDGE)
    assert (rom.bare_crc32, rom.sha256, rom.header) == (bare.crc32, bare.sha256, bare.header)


@pytest.mark.parametrize("mapping", PLACES)
def test_the_header_is_found_however_the_cartridge_is_wired(mapping: str):
    header = read_rom(game(mapping, b"SUPER MARIOWORLD")).header
    assert header is not None
    assert (header.title, header.mapping) == ("SUPER MARIOWORLD", mapping)


def test_the_place_whose_checksum_fits_wins_over_one_that_only_looks_so():
    data = bytearray(game("HiROM", b"THE REAL ONE"))
    data[0x7FC0:0x8000] = game("LoROM", b"A COPY OF ONE", fits=False)[0x7FC0:0x8000]
    header = read_rom(bytes(data)).header
    assert header is not None
    assert header.title == "THE REAL ONE"


def test_a_hack_with_a_wrong_checksum_keeps_its_title():
    header = read_rom(game("LoROM", b"SUPER MARIOWORLD", fits=False)).header
    assert header is not None
    assert (header.title, header.checksum_ok) == ("SUPER MARIOWORLD", False)


@pytest.mark.parametrize("vector", [b"\x00\x10", b"\xff\x7f"])
def test_a_place_whose_reset_vector_is_not_in_rom_is_no_header(vector: bytes):
    data = bytearray(game("LoROM", b"SUPER MARIOWORLD"))
    data[0x7FFC:0x7FFE] = vector
    assert read_rom(bytes(data)).header is None


MODES = {
    "LoROM": [0x20, 0x22, 0x23, 0x30, 0x32, 0x33],
    "HiROM": [0x21, 0x31, 0x3A],
    "ExLoROM": [0x22, 0x32],
    "ExHiROM": [0x25, 0x35],
}


def believed(mapping: str, *, title: bytes = b"HACK", mode: int | None = None, size: int = 0) -> bool:
    """Whether a header without a fitting checksum is one."""
    at = PLACES[mapping][0]
    data = bytearray(game(mapping, title, fits=False))
    data[at + 0x15], data[at + 0x17] = mode or PLACES[mapping][1], size
    return read_rom(bytes(data)).header is not None


@pytest.mark.parametrize("mapping", PLACES)
def test_without_a_checksum_the_mode_has_to_be_that_of_the_wiring(mapping: str):
    near = {mode + step for mode in MODES[mapping] for step in (-1, 0, 1)}
    assert sorted(mode for mode in near if believed(mapping, mode=mode)) == MODES[mapping]


def test_without_a_checksum_the_title_has_to_be_text_or_the_size_one_of_a_cartridge():
    texts = {code: believed("LoROM", title=b"A" + bytes([code])) for code in range(1, 256)}
    assert [code for code, yes in texts.items() if yes] == [*range(0x20, 0x7F), *range(0xA1, 0xE0)]
    assert [size for size in range(20) if believed("LoROM", title=b"A\x01", size=size)] == list(range(7, 14))
    assert not believed("LoROM", title=bytes(21))
    assert not believed("LoROM", mode=0x55, size=9)


@pytest.mark.parametrize("fill", [0x00, 0xFF, 0x55])
def test_an_empty_game_has_no_header(fill: int):
    assert read_rom(bytes([fill]) * (1 << 17)).header is None


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "0 bytes are too few .* get it anew"),
        (bytes(SMALLEST_BYTES - 1), "too few"),
        (bytes(LARGEST_BYTES + 1024), "16 MiB are too many"),
        (b"PK\x03\x04" + bytes(1 << 16), "a zip file; unpack it"),
        (b"BPS1" + bytes(1 << 16), "a patch; apply it"),
        (b"PATCH", "a patch; apply it"),
    ],
)
def test_what_is_no_game_is_told_with_the_remedy(data: bytes, says: str):
    with pytest.raises(RomError, match=says):
        read_rom(data)


def test_japanese_titles_are_shown_and_what_cannot_be_is_a_blank():
    assert title_of(b"\xbd\xb0\xca\xdf\xb0\xcf\xd8\xb5\xdc\xb0\xd9\xc4\xde      ") == "ｽｰﾊﾟｰﾏﾘｵﾜｰﾙﾄﾞ"
    assert title_of(b"\x00BAD\x80\xffTITLE\x1b[31m") == "BAD TITLE [31m"


def read_or_none(data: bytes) -> Rom | None:
    """Any other exception is a failure."""
    try:
        return read_rom(data)
    except RomError:
        return None


@given(st.binary(max_size=1 << 10), st.integers(0, 3), st.booleans())
def test_any_bytes_are_a_rom_or_an_error_and_the_checksums_are_those_of_the_bytes(
    noise: bytes, banks: int, copier: bool
):
    data = (bytes(512) if copier else b"") + noise.ljust(banks << 15, b"\x80")
    rom = read_or_none(data)
    if rom is None:
        return
    assert (rom.size, rom.crc32) == (len(data), zlib.crc32(data))
    assert rom.sha256 == hashlib.sha256(data[rom.copier_bytes :]).hexdigest()


@given(st.binary(min_size=64, max_size=64))
def test_any_header_bytes_make_text_of_one_line(block: bytes):
    data = bytearray(1 << 16)
    data[0x7FC0:0x8000] = block
    header = read_rom(bytes(data)).header
    assert header is None or (header.title.isprintable() and len(header.title) <= 21)
