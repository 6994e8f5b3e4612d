import struct
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.emulator.retroarch.replay_file import End, Layout, NotAReplay, identifier_of, mended, parse

CRC = 0x399D0194
BEGUN_S = 1_795_643_460
STATE = b"BST1" + bytes(range(60))
REGULAR, WITH_STATE, WITH_PACKED_STATE = b"f", b"c", b"C"


def packed(state: bytes) -> bytes:
    """A state as a checkpoint of 1.22: unpacked, not deduplicated."""
    return struct.pack("<BB3I", 0, 0, len(state), len(state), len(state)) + state


@dataclass(frozen=True)
class Frame:
    keys: int = 0
    inputs: int = 2
    checkpoint: bool = False


@dataclass(frozen=True)
class File:
    """A replay as RetroArch of that version writes it."""

    version: int
    frames: tuple[Frame, ...]
    counted: int | None = None
    magic: bytes = b"2VSB"
    ends: list[int] = field(default_factory=list)

    def raw(self) -> bytes:
        header = struct.pack("<4s3IQ", self.magic, self.version, CRC, len(STATE), BEGUN_S)
        body = STATE
        if self.version == 2:
            counted = len(self.frames) if self.counted is None else self.counted
            header += struct.pack("<4I", counted, 128, 16, 0x04020000)
            body = packed(STATE)
        raw = header + body
        self.ends[:] = [len(raw)]
        for frame in self.frames:
            raw += self._frame(frame)
            self.ends.append(len(raw))
        return raw

    def _frame(self, frame: Frame) -> bytes:
        raw = struct.pack("<I", 200) if self.version == 2 else b""
        raw += bytes([frame.keys]) + b"k" * 12 * frame.keys
        raw += struct.pack("<H", frame.inputs) + b"i" * 8 * frame.inputs
        if not frame.checkpoint:
            return raw + REGULAR
        return raw + (WITH_PACKED_STATE + packed(STATE) if self.version == 2 else WITH_STATE + old(STATE))


def old(state: bytes) -> bytes:
    return struct.pack("<Q", len(state)) + state


FRAMES = st.lists(
    st.builds(Frame, keys=st.integers(0, 3), inputs=st.integers(0, 30), checkpoint=st.booleans()), max_size=12
).map(tuple)
FILES = st.builds(File, version=st.sampled_from((1, 2)), frames=FRAMES, magic=st.sampled_from((b"2VSB", b"BSV2")))


def of_1_14(asked: list[int]) -> bytes:
    doubled = b"".join(struct.pack("<2h", value, value) for value in asked)
    return struct.pack("<4s3I", b"BSV1", 0, CRC, len(STATE)) + STATE + doubled


@given(FILES)
def test_a_whole_file_tells_everything(file: File) -> None:
    raw = file.raw()
    replay = parse(raw)
    assert (replay.version, replay.crc32, replay.identifier) == (file.version, CRC, BEGUN_S)
    assert replay.layout is (Layout.LINKED if file.version == 2 else Layout.FRAMES)
    assert replay.frames == len(file.frames)
    assert replay.core_state_bytes == len(STATE)
    assert replay.checkpoints == tuple(n for n, frame in enumerate(file.frames, 1) if frame.checkpoint)
    assert (replay.begins, replay.ends) == (file.ends[0], len(raw))
    assert replay.end is End.WHOLE
    assert not replay.truncated
    assert replay.playable == bool(file.frames)
    assert identifier_of(raw[:64]) == BEGUN_S


@given(FILES, st.data())
def test_a_file_that_was_cut_tells_where(file: File, data: st.DataObject) -> None:
    raw = file.raw()
    cut = data.draw(st.integers(0, len(raw) - 1))
    header = 40 if file.version == 2 else 24
    if cut < header:
        with pytest.raises(NotAReplay):
            parse(raw[:cut])
        return
    replay = parse(raw[:cut])
    if cut < file.ends[0]:
        assert (replay.state_bytes, replay.frames, replay.end) == (0, 0, End.TORN)
        assert not replay.playable
        return
    whole = max(place for place in file.ends if place <= cut)
    assert replay.frames == file.ends.index(whole)
    assert replay.ends == whole
    at_a_frame = End.SHORT if file.version == 2 else End.WHOLE  # version 1 has no count
    assert replay.end is (at_a_frame if cut == whole else End.TORN)


