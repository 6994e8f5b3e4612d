from dataclasses import replace

from spinlab_pad.bot import motor
from spinlab_pad.bot.foes import FLYER, Enemy
from spinlab_pad.bot.motor import DEAD, RUN, B, Body
from spinlab_pad.bot.nerves import Nerves
from spinlab_pad.bot.player import Player
from spinlab_pad.bot.senses import IN_LEVEL, Sight, look
from spinlab_pad.bot.skill import Skill
from spinlab_pad.bot.terrain import Terrain
from tests.bot.maps import standing, terrain
from tests.bot.test_senses import memory

PITS = terrain("#" * 20 + "..." + "#" * 20 + "...." + "#" * 60)
GOAL_X = 80 * 16


def sight_of(body: Body, *enemies: Enemy) -> Sight:
    return replace(look(memory({0x100: IN_LEVEL, 0x13BF: 1})), body=body, held=body.held, enemies=enemies)


def life(player: Player, level: Terrain = PITS, latency: int = 1, turns: int = 800) -> tuple[Body, bool]:
    """Play in the motor's own model; the last body, and whether it died."""
    nerves = Nerves(latency)
    line = [0] * (latency - 1)
    body = standing(16)
    for turn in range(turns):
        nerves.feel(turn, body.held)
        pad = player.pad(sight_of(body), level, turn, nerves)
        nerves.send(turn, pad, body.held)
        line.append(pad)
        body, fate = motor.turn(body, line.pop(0), level)
        if fate == DEAD or body.x > GOAL_X:
            return body, fate == DEAD
    return body, False


def test_the_perfect_player_gets_across_at_any_latency() -> None:
    for latency in (1, 2, 3):
        body, died = life(Player(Skill(1.0)), latency=latency)
        assert not died
        assert body.x > GOAL_X


def test_the_clumsy_die_now_and_then_and_not_always() -> None:
    deaths = [life(Player(Skill(0.0, seed=seed)))[1] for seed in range(40)]
    assert 0 < sum(deaths) < 40


def test_practice_at_the_same_places_makes_deaths_rarer() -> None:
    early, late = 0, 0
    for seed in range(8):
        player = Player(Skill(0.0, learning=0.5, seed=seed))
        deaths = []
        for _ in range(24):
            player.forget()
            deaths.append(life(player)[1])
        early += sum(deaths[:8])
        late += sum(deaths[-8:])
    assert late < early / 2


def test_an_enemy_that_comes_into_the_jump_changes_the_plan() -> None:
    nerves = Nerves()
    player = Player(Skill(1.0))
    body = standing(230, xspeed=motor.RUN_MAX)
    pads = [player.pad(sight_of(body), PITS, 0, nerves)]
    assert pads == [RUN]
    for turn in range(1, 60):
        flyer = Enemy(0, FLYER, body.x + 60, body.y - 40, 0)
        body, fate = motor.turn(body, pads[-1], PITS)
        assert fate != DEAD
        pads.append(player.pad(sight_of(body, flyer), PITS, turn, nerves))
    calm = Player(Skill(1.0))
    body = standing(230, xspeed=motor.RUN_MAX)
    alone = []
    for turn in range(60):
        alone.append(calm.pad(sight_of(body), PITS, turn, nerves))
        body, _ = motor.turn(body, alone[-1], PITS)
    assert any(pad & B for pad in alone)
    assert pads != alone


def test_a_player_that_was_moved_thinks_anew() -> None:
    nerves = Nerves()
    player = Player(Skill(1.0))
    player.pad(sight_of(standing(16)), PITS, 0, nerves)
    body = standing(20 * 16 - 24, xspeed=motor.RUN_MAX)
    for turn in range(1, 8):
        body, _ = motor.turn(body, player.pad(sight_of(body), PITS, turn, nerves), PITS)
    assert body.air
    assert body.yspeed < 0
