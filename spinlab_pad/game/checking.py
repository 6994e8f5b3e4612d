"""Checks of a profile's document that all of its sections share. Every error names origin, line, key and remedy."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any, NoReturn

from spinlab_pad.game.document import Document, Path


class ProfileError(ValueError):
    """A profile can't be used; one line with origin, line, key and remedy."""


def place_of(origin: str, line: int, path: Path) -> str:
    """The beginning of an error: where it is."""
    key = ".".join(str(part) for part in path)
    return f"profile {origin!r}, line {line}" + (f", key {key!r}: " if key else ": ")


def nearest(name: object, known: Iterable[str], otherwise: str) -> str:
    """A remedy for an unknown name: the known one that is most like it, else `otherwise`."""
    near = difflib.get_close_matches(str(name), list(known), n=1)
    return f"did you mean `{near[0]}`?" if near else otherwise


class Checks:
    """A document that is checked; each method returns the checked value or raises `ProfileError`."""

    def __init__(self, document: Document, origin: str) -> None:
        self.document = document
        self.data = document.data
        self.origin = origin

    def fail(self, path: Path, text: str) -> NoReturn:
        """Refuse what stands at `path`; what the file itself doesn't have is inherited.

        The short form of conditions has no keys of its own in the file, so of conditions it isn't told.
        """
        here = len(path) < 2 or path[0] == "conditions" or path[:2] in self.document.lines
        below = None if here else self.data.get("extends")
        inherited = "" if below is None else f"(inherited from {below!r}) "
        raise ProfileError(place_of(self.origin, self.document.line(path), path) + inherited + text)

    def mapping(self, path: Path, value: object) -> dict[Any, Any]:
        """A mapping that holds something."""
        if not isinstance(value, dict) or not value:
            self.fail(path, "a mapping with `key: value` lines is needed here")
        return value

    def section(self, key: str) -> dict[Any, Any]:
        """A mapping at the top of the document; where it is missing, an empty one."""
        value = self.data.get(key)
        return {} if value is None or value == {} else self.mapping((key,), value)

    def known(self, path: Path, entry: dict[Any, Any], allowed: Iterable[str]) -> None:
        """Only these keys."""
        names = list(allowed)
        for key in entry:
            if key not in names:
                self.fail((*path, key), f"unknown key; {nearest(key, names, 'known are ' + ', '.join(names))}")

    def text(self, path: Path, value: object) -> str:
        """Text of one line that is not empty."""
        if not isinstance(value, str) or not value.strip():
            self.fail(path, f"{value!r} is not text; put it in quotes")
        if value.splitlines() != [value]:
            self.fail(path, f"{value!r} goes over several lines; write it on one")
        return value

    def flag(self, path: Path, value: object) -> bool:
        """True or false."""
        if not isinstance(value, bool):
            self.fail(path, f"{value!r} is not true or false")
        return value

    def one_of(self, path: Path, value: object, names: Iterable[str]) -> str:
        """The name of a field."""
        known = list(names)
        name = self.text(path, value)
        if name not in known:
            self.fail(path, f"no field {name!r}; {nearest(name, known, 'add it to `fields`')}")
        return name

    def integer(self, path: Path, value: object) -> int:
        """A whole number from 0 up."""
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self.fail(path, f"{value!r} is not a whole number from 0 up; write 10 or 0x0A")
        return value

    def integers(self, path: Path, value: object) -> frozenset[int]:
        """A list of whole numbers from 0 up."""
        if not isinstance(value, list):
            self.fail(path, f"{value!r} is not a list; write [1, 2]")
        return frozenset(self.integer((*path, at), item) for at, item in enumerate(value))
