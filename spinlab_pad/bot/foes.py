"""The enemies: what they are, where they will be, and what their touch does.

The movements and boxes are those of the cartridge's `src/sprites.s`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, repeat
from typing import Final

from spinlab_pad.bot.terrain import LEDGE, SOLID, Terrain

WALKER: Final = 1
HOPPER: Final = 2
FLYER: Final = 3
GRUMBLE: Final = 4
KING: Final = 5
SITTER: Final = 6
BOSSES: Final = frozenset({GRUMBLE, KING})

HOPPER_SPEED: Final = 0x0A
HOPPER_JUMP: Final = 0x38
HOPPER_WAIT: Final = 28
FLYER_SWING: Final = 16
ENEMY_GRAVITY: Final = 4
FALL_MAX: Final = 0x40

BOSS_SITS: Final = 1
"""The state of a boss after a stomp: harmless, and not to be stomped."""
BOSS_LEFT: Final = 2
BOSS_RIGHT: Final = 29
BOSS_KNEES: Final = 24
BOSS_FEET: Final = 32
KING_JUMP: Final = 0x40
KING_WAIT: Final = 72

NOTHING: Final = 0
HIT: Final = 1
STOMPED: Final = 2


@dataclass(frozen=True, slots=True)
class Enemy:
    """One living enemy. Places in px and 1/256 px, speeds in 1/16 px per frame; `state`, `timer`, `air` as the game's.

    `slot` is its place among the game's twelve.
    """

    slot: int
    kind: int
    x: int
    y: int
    xspeed: int
    yspeed: int = 0
    xsub: int = 0
    ysub: int = 0
    state: int = 0
    timer: int = HOPPER_WAIT
    air: int = 0


def touch(dx_px: int, dy_px: int, yspeed: int, kind: int = WALKER) -> int:
    """What an enemy that is (dx, dy) from the player does to one with this speed along y."""
    near = -27 if kind in BOSSES else -11
    if not (near <= dx_px <= 11 and near <= dy_px <= 13):
        return NOTHING
    if dy_px < 4:
        return HIT
    if yspeed < 0:
        return NOTHING
    return STOMPED if yspeed else HIT


class Track:
    """Where an enemy is after each of the coming turns, worked out as far as somebody asks."""

    def __init__(self, enemy: Enemy, terrain: Terrain, effective_frame: int) -> None:
        self.kind = enemy.kind
        self.boss = enemy.kind in BOSSES
        self.places: list[tuple[int, int]] = [(enemy.x, enemy.y)]
        if enemy.kind == SITTER:
            self._moves: Iterator[tuple[int, int]] = repeat((enemy.x, enemy.y))
        elif self.boss:
            self._moves = _boss_moves(enemy, terrain)
        else:
            self._moves = _moves(enemy, terrain, effective_frame)

    def at(self, turns: int) -> tuple[int, int]:
        """Its (x, y) in px after so many turns from now."""
        places = self.places
        while len(places) <= turns:
            places.append(next(self._moves))
        return places[turns]


def _moves(enemy: Enemy, terrain: Terrain, effective_frame: int) -> Iterator[tuple[int, int]]:
    """Its (x, y) in px, turn after turn, for ever."""
    x, y = (enemy.x << 8) + enemy.xsub, (enemy.y << 8) + enemy.ysub
    xspeed, yspeed, state, timer, air = enemy.xspeed, enemy.yspeed, enemy.state, enemy.timer, enemy.air
    at = terrain.at
    for frame in count(effective_frame + 1):
        if enemy.kind == FLYER:
            if not frame & 1:
                yspeed += -1 if state else 1
                if abs(yspeed) == FLYER_SWING:
                    state = int(yspeed > 0)
            x, y = x + (xspeed << 4), y + (yspeed << 4)
            yield x >> 8, y >> 8
            continue
        if enemy.kind == HOPPER:
            if not air:
                timer -= 1
                xspeed = 0
                if timer <= 0:
                    timer, xspeed, yspeed, air = HOPPER_WAIT, -HOPPER_SPEED, -HOPPER_JUMP, 1
        elif not air and at((x >> 8) + (2 if xspeed < 0 else 13), (y >> 8) + 16) not in (SOLID, LEDGE):
            xspeed = -xspeed
        yspeed = min(yspeed + ENEMY_GRAVITY, FALL_MAX)
        x, y = x + (xspeed << 4), y + (yspeed << 4)
        left, top = x >> 8, y >> 8
        if xspeed and at(left + (1 if xspeed < 0 else 14), top + 8) == SOLID:
            xspeed = -xspeed
        air = 1
        if yspeed >= 0 and at(left + 8, top + 16) in (SOLID, LEDGE) and (top + 16) & 15 < 6:
            y, yspeed, air = (top + 16 & ~15) - 16 << 8, 0, 0
        yield x >> 8, y >> 8


def _boss_moves(boss: Enemy, terrain: Terrain) -> Iterator[tuple[int, int]]:
    """The (x, y) in px of a boss that walks, and of the king that leaps between; one that sits stays as it is."""
    x, y, xspeed, yspeed, air = (boss.x << 8) + boss.xsub, (boss.y << 8) + boss.ysub, boss.xspeed, boss.yspeed, boss.air
    timer = boss.timer
    while boss.state == BOSS_SITS:
        yield boss.x, boss.y
    while True:
        if boss.kind == KING and not air:
            timer -= 1
            if timer <= 0:
                timer, yspeed, air = KING_WAIT, -KING_JUMP, 1
        x += xspeed << 4
        left = x >> 8
        if xspeed and terrain.at(left + (BOSS_LEFT if xspeed < 0 else BOSS_RIGHT), (y >> 8) + BOSS_KNEES) == SOLID:
            xspeed = -xspeed
        if air:
            yspeed = min(yspeed + ENEMY_GRAVITY, FALL_MAX)
            y += yspeed << 4
            feet = (y >> 8) + BOSS_FEET
            if yspeed >= 0 and terrain.at(left + BOSS_FEET // 2, feet) == SOLID:
                y, yspeed, air = (feet & ~15) - BOSS_FEET << 8, 0, 0
        yield x >> 8, y >> 8
