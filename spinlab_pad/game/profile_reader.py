"""Checks the document of a profile and turns it into values. Every error names origin, line, key and remedy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from spinlab_pad.game.checking import Checks, ProfileError
from spinlab_pad.game.conditions import Condition
from spinlab_pad.game.document import Document, Path
from spinlab_pad.game.held import BUTTONS, Button
from spinlab_pad.game.joining import joined
from spinlab_pad.game.memory import ADDRESSES, Field, Memory
from spinlab_pad.game.rules import Place, Rules
from spinlab_pad.game.rules_reader import RulesReader, read_place, read_values, read_variants

__all__ = ["Parts", "ProfileError", "check_document", "read_profile"]

_KEYS: Final = (
    "name",
    "title",
    "extends",
    "memory",
    "counter",
    "fields",
    "place",
    "values",
    "variants",
    "variant",
    "remember",
    "signs",
    "rules",
    "conditions",
    "pad",
    "levels",
    "matches",
)
_CONDITION_KEYS: Final = ("field", "values", "scope", "required")
_BUTTON_KEYS: Final = ("field", "bits", "unless")
_FIELD_KEYS: Final = ("address", "bank", "size", "signed")
_COUNTER_KEYS: Final = ("field", "slack")
SLACK_TURNS: Final = 8
"""Turns that a counter may be ahead of the frames that were counted, where a profile doesn't say."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that stands in a profile, checked."""

    name: str
    title: str
    memory: Memory
    counter: str | None
    counter_slack: int
    fields: tuple[Field, ...]
    place: Place
    variant: str | None
    rules: dict[str | None, Rules]
    conditions: tuple[Condition, ...]
    pad: tuple[Button, ...]
    levels: dict[int, str]


def read_profile(raw: bytes, origin: str, bundled: Callable[[str], bytes]) -> Parts:
    """Read a profile; `bundled` gives the bytes of the profile that it extends.

    Raises:
        ProfileError: what is in it can't be used.
    """
    return check_document(*joined(raw, origin, bundled))


def check_document(document: Document, origin: str) -> Parts:
    """Turn a document into values.

    Raises:
        ProfileError: what is in it can't be used.
    """
    return _Profile(document, origin).parts()


