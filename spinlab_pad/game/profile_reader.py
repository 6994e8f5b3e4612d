"""Checks the document of a profile and turns it into values. Every error names origin, line, key and remedy."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from typing import Any, Final, NoReturn

from spinlab_pad.game.document import Document, DocumentError, Path, parse_document
from spinlab_pad.game.memory import Field, MemoryRangeError
from spinlab_pad.game.signs import REQUIRED_FIELDS

_KEYS: Final = ("name", "title", "extends", "counter", "fields", "rules", "music", "conditions", "levels", "matches")
_FIELD_KEYS: Final = ("address", "size", "signed")


class ProfileError(ValueError):
    """A profile can't be used; one line with origin, line, key and remedy."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Parameters of the detector's rules; modes are values of `game_mode`, masks are bits of `held_1`.

    `music` names the table in use. `counter_slack`: how many turns the counter may be ahead of the frames between
    two snapshots before it is a jump.
    """

    music: str
    level_mode: int
    prepared_modes: frozenset[int]
    reload_modes: frozenset[int]
    fade_modes: frozenset[int]
    overworld_modes: frozenset[int]
    leave_mode: int
    outside_modes: frozenset[int]
    normal_animation: int
    dying_animation: int
    no_exit: int
    select_mask: int
    start_mask: int
    counter_slack: int


@dataclass(frozen=True, slots=True)
class MusicTable:
    """Values of the music port: orb or boss clear, goal, key, fade-out, and jingles after which the music goes on."""

    orb: frozenset[int]
    goal: frozenset[int]
    key: frozenset[int]
    fade_out: frozenset[int]
    interludes: frozenset[int]

    @property
    def ends(self) -> frozenset[int]:
        """Values during which a checkpoint is not believed."""
        return self.orb | self.goal | self.key | self.fade_out


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that stands in a profile, checked."""

    name: str
    title: str
    counter: str
    fields: tuple[Field, ...]
    rules: Rules
    music: dict[str, MusicTable]
    conditions: tuple[str, ...]
    levels: dict[int, str]


def read_profile(raw: bytes, origin: str, bundled: Callable[[str], bytes]) -> Parts:
    """Read a profile; `bundled` gives the bytes of the profile that it extends.

    Raises:
        ProfileError: what is in it can't be used.
    """
    return _Check(*_joined(raw, origin, bundled, ())).parts()


def _joined(raw: bytes, origin: str, bundled: Callable[[str], bytes], below: tuple[str, ...]) -> tuple[Document, str]:
    """The document with what it extends beneath it. Lines of inherited keys are not kept: those are checked."""
    try:
        document = parse_document(raw)
    except DocumentError as error:
        raise ProfileError(_place(origin, error.line, error.path) + str(error)) from error
    if not isinstance(document.data, dict):
        raise ProfileError(_place(origin, 1, ()) + "a profile is a mapping; begin with `name:` and `fields:`")
    parent = document.data.get("extends")
    if parent is None:
        return document, origin
    where = _place(origin, document.line(("extends",)), ("extends",))
    if not isinstance(parent, str) or parent in below:
        raise ProfileError(where + f"{parent!r} must be the name of another bundled profile")
    try:
        base, _ = _joined(bundled(parent), parent, bundled, (*below, parent))
    except ProfileError as error:
        raise ProfileError(where + str(error)) from error
    return Document(_over(base.data, document.data), document.lines), origin


def _over(base: dict[Any, Any], top: dict[Any, Any]) -> dict[Any, Any]:
    """Sections that are mappings are joined key by key, everything else is replaced."""
    joined = dict(base)
    for key, value in top.items():
        old = joined.get(key)
        joined[key] = {**old, **value} if isinstance(old, dict) and isinstance(value, dict) else value
    return joined


def _place(origin: str, line: int, path: Path) -> str:
    key = ".".join(str(part) for part in path)
    return f"profile {origin!r}, line {line}" + (f", key {key!r}: " if key else ": ")


