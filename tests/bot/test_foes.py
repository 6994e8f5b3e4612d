import pytest

from spinlab_pad.bot.bot import Bot
from spinlab_pad.bot.foes import (
    FLYER,
    GRUMBLE,
    HIT,
    HOPPER,
    KING,
    NOTHING,
    SITTER,
    STOMPED,
    WALKER,
    Enemy,
    Track,
    touch,
)
from spinlab_pad.bot.senses import Sight, look
from spinlab_pad.bot.terrain import MAP_ADDRESS, Terrain, map_bytes, read_terrain
from spinlab_pad.bot.ways import WAYS
from spinlab_pad.game.memory import Snapshot
from tests.bot.drive import Arcade, ended
from tests.bot.maps import FLAT, terrain

GROUND_Y = 23 * 16
AHEAD = 12


@pytest.mark.parametrize(
    ("dx", "dy", "yspeed", "expected"),
    [
        (0, 0, 10, HIT),
        (11, 3, 10, HIT),
        (12, 0, 10, NOTHING),
        (-11, 4, 10, STOMPED),
        (-12, 4, 10, NOTHING),
        (0, 13, 1, STOMPED),
        (0, 14, 1, NOTHING),
        (0, 4, 0, HIT),
        (0, 4, -1, NOTHING),
        (0, -11, -1, HIT),
        (0, -12, -1, NOTHING),
    ],
)
def test_a_touch_is_a_hit_from_the_side_and_a_stomp_from_above(dx: int, dy: int, yspeed: int, expected: int) -> None:
    assert touch(dx, dy, yspeed) == expected


def test_a_walker_turns_at_the_edge_and_at_a_wall() -> None:
    level = terrain("#...............", "#######.........")
    track = Track(Enemy(0, WALKER, 40, GROUND_Y, -8), level, 0)
    xs = [track.at(turns)[0] for turns in range(400)]
    assert min(xs) == 14
    assert max(xs) == 7 * 16 - 13
    assert xs.index(min(xs)) < xs.index(max(xs))


def test_a_hopper_waits_hops_and_lands() -> None:
    track = Track(Enemy(0, HOPPER, 200, GROUND_Y, 0), terrain(FLAT), 0)
    ys = [track.at(turns)[1] for turns in range(60)]
    assert set(ys[:28]) == {GROUND_Y}
    assert ys[28] < GROUND_Y
    assert min(ys) <= GROUND_Y - 20
    assert ys[59] == GROUND_Y
    assert track.at(59)[0] < 200


def test_a_flyer_swings() -> None:
    track = Track(Enemy(0, FLYER, 500, 200, -12), terrain(FLAT), 0)
    places = [track.at(turns) for turns in range(200)]
    assert places[-1][0] == 500 - 200 * 12 // 16
    ys = [y for _, y in places]
    assert max(ys) > 205
    assert ys.index(max(ys)) < 199


@pytest.mark.emulator("embedded")
async def test_every_kind_of_enemy_moves_as_foreseen_in_the_real_game() -> None:
    compared = dict.fromkeys((WALKER, HOPPER, FLYER), 0)
    arcade = await Arcade.open()
    try:
        for level in (2, 3):
            await arcade.load(level)
            first = look((await arcade.frame()).values)
            ground = read_terrain(await arcade.core.read(MAP_ADDRESS, map_bytes(first.screens)))
            forecasts: dict[int, tuple[int, tuple[int, int], int]] = {}

            async def compare(snapshot: Snapshot) -> None:
                sight = look(snapshot.values)
                for enemy in sight.enemies:
                    due, place, kind = forecasts.get(enemy.slot, (0, (0, 0), 0))  # noqa: B023
                    if due == snapshot.frame and kind == enemy.kind:
                        assert (enemy.x, enemy.y) == place
                        compared[kind] += 1
                    if due <= snapshot.frame:
                        track = Track(enemy, ground, sight.effective)  # noqa: B023
                        forecasts[enemy.slot] = (snapshot.frame + AHEAD, track.at(AHEAD), enemy.kind)  # noqa: B023

            await arcade.play(Bot(), ended, on_frame=compare)
    finally:
        await arcade.core.close()
    assert min(compared.values()) >= 5, compared


def test_a_sitter_stays_and_a_boss_turns_at_its_walls() -> None:
    level = terrain("#...........#...", "#...........#...", FLAT[:16])
    assert Track(Enemy(0, SITTER, 50, GROUND_Y, 0), level, 0).at(99) == (50, GROUND_Y)
    track = Track(Enemy(0, GRUMBLE, 100, GROUND_Y - 16, -10), level, 0)
    places = [track.at(turns)[0] for turns in range(400)]
    assert (min(places), max(places)) == (13, 12 * 16 - 29 + 0)
    assert {track.at(turns)[1] for turns in range(400)} == {GROUND_Y - 16}


def test_the_king_leaps_after_his_wait_and_lands() -> None:
    level = terrain(FLAT)
    track = Track(Enemy(0, KING, 300, GROUND_Y - 16, -10, timer=3), level, 0)
    heights = [GROUND_Y - 16 - track.at(turns)[1] for turns in range(60)]
    assert heights[:3] == [0, 0, 0]
    assert max(heights) > 24
    assert heights[-1] == 0


def test_a_boss_is_as_big_as_two() -> None:
    assert touch(-27, 0, 0, GRUMBLE) == HIT
    assert touch(-27, 0, 0) == NOTHING
    assert touch(0, 13, 8, KING) == STOMPED
    assert touch(0, 14, 8, KING) == NOTHING


@pytest.mark.emulator("embedded")
@pytest.mark.parametrize(("level", "kind"), [(8, GRUMBLE), (10, KING)])
async def test_bosses_move_as_foreseen_in_the_real_game(level: int, kind: int) -> None:
    """Turn by turn while they walk and leap; a stomp is nothing that they could foresee."""
    arcade = await Arcade.open()
    bot = Bot()
    bot.play_way(level, next(iter(WAYS[level])))
    ground: list[Terrain] = []
    last: list[Sight] = []
    compared: set[int] = set()

    async def compare(snapshot: Snapshot) -> None:
        sight = look(snapshot.values)
        boss = next((enemy for enemy in sight.enemies if enemy.kind == kind), None)
        if boss is not None:
            if not ground:
                raw = await arcade.core.read(MAP_ADDRESS, map_bytes(sight.screens))
                ground.append(read_terrain(raw))
            before = last[0].enemies if last else ()
            old = next((enemy for enemy in before if enemy.kind == kind and enemy.state == boss.state == 0), None)
            if old is not None and sight.effective == (last[0].effective + 1) % 256:
                assert Track(old, ground[0], last[0].effective).at(1) == (boss.x, boss.y)
                compared.add(sight.effective)
        last[:] = [sight]

    try:
        await arcade.play(bot, lambda _: False, on_frame=compare)
    finally:
        await arcade.core.close()
    assert len(compared) > 60
