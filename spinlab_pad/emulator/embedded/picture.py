"""A core's video frame as RGB bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

PixelLayout = Literal["rgb1555", "xrgb8888", "rgb565"]
LAYOUTS: Final[tuple[PixelLayout, ...]] = ("rgb1555", "xrgb8888", "rgb565")
"""The pixel formats in the order of libretro's `retro_pixel_format`."""


@dataclass(frozen=True, slots=True)
class RawFrame:
    """A video frame as the core drew it: `height` rows of `pitch` bytes, `width` pixels of which count."""

    data: bytes
    width: int
    height: int
    pitch: int
    layout: PixelLayout


def to_rgb(frame: RawFrame) -> bytes:
    """Rows of red, green and blue bytes, `width * height * 3` in all, each brought to the range of 0 to 255."""
    pixel_bytes = 4 if frame.layout == "xrgb8888" else 2
    rows = np.frombuffer(frame.data, dtype=np.uint8, count=frame.pitch * frame.height)
    rows = rows.reshape(frame.height, frame.pitch)[:, : frame.width * pixel_bytes]
    if frame.layout == "xrgb8888":
        return rows.reshape(frame.height, frame.width, 4)[:, :, 2::-1].tobytes()
    pixels = np.ascontiguousarray(rows).view("<u2").astype(np.intp)
    green_bits = 6 if frame.layout == "rgb565" else 5
    red = _widen(pixels >> (5 + green_bits) & 0x1F, 5)
    green = _widen(pixels >> 5 & ((1 << green_bits) - 1), green_bits)
    blue = _widen(pixels & 0x1F, 5)
    return np.stack((red, green, blue), axis=-1).astype(np.uint8).tobytes()


def _widen(channel: NDArray[np.intp], bits: int) -> NDArray[np.intp]:
    """Spread `bits` bits over eight: the largest value becomes 255 (the top bits are repeated below)."""
    return channel << (8 - bits) | channel >> (2 * bits - 8)
