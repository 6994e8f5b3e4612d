"""Which profile a game is played with, and by what that is known. Pure.

What a person has said counts most: first the configuration, then the choice that was made for this game. After that
comes what can't be mistaken (a checksum), then what the game says of itself (the title in its header, which hacks
keep), and where there is no file to look into, its name. Where all of that tells nothing, a person must be asked:
watching a game with the map of another would tell of events that never were.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from spinlab_pad.game.catalog import Card, plain_name

AUTO: Final = "auto"
"""The configuration's word for: find out."""

Reason = Literal["config", "chosen", "hash", "header", "name", "unknown"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a game. `crc32` are all checksums that may be listed: of the file, and of the game alone.

    `title` is that of its header, None without a file or a header. `chosen` is the profile that was chosen for it.
    """

    name: str
    crc32: frozenset[int] = frozenset()
    sha256: str | None = None
    title: str | None = None
    chosen: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """The profile, by its name or path; None with `unknown` as the reason."""

    profile: str | None
    reason: Reason


def identify(facts: Facts, cards: Iterable[Card], configured: str = AUTO) -> Identity:
    """Find the profile. Of several cards that match by the same sign the first one is taken."""
    if configured != AUTO:
        return Identity(configured, "config")
    if facts.chosen is not None:
        return Identity(facts.chosen, "chosen")
    cards = tuple(cards)
    for card in cards:
        if facts.sha256 in card.sha256 or facts.crc32 & card.crc32:
            return Identity(card.name, "hash")
    for card in cards:
        if facts.title in card.titles:
            return Identity(card.name, "header")
    if facts.title is None:
        name = plain_name(facts.name)
        for card in cards:
            if name in card.names:
                return Identity(card.name, "name")
    return Identity(None, "unknown")
