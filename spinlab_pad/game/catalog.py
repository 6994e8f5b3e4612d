"""The profiles to choose from, and what tells that a game is theirs: the key `matches` of a profile.

::

    matches:
      titles: [SUPER MARIOWORLD]    # of the ROM's internal header, whole
      crc32: [0xB19ED489]           # of the game without a copier's header
      sha256: ["0838e531..."]       # the same, in hexadecimal
      names: [Super Mario World]    # of the file, without what stands in brackets

Read apart from the rest of a profile, and not inherited: what a profile extends has matches of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Final

from spinlab_pad.game.document import Document, DocumentError, parse_document
from spinlab_pad.game.profile import ProfileError, bundled_profiles

_KEYS: Final = ("titles", "crc32", "sha256", "names")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Card:
    """A profile as it is offered: its name, its title, and what it matches.

    `titles` as `rom.title_of` makes them, `names` as `plain_name` does.
    """

    name: str
    title: str
    titles: frozenset[str] = frozenset()
    crc32: frozenset[int] = frozenset()
    sha256: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


def plain_name(name: str) -> str:
    """A file's name as it is compared: words in lower case, without what stands in brackets."""
    bare = re.sub(r"[(\[{].*?[)\]}]", " ", name.lower())
    return " ".join(re.findall(r"\w+", bare))


def read_card(raw: bytes, origin: str) -> Card:
    """The card of a profile from the bytes of its file; `origin` is named in errors.

    Raises:
        ProfileError: no YAML, or `matches` can't be used; names line, key and remedy.
    """
    try:
        document = parse_document(raw)
    except DocumentError as error:
        raise ProfileError(f"profile {origin!r}, line {error.line}: {error}") from error
    data = document.data if isinstance(document.data, dict) else {}
    name = str(data.get("name", origin))
    given = data.get("matches") or {}
    if not isinstance(given, dict) or not given.keys() <= set(_KEYS):
        raise _wrong(origin, document, (), f"`matches` takes {', '.join(_KEYS)}, each with a list")
    lists = {key: _list(origin, document, key, given.get(key, [])) for key in _KEYS}
    return Card(
        name=name,
        title=str(data.get("title", name)),
        titles=frozenset(" ".join(str(item).split()) for item in lists["titles"]),
        crc32=frozenset(lists["crc32"]),
        sha256=frozenset(lists["sha256"]),
        names=frozenset(plain_name(str(item)) for item in lists["names"]),
    )


def _list(origin: str, document: Document, key: str, given: Any) -> list[Any]:
    remedy = {"crc32": "numbers such as 0xB19ED489", "sha256": "64 hexadecimal digits in quotes, in lower case"}
    if not isinstance(given, list) or not all(_fits(key, item) for item in given):
        raise _wrong(origin, document, (key,), f"write a list of {remedy.get(key, 'texts')}")
    return given


def _fits(key: str, item: object) -> bool:
    if key == "crc32":
        return type(item) is int and 0 <= item < 1 << 32
    if not isinstance(item, str):
        return False
    return bool(item.strip()) if key != "sha256" else _SHA256.fullmatch(item) is not None


def _wrong(origin: str, document: Document, path: tuple[object, ...], text: str) -> ProfileError:
    whole = ("matches", *path)
    key = ".".join(str(part) for part in whole)
    return ProfileError(f"profile {origin!r}, line {document.line(whole)}, key {key!r}: {text}")


@lru_cache(maxsize=1)
def bundled_cards() -> tuple[Card, ...]:
    """The cards of the profiles that come along, by title."""
    folder = resources.files("spinlab_pad.game") / "profiles"
    cards: Iterable[Card] = (read_card((folder / f"{name}.yaml").read_bytes(), name) for name in bundled_profiles())
    return tuple(sorted(cards, key=lambda card: (card.title, card.name)))
