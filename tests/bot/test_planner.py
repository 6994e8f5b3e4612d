import pytest

from spinlab_pad.bot import motor
from spinlab_pad.bot.foes import FLYER, SITTER, Enemy, Track
from spinlab_pad.bot.motor import RUN, B, Body
from spinlab_pad.bot.planner import Plan, choose, still_good
from spinlab_pad.bot.rollout import WEST, Doom, End, Hold, Wish, World, play
from spinlab_pad.bot.terrain import Terrain
from tests.bot.maps import FLAT, standing, terrain

GROUND_Y = 23 * 16


def enemies(level: Terrain, *xs: int) -> tuple[Track, ...]:
    return tuple(Track(Enemy(slot, 0, x, GROUND_Y, 0), level, 0) for slot, x in enumerate(xs))


def follow(level: Terrain, body: Body, target_x: int, *enemy_xs: int) -> list[Plan]:
    """Carry plans out to their end, one after another, until the body is past `target_x`."""
    plans = []
    patience = 0
    while body.x < target_x:
        plan = choose(World(level, enemies(level, *enemy_xs)), body, patience)
        patience = 0 if plan.moving_on else patience + 1
        assert plan.outcome.end is not End.DEAD, (body, plan.leap)
        body = plan.outcome.bodies[-1]
        plans.append(plan)
        assert len(plans) < 200, f"no way on from {body}"
    return plans


def test_flat_ground_is_run() -> None:
    plan = choose(World(terrain(FLAT)), standing(16))
    assert set(plan.outcome.pads) == {RUN}
    assert plan.leap is None


@pytest.mark.parametrize("width", [2, 3, 5, 6])
def test_pits_are_jumped(width: int) -> None:
    level = terrain("#" * 20 + "." * width + "#" * 30)
    plans = follow(level, standing(16), (20 + width) * 16)
    assert sum(plan.leap is not None for plan in plans) == 1


@pytest.mark.parametrize("height", [1, 2, 3])
def test_steps_are_climbed_from_a_run_and_from_a_stand(height: int) -> None:
    level = terrain(*["." * 20 + "#" * 20 for _ in range(height)], "#" * 40)
    follow(level, standing(16), 21 * 16)
    follow(level, standing(20 * 16 - 14), 21 * 16)


def test_a_wide_pit_is_crossed_over_its_ledge() -> None:
    ledge = "." * 24 + "===" + "." * 29
    level = terrain(ledge, "." * 56, "#" * 20 + "." * 11 + "#" * 25)
    plans = follow(level, standing(16), 32 * 16)
    assert sum(plan.leap is not None for plan in plans) >= 2


def test_spikes_are_jumped() -> None:
    level = terrain("." * 20 + "^^^" + "." * 27, "#" * 50)
    follow(level, standing(16), 25 * 16)


def test_enemies_are_passed_alive() -> None:
    follow(terrain(FLAT), standing(16), 600, 300)
    follow(terrain(FLAT), standing(16), 600, 300, 330, 420)


def test_the_take_off_has_room_on_both_sides() -> None:
    level = terrain("#" * 20 + "..." + "#" * 30)
    leap = follow(level, standing(16), 20 * 16 + 20)[-1].leap
    early = choose(World(level), standing(230, xspeed=motor.RUN_MAX))
    assert early.leap is not None
    take_off = 230 + early.leap.lead * 44 / 16
    assert leap is not None
    assert 20 * 16 - 80 < take_off < 20 * 16 - 12


def test_where_nothing_leads_on_it_waits_alive() -> None:
    level = terrain("#" * 20 + "." * 28)
    body = standing(200)
    for patience in range(12):
        plan = choose(World(level), body, patience)
        assert plan.outcome.end is not End.DEAD
        body = plan.outcome.bodies[-1]
    assert body.x < 20 * 16


def test_in_the_air_it_steers_to_ground() -> None:
    level = terrain("#" * 20 + "..." + "#" * 30)
    running_on_is_death = standing(296, xspeed=motor.RUN_MAX)._replace(y=GROUND_Y - 40, yspeed=0, air=1)
    assert play(World(level), running_on_is_death, Hold(RUN), 60, land=0).end is End.DEAD
    plan = choose(World(level), running_on_is_death)
    assert plan.outcome.end is End.LANDED
    assert plan.outcome.bodies[-1].x < 20 * 16


def test_a_hopeless_fall_is_still_a_plan() -> None:
    level = terrain("#" * 4 + "." * 60)
    plan = choose(World(level), standing(400)._replace(air=1))
    assert plan.outcome.end is End.DEAD
    assert not plan.moving_on


def test_a_plan_is_doubted_once_an_enemy_is_in_its_way() -> None:
    level = terrain("#" * 20 + "..." + "#" * 30)
    plan = choose(World(level), standing(230, xspeed=motor.RUN_MAX))
    body = standing(230, xspeed=motor.RUN_MAX)
    assert still_good(World(level), body, plan.outcome.pads)
    turns, top = min(enumerate(plan.outcome.bodies, 1), key=lambda pair: pair[1].y)
    drift = Track(Enemy(0, FLYER, 0, 0, 0), level, 0).at(turns)
    in_the_way = Track(Enemy(0, FLYER, top.x - drift[0], top.y - drift[1], 0), level, 0)
    assert not still_good(World(level, (in_the_way,)), body, plan.outcome.pads)


def test_no_plan_presses_jump_while_it_is_held_from_before() -> None:
    level = terrain("#" * 20 + "..." + "#" * 30)
    held = standing(20 * 16 - 40, xspeed=motor.RUN_MAX)._replace(held=RUN | B)
    plan = choose(World(level), held)
    assert plan.leap is not None
    assert plan.leap.lead >= 1
    assert plan.outcome.end is End.LANDED


def test_it_runs_and_jumps_to_the_left_as_well() -> None:
    level = terrain("#" * 10 + "..." + "#" * 7 + "." * 4 + "#" * 40)
    body = standing(30 * 16)
    leaps = patience = 0
    while body.x > 5 * 16:
        plan = choose(World(level, heading=WEST), body, patience)
        patience = 0 if plan.moving_on else patience + 1
        assert plan.outcome.end is not End.DEAD
        body = plan.outcome.bodies[-1]
        leaps += plan.leap is not None
    assert leaps == 2


def test_what_is_wished_for_is_run_into() -> None:
    level = terrain("#" * 20 + "..." + "#" * 30)
    plan = choose(World(level, wish=Wish(doom=Doom.PIT)), standing(250, xspeed=motor.RUN_MAX))
    assert plan.outcome.end is End.WON
    assert plan.leap is None
    spiked = terrain("." * 20 + "^^^" + "." * 27, "#" * 50)
    plan = choose(World(spiked, wish=Wish(doom=Doom.SPIKES)), standing(250, xspeed=motor.RUN_MAX)._replace(y=22 * 16))
    assert plan.outcome.end is not End.DEAD


def test_two_enemies_where_every_usual_way_down_ends_are_swerved_round() -> None:
    level = terrain("#" * 18 + "." * 6 + "#" * 40)
    tracks = tuple(Track(Enemy(slot, SITTER, x, GROUND_Y, 0), level, 0) for slot, x in enumerate((416, 446)))
    body = standing(300, xspeed=motor.RUN_MAX)._replace(y=GROUND_Y - 20, yspeed=-60, air=1, held=RUN | B)
    plan = choose(World(level, tracks), body)
    assert plan.outcome.end is End.LANDED
    assert plan.moving_on
