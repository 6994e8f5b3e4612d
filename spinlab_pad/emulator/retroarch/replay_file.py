"""RetroArch's replay files: what is in one, whether it is whole, and where it was cut. Pure.

A replay is a state and the inputs of every frame from it on. Three layouts, all little-endian (RetroArch's
tasks/task_movie.c, input/bsv/bsvmovie.c and input/input_driver.h):

- 1.14 and older: four u32 (magic `BSV1`, 0, content CRC, state size), the core's state, then one int16 for each time
  that the core asked for a button, without any mark of frames. Every int16 is written twice, so it can't be played
  before it is mended.
- 1.15: six u32 (the same, and a u64 of unix seconds as identifier), then as above, each int16 once. 1.16 to 1.21
  (version 1): frames of keyboard events, input events and a token, with the state of a checkpoint where it says so.
- 1.22 (version 2): ten u32, the last four being frame count, block size, superblock size and checkpoint settings;
  the first state as a checkpoint, packed; every frame begins with the distance to the one before.

The frame count is written when the recording is halted: 0 after a crash. It counts what was recorded, not what was
written: RetroArch on Windows and macOS writes no frame after a save state (1.15.0 to 1.22.2), and the count goes on.
So frames are counted here.

Parsing reads any bytes: it gives a `Replay` or raises `NotAReplay`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import Enum
from typing import Final

import numpy as np

MAGICS: Final = (b"BSV1", b"BSV2", b"1VSB", b"2VSB")
"""As the bytes lie in the file; RetroArch reads both orders."""

KEY_EVENTS_MAX: Final = 128
INPUT_EVENTS_MAX: Final = 512
"""What RetroArch has room for in one frame (bsv_movie_t); more is no frame."""

NEWEST: Final = 2
"""The newest version of the format that is known."""

IDENTIFIERS: Final = range(1_600_000_000, 4_200_000_000)
"""Unix seconds of 2020 to 2103: what an identifier can be, and what the first bytes of a state are not."""

_SHORT: Final = struct.Struct("<4s3I")
_LONG: Final = struct.Struct("<4s3IQ")
_NEW: Final = struct.Struct("<4s3IQ4I")
_CHECKPOINT: Final = struct.Struct("<BB3I")
_OLD_CHECKPOINT: Final = struct.Struct("<Q")
_KEY_EVENT_BYTES: Final = 12
_INPUT_EVENT_BYTES: Final = 8
_DISTANCE_BYTES: Final = 4
_REGULAR: Final = ord("f")
_WITH_STATE: Final = ord("c")
_WITH_PACKED_STATE: Final = ord("C")


class NotAReplay(ValueError):
    """The bytes are no replay file that is understood; the text says why."""


class Layout(Enum):
    """How the inputs lie in the file; the value is the name that a recording carries."""

    DOUBLED = "BSV1 doubled"
    RAW = "BSV1"
    FRAMES = "BSV2.1"
    LINKED = "BSV2"


class End(Enum):
    """How the file ends.

    `WHOLE`: with the last frame that was recorded, as far as the file tells.
    `NOT_HALTED`: between two frames, and nobody halted the recording: it still runs, or RetroArch crashed.
    `SHORT`: between two frames, though more were recorded: cut by a save state.
    `TORN`: inside of a frame or a state.
    `DAMAGED`: something follows that is no frame.
    """

    WHOLE = "whole"
    NOT_HALTED = "not halted"
    SHORT = "short"
    TORN = "torn"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Replay:
    """What a replay file says.

    `crc32` is of the content as RetroArch has it, `identifier` the unix seconds of its start (None in 1.14).
    `state_bytes` is the room that the first state takes in the file, 0 where there is none or it is cut;
    `core_state_bytes` is its size in the core.
    `counted` is the frame count of the header (0 until the recording is halted; None where the layout has none),
    `frames` what is really there (None where the layout doesn't mark frames). `checkpoints` are the frames, from 1,
    after which a state lies in the file. The inputs lie from `begins` to `ends`; whole frames end at `ends`.
    """

    layout: Layout
    version: int
    crc32: int
    identifier: int | None
    state_bytes: int
    core_state_bytes: int
    counted: int | None
    frames: int | None
    checkpoints: tuple[int, ...]
    begins: int
    ends: int
    end: End

    @property
    def truncated(self) -> bool:
        """Whether something that was recorded, or may have been, is not in it."""
        return self.end is not End.WHOLE

    @property
    def playable(self) -> bool:
        """Whether RetroArch 1.16 and newer play it: there is a state to start from, and a marked frame after it.

        RetroArch 1.22.2 hangs on to its own end after one that it refuses: every frame pauses it again.
        """
        return self.state_bytes > 0 and bool(self.frames)


def parse(raw: bytes) -> Replay:
    """Understand a replay file.

    Raises:
        NotAReplay: it is none, or of a newer format.
    """
    if len(raw) < _SHORT.size:
        raise NotAReplay("it is shorter than a header")
    magic, version, crc32, state_bytes = _SHORT.unpack_from(raw)
    if magic not in MAGICS:
        raise NotAReplay("it does not begin with BSV1 or BSV2")
    if version > NEWEST:
        raise NotAReplay(f"it is of format {version}, which a newer RetroArch writes")
    identifier = _LONG.unpack_from(raw)[4] if len(raw) >= _LONG.size else None
    if version == 0:
        return _raw(raw, crc32, state_bytes, identifier)
    if identifier is None:
        raise NotAReplay("its header is cut")
    return _marked(raw, version, crc32, state_bytes, identifier)


def mended(raw: bytes) -> bytes:
    """The file as RetroArch can play it: one of 1.14 loses every second int16, others stay as they are.

    It is for RetroArch's own file, once: where all inputs are alike, nothing in a file tells that it was mended.

    Raises:
        NotAReplay: it is none.
    """
    replay = parse(raw)
    if replay.layout is not Layout.DOUBLED:
        return raw
    return raw[: replay.begins] + np.frombuffer(raw[replay.begins : replay.ends], "<i2")[::2].tobytes()


def identifier_of(head: bytes) -> int | None:
    """The identifier in the first bytes of a file of 1.15 or newer; None where there is none."""
    if len(head) < _LONG.size or head[:4] not in MAGICS:
        return None
    identifier: int = _LONG.unpack_from(head)[4]
    return identifier


def _raw(raw: bytes, crc32: int, state_bytes: int, identifier: int | None) -> Replay:
    """The layouts without marks of frames. Whether every int16 is there twice is seen from them all."""
    if identifier is not None and identifier not in IDENTIFIERS:
        identifier = None
    begins = (_SHORT.size if identifier is None else _LONG.size) + state_bytes
    if begins > len(raw):
        return _without_state(raw, Layout.RAW, 0, crc32, identifier, None)
    inputs = np.frombuffer(raw[begins : len(raw) - (len(raw) - begins) % 2], "<i2")
    pairs = inputs[: len(inputs) // 2 * 2].reshape(-1, 2)
    doubled = identifier is None and len(pairs) > 0 and bool((pairs[:, 0] == pairs[:, 1]).all())
    ends = begins + (pairs.nbytes if doubled else inputs.nbytes)
    return Replay(
        layout=Layout.DOUBLED if doubled else Layout.RAW,
        version=0,
        crc32=crc32,
        identifier=identifier,
        state_bytes=state_bytes,
        core_state_bytes=state_bytes,
        counted=None,
        frames=None,
        checkpoints=(),
        begins=begins,
        ends=ends,
        end=End.WHOLE if ends == len(raw) else End.TORN,
    )


def _without_state(
    raw: bytes, layout: Layout, version: int, crc32: int, identifier: int | None, counted: int | None
) -> Replay:
    """A file that ends within its first state."""
    return Replay(
        layout=layout,
        version=version,
        crc32=crc32,
        identifier=identifier,
        state_bytes=0,
        core_state_bytes=0,
        counted=counted,
        frames=None if layout is Layout.RAW else 0,
        checkpoints=(),
        begins=len(raw),
        ends=len(raw),
        end=End.TORN,
    )


def _marked(raw: bytes, version: int, crc32: int, state_bytes: int, identifier: int) -> Replay:
    """The layouts that mark frames."""
    layout = Layout.FRAMES if version == 1 else Layout.LINKED
    counted: int | None = None
    begins = _LONG.size + state_bytes
    core_state_bytes = state_bytes
    if layout is Layout.LINKED:
        if len(raw) < _NEW.size:
            raise NotAReplay("its header is cut")
        counted = _NEW.unpack_from(raw)[5]
        state_bytes, core_state_bytes = _packed_state(raw, _NEW.size)
        begins = _NEW.size + state_bytes
    if begins > len(raw):
        return _without_state(raw, layout, version, crc32, identifier, counted)
    frames, checkpoints, ends, end = _frames(raw, begins, _DISTANCE_BYTES if layout is Layout.LINKED else 0)
    if end is End.WHOLE and counted is not None and counted != frames:
        end = End.NOT_HALTED if counted == 0 else End.SHORT if counted > frames else End.WHOLE
    return Replay(
        layout=layout,
        version=version,
        crc32=crc32,
        identifier=identifier,
        state_bytes=state_bytes,
        core_state_bytes=core_state_bytes,
        counted=counted,
        frames=frames,
        checkpoints=checkpoints,
        begins=begins,
        ends=ends,
        end=end,
    )


def _packed_state(raw: bytes, place: int) -> tuple[int, int]:
    """Bytes of the packed state at `place`, its own header included, and of the state itself.

    More than there are where it is cut.
    """
    if place + _CHECKPOINT.size > len(raw):
        return len(raw) + 1, 0
    _, _, unpacked, _, packed = _CHECKPOINT.unpack_from(raw, place)
    return _CHECKPOINT.size + packed, unpacked


def _frames(raw: bytes, place: int, distance_bytes: int) -> tuple[int, tuple[int, ...], int, End]:
    """Count whole frames from `place`: how many, which of them carry a state, where they end, and how.

    An hour has 216,000 of them in 43 MB: nothing is copied, and events are stepped over.
    """
    size = len(raw)
    frames = 0
    checkpoints: list[int] = []
    while place < size:
        at = place + distance_bytes
        if at >= size:
            return frames, tuple(checkpoints), place, End.TORN
        keys = raw[at]
        at += 1 + keys * _KEY_EVENT_BYTES
        if keys > KEY_EVENTS_MAX:
            return frames, tuple(checkpoints), place, End.DAMAGED
        if at + 2 >= size:
            return frames, tuple(checkpoints), place, End.TORN
        inputs = raw[at] | raw[at + 1] << 8
        at += 2 + inputs * _INPUT_EVENT_BYTES
        if inputs > INPUT_EVENTS_MAX:
            return frames, tuple(checkpoints), place, End.DAMAGED
        if at >= size:
            return frames, tuple(checkpoints), place, End.TORN
        token = raw[at]
        at += 1
        if token != _REGULAR:
            if token == _WITH_PACKED_STATE:
                at += _packed_state(raw, at)[0]
            elif token == _WITH_STATE:
                at += _OLD_CHECKPOINT.size + (
                    _OLD_CHECKPOINT.unpack_from(raw, at)[0] if at + _OLD_CHECKPOINT.size <= size else size
                )
            else:
                return frames, tuple(checkpoints), place, End.DAMAGED
            if at > size:
                return frames, tuple(checkpoints), place, End.TORN
            checkpoints.append(frames + 1)
        frames += 1
        place = at
    return frames, tuple(checkpoints), place, End.WHOLE