def test_a_recording_that_nobody_halted_has_no_count() -> None:
    replay = parse(File(2, (Frame(),) * 3, counted=0).raw())
    assert (replay.frames, replay.counted, replay.end) == (3, 0, End.NOT_HALTED)
    assert replay.truncated


def test_a_recording_that_a_save_has_cut_is_short_of_its_count() -> None:
    replay = parse(File(2, (Frame(),) * 299, counted=1201).raw())
    assert (replay.frames, replay.counted, replay.end) == (299, 1201, End.SHORT)
    assert replay.truncated
    assert replay.playable


@pytest.mark.parametrize(
    "rubbish", [b"\0\0\0\0\x00\x00\x00?", b"\0\0\0\0\xff" + bytes(4000), b"\0\0\0\0\0\xff\xff" + bytes(700_000)]
)
def test_what_is_no_frame_ends_the_frames(rubbish: bytes) -> None:
    replay = parse(File(2, (Frame(),) * 2).raw() + rubbish)
    assert (replay.frames, replay.end) == (2, End.DAMAGED)


@given(st.lists(st.integers(-(2**15), 2**15 - 1), min_size=1))
def test_a_file_of_1_14_is_mended(asked: list[int]) -> None:
    raw = of_1_14(asked)
    replay = parse(raw)
    assert (replay.layout, replay.identifier, replay.frames, replay.crc32) == (Layout.DOUBLED, None, None, CRC)
    assert not replay.playable
    good = mended(raw)
    assert good == raw[: 16 + len(STATE)] + struct.pack(f"<{len(asked)}h", *asked)


def test_a_file_of_1_14_may_end_between_the_two() -> None:
    raw = of_1_14([1, 2, 3])
    assert parse(raw).end is End.WHOLE
    assert mended(raw[:-1]) == mended(raw[:-2]) == mended(raw[:-4])
    assert parse(raw[:-1]).end is parse(raw[:-2]).end is End.TORN


def test_a_file_of_1_15_holds_each_input_once_and_stays_as_it_is() -> None:
    raw = struct.pack("<4s3IQ", b"BSV1", 0, CRC, len(STATE), BEGUN_S) + STATE + struct.pack("<4h", 1, 1, 0, 0)
    replay = parse(raw)
    assert (replay.layout, replay.identifier) == (Layout.RAW, BEGUN_S)
    assert mended(raw) == raw


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "shorter"),
        (b"BSV1", "shorter"),
        (b"RASTATE\x01" + bytes(100), "BSV1"),
        (struct.pack("<4sI", b"2VSB", 3) + bytes(100), "newer"),
        (struct.pack("<4sI", b"2VSB", 2) + bytes(24), "header"),
        (struct.pack("<4sI", b"2VSB", 1) + bytes(8), "header"),
    ],
)
def test_what_is_no_replay_says_why(raw: bytes, why: str) -> None:
    with pytest.raises(NotAReplay, match=why):
        parse(raw)
    with pytest.raises(NotAReplay, match=why):
        mended(raw)
    if not raw.startswith(b"2VSB"):
        assert identifier_of(raw) is None


HEADS = st.builds(
    lambda magic, version, rest: magic + struct.pack("<I", version) + rest,
    st.sampled_from((b"BSV1", b"BSV2", b"1VSB", b"2VSB")),
    st.integers(0, 3),
    st.binary(max_size=200),
)


@given(st.one_of(st.binary(max_size=300), HEADS))
def test_no_bytes_are_too_strange(raw: bytes) -> None:
    try:
        replay = parse(raw)
    except NotAReplay:
        return
    assert replay.begins <= replay.ends <= len(raw)
    assert len(mended(raw)) <= len(raw)


@given(FILES, st.data())
def test_a_changed_byte_breaks_nothing(file: File, data: st.DataObject) -> None:
    raw = bytearray(file.raw())
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        replay = parse(bytes(raw))
    except NotAReplay:
        return
    assert replay.begins <= replay.ends <= len(raw)
