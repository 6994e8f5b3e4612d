"""A profile's document with the ones that it extends beneath it.

Sections are joined key by key; so are the exits, the checkpoints and the variants. Everything else, such as one field's
place or one sign, is replaced as a whole. A key with nothing behind it (`key:` or `key: null`) is taken away.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from spinlab_pad.game.checking import ProfileError, place_of
from spinlab_pad.game.document import Document, DocumentError, parse_document

INNER: Final = frozenset({("rules", "finishes"), ("rules", "checkpoints")})
"""Mappings within a section that are joined as well."""


def joined(
    raw: bytes, origin: str, bundled: Callable[[str], bytes], below: tuple[str, ...] = ()
) -> tuple[Document, str]:
    """The document of a profile. Lines of inherited keys are not kept: those are checked.

    Raises:
        ProfileError: it can't be read, is no mapping, or extends what is not there or extends it.
    """
    try:
        document = parse_document(raw)
    except DocumentError as error:
        raise ProfileError(place_of(origin, error.line, error.path) + str(error)) from error
    if not isinstance(document.data, dict):
        raise ProfileError(place_of(origin, 1, ()) + "a profile is a mapping; begin with `name:` and `fields:`")
    parent = document.data.get("extends")
    if parent is None:
        return Document(_over({}, document.data), document.lines), origin
    where = place_of(origin, document.line(("extends",)), ("extends",))
    if not isinstance(parent, str) or parent in below:
        raise ProfileError(where + f"{parent!r} must be the name of another bundled profile")
    try:
        base, _ = joined(bundled(parent), parent, bundled, (*below, parent))
    except ProfileError as error:
        raise ProfileError(where + str(error)) from error
    return Document(_over(base.data, document.data), document.lines), origin


def _over(base: dict[Any, Any], top: dict[Any, Any]) -> dict[Any, Any]:
    result = dict(base)
    for key, value in top.items():
        given = _chosen(base.get(key), value) if key == "conditions" else value
        result[key] = _join((key,), base.get(key), given)
    return result


def _join(path: tuple[Any, ...], old: Any, value: Any) -> Any:
    deep = len(path) == 1 or path[0] == "variants" or path in INNER
    if not isinstance(value, dict) or not deep or len(path) > 2:
        return value
    result = dict(old) if isinstance(old, dict) else {}
    for key, item in value.items():
        if item is None:
            result.pop(key, None)
        else:
            result[key] = _join((*path, key), result.get(key), item)
    return result


def _chosen(base: Any, top: Any) -> Any:
    """The short form of conditions, a list of names, as a mapping: those that the base has keep what it says of them.

    What the base has and the list does not name is taken away.
    """
    if not isinstance(top, list) or not all(isinstance(name, str) for name in top):
        return top
    beneath = base if isinstance(base, dict) else {}
    return {name: beneath.get(name, {}) for name in top} | {name: None for name in beneath if name not in top}
