"""Searching work RAM for the address of something that is seen in the game: filters over whole images. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["is", "changed", "same", "more", "less", "up", "down"]
Values = NDArray[np.int64]

WORDS: Final[dict[str, Kind]] = {
    "changed": "changed", "c": "changed", "same": "same", "s": "same",
    "more": "more", ">": "more", "less": "less", "<": "less",
}  # fmt: skip
SIGNS: Final[dict[str, Kind]] = {"=": "is", "+": "up", "-": "down", "": "is"}
_NUMBER: Final = re.compile(r"([=+-]?) *(0x[0-9a-f]+|\$[0-9a-f]+|[0-9]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Filter:
    """What an address must show to be kept; `amount` is the value of `is`, and the step of `up` and `down`."""

    kind: Kind
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that is left: its value now and at the filter before."""

    address: int
    value: int
    before: int


def parse(text: str) -> Filter | None:
    """The filter of a line that a person wrote; None where it is none."""
    word = text.strip().lower()
    if word in WORDS:
        return Filter(WORDS[word])
    found = _NUMBER.fullmatch(word)
    if found is None:
        return None
    digits = found[2]
    amount = int(digits.removeprefix("0x").removeprefix("$"), 16 if digits[0] == "$" or "x" in digits else 10)
    return Filter(SIGNS[found[1]], amount)


class Search:
    """The addresses that fit everything that was said since the start, in steps that can be taken back."""

    def __init__(self, image: bytes, size: int = 1) -> None:
        self.size = size
        """Bytes of a value, 1 or 2; it may lie at any address."""
        self._now = self._before = _values(image, size)
        self._left = np.ones(len(self._now), dtype=bool)
        self._steps: list[tuple[Values, Values, NDArray[np.bool_]]] = []

    @property
    def count(self) -> int:
        """How many addresses are left."""
        return int(np.count_nonzero(self._left))

    def keep(self, wanted: Filter, image: bytes) -> None:
        """Keep the addresses that fit, from the image before to this one."""
        self._steps.append((self._before, self._now, self._left))
        old, new = self._now, _values(image, self.size)
        limit = 1 << 8 * self.size
        match wanted.kind:
            case "is":
                fits = new == wanted.amount
            case "changed":
                fits = new != old
            case "same":
                fits = new == old
            case "more":
                fits = new > old
            case "less":
                fits = new < old
            case "up":
                fits = (new - old) % limit == wanted.amount
            case "down":
                fits = (old - new) % limit == wanted.amount
        self._before, self._now, self._left = old, new, self._left & fits

    def still(self, image: bytes) -> None:
        """Keep those that are as they were, as part of the filter before."""
        self._left = self._left & (_values(image, self.size) == self._now)

    def undo(self) -> bool:
        """Take the last filter back; whether there was one."""
        if not self._steps:
            return False
        self._before, self._now, self._left = self._steps.pop()
        return True

    def candidates(self) -> Iterator[Candidate]:
        """The addresses that are left, ascending."""
        for address in np.flatnonzero(self._left):
            yield Candidate(int(address), int(self._now[address]), int(self._before[address]))


def _values(image: bytes, size: int) -> Values:
    """The value at every address, little-endian."""
    raw = np.frombuffer(image, dtype=np.uint8).astype(np.int64)
    return raw if size == 1 else raw[:-1] | raw[1:] << 8