class _Profile(Checks):
    def parts(self) -> Parts:
        self.known((), self.data, _KEYS)
        name = self.text(("name",), self.need("name"))
        memory = self.memory()
        places = self.fields(memory)
        known = {item.name: item for item in places}
        counter, slack = self.counter(known)
        place = read_place(self, known)
        variant, rules = self.rules(known, place)
        return Parts(
            name=name,
            title=self.text(("title",), self.data.get("title", name)),
            memory=memory,
            counter=counter,
            counter_slack=slack,
            fields=places,
            place=place,
            variant=variant,
            rules=rules,
            conditions=self.conditions(known),
            pad=self.pad(known),
            levels=self.levels(),
        )

    def memory(self) -> Memory:
        given = self.section("memory")
        self.known(("memory",), given, ("size", "base"))
        standard = Memory()
        size = self.integer(("memory", "size"), given.get("size", standard.size))
        base = self.integer(("memory", "base"), given.get("base", 0 if given else standard.base))
        if not 1 <= size <= ADDRESSES:
            self.fail(("memory", "size"), f"{size} is no number of bytes; the SNES has 0x20000")
        if 0 < base < size:
            self.fail(("memory", "base"), "offsets and addresses could not be told apart; leave `base` out, or write 0")
        return Memory(size, base)

    def fields(self, memory: Memory) -> tuple[Field, ...]:
        described = self.mapping(("fields",), self.data.get("fields"))
        return tuple(self.field(name, memory) for name in described)

    def field(self, name: object, memory: Memory) -> Field:
        path = ("fields", name)
        entry = self.mapping(path, self.data["fields"][name])
        self.known(path, entry, _FIELD_KEYS)
        if "address" not in entry:
            self.fail(path, "no `address`; write the offset from the start of work RAM, such as 0x0100")
        signed = self.flag((*path, "signed"), entry.get("signed", False))
        size = self.integer((*path, "size"), entry.get("size", 1))
        if not 1 <= size <= 512:
            self.fail((*path, "size"), f"{size} bytes; a field has 1 to 512")
        offset = self.offset(path, entry, memory)
        if offset + size > memory.size:
            self.fail((*path, "size"), f"its last byte is outside of work RAM, which has {memory.size:#x} bytes")
        return Field(self.text(path, name), offset, size, signed)

    def offset(self, path: Path, entry: dict[Any, Any], memory: Memory) -> int:
        address = self.integer((*path, "address"), entry["address"])
        if "bank" in entry:
            if address > 0xFFFF:
                self.fail((*path, "address"), f"{address:#x} holds a bank already; leave `bank` out")
            address |= self.integer((*path, "bank"), entry["bank"]) << 16
        offset = memory.offset(address)
        if offset is None:
            spans = f"offsets 0 to {memory.size - 1:#x}"
            if memory.base:
                spans += f", addresses {memory.base:#x} to {memory.base + memory.size - 1:#x}"
            self.fail((*path, "address"), f"{address:#x} is outside of work RAM ({spans})")
        return offset

    def counter(self, places: Mapping[str, Field]) -> tuple[str | None, int]:
        given = self.data.get("counter")
        if given is None:
            return None, SLACK_TURNS
        if not isinstance(given, dict):
            return self.one_of(("counter",), given, places), SLACK_TURNS
        self.known(("counter",), given, _COUNTER_KEYS)
        if "field" not in given:
            self.fail(("counter",), "no `field`; name the one that counts turns of the game's main loop")
        name = self.one_of(("counter", "field"), given["field"], places)
        slack = self.integer(("counter", "slack"), given.get("slack", SLACK_TURNS))
        return name, slack

    def rules(self, places: Mapping[str, Field], place: Place) -> tuple[str | None, dict[str | None, Rules]]:
        values, variants = read_values(self), read_variants(self)
        chosen = self.data.get("variant")
        if not variants:
            if chosen is not None:
                self.fail(("variant",), "there are no `variants`; leave this out")
            return None, {None: Rules(RulesReader(self, places, place, values).read())}
        if not isinstance(chosen, str) or chosen not in variants:
            self.fail(("variant",), f"{chosen!r} is not under `variants`; write {' or '.join(variants)}")
        return chosen, {
            name: Rules(RulesReader(self, places, place, values | own).read()) for name, own in variants.items()
        }

    def conditions(self, places: Mapping[str, Field]) -> tuple[Condition, ...]:
        given = self.data.get("conditions") or {}
        if not isinstance(given, dict):
            self.fail(("conditions",), "write a list of field names, such as [powerup], or `name: {...}` lines")
        return tuple(self.condition(name, places) for name in given)

    def condition(self, name: object, places: Mapping[str, Field]) -> Condition:
        path = ("conditions", name)
        entry = self.data["conditions"][name]
        if not isinstance(entry, dict):
            self.fail(path, "write {} or a mapping with `field`, `values`, `scope`, `required`")
        self.known(path, entry, _CONDITION_KEYS)
        required = self.flag((*path, "required"), entry.get("required", True))
        where = (*path, "field") if "field" in entry else path
        field = self.one_of(where, entry.get("field", name), places)
        words = self.words((*path, "values"), entry.get("values", {}), places[field])
        scope = self.scope((*path, "scope"), entry.get("scope", "all"))
        return Condition(self.text(path, name), field, words, scope, required)

    def words(self, path: Path, given: object, place: Field) -> Mapping[int, str]:
        if not isinstance(given, dict):
            self.fail(path, "write `number: word` lines, such as {0: small, 1: big}")
        for value in given:
            whole = isinstance(value, int) and not isinstance(value, bool)
            if not whole or not place.lowest <= value <= place.highest:
                self.fail((*path, value), f"field {place.name!r} holds {place.lowest} to {place.highest}")
        return MappingProxyType({value: self.text((*path, value), word) for value, word in given.items()})

    def scope(self, path: Path, given: object) -> frozenset[int] | None:
        if given == "all":
            return None
        if not isinstance(given, list) or not given:
            self.fail(path, f"{given!r} is neither `all` nor a list of levels; write [1, 2]")
        return self.integers(path, given)

    def pad(self, places: Mapping[str, Field]) -> tuple[Button, ...]:
        given = self.section("pad")
        self.known(("pad",), given, BUTTONS)
        return tuple(self.button(name, given, places) for name in BUTTONS if name in given)

    def button(self, name: str, given: Mapping[Any, Any], places: Mapping[str, Field]) -> Button:
        path = ("pad", name)
        entry = self.mapping(path, given[name])
        self.known(path, entry, _BUTTON_KEYS)
        place = places[self.one_of((*path, "field"), entry.get("field"), places)]
        bits = self.integer((*path, "bits"), entry.get("bits"))
        if not 0 < bits <= place.highest:
            self.fail((*path, "bits"), f"field {place.name!r} holds bits from 1 to {place.highest:#x}")
        unless = entry.get("unless")
        if unless is not None and (unless not in given or unless == name):
            self.fail(
                (*path, "unless"), f"{unless!r} is no other button under `pad`; write its name, or leave this out"
            )
        return Button(name, place, bits, unless)

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
