import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.emulator.retroarch.states import (
    RASTATE,
    RZIP,
    Incomplete,
    NotAState,
    core_state,
    pack_rzip,
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


def test_other_blocks_are_passed_over() -> None:
    replay = b"RPLY" + (3).to_bytes(4, "little") + b"abc\0\0\0\0\0"
    whole = state_file(b"core")
    assert core_state(whole[: len(RASTATE)] + replay + whole[len(RASTATE) :]) == b"core"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (state_file(b"core") + b"x", "follow its end"),
        (RASTATE + b"END \0\0\0\0", "no core state"),
        (RASTATE + b"MEM \xff\xff\xff\x7f", "claims"),
        (b"#!s9xsnp:0012\n", "RASTATE"),
        (pack_rzip(state_file(b"core")) + b"x", "don't add up"),
        (pack_rzip(state_file(b"core"))[:-4] + b"xxxx", "broken"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(raw: bytes, why: str) -> None:
    with pytest.raises(NotAState, match=why):
        core_state(raw)
