"""Game profiles: where a game keeps what, and the parameters of the detector's rules. Data, not code.

A profile is a YAML file with the keys `name`, `title`, `extends`, `counter`, `fields`, `rules`, `music`, `conditions`
and `levels`; `profiles/smw.yaml` holds every one of them. With `extends`, mappings are joined key by key (a field's
place is replaced as a whole) and everything else is replaced. Only bundled profiles and files that were named are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from spinlab_pad.game.conditions import Condition
from spinlab_pad.game.memory import Field, Snapshot, unique_fields
from spinlab_pad.game.profile_reader import MusicTable, ProfileError, Rules, read_profile

__all__ = [
    "Condition",
    "MusicTable",
    "Place",
    "Profile",
    "ProfileError",
    "Rules",
    "bundled_profiles",
    "load_profile",
    "parse_profile",
]


class Place(NamedTuple):
    """Where the player is: the room's number, x and y in pixels of the room."""

    room: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Profile:
    """Memory map and rules of a game.

    `fields` in the order of the file; `counter` is the field that goes up by one with each turn of the game's main
    loop and wraps at its size; `music` are the tables that `rules.music` chooses from; `conditions` are what makes two
    starts of a segment different (power-up); `levels` names levels by their number.
    """

    name: str
    title: str
    counter: str
    fields: tuple[Field, ...]
    rules: Rules
    music: Mapping[str, MusicTable] = attribute(hash=False)
    conditions: tuple[Condition, ...]
    levels: Mapping[int, str] = attribute(hash=False)

    def field(self, name: str) -> Field:
        """The field called `name`.

        Raises:
            KeyError: the profile has no such field; the text lists the ones it has.
        """
        for item in self.fields:
            if item.name == name:
                return item
        known = ", ".join(item.name for item in self.fields)
        raise KeyError(f"profile {self.name!r} has no field {name!r}; it has {known}")

    def place(self, snapshot: Snapshot) -> Place:
        """Where the player is in this frame."""
        return Place(snapshot["room"], snapshot["player_x"], snapshot["player_y"])

    def observe(self, level: int, snapshot: Snapshot) -> dict[str, int]:
        """The value of each condition that means something in `level`, by the condition's name."""
        return {item.name: snapshot[item.field] for item in self.conditions if item.covers(level)}

    @property
    def jingles(self) -> MusicTable:
        """The music table in use."""
        return self.music[self.rules.music]

    def level_name(self, level: int) -> str:
        """The level's name, or 'Level N' with its number in hexadecimal as romhackers write it."""
        return self.levels.get(level, f"Level {level:X}")

    def with_music(self, table: str) -> Profile:
        """The same profile with another music table.

        Raises:
            ProfileError: there is no such table.
        """
        if table not in self.music:
            raise ProfileError(f"profile {self.name!r}: no music table {table!r}; use {' or '.join(self.music)}")
        return replace(self, rules=replace(self.rules, music=table))


def bundled_profiles() -> tuple[str, ...]:
    """Names of the profiles that come with the package, sorted."""
    folder = resources.files("spinlab_pad.game") / "profiles"
    return tuple(sorted(item.name[:-5] for item in folder.iterdir() if item.name.endswith(".yaml")))


def load_profile(source: str | Path) -> Profile:
    """Load a bundled profile by its name ('smw'), or a file: a `Path`, or text that ends in .yaml or .yml.

    Raises:
        ProfileError: there is no such profile or file, or what is in it can't be used.
    """
    if isinstance(source, Path) or source.endswith((".yaml", ".yml")):
        try:
            raw = Path(source).read_bytes()
        except OSError as error:
            why = error.strerror or "unreadable"
            raise ProfileError(f"profile {str(source)!r}: {why}; give the path of a YAML file") from error
        return parse_profile(raw, str(source))
    return parse_profile(_bundled(source), source)


def parse_profile(raw: bytes, origin: str = "profile") -> Profile:
    """Make a profile from the bytes of its file; `origin` is named in errors.

    Raises:
        ProfileError: what is in it can't be used; names the line, the key and the remedy.
    """
    parts = read_profile(raw, origin, _bundled)
    return Profile(
        name=parts.name,
        title=parts.title,
        counter=parts.counter,
        fields=unique_fields(parts.fields),
        rules=parts.rules,
        music=MappingProxyType(parts.music),
        conditions=parts.conditions,
        levels=MappingProxyType(parts.levels),
    )


def _bundled(name: str) -> bytes:
    known = bundled_profiles()
    if name not in known:
        raise ProfileError(
            f"no profile {name!r}; bundled are {', '.join(known)}; for a file, give its path with .yaml at the end"
        )
    return (resources.files("spinlab_pad.game") / "profiles" / f"{name}.yaml").read_bytes()
