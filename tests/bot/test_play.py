"""The bot in the real cartridge, in the embedded core."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import AsyncIterator

import pytest

from spinlab_pad.bot.bot import Bot
from spinlab_pad.emulator.port import Buttons
from spinlab_pad.game.memory import Snapshot
from tests.bot.drive import DIED, GOAL, Arcade, Story, ended

pytestmark = pytest.mark.emulator("embedded")

LEVELS = (1, 2, 3)
STARTS = tuple(range(0, 140, 7))
"""Frames waited before a start: enemies are elsewhere in each."""


@pytest.fixture
async def arcade() -> AsyncIterator[Arcade]:
    arcade = await Arcade.open()
    yield arcade
    await arcade.core.close()


async def lives(arcade: Arcade, skill: float, count: int, *, seed: int = 0, learning: float = 0.0) -> list[Story]:
    """So many lives of one player, from the start of the levels in turn."""
    bot = Bot(skill, seed, learning)
    stories = []
    for number in range(count):
        await arcade.load(LEVELS[number % len(LEVELS)])
        stories.append(await arcade.play(bot, ended))
    return stories


def deaths(stories: list[Story]) -> int:
    return sum(story.count(DIED) for story in stories)


async def test_it_plays_all_levels_from_power_on(arcade: Arcade) -> None:
    bot = Bot()
    bot.play_levels()
    story = await arcade.play(bot, lambda _: False)
    assert [entry.level for entry in story.logged if entry.kind == GOAL] == [1, 2, 3]
    assert story.count(DIED) == 0


async def test_it_leaves_a_level_for_another_that_it_is_told(arcade: Arcade) -> None:
    await arcade.load(3)
    bot = Bot()
    bot.play_level(1)
    story = await arcade.play(bot, ended)
    assert [(entry.kind, entry.level) for entry in story.logged][-1] == (GOAL, 1)


@pytest.mark.parametrize("level", LEVELS)
async def test_a_level_is_passed_from_twenty_start_frames(arcade: Arcade, level: int) -> None:
    ends = []
    for wait in STARTS:
        await arcade.load(level)
        await arcade.wait(wait)
        ends.append((await arcade.play(Bot(), ended)).logged[-1].kind)
    assert ends == [GOAL] * len(STARTS)


@pytest.mark.parametrize("shift_px", [-20, 12, 28])
async def test_it_passes_with_an_enemy_elsewhere(arcade: Arcade, shift_px: int) -> None:
    await arcade.load(1)
    moved: set[int] = set()

    async def move(snapshot: Snapshot) -> None:
        with arcade.memory() as ram:
            for slot in range(12):
                if ram[0x14C8 + slot] == 8 and not moved:
                    x = (ram[0xE4 + slot] | ram[0x14E0 + slot] << 8) + shift_px
                    ram[0xE4 + slot], ram[0x14E0 + slot] = x & 0xFF, x >> 8
                    moved.add(x)

    story = await arcade.play(Bot(), ended, on_frame=move)
    assert moved
    assert story.logged[-1].kind == GOAL


async def test_the_skilled_hardly_ever_die(arcade: Arcade) -> None:
    assert deaths(await lives(arcade, 1.0, 40)) <= 2


@pytest.mark.parametrize("seed", [0, 1])
async def test_the_clumsy_lose_every_third_life_at_least_and_get_there_at_last(arcade: Arcade, seed: int) -> None:
    died = deaths(await lives(arcade, 0.3, 60, seed=seed))
    assert 18 <= died < 60


@pytest.mark.parametrize("latency", [1, 3])
async def test_late_presses_are_planned_for(arcade: Arcade, latency: int) -> None:
    bot = Bot()
    died = 0
    for level in LEVELS:
        for wait in STARTS[::4]:
            await arcade.load(level)
            await arcade.wait(wait)
            died += (await arcade.play(bot, ended, latency=latency)).count(DIED)
    assert died == 0


async def test_a_network_pad_with_jitter_and_one_button_a_frame_is_good_enough(arcade: Arcade) -> None:
    """Presses arrive after 2 or 3 frames, one button changes a frame, and some frames are not seen at all."""
    died = 0
    for wait in range(8):
        for level in LEVELS:
            await arcade.load(level)
            await arcade.wait(wait)
            died += await jittery_life(arcade, random.Random(wait))
    assert died <= 1


async def jittery_life(arcade: Arcade, rng: random.Random) -> bool:
    """One life through such a pad; whether it ended in death."""
    bot = Bot(latency_turns=2)
    coming: deque[tuple[int, Buttons]] = deque()
    wish = held = Buttons.NONE
    for _ in range(6000):
        snapshot = await arcade.frame()
        if snapshot["player_anim"] == 9 or snapshot["end_timer"]:
            return snapshot["player_anim"] == 9
        if rng.random() > 0.02:
            buttons = bot.step(snapshot)
            if bot.map_wanted is not None:
                wanted = bot.map_wanted
                bot.learn_map(wanted, await arcade.core.read(wanted.address, wanted.size))
            at = snapshot.frame + rng.choice((1, 1, 2))
            coming.append((max(at, coming[-1][0]) if coming else at, buttons))
        while coming and coming[0][0] <= snapshot.frame:
            wish = coming.popleft()[1]
        changed = int(wish ^ held)
        held ^= Buttons(changed & -changed)
        arcade.core.press(held)
    raise AssertionError("neither dead nor done after 6000 frames")


async def test_practice_makes_deaths_rarer(arcade: Arcade) -> None:
    """Thirty attempts at the hardest level at medium skill, by two players."""
    early, late = 0, 0
    for seed in range(2):
        bot = Bot(0.4, seed, learning=0.2)
        fates = []
        for _ in range(30):
            await arcade.load(3)
            fates.append((await arcade.play(bot, ended)).count(DIED))
        early += sum(fates[:10])
        late += sum(fates[-10:])
    assert early >= 6
    assert late <= early / 2


async def test_the_same_seed_plays_the_same_life(arcade: Arcade) -> None:
    first, again = [await lives(arcade, 0.3, 3, seed=5) for _ in range(2)]
    assert [story.buttons for story in first] == [story.buttons for story in again]
    other = await lives(arcade, 0.3, 3, seed=6)
    assert [story.buttons for story in other] != [story.buttons for story in first]


async def test_seeing_a_snapshot_does_it_all(arcade: Arcade) -> None:
    await arcade.load(1)
    bot = Bot()
    for _ in range(120):
        snapshot = await arcade.frame()
        await bot.see(snapshot, arcade.core)
    assert snapshot["bot_x"] > 150