class _Check:
    def __init__(self, document: Document, origin: str) -> None:
        self.document = document
        self.data = document.data
        self.origin = origin

    def parts(self) -> Parts:
        self.known((), self.data, _KEYS)
        places = self.fields()
        names = [item.name for item in places]
        music = {self.text(("music", key), key): self.table(key) for key in self.mapping(("music",))}
        rules = self.rules()
        if rules.music not in music:
            self.fail(("rules", "music"), f"no table {rules.music!r} under `music`; use {' or '.join(music)}")
        return Parts(
            name=self.text(("name",), self.need("name")),
            title=self.text(("title",), self.data.get("title", self.data["name"])),
            counter=self.one_of(("counter",), self.need("counter"), names),
            fields=places,
            rules=rules,
            music=music,
            conditions=self.conditions(names),
            levels=self.levels(),
        )

    def fields(self) -> tuple[Field, ...]:
        described = self.mapping(("fields",))
        missing = [name for name in REQUIRED_FIELDS if name not in described]
        if missing:
            self.fail(("fields",), f"the detector needs {', '.join(missing)}; add them with their address")
        return tuple(self.field(name) for name in described)

    def field(self, name: object) -> Field:
        path = ("fields", name)
        entry = self.mapping(path)
        self.known(path, entry, _FIELD_KEYS)
        if "address" not in entry:
            self.fail(path, "no `address`; write the offset from $7E0000, such as 0x0100")
        signed = entry.get("signed", False)
        if not isinstance(signed, bool):
            self.fail((*path, "signed"), f"{signed!r} is not true or false")
        address = self.integer((*path, "address"), entry["address"])
        size = self.integer((*path, "size"), entry.get("size", 1))
        try:
            return Field(self.text(path, name), address, size, signed)
        except MemoryRangeError as error:
            key = "size" if not 1 <= size <= 512 else "address"
            self.fail((*path, key), f"{error}; work RAM is $7E0000 to $7FFFFF")

    def rules(self) -> Rules:
        described = self.mapping(("rules",))
        self.known(("rules",), described, [item.name for item in fields(Rules)])
        values: dict[str, Any] = {}
        for item in fields(Rules):
            path = ("rules", item.name)
            if item.name not in described:
                self.fail(("rules",), f"`{item.name}` is missing; see smw.yaml, or extend it with `extends: smw`")
            value = described[item.name]
            if item.name == "music":
                values[item.name] = self.text(path, value)
            elif item.name.endswith("_modes"):
                values[item.name] = self.integers(path, value)
            else:
                values[item.name] = self.integer(path, value)
        return Rules(**values)

    def table(self, name: object) -> MusicTable:
        path = ("music", name)
        entry = self.mapping(path)
        wanted = [item.name for item in fields(MusicTable)]
        self.known(path, entry, wanted)
        return MusicTable(**{key: self.integers((*path, key), entry.get(key, [])) for key in wanted})

    def conditions(self, names: list[str]) -> tuple[str, ...]:
        given = self.data.get("conditions") or []
        if not isinstance(given, list):
            self.fail(("conditions",), "write a list of field names, such as [powerup]")
        return tuple(self.one_of(("conditions", at), name, names) for at, name in enumerate(given))

    def levels(self) -> dict[int, str]:
        given = self.data.get("levels") or {}
        if not isinstance(given, dict):
            self.fail(("levels",), "write `number: name` lines")
        return {self.integer(("levels", key), key): self.text(("levels", key), name) for key, name in given.items()}

    def need(self, key: str) -> object:
        if self.data.get(key) is None:
            self.fail((), f"`{key}` is missing; add `{key}: ...`")
        value: object = self.data[key]
        return value

    def mapping(self, path: Path) -> dict[Any, Any]:
        value = self.data
        for part in path:
            value = value.get(part)
        if not isinstance(value, dict) or not value:
            self.fail(path, "a mapping with `key: value` lines is needed here")
        return value

    def known(self, path: Path, entry: dict[Any, Any], allowed: Iterable[str]) -> None:
        names = list(allowed)
        for key in entry:
            if key not in names:
                near = difflib.get_close_matches(str(key), names, n=1)
                hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(names)}"
                self.fail((*path, key), f"unknown key; {hint}")

    def text(self, path: Path, value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            self.fail(path, f"{value!r} is not text; put it in quotes")
        return value

    def one_of(self, path: Path, value: object, names: list[str]) -> str:
        name = self.text(path, value)
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            self.fail(
                path,
                f"no field {name!r}; " + (f"did you mean {near[0]!r}?" if near else "add it to `fields`"),
            )
        return name

    def integer(self, path: Path, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self.fail(path, f"{value!r} is not a whole number from 0 up; write 10 or 0x0A")
        return value

    def integers(self, path: Path, value: object) -> frozenset[int]:
        if not isinstance(value, list):
            self.fail(path, f"{value!r} is not a list; write [1, 2]")
        return frozenset(self.integer((*path, at), item) for at, item in enumerate(value))

    def fail(self, path: Path, text: str) -> NoReturn:
        raise ProfileError(_place(self.origin, self.document.line(path), path) + text)
