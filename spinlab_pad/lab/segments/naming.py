"""Conditions in words, and what segments are called where two differ in nothing else. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from spinlab_pad.game.profile import Profile
from spinlab_pad.route.waypoints import required_of
from spinlab_pad.store.records import SegmentRecord

NAME_MAX: Final = 80
"""Characters of a segment's name."""

Words = Callable[[str], str]
"""The conditions of a waypoint as a runner reads them: 'powerup=1' is 'big'."""


def in_words(profile: Profile, observed: Mapping[str, int]) -> str:
    """As a runner reads it: 'big, 2 dragon coins'. What has no word is counted, and left out where it is 0."""
    parts = []
    for item in profile.conditions:
        value = observed.get(item.name)
        if value is None:
            continue
        if value in item.values:
            parts.append(item.word(value))
        elif value:
            parts.append(f"{value} {spoken(item.name)}")
    return ", ".join(parts)


def spoken(name: str) -> str:
    """The name of a condition in a sentence."""
    return name.replace("_", " ")


def words_of(profile: Profile | None) -> Words:
    """The words of a profile; without one, and where it has none, conditions are told as they are kept."""

    def words(conditions: str) -> str:
        return (in_words(profile, required_of(conditions)) if profile is not None else "") or conditions

    return words


def told_apart(records: Iterable[SegmentRecord], known: Iterable[SegmentRecord], words: Words) -> list[SegmentRecord]:
    """The records, each under a name that says which of its variants it is: 'Meadow 2 (big)'.

    `known` are all segments of the game. A name of the runner's own stays, and so does that of a plain start.
    """
    variants: dict[tuple[int, str, str], set[str]] = defaultdict(set)
    for record in known:
        variants[record.segment.places].add(record.id)
    return [
        replace(record, name=f"{record.name} ({words(record.segment.start.conditions)})")
        if record.given_name is None and record.segment.start.conditions and len(variants[record.segment.places]) > 1
        else record
        for record in records
    ]
