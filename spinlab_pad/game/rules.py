"""The rules of one game, ready to use: which conditions play which role for the detector.

A profile says them in YAML, `rules_reader` reads them, the detector knows nothing else of a game. A role that a game
has not is a condition that never holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from operator import itemgetter
from typing import Final

from spinlab_pad.game.signs import Any, Check, Condition, Frame, Layout, changers, compiled, fields_of


@dataclass(frozen=True, slots=True)
class Roles:
    """Conditions by the part that they play. Those that say `one frame` can be told of a single frame.

    `in_level`: the player is in a level (one frame). `playable`: can move; a life begins. `loading`: a level or room is
    being loaded (one frame). `ready`: what was loaded is there. `between_rooms`: on the way from one room to the next
    (one frame). `away`: on a map between the levels; who died is still to come back. `outside`: title, game over;
    nobody comes back. `leaving`: the level is being left; until something is loaded, `playable` means nothing (one
    frame). `starts`: another level begins without being loaded. `room_changes`: another room of the level. `dies`: a
    death that is certain, also after the goal. `aborts`: the level is left without a death. `lost`: the life is over,
    for no reason that shows.
    """

    in_level: Condition
    playable: Condition
    loading: Condition
    ready: Condition
    between_rooms: Condition
    away: Condition
    outside: Condition
    leaving: Condition
    starts: Condition
    room_changes: Condition
    dies: Condition
    aborts: Condition
    lost: Condition


ROLES: Final = tuple(item.name for item in fields(Roles))
ONE_FRAME_ROLES: Final = frozenset({"in_level", "loading", "between_rooms", "leaving"})


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A way to take a checkpoint.

    `kind` is what the event calls it; `known_by` is the field whose value tells it from the others of the level, None
    where there is one only; `shown` holds while memory alone shows that it was taken (one frame).
    """

    name: str
    kind: str
    when: Condition
    known_by: str | None
    shown: Condition


@dataclass(frozen=True, slots=True)
class Remembered:
    """A value that outlives its frame.

    With `except_`, it follows the field, values of `except_` left out. Else it is the field's value at the last entry,
    or (`arrival`) at the last entry, room change or spawn. Each begins anew at a base line, if `known` holds there.
    """

    name: str
    field: str
    except_: frozenset[int] | None
    arrival: bool
    known: Condition


@dataclass(frozen=True, slots=True)
class Place:
    """The fields that say where the player is; None where the game has none."""

    level: str | None = None
    room: str | None = None
    x: str | None = None
    y: str | None = None


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Everything that a profile says about what happens, in the order in which it is asked."""

    place: Place
    roles: Roles
    finishes: tuple[tuple[str, Condition], ...]
    checkpoints: tuple[Checkpoint, ...]
    remembered: tuple[Remembered, ...]

    def conditions(self) -> Iterator[Condition]:
        """Every condition in it."""
        yield from (getattr(self.roles, name) for name in ROLES)
        yield from (condition for _, condition in self.finishes)
        for item in self.checkpoints:
            yield from (item.when, item.shown)
        yield from (item.known for item in self.remembered)

    def turns(self) -> frozenset[str] | None:
        """Fields of which one changes in every frame in which a life takes a turn: finish, checkpoint, death, abort.

        None where a rule asks for no change.
        """
        roles = self.roles
        exits = [condition for _, condition in self.finishes]
        return changers(Any((*exits, *(item.when for item in self.checkpoints), roles.dies, roles.aborts, roles.lost)))

    def layout(self) -> Layout:
        """The fields that have to be looked at in each frame, and the memory."""
        place = (self.place.level, self.place.room)
        others = (*place, *(item.known_by for item in self.checkpoints), *(item.field for item in self.remembered))
        used = [name for name in others if name is not None]
        for condition in self.conditions():
            used += fields_of(condition)
        return Layout(tuple(dict.fromkeys(used)), tuple(item.name for item in self.remembered))


class Rules:
    """A rule set compiled once: fields by position, conditions as functions of (before, now, memory)."""

    def __init__(self, given: RuleSet) -> None:
        layout = given.layout()

        def ready(condition: Condition) -> Check:
            return compiled(condition, layout)

        def position(name: str | None) -> int | None:
            return None if name is None else layout.fields.index(name)

        def moved(names: Iterable[str] | None) -> Callable[[Frame, Frame], bool]:
            return _moved(None if names is None else [layout.fields.index(name) for name in names])

        self.given = given
        self.watched = layout.fields
        """Fields of a frame, in their order."""
        self.level = position(given.place.level)
        self.room = position(given.place.room)
        self.turns = moved(given.turns())
        """Whether a finish, checkpoint, death or abort is possible, as far as unchanged fields tell."""
        followed = [item.field for item in given.remembered if item.except_ is not None]
        self.drifts = moved([*followed, *fields_of(given.roles.leaving), *fields_of(given.roles.loading)])
        """Whether leaving, loading or what follows a field can have changed."""
        self.finishes = tuple((exit_, ready(condition)) for exit_, condition in given.finishes)
        self.checkpoints = tuple(
            (item.kind, ready(item.when), item.known_by or item.name, position(item.known_by))
            for item in given.checkpoints
        )
        self.shown = tuple(
            (ready(item.shown), item.known_by or item.name, position(item.known_by)) for item in given.checkpoints
        )
        self.remembered = tuple(
            (layout.fields.index(item.field), item.except_, item.arrival, ready(item.known))
            for item in given.remembered
        )
        roles = given.roles
        self.in_level = ready(roles.in_level)
        self.playable = ready(roles.playable)
        self.loading = ready(roles.loading)
        self.ready = ready(roles.ready)
        self.between_rooms = ready(roles.between_rooms)
        self.away = ready(roles.away)
        self.outside = ready(roles.outside)
        self.leaving = ready(roles.leaving)
        self.starts = ready(roles.starts)
        self.room_changes = ready(roles.room_changes)
        self.dies = ready(roles.dies)
        self.aborts = ready(roles.aborts)
        self.lost = ready(roles.lost)


def _moved(positions: list[int] | None) -> Callable[[Frame, Frame], bool]:
    """Whether one of these fields has another value now; None stands for any."""
    if positions is None:
        return lambda was, now: True
    if not positions:
        return lambda was, now: False
    pick = itemgetter(*positions)
    return lambda was, now: bool(pick(was) != pick(now))
