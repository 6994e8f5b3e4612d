from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.emulator.retroarch.origin import BSNES_MAGIC, Origin, Part, origin, parts

SNES9X = b"#!s9xsnp:0012\nNAM:000008:Removed\0CPU:000002:abSA1:------3:xyz"


def test_snes9x_names_its_format_and_blocks() -> None:
    assert parts(SNES9X) == (Part("NAM", 25, 8), Part("CPU", 44, 2), Part("SA1", 58, 3))
    assert origin(SNES9X) == Origin("snes9x", "0012", None, ("CPU:2", "SA1:3"))


def test_blocks_end_where_one_is_cut() -> None:
    assert [part.name for part in parts(SNES9X[:-1])] == ["NAM", "CPU"]
    assert parts(b"other") == ()


def test_bsnes_names_the_image_of_its_game() -> None:
    digest = b"0123456789abcdef" * 4
    state = BSNES_MAGIC + b"\x1b\0\0\0" + digest + bytes(512) + b"Accuracy\0\0\0\0\0\0\0\0" + b"rest"
    assert origin(state) == Origin("bsnes", "27", digest.decode(), ("Accuracy",))
    assert origin(state.replace(digest, bytes(64))).game is None


def test_a_state_of_an_unknown_core_has_its_first_bytes() -> None:
    assert origin(b"MAGIC\x01\x02\x03more") == Origin("", "4d41474943010203")


@given(
    st.binary(max_size=700) | st.binary(max_size=90).map(SNES9X.__add__) | st.binary(max_size=700).map(b"BST1".__add__)
)
def test_any_bytes_have_some_origin(state: bytes) -> None:
    origin(state)
    assert all(part.start + part.size <= len(state) for part in parts(state))
