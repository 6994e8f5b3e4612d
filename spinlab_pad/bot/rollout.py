"""What becomes of the player if it does so and so: a manner of moving, played ahead in the motor's model.

A `Manner` says which pad is held in each turn; `play` carries it out on a body, among enemies, until something ends it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, Protocol

from spinlab_pad.bot import motor
from spinlab_pad.bot.foes import HIT, STOMPED, Track, touch
from spinlab_pad.bot.motor import (
    ALIVE,
    DEAD,
    FORBIDDEN,
    LEFT,
    RIGHT,
    RUN,
    SPIKED,
    STOMP,
    STOMP_HELD,
    WON,
    B,
    Body,
    Y,
)
from spinlab_pad.bot.terrain import Cell, Terrain

DOOMED_PX: Final = 4
"""So far below the lowest ground, while falling, nobody comes back."""

MARGIN_PX: Final = 3
"""How much wider than they are enemies are taken: a press that comes a turn late moves a jump by as much."""
REACH_PX: Final = 11 + MARGIN_PX
BOSS_REACH_PX: Final = 27 + MARGIN_PX


class End(Enum):
    """Why a rollout ended."""

    TIME = "all its turns were played"
    LANDED = "on the ground again after the jump"
    STUCK = "a wall took the speed"
    DEAD = "pit, spikes or enemy"
    WON = "the goal, or whatever else is wished for"


class Doom(Enum):
    """What a life can end by."""

    ENEMY = "an enemy"
    PIT = "a pit"
    SPIKES = "spikes"
    TIME = "the time limit"


_DOOM_OF: Final = {DEAD: Doom.PIT, SPIKED: Doom.SPIKES, FORBIDDEN: None}


@dataclass(frozen=True, slots=True)
class Heading:
    """A way along: the pad that runs there, the pad that walks back, and the sign of the speed."""

    run: int
    back: int
    sign: int


EAST: Final = Heading(RUN, LEFT, 1)
WEST: Final = Heading(LEFT | Y, RIGHT, -1)


@dataclass(frozen=True, slots=True)
class Wish:
    """What ends a rollout as won, beside the goal of its terrain.

    `stand`: cells to stand still in, with the middle of the figure. `stomp_boss`: to stomp a boss. `doom`: to die by
    this. `both`: the goal counts only together with the touch of an enemy.
    """

    stand: frozenset[Cell] = frozenset()
    stomp_boss: bool = False
    doom: Doom | None = None
    both: bool = False


NO_WISH: Final = Wish()
STILL: Final = 0x0800
"""Slower than this counts as standing still: half a pixel per frame."""


class Manner(Protocol):
    """Which pad to hold."""

    def pad(self, turns: int, body: Body) -> int:
        """The pad of turn `turns` (from 0), in which the body starts as it is."""
        ...


@dataclass(frozen=True, slots=True)
class Hold:
    """The same buttons all the time."""

    buttons: int

    def pad(self, turns: int, body: Body) -> int:
        """The buttons."""
        return self.buttons


@dataclass(frozen=True, slots=True)
class Script:
    """One pad after another."""

    pads: Sequence[int]

    def pad(self, turns: int, body: Body) -> int:
        """The pad of that turn."""
        return self.pads[turns]


@dataclass(frozen=True, slots=True)
class Stop:
    """Brake against the movement, then stand; go on with `before` for `lead` turns first."""

    lead: int = 0
    before: int = RUN

    def pad(self, turns: int, body: Body) -> int:
        """Against the movement while it is faster than one turn of braking."""
        if turns < self.lead:
            return self.before
        if body.xspeed >= motor.TURN:
            return LEFT | Y
        return RUN if body.xspeed <= -motor.TURN else Y


@dataclass(frozen=True, slots=True)
class Leap:
    """Move with `before` for `lead` turns, then jump with B for `hold` turns.

    From the jump on it steers with `first`, after `drift` turns with `then`.
    """

    lead: int
    hold: int
    before: int = RUN
    first: int = RUN
    then: int = RUN
    drift: int = 0

    def pad(self, turns: int, body: Body) -> int:
        """Without B until the jump, which needs a fresh press."""
        since = turns - self.lead
        if since < 0:
            return self.before
        steer = self.first if since < self.drift else self.then
        return steer | B if since < self.hold else steer


@dataclass(frozen=True, slots=True)
class World:
    """The terrain and where the enemies will be; rollouts start `ahead` turns after the tracks do.

    For `immune` turns from the start of the tracks enemies do nothing.
    """

    terrain: Terrain
    tracks: tuple[Track, ...] = ()
    ahead: int = 0
    heading: Heading = EAST
    wish: Wish = NO_WISH
    immune: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was held in each turn, the body after each, and how it ended. `stomped` lists indexes of `World.tracks`."""

    pads: Sequence[int]
    bodies: Sequence[Body]
    end: End
    stomped: frozenset[int] = frozenset()

    @property
    def turns(self) -> int:
        """How many turns were played."""
        return len(self.pads)


