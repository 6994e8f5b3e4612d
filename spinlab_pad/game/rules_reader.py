"""Reads what a profile says of the things that happen: `place`, `values`, `remember`, `signs` and `rules`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from spinlab_pad.game.checking import Checks
from spinlab_pad.game.condition_reader import ConditionReader
from spinlab_pad.game.memory import Field
from spinlab_pad.game.rules import (
    ONE_FRAME_ROLES,
    ROLES,
    Checkpoint,
    Place,
    Remembered,
    Roles,
    RuleSet,
)
from spinlab_pad.game.signs import ALWAYS, LOADED, NEVER, Compare, Condition, Not

_RULE_KEYS: Final = (*ROLES, "finishes", "checkpoints")
_PLACE_KEYS: Final = ("level", "room", "x", "y")
_REMEMBER_KEYS: Final = ("field", "except", "at", "known")
_CHECKPOINT_KEYS: Final = ("kind", "when", "known_by", "shown")
_ROOM_TOLD: Final = "the room that was told"


def read_place(checks: Checks, fields: Mapping[str, Field]) -> Place:
    """The fields that say where the player is."""
    given = checks.section("place")
    checks.known(("place",), given, _PLACE_KEYS)
    return Place(**{key: checks.one_of(("place", key), name, fields) for key, name in given.items()})


def read_values(checks: Checks) -> dict[str, frozenset[int]]:
    """Named values, without those of a variant."""
    return _values(checks, ("values",), checks.section("values"))


def read_variants(checks: Checks) -> dict[str, dict[str, frozenset[int]]]:
    """For each variant, the values that it adds or replaces."""
    return {
        checks.text(("variants", name), name): _values(
            checks, ("variants", name), checks.mapping(("variants", name), given)
        )
        for name, given in checks.section("variants").items()
    }


def _values(checks: Checks, path: tuple[object, ...], given: Mapping[Any, Any]) -> dict[str, frozenset[int]]:
    found = {}
    for name, numbers in given.items():
        where = (*path, name)
        listed = numbers if isinstance(numbers, list) else [numbers]
        for number in listed:
            if isinstance(number, bool) or not isinstance(number, int):
                checks.fail(where, f"{number!r} is not a whole number; write 10 or 0x0A, or a list of numbers")
        found[checks.text(where, name)] = frozenset(listed)
    return found


class RulesReader:
    """Reads the rule set, with `values` as the variant in use has them."""

    def __init__(
        self, checks: Checks, fields: Mapping[str, Field], place: Place, values: Mapping[str, frozenset[int]]
    ) -> None:
        self._checks = checks
        self._fields = fields
        self._place = place
        self._values = values
        self._remember = checks.section("remember")
        self._written = checks.section("signs")
        self._rules = checks.section("rules")
        self._conditions = ConditionReader(checks, fields, values, self._sources(), self._written)

    def read(self) -> RuleSet:
        """The rule set.

        Raises:
            ProfileError: a part of it can't be used.
        """
        self._names()
        remembered = tuple(self._remembered(name) for name in self._remember)
        for name in self._written:
            self._conditions.read(("signs", name), name)
        self._checks.known(("rules",), self._rules, _RULE_KEYS)
        if self._rules and "in_level" not in self._rules:
            self._checks.fail(("rules",), "`in_level` is missing; say when the player is in a level")
        if self._place.room is not None and "room_changes" not in self._rules:
            told = Remembered(_ROOM_TOLD, self._place.room, None, True, ALWAYS)
            remembered = (*remembered, told)
        return RuleSet(self._place, self._roles(), self._finishes(), self._checkpoints(), remembered)

    def _names(self) -> None:
        """Fields, remembered values and signs share one space of names."""
        known: dict[object, str] = {LOADED: "the detector's own sign", **dict.fromkeys(self._fields, "a field")}
        for section, names in (("remember", self._remember), ("signs", self._written)):
            for name in names:
                self._checks.text((section, name), name)
                if name in known:
                    self._checks.fail((section, name), f"this name is already {known[name]}; choose another")
                known[name] = f"a name in `{section}`"

    def _sources(self) -> dict[str, str]:
        sources = {}
        for name, given in self._remember.items():
            path = ("remember", name)
            entry = self._checks.mapping(path, given)
            self._checks.known(path, entry, _REMEMBER_KEYS)
            if "field" not in entry:
                self._checks.fail(path, "no `field`; name the one whose value is remembered")
            sources[name] = self._checks.one_of((*path, "field"), entry["field"], self._fields)
        return sources

    def _remembered(self, name: str) -> Remembered:
        path, entry = ("remember", name), self._remember[name]
        field = self._fields[entry["field"]]
        if ("except" in entry) == ("at" in entry):
            self._checks.fail(path, "write either `except: VALUES` or `at: entry` or `at: arrival`")
        known = self._conditions.read((*path, "known"), entry["known"], frames=1) if "known" in entry else ALWAYS
        if "except" in entry:
            passed_over = self._conditions.values((*path, "except"), field, entry["except"])
            return Remembered(name, field.name, passed_over, False, known)
        if entry["at"] not in ("entry", "arrival"):
            self._checks.fail((*path, "at"), f"{entry['at']!r}: write `entry`, or `arrival` for rooms and spawns too")
        return Remembered(name, field.name, None, entry["at"] == "arrival", known)

    def _roles(self) -> Roles:
        given = {name: self._role(name) for name in ROLES if name in self._rules}
        in_level = given.get("in_level", NEVER)
        absent: dict[str, Condition] = dict.fromkeys(ROLES, NEVER)
        absent |= {"playable": in_level, "ready": in_level, "loading": Not(in_level)}
        if "loading" not in given:
            absent["starts"] = ALWAYS
        if self._place.room is not None:
            highest = self._fields[self._place.room].highest
            absent["room_changes"] = Compare(self._place.room, "differs", _ROOM_TOLD, True, highest)
        return Roles(**(absent | given))

    def _role(self, name: str) -> Condition:
        frames = 1 if name in ONE_FRAME_ROLES else 2
        return self._conditions.read(("rules", name), self._rules[name], frames=frames)

    def _finishes(self) -> tuple[tuple[str, Condition], ...]:
        path = ("rules", "finishes")
        given = self._checks.mapping(path, self._rules["finishes"]) if "finishes" in self._rules else {}
        return tuple(
            (self._checks.text((*path, exit_), exit_), self._conditions.read((*path, exit_), written))
            for exit_, written in given.items()
        )

    def _checkpoints(self) -> tuple[Checkpoint, ...]:
        path = ("rules", "checkpoints")
        given = self._checks.mapping(path, self._rules["checkpoints"]) if "checkpoints" in self._rules else {}
        return tuple(self._checkpoint((*path, name), name, entry) for name, entry in given.items())

    def _checkpoint(self, path: tuple[object, ...], name: object, given: object) -> Checkpoint:
        checks, read = self._checks, self._conditions.read
        entry = checks.mapping(path, given)
        checks.known(path, entry, _CHECKPOINT_KEYS)
        if "when" not in entry:
            checks.fail(path, "no `when`; write the condition under which it is taken")
        called = checks.text(path, name)
        return Checkpoint(
            name=called,
            kind=checks.text((*path, "kind"), entry.get("kind", called)),
            when=read((*path, "when"), entry["when"]),
            known_by=checks.one_of((*path, "known_by"), entry["known_by"], self._fields)
            if "known_by" in entry
            else None,
            shown=read((*path, "shown"), entry["shown"], frames=1) if "shown" in entry else NEVER,
        )
