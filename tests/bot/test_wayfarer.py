"""What counts as a death, whatever it looks like; the rest is in `test_acts.py` on small maps."""

from dataclasses import replace

import pytest

from spinlab_pad.bot.foes import GRUMBLE, Enemy
from spinlab_pad.bot.intents import BeatBoss, Die
from spinlab_pad.bot.motor import RUN
from spinlab_pad.bot.nerves import Nerves
from spinlab_pad.bot.player import Player
from spinlab_pad.bot.rollout import Doom
from spinlab_pad.bot.senses import DYING, IN_LEVEL, LEVEL_LOAD, LEVEL_OUT, LEVEL_READY, Sight, look
from spinlab_pad.bot.skill import Skill
from spinlab_pad.bot.wayfarer import Wayfarer, has_died
from tests.bot.maps import FLAT, standing, terrain
from tests.bot.test_senses import memory

PLAYING = replace(look(memory({0x100: IN_LEVEL, 0x13BF: 4})), body=standing(800), room=4)


def moved(x: int, **changes: object) -> Sight:
    return replace(PLAYING, body=standing(x), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("after", "died"),
    [
        (replace(PLAYING, animation=DYING), True),
        (replace(PLAYING, mode=LEVEL_LOAD), True),
        (replace(PLAYING, mode=LEVEL_READY), True),
        (replace(PLAYING, mode=LEVEL_OUT, rooms=1), False),
        (replace(PLAYING, mode=LEVEL_READY, rooms=1), False),
        (replace(PLAYING, mode=LEVEL_READY, level=5), False),
        (moved(48), True),
        (moved(803), False),
        (moved(48, room=0x141, rooms=1), False),
        (replace(PLAYING, animation=6), False),
    ],
)
def test_a_death_is_seen_with_and_without_animation(after: Sight, died: bool) -> None:
    assert has_died(PLAYING, after, 1) == died


def test_a_death_is_seen_once() -> None:
    dying = replace(PLAYING, animation=DYING)
    assert not has_died(dying, dying, 1)
    assert not has_died(dying, replace(PLAYING, mode=LEVEL_LOAD), 1)
    assert not has_died(dying, moved(48), 1)


def test_running_through_missed_frames_is_no_death() -> None:
    assert not has_died(PLAYING, moved(800 + 44 * 20 // 16), 20)
    assert has_died(PLAYING, moved(48), 20)


def test_a_loaded_state_is_no_death() -> None:
    level = terrain(FLAT)
    player, nerves = Player(Skill(1.0)), Nerves()
    wayfarer = Wayfarer(4, (Die(Doom.PIT),), player, nerves, afresh=False)
    wayfarer.pad(PLAYING, level, 1)
    wayfarer.forget()
    wayfarer.pad(moved(48), level, 2)
    assert not wayfarer.done
    wayfarer.pad(moved(800), level, 3)
    assert wayfarer.done


def test_the_way_to_a_boss_is_gone_again_after_a_death_and_its_defeat_is_waited_out() -> None:
    level = terrain(FLAT)
    wayfarer = Wayfarer(4, (BeatBoss(),), Player(Skill(1.0)), Nerves(), afresh=False)
    boss = Enemy(0, GRUMBLE, 600, 22 * 16, -10)
    wayfarer.pad(moved(48, enemies=(boss,)), level, 1)
    assert wayfarer.pad(moved(50), level, 2) == RUN
    assert wayfarer.pad(moved(52, boss_defeated=True), level, 3) & RUN != RUN
    wayfarer.pad(moved(52, won=True), level, 4)
    assert wayfarer.done
