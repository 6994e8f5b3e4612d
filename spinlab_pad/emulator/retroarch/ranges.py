"""Which reads show a set of fields: a plan of few ranges, asked for in one datagram, so that one snapshot is one frame.

Every burst asks for a few bytes more than needed, and each time another number of them, in turn. The echo of a reply
(its address and length) so tells which burst it answers, and a late reply can't slip into a later snapshot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.game.memory import WRAM_SIZE, Field

VARIANTS: Final = 32
"""Bursts that can be told apart. More than are ever outstanding at once, see the resend times of the sampler."""

MERGE_GAP_BYTES: Final = 512
"""Unwanted bytes that are read along to save a range: 45 ns each in RetroArch, against some 20 us for a datagram."""


@dataclass(frozen=True, slots=True)
class Range:
    """`size` bytes of work RAM from `address`."""

    address: int
    size: int

    @property
    def end(self) -> int:
        return self.address + self.size

    def variant(self, number: int) -> Range:
        """A range with `number` more bytes that still holds this one; grows downwards at the end of work RAM."""
        if self.end + VARIANTS <= WRAM_SIZE:
            return Range(self.address, self.size + number)
        return Range(self.address - number, self.size + number)


@dataclass(frozen=True, slots=True)
class Plan:
    """The fields of a snapshot and the ranges that show them."""

    fields: tuple[Field, ...]
    ranges: tuple[Range, ...]

    def echoes(self, number: int) -> tuple[Range, ...]:
        """What the replies to burst `number` will repeat, in the order of `ranges`."""
        return tuple(item.variant(number % VARIANTS) for item in self.ranges)

    def datagram(self, number: int, space: nci.Space) -> bytes:
        """The burst: status first, so that it is known when the last byte of memory arrives."""
        reads = (nci.read_memory(item.address, item.size, space) for item in self.echoes(number))
        return nci.datagram(nci.GET_STATUS, *reads)

    def decode(self, replies: Mapping[Range, bytes]) -> dict[str, int]:
        """The values of all fields from the replies of one burst (keys as in `echoes`)."""
        blocks = [(item, memoryview(data)) for item, data in replies.items()]
        values: dict[str, int] = {}
        for wanted in self.fields:
            values[wanted.name] = wanted.decode(_cut(blocks, wanted.address, wanted.size))
        return values


def _cut(blocks: Sequence[tuple[Range, memoryview]], address: int, size: int) -> memoryview:
    for item, data in blocks:
        if item.address <= address and address + size <= item.end:
            start = address - item.address
            return data[start : start + size]
    raise KeyError(f"no range holds {size} bytes at {address:#x}")


def plan(fields: Sequence[Field], extra: Iterable[Range] = ()) -> Plan:
    """Join fields, and `extra` ranges that shall be read along, into the fewest ranges.

    Raises:
        nci.NciError: they don't fit one datagram of commands.
    """
    wanted = sorted(
        [*(Range(item.address, item.size) for item in fields), *extra],
        key=lambda item: (item.address, item.end),
    )
    largest = nci.MAX_READ_BYTES - VARIANTS
    joined: list[Range] = []
    for item in wanted:
        last = joined[-1] if joined else None
        if (
            last is not None
            and item.address <= last.end + MERGE_GAP_BYTES
            and max(item.end, last.end) - last.address <= largest
        ):
            joined[-1] = Range(last.address, max(item.end, last.end) - last.address)
        else:
            joined.append(item)
    made = Plan(tuple(fields), tuple(joined))
    made.datagram(VARIANTS - 1, nci.Space.BUS)  # the longest it can be
    return made
