import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.emulator.embedded.states import check_state, snes9x_blocks
from spinlab_pad.emulator.port import StateError

blocks = st.lists(st.tuples(st.from_regex(r"[A-Z0-9]{3}", fullmatch=True), st.binary(max_size=40)), max_size=8)


def state(parts: list[tuple[str, bytes]], version: str = "0009") -> bytes:
    body = b"".join(f"{name}:{len(data):06}:".encode() + data for name, data in parts)
    return f"#!s9xsnp:{version}\n".encode() + body


OWN = state([("NAM", b"MemoryROM\0"), ("RAM", bytes(64)), ("TIM", bytes(7))])


@given(blocks)
def test_blocks_are_found_with_their_lengths(parts: list[tuple[str, bytes]]) -> None:
    found = snes9x_blocks(state(parts))
    assert found is not None
    assert found[1:] == tuple((name, len(data)) for name, data in parts)


@given(blocks, st.data())
def test_a_state_that_was_cut_is_none(parts: list[tuple[str, bytes]], data: st.DataObject) -> None:
    whole = state([*parts, ("END", b"last")])
    cut = data.draw(st.integers(0, len(whole) - 1))
    found = snes9x_blocks(whole[:cut])
    assert found is None or len(found) <= len(parts) + 1


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_an_error(junk: bytes) -> None:
    snes9x_blocks(junk)
    snes9x_blocks(b"#!s9xsnp:0009\n" + junk)


def test_a_state_of_the_running_core_passes() -> None:
    check_state(OWN[:-7] + b"another", OWN)


@pytest.mark.parametrize(
    "foreign",
    [
        b"",
        OWN[:-1],
        OWN + b"\0",
        bytes(len(OWN)),
        OWN.replace(b"0009", b"0011"),
        OWN.replace(b"RAM", b"SRA"),
        state([("NAM", b"MemoryROM\0"), ("RAM", bytes(63)), ("TIM", bytes(8))]),
    ],
    ids=["empty", "cut", "longer", "zeros", "core version", "block name", "block length"],
)
def test_any_other_is_refused(foreign: bytes) -> None:
    with pytest.raises(StateError, match="save it anew"):
        check_state(foreign, OWN)


def test_of_a_core_whose_format_is_unknown_the_size_must_fit() -> None:
    check_state(b"\1" * 9, b"\2" * 9)
    with pytest.raises(StateError, match="8 bytes"):
        check_state(b"\1" * 8, b"\2" * 9)
