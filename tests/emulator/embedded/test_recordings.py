import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.emulator.embedded.recordings import FORMAT, Inputs, NotARecording, dump, packed, parse

HELD = st.tuples(st.integers(0, 0xFFFF), st.integers(0, 0xFFFF))
INPUTS = st.builds(
    lambda core, crc32, started_s, state, held: Inputs(
        core, crc32, started_s, state, b"".join(packed(*pads) for pads in held)
    ),
    st.text(st.characters(codec="utf-8"), max_size=20),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**40),
    st.binary(max_size=200),
    st.lists(HELD, max_size=40),
)
ONE = Inputs("Snes9x 1.54", 0xCAFE, 1_700_000_000, b"state", packed(1, 2) + packed(3, 0))


@given(INPUTS)
def test_what_is_written_is_read_again(inputs: Inputs):
    assert parse(dump(inputs)) == inputs


def test_each_frame_has_what_both_pads_held():
    assert (ONE.frames, ONE.held(0), ONE.held(1)) == (2, (1, 2), (3, 0))


def test_the_file_begins_with_its_format():
    assert dump(ONE).startswith(FORMAT.encode())


@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda data: FORMAT.encode() + data))
def test_anything_else_is_refused(data: bytes):
    with pytest.raises(NotARecording):
        parse(data)


@given(INPUTS, st.data())
def test_one_that_was_cut_or_changed_is_refused(inputs: Inputs, data: st.DataObject):
    whole = dump(inputs)
    at = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(NotARecording):
        parse(whole[:at])
    with pytest.raises(NotARecording):
        parse(whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :])
    with pytest.raises(NotARecording):
        parse(whole + data.draw(st.binary(min_size=1, max_size=8)))
