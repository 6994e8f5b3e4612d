import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.emulator.retroarch.states import (
    ACHIEVEMENTS,
    MEMORY,
    RASTATE,
    REPLAY,
    RZIP,
    Block,
    Incomplete,
    NotAState,
    StateFile,
    core_state,
    pack_rzip,
    parse,
    state_file,
)

CORE = st.binary(min_size=1, max_size=300)


@given(CORE)
def test_a_built_file_holds_the_core_state(core: bytes) -> None:
    assert core_state(state_file(core)) == core
    assert len(state_file(core)) % 8 == 0


@given(CORE, st.integers(1, 64))
def test_a_packed_file_holds_the_core_state(core: bytes, chunk_bytes: int) -> None:
    assert core_state(pack_rzip(state_file(core), chunk_bytes)) == core


@given(CORE, st.booleans(), st.data())
def test_every_beginning_of_a_file_is_incomplete(core: bytes, packed: bool, data: st.DataObject) -> None:
    whole = pack_rzip(state_file(core), 64) if packed else state_file(core)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(Incomplete):
        core_state(whole[:cut])


@given(
    st.binary(max_size=200) | st.binary(max_size=200).map(RASTATE.__add__) | st.binary(max_size=99).map(RZIP.__add__)
)
def test_other_bytes_are_refused_and_nothing_else(raw: bytes) -> None:
    with pytest.raises((Incomplete, NotAState)):
        core_state(raw)


def container(*blocks: Block) -> bytes:
    """A state file of these blocks."""
    parts = [RASTATE]
    for block in (*blocks, Block(b"END ", b"")):
        parts += [block.tag, len(block.data).to_bytes(4, "little"), block.data, bytes(-len(block.data) % 8)]
    return b"".join(parts)


OTHERS = st.lists(st.builds(Block, st.sampled_from([REPLAY, ACHIEVEMENTS, b"NEW1"]), st.binary(max_size=40)))


@given(OTHERS, OTHERS, CORE, st.booleans())
def test_all_blocks_are_told(before: list[Block], after: list[Block], core: bytes, packed: bool) -> None:
    blocks = (*before, Block(MEMORY, core), *after)
    whole = container(*blocks)
    told = parse(pack_rzip(whole, 64) if packed else whole)
    assert told == StateFile(blocks, packed)
    assert told.core == core
    assert told.holds(REPLAY) == any(block.tag == REPLAY for block in blocks)


@given(OTHERS, CORE, st.data())
def test_a_file_that_is_cut_or_has_a_byte_changed_never_gives_another_core_state(
    others: list[Block], core: bytes, data: st.DataObject
) -> None:
    whole = container(*others, Block(MEMORY, core), *others)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(Incomplete):
        parse(whole[:cut])
    broken = bytearray(whole)
    broken[cut] ^= data.draw(st.integers(1, 255))
    try:
        told = parse(bytes(broken))
    except (Incomplete, NotAState):
        return
    # A changed tag or data is somebody else's to notice: here sizes and order still add up.
    assert sum(len(block.data) for block in told.blocks) <= len(whole)


def test_a_packed_file_whose_header_is_not_finished_is_incomplete() -> None:
    """RetroArch writes the size into the header when it closes the file."""
    whole = pack_rzip(state_file(b"core"))
    with pytest.raises(Incomplete, match="not finished"):
        parse(whole[:12] + bytes(8) + whole[20:])


def test_a_cut_file_that_was_packed_whole_is_no_state() -> None:
    with pytest.raises(NotAState, match="packed in it is cut"):
        parse(pack_rzip(state_file(b"core")[:-8]))


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (state_file(b"core") + b"x", "follow its end"),
        (RASTATE + b"END \0\0\0\0", "one core state"),
        (RASTATE + b"END \1\0\0\0", "follow its end"),
        (container(Block(MEMORY, b"one"), Block(MEMORY, b"two")), "one core state"),
        (RASTATE + b"MEM \xff\xff\xff\x7f", "claims"),
        (b"#!s9xsnp:0012\n", "RASTATE"),
        (pack_rzip(state_file(b"core")) + b"x", "don't add up"),
        (pack_rzip(state_file(b"core"))[:-4] + b"xxxx", "broken"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(raw: bytes, why: str) -> None:
    with pytest.raises(NotAState, match=why):
        core_state(raw)
