"""What RetroArch's network RetroPad understands: typed values to datagrams. Pure.

A datagram is RetroArch's `struct remote_message` (input_driver.c) as it lies in memory, 20 bytes in the byte order of
its machine (little-endian on everything that RetroArch runs a remote on):

====== ====== ========= ===================================================================================
offset type   field     meaning
====== ====== ========= ===================================================================================
0      int32  port      ignored: the user is known by the UDP port, the base port and its index
4      int32  device    1 a button, 5 an axis; anything else is ignored
8      int32  index     of an axis: 0 the left stick, 1 the right one; of a button 0
12     int32  id        the button (below), or of an axis 0 across, 1 down
16     uint16 state     a button: 1 pressed, 0 let go; an axis: the bits of an int16, -32768 left or up
18     2      padding
====== ====== ========= ===================================================================================

A user's state holds until it is changed. RetroArch reads one datagram a user and frame, and answers none. A datagram
of another size lets go of everything that the user holds, sticks too.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

SIZE: Final = 20
_MESSAGE: Final = struct.Struct("<iiiiHxx")

RELEASE_ALL: Final = b"\0"


class Button(IntEnum):
    """The buttons of a RetroPad (libretro.h); an SNES pad has the first twelve."""

    B = 0
    Y = 1
    SELECT = 2
    START = 3
    UP = 4
    DOWN = 5
    LEFT = 6
    RIGHT = 7
    A = 8
    X = 9
    L = 10
    R = 11
    L2 = 12
    R2 = 13
    L3 = 14
    R3 = 15


class Stick(IntEnum):
    """A stick of a RetroPad. A game with an SNES pad sees none of them."""

    LEFT = 0
    RIGHT = 1


class Axis(IntEnum):
    """A direction of a stick."""

    ACROSS = 0
    DOWN = 1


@dataclass(frozen=True, slots=True)
class Digital:
    """One button is pressed or let go."""

    button: Button
    pressed: bool


@dataclass(frozen=True, slots=True)
class Analog:
    """One axis is at `value`, -32768 (left, up) to 32767."""

    stick: Stick
    axis: Axis
    value: int

    def __post_init__(self) -> None:
        if not -0x8000 <= self.value <= 0x7FFF:
            raise ValueError(f"an axis goes from -32768 to 32767, not to {self.value}")


_JOYPAD: Final = 1
_ANALOG: Final = 5


def encode(change: Digital | Analog) -> bytes:
    """The datagram for one change."""
    match change:
        case Digital(button, pressed):
            return _MESSAGE.pack(0, _JOYPAD, 0, button, int(pressed))
        case Analog(stick, axis, value):
            return _MESSAGE.pack(0, _ANALOG, stick, axis, value & 0xFFFF)
