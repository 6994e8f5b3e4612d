import random

import pytest

from spinlab_pad.emulator.port import StateError
from spinlab_pad.emulator.retroarch.wram import learn, offset_by_content, offset_by_name
from spinlab_pad.game.memory import WRAM_SIZE


def memory(seed: int, written: int) -> bytes:
    """Work RAM of a game that has written `written` bytes here and there."""
    dice = random.Random(seed)
    image = bytearray(b"\x55" * WRAM_SIZE)
    for _ in range(written):
        image[dice.randrange(WRAM_SIZE)] = dice.randrange(256)
    return bytes(image)


def snes9x(wram: bytes, name: bytes = b"Removed\0", sram: bytes = b"SRA") -> bytes:
    """A state with the blocks of snes9x's snapshot format around work RAM."""
    blocks = [(b"NAM", name), (b"CPU", bytes(48)), (b"VRA", bytes(0x10000)), (b"RAM", wram), (sram, bytes(9))]
    return b"#!s9xsnp:0012\n" + b"".join(name + b":%06d:" % len(data) + data for name, data in blocks)


def test_named_blocks_tell_the_place() -> None:
    wram = memory(1, 5000)
    offset = offset_by_name(snes9x(wram))
    assert offset is not None
    assert snes9x(wram)[offset : offset + WRAM_SIZE] == wram


def test_a_cut_or_other_state_has_no_named_place() -> None:
    assert offset_by_name(snes9x(memory(1, 10))[:0x11000]) is None
    assert offset_by_name(b"BST1" + memory(1, 10)) is None


@pytest.mark.parametrize("written", [100, 5000])
def test_memory_is_found_by_its_content_though_the_game_ran_on(written: int) -> None:
    wram = memory(2, written)
    state = random.Random(3).randbytes(1234) + wram + bytes(70_000)
    later = bytearray(wram)
    for place in range(0, WRAM_SIZE, 4099):
        later[place] ^= 1
    assert offset_by_content(state, bytes(later)) == 1234


def test_memory_that_is_not_there_or_says_nothing_is_not_found() -> None:
    state = bytes(1234) + memory(2, 5000) + bytes(70_000)
    assert offset_by_content(state, memory(4, 5000)) is None
    assert offset_by_content(bytes(300_000), b"\x55" * WRAM_SIZE) is None
    assert offset_by_content(b"short", memory(2, 5000)) is None


def test_memory_that_is_there_twice_is_not_found() -> None:
    wram = memory(2, 5000)
    assert offset_by_content(wram + wram, wram) is None


def test_a_layout_gives_work_ram_and_refuses_what_is_no_state_of_the_core() -> None:
    good = snes9x(memory(1, 5000))
    offset = offset_by_name(good)
    assert offset is not None
    layout = learn(good, offset)
    other = snes9x(memory(7, 5000))
    layout.check(other)
    assert layout.wram(other) == memory(7, 5000)
    for bad in (b"", good[:-1], bytes(len(good)), good[:20] + bytes(len(good) - 20)):
        with pytest.raises(StateError):
            layout.check(bad)


def bsnes(wram: bytes, digest: str = "ab" * 32, version: int = 27) -> bytes:
    """A state as bsnes-mercury writes it, up to what follows its header."""
    header = b"BST1" + version.to_bytes(4, "little") + digest.encode() + bytes(512) + b"Performance".ljust(16, b"\0")
    return header + bytes(100) + wram


def test_the_same_core_with_another_game_is_refused_where_the_state_tells() -> None:
    wram = memory(1, 5000)
    layout = learn(bsnes(wram), 700)
    assert layout.wram(bsnes(wram)) == wram
    layout.check(bsnes(memory(2, 10)))
    for other, why in [
        (bsnes(wram, "cd" * 32), "another game"),
        (bsnes(wram, version=28), "core version"),
        (snes9x(wram), "another core"),
        (bsnes(wram) + b"x", "bytes where"),
    ]:
        with pytest.raises(StateError, match=why):
            layout.check(other)


def test_snes9x_tells_other_chips_and_nothing_of_the_name() -> None:
    wram = memory(1, 5000)
    offset = offset_by_name(snes9x(wram))
    assert offset is not None
    layout = learn(snes9x(wram), offset)
    layout.check(snes9x(wram, b"b.sfc\0\0\0"))
    with pytest.raises(StateError, match="other chips"):
        layout.check(snes9x(wram, sram=b"SFX"))
