"""Reads many fields of work RAM in one go.

A frame of the core takes a quarter of a millisecond, so reading thirty fields one by one would show. The fields
are sorted by address and become one `struct` format with padding between them, which one call in C unpacks;
fields that overlap others go into a second format.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final

from spinlab_pad.game.memory import Field

_CODES: Final = {1: "B", 2: "H", 4: "I", 8: "Q"}


class FieldReader:
    """Compiled from fields once, called with work RAM every frame."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._layers: list[tuple[struct.Struct, tuple[str, ...]]] = []
        self._raw = tuple(field for field in fields if field.size not in _CODES)
        left = sorted((field for field in fields if field.size in _CODES), key=lambda field: field.address)
        while left:
            layer, left = _without_overlaps(left)
            self._layers.append((struct.Struct(_format(layer)), tuple(field.name for field in layer)))

    def __call__(self, ram: memoryview) -> dict[str, int]:
        """The values of all fields by name; `ram` is work RAM from $7E0000 on."""
        values: dict[str, int] = {}
        for layout, names in self._layers:
            values.update(zip(names, layout.unpack_from(ram), strict=True))
        for field in self._raw:
            values[field.name] = field.decode(ram[field.address : field.address + field.size])
        return values


def _without_overlaps(fields: Sequence[Field]) -> tuple[list[Field], list[Field]]:
    """Split fields that are sorted by address into those that don't overlap each other, and the rest."""
    layer: list[Field] = []
    rest: list[Field] = []
    end = 0
    for field in fields:
        if field.address >= end:
            layer.append(field)
            end = field.address + field.size
        else:
            rest.append(field)
    return layer, rest


def _format(fields: Sequence[Field]) -> str:
    """The little-endian format of fields that are sorted by address and don't overlap."""
    parts = ["<"]
    end = 0
    for field in fields:
        code = _CODES[field.size]
        parts.append(f"{field.address - end}x{code.lower() if field.signed else code}")
        end = field.address + field.size
    return "".join(parts)
