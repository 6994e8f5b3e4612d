import random
import re
from pathlib import Path

import pytest

from spinlab_pad.bot import foes, motor
from spinlab_pad.bot.motor import ALIVE, DEAD, LEFT, RIGHT, RUN, SPIKED, WON, B, Body, Y, turn
from spinlab_pad.bot.senses import look
from spinlab_pad.bot.terrain import MAP_ADDRESS, Terrain, map_bytes, read_terrain
from spinlab_pad.emulator.port import Buttons
from tests.bot.drive import Arcade
from tests.bot.maps import FLAT, standing, terrain

PHYSICS = Path(__file__).parents[2] / "assets" / "cartridge" / "src" / "physics.inc"
PLAYER = [
    "WALK_MAX", "RUN_MAX", "ACCEL", "TURN", "FRICTION", "FRICTION_AIR", "JUMP", "JUMP_RUN", "RUN_JUMP_FROM",
    "GRAVITY_HELD", "GRAVITY", "FALL_MAX", "STOMP", "STOMP_HELD",
]  # fmt: skip
ENEMIES = ["HOPPER_SPEED", "HOPPER_JUMP", "HOPPER_WAIT", "FLYER_SWING", "ENEMY_GRAVITY", "FALL_MAX"]
BUTTONS = [
    Buttons.NONE,
    Buttons.RIGHT,
    Buttons.RIGHT | Buttons.Y,
    Buttons.RIGHT | Buttons.Y | Buttons.B,
    Buttons.RIGHT | Buttons.B,
    Buttons.LEFT | Buttons.Y,
    Buttons.LEFT | Buttons.B,
    Buttons.B,
]


def physics() -> dict[str, int]:
    pairs = re.findall(r"^(\w+)\s*=\s*(\$?)([0-9A-F]+)", PHYSICS.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: int(digits, 16 if dollar else 10) for name, dollar, digits in pairs}


def many(body: Body, pad: int, turns: int, level: Terrain) -> Body:
    for _ in range(turns):
        body, _ = turn(body, pad, level)
    return body


@pytest.mark.parametrize("name", PLAYER)
def test_the_players_constants_are_the_cartridges(name: str) -> None:
    assert getattr(motor, name) == physics()[name]


@pytest.mark.parametrize("name", ENEMIES)
def test_the_enemies_constants_are_the_cartridges(name: str) -> None:
    assert getattr(foes, name) == physics()[name]


def test_running_reaches_the_top_speed_and_walking_its_own() -> None:
    level = terrain(FLAT)
    assert many(standing(16), RUN, 40, level).xspeed == motor.RUN_MAX
    assert many(standing(16), RIGHT, 40, level).xspeed == motor.WALK_MAX
    assert many(standing(400), LEFT | Y, 40, level).xspeed == -motor.RUN_MAX


def test_without_a_direction_the_ground_stops_it_and_the_air_hardly() -> None:
    level = terrain(FLAT)
    rolling = standing(16, xspeed=motor.RUN_MAX)
    assert turn(rolling, 0, level)[0].xspeed == motor.RUN_MAX - motor.FRICTION
    flying = rolling._replace(y=100, air=1)
    assert turn(flying, 0, level)[0].xspeed == motor.RUN_MAX - motor.FRICTION_AIR


def test_a_jump_needs_a_fresh_press() -> None:
    level = terrain(FLAT)
    jumped, _ = turn(standing(16), B, level)
    assert jumped.yspeed == -motor.JUMP + motor.GRAVITY_HELD
    held, _ = turn(standing(16)._replace(held=B), B, level)
    assert held.yspeed == 0


def test_a_run_jumps_higher_and_letting_go_shortens_it() -> None:
    level = terrain(FLAT)
    run, _ = turn(standing(16, xspeed=motor.RUN_MAX), RUN | B, level)
    assert run.yspeed == -motor.JUMP_RUN + motor.GRAVITY_HELD
    assert turn(run, RUN, level)[0].yspeed == run.yspeed + motor.GRAVITY


def test_a_wall_stops_and_a_ceiling_bumps() -> None:
    level = terrain("....#...........", "....#...........", FLAT[:16])
    at_wall = 4 * 16 - motor.BODY_RIGHT - 1
    stopped, _ = turn(standing(at_wall - 1, xspeed=motor.RUN_MAX), RUN, level)
    assert (stopped.x, stopped.xspeed) == (at_wall, 0)
    low = terrain("################", "................", "................", FLAT[:16])
    bumped = many(standing(100), B, 4, low)
    assert (bumped.y, bumped.yspeed, bumped.air) == (21 * 16 + 15, 0, 1)


def test_a_ledge_is_passed_from_below_and_carries_from_above() -> None:
    level = terrain("================", "................", "................", FLAT[:16])
    body = standing(100)
    seen = [body]
    for _ in range(80):
        body, _ = turn(body, B, level)
        seen.append(body)
    assert min(b.y for b in seen) < 20 * 16
    assert (body.y, body.air) == (20 * 16, 0)


def test_fates() -> None:
    assert turn(standing(8 * 16), 0, terrain("^" * 16))[1] == SPIKED
    assert turn(standing(8 * 16), 0, terrain("........G.......", FLAT[:16]))[1] == WON
    assert turn(standing(8 * 16), 0, terrain(FLAT[:16]))[1] == ALIVE
    assert turn(standing(16)._replace(y=27 * 16 - 1, yspeed=64, air=1), 0, terrain(FLAT[:16]))[1] == DEAD


@pytest.mark.emulator("embedded")
async def test_the_model_moves_as_the_real_game_does() -> None:
    """Random buttons in every level: the body after each turn of the game is the model's, bit by bit."""
    rng = random.Random(7)
    compared = 0
    arcade = await Arcade.open()
    try:
        for level in (1, 2, 3):
            await arcade.load(level)
            sight = look((await arcade.frame()).values)
            ground = read_terrain(await arcade.core.read(MAP_ADDRESS, map_bytes(sight.screens)))
            for _ in range(600):
                if rng.random() < 0.15:
                    arcade.core.press(rng.choice(BUTTONS))
                after = look((await arcade.frame()).values)
                if not after.playing:
                    break
                expected, _ = turn(sight.body, after.held, ground)
                stomp = after.body.yspeed in (-motor.STOMP, -motor.STOMP_HELD)
                if not stomp:
                    assert after.body._replace(air=bool(after.body.air)) == expected
                    compared += 1
                sight = after
    finally:
        await arcade.core.close()
    assert compared > 600
