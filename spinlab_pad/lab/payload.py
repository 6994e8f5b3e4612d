"""A command from its name and payload as they come over HTTP, and the payload that each command takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from types import NoneType, UnionType
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

from spinlab_pad.lab.commands import COMMANDS, Command

LIST: Final = "list"
"""The type of a payload that is a list of texts."""


class BadCommand(ValueError):
    """Unknown name or wrong payload; the text says which names or keys exist."""


def payload_of(kind: type[Command]) -> dict[str, dict[str, Any]]:
    """The payload of a command: `{key: {"type": NAME, "required": BOOL, "choices": [..] or absent}}`."""
    hints = get_type_hints(kind)
    described: dict[str, dict[str, Any]] = {}
    for item in fields(kind):
        hint = _given(hints[item.name])
        entry: dict[str, Any] = {"required": item.default is MISSING}
        if get_origin(hint) is Literal:
            entry |= {"type": "str", "choices": list(get_args(hint))}
        else:
            entry |= {"type": LIST if get_origin(hint) is tuple else hint.__name__}
        described[_key(item)] = entry
    return described


def _given(hint: Any) -> Any:
    """The type of a value that is given, where None means that it was left out."""
    return next(kind for kind in get_args(hint) if kind is not NoneType) if isinstance(hint, UnionType) else hint


def _key(item: Field[Any]) -> str:
    return str(item.metadata.get("key", item.name))


def parse(name: object, payload: Mapping[str, Any]) -> Command:
    """Make a command from its name and payload; a key may also be the field's own name.

    Raises:
        BadCommand: the name is unknown, a key is unknown, missing or given twice, or a value has the wrong type.
    """
    kind = COMMANDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise BadCommand(f"unknown command {name!r}; known: {', '.join(COMMANDS)}")
    keys = {item.name: _key(item) for item in fields(kind)}
    described = payload_of(kind)
    given: dict[str, Any] = {}
    for key, value in payload.items():
        known_as = keys.get(key, key)
        if known_as not in described:
            known = ", ".join(described) or "no payload"
            raise BadCommand(f"{name}: unknown key {key!r}; it takes {known}")
        if known_as in given:
            raise BadCommand(f"{name}: {known_as!r} is given twice, once as {key!r}")
        given[known_as] = _checked(f"{name}: {key!r}", value, described[known_as])
    for key, rule in described.items():
        if rule["required"] and key not in given:
            raise BadCommand(f"{name}: {key!r} is missing")
    return kind(**{attribute: given[key] for attribute, key in keys.items() if key in given})


def _checked(where: str, value: Any, rule: Mapping[str, Any]) -> Any:
    if type(value).__name__ != rule["type"]:
        raise BadCommand(f"{where} must be {rule['type']}, not {type(value).__name__}")
    if "choices" in rule and value not in rule["choices"]:
        raise BadCommand(f"{where} must be one of {', '.join(rule['choices'])}")
    if rule["type"] != LIST:
        return value
    if not all(isinstance(item, str) for item in value):
        raise BadCommand(f"{where} must be a list of texts")
    return tuple(value)
