"""Which reads show a set of fields: a plan of few ranges, asked for in one datagram, so that one snapshot is one frame.

Every burst asks for a few bytes more than needed, at both ends, and each time another number of them, in turn. The
echo of a reply (its address and length) so tells which burst it answers, and a late reply can't slip into a later
snapshot.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.game.memory import WRAM_SIZE, Field

VARIANTS: Final = 1024
"""Bursts that can be told apart: 17 s of them at 60 frames a second, one second unthrottled."""

SPREAD_BYTES: Final = 31
"""Bytes more at each end that make `VARIANTS`, where work RAM goes on at both."""

MERGE_GAP_BYTES: Final = 2304
"""Unwanted bytes that are read along to save a range: 45 ns each in RetroArch, against some 20 us for a datagram there
and 100 us here, where each wakes the program. So all of a SNES game's low work RAM is one range."""


@dataclass(frozen=True, slots=True)
class Range:
    """`size` bytes of work RAM from `address`."""

    address: int
    size: int

    @property
    def end(self) -> int:
        return self.address + self.size

    def variant(self, number: int) -> Range:
        """A range around this one, another one for each `number` from 0 to `VARIANTS` - 1."""
        down = min(SPREAD_BYTES, self.address)
        up = min(max(SPREAD_BYTES, -(-VARIANTS // (down + 1)) - 1), WRAM_SIZE - self.end)
        below, above = divmod(number, up + 1)
        return Range(self.address - below, self.size + below + above)


def echo_key(address: int, size: int) -> int:
    """The echo of a reply in one number."""
    return address << 16 | size


class Plan:
    """The fields of a snapshot and the ranges that show them."""

    def __init__(self, fields: Sequence[Field], ranges: Sequence[Range]) -> None:
        self.fields = tuple(fields)
        self.ranges = tuple(ranges)
        self._decoder = _Decoder(self.fields, self.offset)
        self._datagrams: dict[tuple[int, nci.Space], bytes] = {}
        self._keys: dict[int, tuple[int, ...]] = {}
        self._places = [(item.address, item.size) for item in self.ranges]

    def offset(self, address: int) -> int:
        """Where the byte at `address` lies in what `memory` gives.

        Raises:
            KeyError: no range holds it.
        """
        start = 0
        for item in self.ranges:
            if item.address <= address < item.end:
                return start + address - item.address
            start += item.size
        raise KeyError(f"no range holds the byte at {address:#x}")

    def holds(self, wanted: Range) -> bool:
        """Whether one of the ranges shows all of this one."""
        return any(item.address <= wanted.address and wanted.end <= item.end for item in self.ranges)

    def echoes(self, number: int) -> tuple[Range, ...]:
        """What the replies to burst `number` will repeat, in the order of `ranges`."""
        return tuple(item.variant(number % VARIANTS) for item in self.ranges)

    def keys(self, number: int) -> tuple[int, ...]:
        """The same as `echo_key`s."""
        variant = number % VARIANTS
        made = self._keys.get(variant)
        if made is None:
            echoes = self.echoes(variant)
            made = self._keys[variant] = tuple(echo_key(echo.address, echo.size) for echo in echoes)
        return made

    def datagram(self, number: int, space: nci.Space) -> bytes:
        """The burst: status first, so that it is known when the last byte of memory arrives."""
        key = (number % VARIANTS, space)
        made = self._datagrams.get(key)
        if made is None:
            reads = (nci.read_memory(item.address, item.size, space) for item in self.echoes(number))
            made = self._datagrams[key] = nci.datagram(nci.GET_STATUS, *reads)
        return made

    def memory(self, keys: Sequence[int], replies: Mapping[int, bytes]) -> bytes:
        """The wanted bytes of all ranges, one after another, from the replies to one burst by their keys."""
        parts = []
        for (address, size), key in zip(self._places, keys, strict=True):
            start = address - (key >> 16)
            parts.append(replies[key][start : start + size])
        return b"".join(parts)

    def of_image(self, wram: bytes) -> bytes:
        """The same bytes out of a whole image of work RAM."""
        return b"".join([wram[item.address : item.end] for item in self.ranges])

    def decode(self, memory: bytes) -> dict[str, int]:
        """The values of all fields from what `memory` gave."""
        return self._decoder.decode(memory)


class _Decoder:
    """Reads all fields in one go: those that lie apart from each other and are 1, 2, 4 or 8 bytes long as a struct."""

    _CODES: Final = {1: "B", 2: "H", 4: "I", 8: "Q"}

    def __init__(self, fields: Sequence[Field], offset: Callable[[int], int]) -> None:
        located = sorted(((offset(item.address), item) for item in fields), key=lambda pair: pair[0])
        layout, names, end = ["<"], [], 0
        self._others: list[tuple[Field, int]] = []
        for start, item in located:
            code = self._CODES.get(item.size)
            if code is None or start < end:
                self._others.append((item, start))
                continue
            layout.append(f"{start - end}x{code.lower() if item.signed else code}")
            names.append(item.name)
            end = start + item.size
        self._struct = struct.Struct("".join(layout))
        self._names = tuple(names)

    def decode(self, memory: bytes) -> dict[str, int]:
        values = dict(zip(self._names, self._struct.unpack_from(memory), strict=True))
        for item, start in self._others:
            values[item.name] = item.decode(memory[start : start + item.size])
        return values


def plan(fields: Sequence[Field], extra: Iterable[Range] = ()) -> Plan:
    """Join fields, and `extra` ranges that shall be read along, into the fewest ranges.

    They always fit one datagram of commands: `MERGE_GAP_BYTES` leaves room for 57 of them in work RAM.
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
    return Plan(fields, joined)
