"""How the cartridge moves the player: one turn of its main loop, exactly.

Every constant is a line of the cartridge's physics table (`src/physics.inc`), every step a routine of its player
(`src/player.s`): pad to speed, speed to place, place against the tiles. Speeds along x are 8.8 fixed point in 1/16 px
per frame, along y whole 1/16 px per frame, down positive. Places are pixels and 1/256 px.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from spinlab_pad.bot.terrain import BARRED, GOAL, LEDGE, PIT_Y_PX, SOLID, SPIKES, Terrain

B: Final = 0x80
Y: Final = 0x40
SELECT: Final = 0x20
START: Final = 0x10
UP: Final = 0x08
DOWN: Final = 0x04
LEFT: Final = 0x02
RIGHT: Final = 0x01
RUN: Final = RIGHT | Y
"""Bits of the pad as the game keeps them (held_1)."""

WALK_MAX: Final = 0x1400
RUN_MAX: Final = 0x2C00
ACCEL: Final = 0x0160
TURN: Final = 0x0400
FRICTION: Final = 0x0180
FRICTION_AIR: Final = 0x0040
JUMP: Final = 0x50
JUMP_RUN: Final = 0x56
RUN_JUMP_FROM: Final = 0x20
GRAVITY_HELD: Final = 3
GRAVITY: Final = 6
FALL_MAX: Final = 0x40
STOMP: Final = 0x30
STOMP_HELD: Final = 0x50

BODY_LEFT: Final = 2
BODY_RIGHT: Final = 13
FOOT_LEFT: Final = 4
FOOT_RIGHT: Final = 11

ALIVE: Final = 0
DEAD: Final = 1
"""In a pit."""
WON: Final = 2
SPIKED: Final = 3
FORBIDDEN: Final = 4
"""Touched what is barred."""


class Body(NamedTuple):
    """The player between two turns. `xspeed` is 8.8, `air` is 0 on the ground, `held` the pad of the last turn."""

    x: int
    xsub: int
    y: int
    ysub: int
    xspeed: int
    yspeed: int
    air: int
    held: int


def _steer(speed: int, pad: int, air: int) -> int:
    """The new speed along x, 8.8."""
    way = pad & (LEFT | RIGHT)
    top = RUN_MAX if pad & Y else WALK_MAX
    if way == RIGHT:
        return _speed_up(speed, top, air)
    if way == LEFT:
        return -_speed_up(-speed, top, air)
    loss = FRICTION_AIR if air else FRICTION
    return max(0, speed - loss) if speed >= 0 else min(0, speed + loss)


def _speed_up(speed: int, top: int, air: int) -> int:
    if speed < 0:
        return speed + TURN
    if speed < top:
        return min(top, speed + ACCEL)
    if speed == top or air:
        return speed
    return max(top, speed - FRICTION)


def turn(body: Body, pad: int, terrain: Terrain) -> tuple[Body, int]:  # noqa: PLR0912 (calls would cost half of it)
    """Play one turn with these buttons held. Returns the body and its fate: ALIVE, DEAD, WON, SPIKED, FORBIDDEN.

    Enemies are not looked at; the caller does that after the turn, as the game does.
    """
    x, xsub, y, ysub, xspeed, yspeed, air, held = body
    cells, stride, origin = terrain.cells, terrain.stride, terrain.origin
    if xspeed != RUN_MAX or pad & RUN != RUN:  # at full run, more of the same changes nothing
        xspeed = _steer(xspeed, pad, air)
    pace = xspeed >> 8
    if not air and pad & B and not held & B:
        yspeed = -JUMP_RUN if abs(pace) >= RUN_JUMP_FROM else -JUMP
    yspeed += GRAVITY_HELD if yspeed < 0 and pad & B else GRAVITY
    yspeed = min(yspeed, FALL_MAX)

    if pace:
        place = (x << 8) + xsub + (pace << 4)
        x, xsub = place >> 8, place & 0xFF
        if not 0 <= x <= terrain.width_px:
            x = 0 if x < 0 else terrain.width_px
        edge = x + (BODY_RIGHT if pace > 0 else BODY_LEFT)
        column = (edge >> 4) + origin
        if cells[(y + 4 >> 4) * stride + column] == SOLID or cells[(y + 13 >> 4) * stride + column] == SOLID:
            x = (edge & ~15) - BODY_RIGHT - 1 if pace > 0 else (edge | 15) - BODY_LEFT + 1
            xspeed = xsub = 0

    place = (y << 8) + ysub + (yspeed << 4)
    y, ysub = place >> 8, place & 0xFF
    left, right = (x + FOOT_LEFT >> 4) + origin, (x + FOOT_RIGHT >> 4) + origin
    air = 1
    if yspeed < 0:
        row = (y + 1 >> 4) * stride
        if cells[row + left] == SOLID or cells[row + right] == SOLID:
            y, ysub, yspeed = y + 1 | 15, 0, 0
    else:
        row = (y >> 4) * stride + stride
        depth = y & 15
        for foot in (left, right):
            kind = cells[row + foot]
            if kind and ((kind in (SOLID, SPIKES) and depth < 9) or (kind == LEDGE and depth < 5)):
                y, ysub, yspeed, air = y & ~15, 0, 0, 0
                break

    fate = ALIVE
    column = (x + 8 >> 4) + origin
    if not air and cells[(y >> 4) * stride + stride + column] == SPIKES:
        fate = SPIKED
    elif (touched := cells[(y + 8 >> 4) * stride + column]) >= GOAL:
        fate = WON if touched != BARRED else FORBIDDEN
    elif y >= PIT_Y_PX:
        fate = DEAD
    return Body(x, xsub, y, ysub, xspeed, yspeed, air, pad), fate
