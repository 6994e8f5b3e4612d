"""Acts on small maps: what was wanted happens, and nothing else."""

import pytest

from spinlab_pad.bot.intents import (
    Die,
    Enter,
    Exit,
    Finish,
    Gate,
    Intent,
    Leave,
    Pause,
    Place,
    Reach,
    Respawn,
    SeeOut,
    Take,
    Thing,
    Wait,
    Way,
)
from spinlab_pad.bot.rollout import Doom
from tests.bot.maps import FLAT, terrain
from tests.bot.stage import Stage, walk

GROUND = "#" * 20 + "..." + "#" * 25
LATENCIES = pytest.mark.parametrize("latency", [1, 2, 3])


def row(**things: int) -> str:
    """A row of air with these letters at these columns."""
    cells = ["."] * 48
    for letter, column in things.items():
        cells[column] = letter
    return "".join(cells)


def on_one_map(*rows: str, way: Way | Intent, **options: object) -> list[str]:
    walked = way if isinstance(way, tuple) else (way,)
    return walk(Stage((terrain(*rows),), **options), walked)  # type: ignore[arg-type]


@LATENCIES
@pytest.mark.parametrize("miss", [0, 7])
def test_the_goal_is_reached_over_pit_and_enemy(latency: int, miss: int) -> None:
    stage = Stage((terrain(row(G=40), GROUND),), sitters=(200,))
    assert walk(stage, (Finish(),), latency=latency, miss=miss) == ["entered", "goal"]


@pytest.mark.parametrize("by", [Doom.PIT, Doom.SPIKES, Doom.ENEMY])
@pytest.mark.parametrize("instant", [False, True])
def test_it_dies_by_what_was_wished(by: Doom, instant: bool) -> None:
    level = terrain(row(**{"^": 32}), GROUND)
    stage = Stage((level,), sitters=(200,), instant=instant)
    wanted = f"died by {by.name.lower()}"
    assert walk(stage, (Die(by), Respawn(), Die(by), Respawn())) == ["entered", wanted, wanted]
    assert stage.sight().playing


@LATENCIES
def test_a_pipe_is_stood_on_and_a_door_stood_before(latency: int) -> None:
    pipe = "".join(("." * 24, "()", "." * 22))
    stage = Stage(
        (terrain(pipe, FLAT[:48]), terrain(row(D=20), FLAT[:48])),
        {(0, 24): (1, 400), (1, 20): (0, 100)},
    )
    way = (Enter(Gate.PIPE, 24), Enter(Gate.DOOR, 20), Reach(10))
    assert walk(stage, way, latency=latency) == ["entered", "room 1", "room 0"]
    assert stage.room == 0


def test_goals_that_are_not_meant_are_jumped_over() -> None:
    level = row(G=20, S=40), FLAT[:48]
    assert on_one_map(*level, way=Finish(Exit.SECRET)) == ["entered", "secret"]
    assert on_one_map(*level, way=Finish()) == ["entered", "goal"]


def test_an_orb_in_the_air_is_jumped_for() -> None:
    rows = row(O=30), row(), row(), row(), FLAT[:48]
    assert on_one_map(*rows, way=Finish(Exit.ORB)) == ["entered", "orb"]


def test_the_keyhole_is_behind_the_player_with_the_key() -> None:
    way = (Take(Thing.KEY), Finish(Exit.KEY))
    assert on_one_map(row(K=30, H=10), FLAT[:48], way=way) == ["entered", "key", "keyhole"]


def test_the_switch_is_stood_on() -> None:
    rows = "." * 30 + "[]" + "." * 16, FLAT[:48]
    assert on_one_map(*rows, way=Finish(Exit.PALACE)) == ["entered", "switch"]


def test_a_place_is_reached_in_both_directions() -> None:
    stage = Stage((terrain(row(T=12), GROUND),))
    assert walk(stage, (Reach(30), Reach(5))) == ["entered", "tape"]
    assert stage.body.x + 8 >> 4 == 5


@LATENCIES
def test_leaving_at_once_and_by_pause(latency: int) -> None:
    way = (Reach(6), Leave(), SeeOut(Place.LEVEL_SELECT))
    paused = (Reach(6), Leave(paused=True), SeeOut(Place.LEVEL_SELECT))
    assert walk(Stage((terrain(FLAT),)), way, latency=latency) == ["entered", "left"]
    assert walk(Stage((terrain(FLAT),)), paused, latency=latency) == ["entered", "left paused"]


def test_a_pause_lasts_and_ends_and_nothing_moves_in_it() -> None:
    stage = Stage((terrain(FLAT),))
    walk(stage, (Reach(6), Pause(50), Wait(2)))
    assert not stage.paused
    short, long = Stage((terrain(FLAT),)), Stage((terrain(FLAT),))
    walk(short, (Reach(6), Pause(10)))
    walk(long, (Reach(6), Pause(60)))
    assert long.turns - short.turns == 50
    assert long.body == short.body


def test_waiting_stays_alive_about_here() -> None:
    stage = Stage((terrain(GROUND),))
    walk(stage, (Reach(15), Wait(200)))
    assert stage.story == ["entered"]
    assert abs((stage.body.x >> 4) - 15) <= 2


def test_after_a_death_that_was_not_meant_it_takes_again_what_it_lost() -> None:
    stage = Stage((terrain(row(K=30, H=10), GROUND),), trap_x=520)
    way = (Reach(20), Take(Thing.KEY), Reach(35), Finish(Exit.KEY))
    assert walk(stage, way) == ["entered", "key", "died by accident", "key", "keyhole"]


def test_after_a_death_in_another_room_it_goes_there_again() -> None:
    stage = Stage(
        (terrain(row(D=24), FLAT[:48]), terrain(row(D=20, O=40), FLAT[:48])),
        {(0, 24): (1, 320), (1, 20): (0, 100)},
        trap_x=520,
    )
    story = ["entered", "room 1", "died by accident", "room 1", "orb"]
    assert walk(stage, (Reach(10), Enter(Gate.DOOR, 24), Reach(35), Finish(Exit.ORB))) == story


def test_a_way_begins_anew_where_the_level_was_lost() -> None:
    stage = Stage((terrain(row(G=40), FLAT[:48]),), trap_x=520, game_over=True)
    assert walk(stage, (Reach(10), Finish())) == ["entered", "died by accident", "entered", "goal"]


def test_before_the_place_of_a_death_it_waits_a_little() -> None:
    stage = Stage((terrain(row(G=40), FLAT[:48]),), trap_x=520)
    where: list[int] = []
    walk(stage, (Finish(),), on_turn=lambda: where.append(stage.body.x))
    assert max(where.count(x) for x in range(290, 470)) >= 15
    calm = Stage((terrain(row(G=40), FLAT[:48]),))
    where.clear()
    walk(calm, (Finish(),), on_turn=lambda: where.append(calm.body.x))
    assert max(where.count(x) for x in range(290, 470)) <= 1
