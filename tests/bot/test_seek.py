import pytest

from spinlab_pad.bot.foes import GRUMBLE, SITTER, Enemy, Track
from spinlab_pad.bot.motor import RUN_MAX
from spinlab_pad.bot.rollout import STILL, Doom, End, Wish, World
from spinlab_pad.bot.seek import seek
from tests.bot.maps import FLAT, standing, terrain

GROUND_Y = 23 * 16


@pytest.mark.parametrize("start_x", [60, 200, 330])
@pytest.mark.parametrize("xspeed", [0, RUN_MAX, -RUN_MAX])
def test_it_stands_still_in_a_tile_from_both_sides(start_x: int, xspeed: int) -> None:
    wish = Wish(stand=frozenset({(12, 23)}))
    found = seek(World(terrain(FLAT), wish=wish), standing(start_x, xspeed=xspeed), (200, 376))
    assert found is not None
    assert found.end is End.WON
    last = found.bodies[-1]
    assert (last.x + 8 >> 4, last.air) == (12, 0)
    assert abs(last.xspeed) <= STILL


def test_it_climbs_to_what_is_above() -> None:
    rows = "." * 30 + "===" + "." * 31, "." * 64, "." * 24 + "===" + "." * 37, "." * 64, FLAT
    wish = Wish(stand=frozenset({(31, 19)}))
    found = seek(World(terrain(*rows), wish=wish), standing(300), (31 * 16 + 8, 19 * 16 + 8))
    assert found is not None
    assert found.bodies[-1].y == 19 * 16


def test_it_lands_on_a_boss_and_not_in_front_of_it() -> None:
    level = terrain(FLAT)
    boss = Track(Enemy(0, GRUMBLE, 300, GROUND_Y - 16, -10), level, 0)
    found = seek(World(level, (boss,), wish=Wish(stomp_boss=True)), standing(200), (316, GROUND_Y))
    assert found is not None
    assert found.stomped == {0}
    assert found.bodies[-1].yspeed < 0


def test_it_dies_by_the_enemy_it_was_sent_to() -> None:
    level = terrain(FLAT)
    sitter = Track(Enemy(0, SITTER, 160, GROUND_Y, 0), level, 0)
    found = seek(World(level, (sitter,), wish=Wish(doom=Doom.ENEMY)), standing(300), (168, GROUND_Y + 8))
    assert found is not None
    assert abs(found.bodies[-1].x - 160) <= 11


def test_goal_and_enemy_in_one_turn() -> None:
    """The goal begins where the enemy's box does: only a step onto both at once counts."""
    level = terrain("." * 20 + "G" + "." * 43, FLAT)
    aimed = level.aimed(level.places(frozenset({0x3A})), ())
    at = 20 * 16 + 3
    both = World(aimed, (Track(Enemy(0, SITTER, at, GROUND_Y, 0), level, 0),), wish=Wish(both=True))
    found = seek(both, standing(200), (20 * 16 + 8, GROUND_Y + 8))
    assert found is not None
    last = found.bodies[-1]
    assert last.x + 8 >> 4 == 20
    assert abs(at - last.x) <= 11
    before = found.bodies[-2]
    assert before.x + 8 >> 4 != 20
    assert abs(at - before.x) > 11


def test_what_cannot_be_had_is_given_up() -> None:
    wish = Wish(stand=frozenset({(12, 2)}))
    assert seek(World(terrain(FLAT), wish=wish), standing(200), (200, 40), budget_turns=1500) is None
