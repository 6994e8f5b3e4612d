"""Fields of a game's work RAM and the snapshot of one frame.

Rules of this module: values only; no I/O, no clock. Addresses are offsets from the start of work RAM
($7E0000 on the SNES), which is what `READ_CORE_RAM` takes and what a libretro core's SYSTEM_RAM region starts with.
How much there is of it, and where the system's own bus has it, is said by `Memory`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

WRAM_SIZE: Final = 0x20000
"""Bytes of SNES work RAM."""

ADDRESSES: Final = 1 << 32
"""No system's work RAM has more bytes."""


class MemoryRangeError(ValueError):
    """A field lies outside of work RAM or has an impossible size."""


@dataclass(frozen=True, slots=True)
class Memory:
    """The work RAM of a system: its `size` in bytes, and its address on the system's bus."""

    size: int = WRAM_SIZE
    base: int = 0x7E0000

    def offset(self, address: int) -> int | None:
        """The offset of an address, which is one already or lies on the bus; None where neither is in work RAM."""
        if 0 <= address < self.size:
            return address
        return address - self.base if 0 <= address - self.base < self.size else None


@dataclass(frozen=True, slots=True)
class Field:
    """One named value in work RAM.

    `address` is the offset from its start in bytes, `size` the number of bytes (1 to 512), read little-endian and
    unsigned unless `signed`.
    """

    name: str
    address: int
    size: int = 1
    signed: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.size <= 512:
            raise MemoryRangeError(f"field {self.name!r}: size {self.size} is not within 1 to 512 bytes")
        if not 0 <= self.address <= ADDRESSES - self.size:
            raise MemoryRangeError(
                f"field {self.name!r}: {self.address:#x} + {self.size} is outside of work RAM (0 to {ADDRESSES:#x})"
            )

    @property
    def lowest(self) -> int:
        """The smallest value that it can hold."""
        return -(1 << 8 * self.size - 1) if self.signed else 0

    @property
    def highest(self) -> int:
        """The largest value that it can hold."""
        return (1 << 8 * self.size - self.signed) - 1

    def decode(self, raw: bytes | memoryview) -> int:
        """Return the value of the field's own bytes (`len(raw) == size`)."""
        return int.from_bytes(raw, "little", signed=self.signed)


def check_within(fields: Iterable[Field], size: int) -> None:
    """Every field must lie within the first `size` bytes, those that an adapter can show.

    Raises:
        MemoryRangeError: one does not.
    """
    for item in fields:
        if item.address + item.size > size:
            raise MemoryRangeError(
                f"field {item.name!r}: {item.address:#x} + {item.size} is outside of this system's work RAM "
                f"(0 to {size:#x}); correct its address in the profile"
            )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All fields of one video frame.

    `frame` counts the emulator's video frames since the adapter opened the game, lag frames included; it never goes
    back, also not over state loads. `t_ns` is the monotonic time of the frame boundary in the emulator's own pace
    (real time for RetroArch; for an embedded core that runs as fast as it goes, frames over the refresh rate).
    `load_id` counts the state loads that this stream knows of: the first snapshot with a new number is the first one
    of the loaded state. `lag` is true for a frame in which the game's main loop did not turn.
    """

    frame: int
    t_ns: int
    values: Mapping[str, int] = field(default_factory=dict)
    load_id: int = 0
    lag: bool = False

    def __getitem__(self, name: str) -> int:
        return self.values[name]


def unique_fields(*groups: Iterable[Field]) -> tuple[Field, ...]:
    """Join groups of fields, first come first kept; the same name with another place is an error.

    Raises:
        ValueError: two different fields share one name.
    """
    seen: dict[str, Field] = {}
    for group in groups:
        for item in group:
            known = seen.setdefault(item.name, item)
            if known != item:
                raise ValueError(f"field {item.name!r} is asked for as {known} and as {item}")
    return tuple(seen.values())
