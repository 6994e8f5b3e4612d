"""Game profiles: where a game keeps what, and the rules of what happens in it. Data, not code.

A profile is a YAML file; docs/games.md has its language, `profiles/smw.yaml` is the largest example. Only bundled
profiles and files that were named are read.
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
from spinlab_pad.game.held import Button, held
from spinlab_pad.game.memory import Field, Memory, Snapshot, unique_fields
from spinlab_pad.game.profile_reader import Parts, ProfileError, read_profile
from spinlab_pad.game.rules import Rules

__all__ = [
    "Condition",
    "Place",
    "Profile",
    "ProfileError",
    "bundled",
    "bundled_profiles",
    "load_profile",
    "parse_profile",
    "profile_of",
]


class Place(NamedTuple):
    """Where the player is: the room's number, x and y in pixels of the room; 0 for what the game has not."""

    room: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Profile:
    """Memory map and rules of a game.

    `memory` is the system's work RAM; `fields` in the order of the file; `counter` is the field that goes up by one
    with each turn of the game's main loop and wraps at its size, None where the game has none, and `counter_slack` how
    many turns it may be ahead of the frames between two snapshots before that is a jump; `variants` are the rules by
    the name of the variant (music engine), `variant` the one in use, None where there are none; `conditions` are what
    makes two starts of a segment different (power-up); `levels` names levels by their number.
    """

    name: str
    title: str
    memory: Memory
    counter: str | None
    counter_slack: int
    fields: tuple[Field, ...]
    variant: str | None
    variants: Mapping[str | None, Rules] = attribute(hash=False, compare=False)
    conditions: tuple[Condition, ...]
    levels: Mapping[int, str] = attribute(hash=False)
    pad: tuple[Button, ...] = ()
    """Where the game notes what is held on the pad; empty where nobody knows."""

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

    @property
    def turns(self) -> Field | None:
        """The field that counts the turns of the game's main loop; None where it has none."""
        return None if self.counter is None else self.field(self.counter)

    @property
    def rules(self) -> Rules:
        """What happens when, in the variant in use."""
        return self.variants[self.variant]

    def place(self, snapshot: Snapshot) -> Place:
        """Where the player is in this frame."""
        where = self.rules.given.place
        room, x, y = (0 if name is None else snapshot[name] for name in (where.room, where.x, where.y))
        return Place(room, x, y)

    def observe(self, level: int, snapshot: Snapshot) -> dict[str, int]:
        """The value of each condition that means something in `level`, by the condition's name."""
        return {item.name: snapshot[item.field] for item in self.conditions if item.covers(level)}

    def held_in(self, memory: bytes) -> tuple[str, ...]:
        """The buttons that were held when work RAM was this, by their SNES names ('right', 'y')."""
        return held(self.pad, lambda item: item.decode(memory[item.address : item.address + item.size]))

    def held_at(self, snapshot: Snapshot) -> tuple[str, ...]:
        """The buttons that are held in this frame."""
        return held(self.pad, lambda item: snapshot[item.name])

    def level_name(self, level: int) -> str:
        """The level's name, or 'Level N' with its number in hexadecimal as romhackers write it."""
        return self.levels.get(level, f"Level {level:X}")

    def with_music(self, table: str) -> Profile:
        """The same profile in another variant.

        Raises:
            ProfileError: there is no such variant.
        """
        if table not in self.variants:
            known = " or ".join(name for name in self.variants if name is not None) or "a profile that has some"
            raise ProfileError(f"profile {self.name!r}: no variant {table!r}; use {known}")
        return replace(self, variant=table)


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
    return parse_profile(bundled(source), source)


def parse_profile(raw: bytes, origin: str = "profile") -> Profile:
    """Make a profile from the bytes of its file; `origin` is named in errors.

    Raises:
        ProfileError: what is in it can't be used; names the line, the key and the remedy.
    """
    return profile_of(read_profile(raw, origin, bundled))


def profile_of(parts: Parts) -> Profile:
    """The profile that these parts make."""
    return Profile(
        name=parts.name,
        title=parts.title,
        memory=parts.memory,
        counter=parts.counter,
        counter_slack=parts.counter_slack,
        fields=unique_fields(parts.fields),
        variant=parts.variant,
        variants=MappingProxyType(parts.rules),
        conditions=parts.conditions,
        levels=MappingProxyType(parts.levels),
        pad=parts.pad,
    )


def bundled(name: str) -> bytes:
    """The file of a bundled profile.

    Raises:
        ProfileError: there is none of this name.
    """
    known = bundled_profiles()
    if name not in known:
        raise ProfileError(
            f"no profile {name!r}; bundled are {', '.join(known)}; for a file, give its path with .yaml at the end"
        )
    return (resources.files("spinlab_pad.game") / "profiles" / f"{name}.yaml").read_bytes()