def play(
    world: World,
    start: Body,
    manner: Manner,
    turns: int,
    *,
    began: int = 0,
    stomped: frozenset[int] = frozenset(),
    land: int | None = None,
    wall: bool = False,
) -> Outcome:
    """Play up to `turns` turns from `start`, which is the body `began` turns after the world's own start.

    With `land`, the first turn on the ground after so many turns ends it; with `wall`, being stopped by a wall does.
    """
    pads: list[int] = []
    bodies: list[Body] = []
    body = start
    terrain = world.terrain
    wish = world.wish
    stand, both, doom = wish.stand, wish.both, wish.doom
    doom_y = terrain.lowest_y_px + DOOMED_PX
    end = End.TIME
    tracks = world.tracks
    for index in range(turns):
        pad = manner.pad(index, body)
        speed = body.xspeed
        body, fate = motor.turn(body, pad, terrain)
        pads.append(pad)
        if fate == ALIVE and body.y > doom_y and body.yspeed > 0:
            fate = DEAD
        if fate and fate != WON:
            bodies.append(body)
            end = End.WON if doom is not None and _DOOM_OF[fate] is doom else End.DEAD
            break
        if fate == WON and not both:
            bodies.append(body)
            end = End.WON
            break
        if tracks:
            body, stomped, met = _meet(world, body, world.ahead + began + index + 1, stomped)
            if met is not None:
                bodies.append(body)
                end = End.WON if met is End.WON and (not both or fate == WON) else End.DEAD
                break
        bodies.append(body)
        if fate == WON:
            end = End.DEAD
            break
        if stand and not body.air and -STILL <= body.xspeed <= STILL and (body.x + 8 >> 4, body.y + 8 >> 4) in stand:
            end = End.WON
            break
        if land is not None and index >= land and not body.air:
            end = End.LANDED
            break
        if wall and not body.air and not body.xspeed and (speed or pad & (LEFT | RIGHT)):
            end = End.STUCK
            break
    return Outcome(pads, bodies, end, stomped)


def _meet(world: World, body: Body, when: int, stomped: frozenset[int]) -> tuple[Body, frozenset[int], End | None]:
    """The body after the enemies' touch, those that are squashed by now, and what it was the end of, if of anything."""
    wish = world.wish
    wanted = wish.both or wish.doom is Doom.ENEMY
    margin = 0 if wanted else MARGIN_PX
    immune = when <= world.immune
    for index, track in enumerate(world.tracks):
        if index in stomped:
            continue
        x, y = track.at(when)
        dx, dy = x - body.x, y - body.y
        near = BOSS_REACH_PX if track.boss else REACH_PX
        if not -near <= dx <= REACH_PX:
            continue
        what = touch(dx, dy, body.yspeed, track.kind)
        if what == STOMPED:
            stomped |= {index}
            bounce = STOMP_HELD if body.held & B else STOMP
            body = body._replace(yspeed=-bounce, air=1)
            if track.boss and wish.stomp_boss:
                return body, stomped, End.WON
        elif immune:
            continue
        elif what == HIT or (margin and -near <= dy < MARGIN_PX):
            return body, stomped, End.WON if wanted else End.DEAD
    return body, stomped, None
