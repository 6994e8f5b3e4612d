from spinlab_pad.bot import motor
from spinlab_pad.bot.foes import WALKER, Enemy, Track
from spinlab_pad.bot.motor import LEFT, RUN, B, Y
from spinlab_pad.bot.rollout import MARGIN_PX, Doom, End, Hold, Leap, Script, Stop, Wish, World, play
from spinlab_pad.bot.terrain import GOAL_TILES
from tests.bot.maps import FLAT, standing, terrain

GROUND_Y = 23 * 16


def standing_enemy(x: int) -> Enemy:
    return Enemy(0, 0, x, GROUND_Y, 0)


def test_running_on_flat_ground_takes_all_its_turns() -> None:
    outcome = play(World(terrain(FLAT)), standing(16), Hold(RUN), 40)
    assert (outcome.end, outcome.turns) == (End.TIME, 40)
    assert outcome.bodies[-1].x > 60


def test_a_pit_is_the_end_soon_after_its_edge() -> None:
    level = terrain("#" * 10 + "......")
    outcome = play(World(level), standing(100, xspeed=motor.RUN_MAX), Hold(RUN), 100)
    assert outcome.end is End.DEAD
    assert outcome.bodies[-1].y < GROUND_Y + 16


def test_a_wall_ends_it_only_where_that_is_asked_for() -> None:
    world = World(terrain("....#...........", FLAT[:16]))
    assert play(world, standing(20), Hold(RUN), 60, wall=True).end is End.STUCK
    assert play(world, standing(20), Hold(RUN), 60).end is End.TIME


def test_the_goal_ends_it() -> None:
    assert play(World(terrain("....G...........", FLAT[:16])), standing(20), Hold(RUN), 60).end is End.WON


def test_a_leap_jumps_after_its_lead_and_ends_on_the_ground() -> None:
    outcome = play(World(terrain(FLAT)), standing(16), Leap(lead=5, hold=20), 120, land=6)
    assert outcome.end is End.LANDED
    assert [turn for turn, pad in enumerate(outcome.pads) if pad & B] == list(range(5, 25))
    assert [turn for turn, body in enumerate(outcome.bodies) if body.air] == list(range(5, outcome.turns - 1))


def test_a_leap_steers_first_so_then_so() -> None:
    pads = [Leap(2, 3, before=RUN, first=Y, then=LEFT | Y, drift=2).pad(turn, standing(16)) for turn in range(6)]
    assert pads == [RUN, RUN, Y | B, Y | B, LEFT | Y | B, LEFT | Y]


def test_stopping_stands_within_a_few_pixels_and_stays() -> None:
    outcome = play(World(terrain(FLAT)), standing(100, xspeed=motor.RUN_MAX), Stop(), 40)
    assert outcome.bodies[-1].xspeed == 0
    assert outcome.bodies[-1].x - 100 < 24
    late = play(World(terrain(FLAT)), standing(100, xspeed=motor.RUN_MAX), Stop(lead=4), 40)
    assert 9 <= late.bodies[-1].x - outcome.bodies[-1].x <= 12


def test_an_enemy_in_the_way_kills_a_little_before_it_is_touched() -> None:
    level = terrain(FLAT)
    world = World(level, (Track(standing_enemy(300), level, 0),))
    outcome = play(world, standing(100, xspeed=motor.RUN_MAX), Hold(RUN), 100)
    assert outcome.end is End.DEAD
    assert 300 - 11 - MARGIN_PX <= outcome.bodies[-1].x < 300 - 11


def test_an_enemy_from_above_is_stomped_once_and_bounces() -> None:
    level = terrain(FLAT)
    world = World(level, (Track(standing_enemy(100), level, 0),))
    falling = standing(100)._replace(y=GROUND_Y - 40, air=1, yspeed=16)
    outcome = play(world, falling, Hold(0), 60, land=0)
    assert outcome.end is End.LANDED
    assert outcome.stomped == {0}
    assert min(body.yspeed for body in outcome.bodies) == -motor.STOMP
    higher = play(world, falling, Hold(B), 60, land=0)
    assert min(body.yspeed for body in higher.bodies) == -motor.STOMP_HELD


def test_enemies_are_met_where_they_are_by_then() -> None:
    level = terrain(FLAT)
    tracks = (Track(Enemy(0, WALKER, 200, GROUND_Y, -8), level, 0),)
    waiting = standing(140)
    met = play(World(level, tracks), waiting, Hold(0), 200).turns
    assert met == (200 - 140 - 11 - MARGIN_PX) * 2 - 1
    assert play(World(level, tracks, ahead=10), waiting, Hold(0), 200).turns == met - 10
    assert play(World(level, tracks), waiting, Hold(0), 200, began=20).turns == met - 20


def test_a_script_presses_what_it_says() -> None:
    assert play(World(terrain(FLAT)), standing(16), Script((RUN, Y, 0)), 3).pads == [RUN, Y, 0]


def test_a_wish_is_what_ends_it_as_won() -> None:
    pit = terrain("#" * 10 + "......")
    running = standing(100, xspeed=motor.RUN_MAX)
    assert play(World(pit, wish=Wish(doom=Doom.PIT)), running, Hold(RUN), 100).end is End.WON
    assert play(World(pit, wish=Wish(doom=Doom.SPIKES)), running, Hold(RUN), 100).end is End.DEAD
    flat = terrain(FLAT)
    still = Wish(stand=frozenset({(10, 23)}))
    assert play(World(flat, wish=still), running, Hold(RUN), 100).end is End.TIME
    assert play(World(flat, wish=still), standing(160), Hold(0), 5).turns == 1


def test_an_enemy_that_is_wished_for_must_really_be_touched() -> None:
    level = terrain(FLAT)
    world = World(level, (Track(standing_enemy(300), level, 0),), wish=Wish(doom=Doom.ENEMY))
    outcome = play(world, standing(100, xspeed=motor.RUN_MAX), Hold(RUN), 100)
    assert outcome.end is End.WON
    assert outcome.bodies[-1].x >= 300 - 11


def test_enemies_do_nothing_to_who_is_immune() -> None:
    level = terrain(FLAT)
    world = World(level, (Track(standing_enemy(140), level, 0),), immune=60)
    assert play(world, standing(100, xspeed=motor.RUN_MAX), Hold(RUN), 60).end is End.TIME
    assert play(world, standing(100, xspeed=motor.RUN_MAX), Hold(RUN), 60, began=50).end is End.DEAD


def test_what_is_barred_is_the_end() -> None:
    level = terrain("....G...........", FLAT[:16])
    barred = level.aimed((), GOAL_TILES)
    outcome = play(World(barred), standing(20), Hold(RUN), 60)
    assert outcome.end is End.DEAD
    assert outcome.bodies[-1].x + 8 >> 4 == 4
