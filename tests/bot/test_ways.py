"""Every way through every level, in the real cartridge in the embedded core; the game's own log is the witness."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from typing import Final

import pytest

from spinlab_pad.bot.bot import EVERY_LEVEL, Bot
from spinlab_pad.bot.ways import WAYS
from tests.bot.drive import DIED, GOAL, Arcade, Logged, Story

LONG = os.environ.get("SPINLAB_LONG") == "1"
LATENCIES = (1, 2, 3) if LONG else (1,)
WAITS = (0, 13, 37) if LONG else (0,)
"""Frames waited at the level select: enemies that count time are elsewhere in each."""

BY: Final = ("enemy", "pit", "time")
EXITS: Final = ("normal", "secret", "boss", "orb", "key", "palace")

COMMON: Final = {
    "goal": "entered goal:normal",
    "die-enemy": "entered died:enemy spawned:0",
    "die-pit": "entered died:pit spawned:0",
    "die-spikes": "entered died:enemy spawned:0",
    "leave": "entered left",
    "leave-paused": "entered left",
    "die-after-checkpoint": "entered midway1 died:pit spawned:1",
    "die-enemy-after-checkpoint": "entered midway1 died:enemy spawned:1",
    "twice": "entered midway1 died:pit spawned:1",
}
"""What a way of this name does, where its level has nothing else on the way."""

TAPE: Final = {"goal": "entered midway1 goal:normal"}
TAPE_BEFORE_SPIKES: Final = TAPE | {"die-spikes": "entered midway1 died:enemy spawned:1"}
HALLS: Final = "entered midway1 room:61"
OWN: Final[Mapping[int, Mapping[str, str]]] = {
    1: TAPE | {"goal-after-death": "entered midway1 died:pit spawned:1 goal:normal"},
    2: TAPE_BEFORE_SPIKES,
    3: TAPE,
    4: {"side-exit": "entered left:side", "goal-after-pause": "entered goal:normal"},
    5: {
        "goal": "entered lamp1 midway2 lamp3 goal:normal",
        "die-after-checkpoint": "entered lamp1 died:pit spawned:1",
        "die-after-each": "entered lamp1 died:pit spawned:1 midway2 died:enemy spawned:2 lamp3 died:enemy spawned:3",
        "twice": "entered lamp1 died:pit spawned:1",
        "leave-after-checkpoint": "entered lamp1 left",
    },
    6: {
        "goal": f"{HALLS} lamp2 room:62 room:61 room:6 goal:normal",
        "die-enemy": "entered midway1 died:enemy spawned:1",
        "die-in-room": f"{HALLS} died:pit spawned:1",
        "die-after-lamp": f"{HALLS} lamp2 died:enemy spawned:2",
        "die-in-third-room": f"{HALLS} lamp2 room:62 died:pit spawned:2",
        "doors": f"{HALLS} lamp2 room:62 room:61 room:62 room:61 room:62 left",
        "twice": f"{HALLS} lamp2 room:62 room:61 room:6 died:pit spawned:2",
        "leave-room": f"{HALLS} left",
        "leave-room-paused": f"{HALLS} lamp2 room:62 left",
    },
    7: {
        "secret": "entered goal:secret",
        "orb": "entered goal:orb",
        "key": "entered goal:key",
        "die-with-key": "entered died:pit spawned:0",
        "keyhole-without-key": "entered left",
    },
    8: {"goal": "entered goal:boss", "die-boss": "entered died:enemy spawned:0", "leave-boss": "entered left"},
    9: {"goal": "entered goal:palace"},
    10: {"credits": "entered goal:boss", "die-boss": "entered died:enemy spawned:0"},
    11: {
        "goal": "entered midway1 lamp2 goal:normal",
        "die-often": "entered" + " died:pit spawned:0" * 3,
        "die-after-each": "entered midway1 died:pit spawned:1 lamp2 died:pit spawned:2 goal:normal",
        "die-after-lamp": "entered midway1 lamp2 died:pit spawned:2",
        "die-enemy-after-lamp": "entered midway1 lamp2 died:enemy spawned:2",
        "twice-lamp": "entered midway1 lamp2 died:pit spawned:2",
    },
    12: TAPE
    | {
        "goal-and-death": "entered midway1 goal:normal died:enemy spawned:1",
        "die-often": "entered died:pit spawned:0 died:enemy spawned:0 died:pit spawned:0",
    },
    14: {
        "mushroom": "entered left",
        "feather": "entered left",
        "flower": "entered left",
        "hurt": "entered died:enemy spawned:0",
        "hurt-then-goal": "entered goal:normal",
        "coins": "entered goal:normal",
    },
    15: {"die-time": "entered died:time spawned:0"},
    16: {
        "die-twice": "entered died:pit spawned:0 died:enemy spawned:0 goal:normal",
        "game-over": "entered died:pit spawned:0 died:enemy spawned:0 died:pit",
    },
}


def expected(level: int, name: str) -> str:
    """What the log must say of this way."""
    return OWN.get(level, {}).get(name) or COMMON[name]


def word(entry: Logged) -> str:
    """One entry of the log as a word."""
    match entry.kind:
        case 1:
            return "entered"
        case 2:
            return f"died:{BY[entry.argument]}"
        case 3:
            return f"{'lamp' if entry.detail else 'midway'}{entry.argument}"
        case 4:
            return f"goal:{EXITS[entry.argument]}"
        case 5:
            return f"spawned:{entry.argument}"
        case 6:
            return "left:side" if entry.argument else "left"
        case _:
            return f"room:{entry.argument:x}"


def told(story: Story) -> str:
    """What the log said from the entry on: the way before may have ended in a level that had to be left first."""
    words = [word(entry) for entry in story.logged]
    return " ".join(words[words.index("entered") :])


@pytest.fixture
async def arcade() -> AsyncIterator[Arcade]:
    arcade = await Arcade.open()
    yield arcade
    await arcade.core.close()


@pytest.mark.emulator("embedded")
@pytest.mark.parametrize("latency", LATENCIES)
@pytest.mark.parametrize("wait", WAITS)
@pytest.mark.parametrize("level", EVERY_LEVEL)
async def test_every_way_of_a_level_is_what_its_name_says(arcade: Arcade, level: int, wait: int, latency: int) -> None:
    stories = {}
    for name in WAYS[level]:
        bot = Bot(latency_turns=latency)
        bot.play_way(level, name)
        await arcade.wait(wait)
        stories[name] = told(await arcade.play(bot, lambda _: False, latency=latency))
    assert stories == {name: expected(level, name) for name in WAYS[level]}


@pytest.mark.emulator("embedded")
async def test_levels_with_another_end_than_a_goal_post_are_played_as_levels_too(arcade: Arcade) -> None:
    bot = Bot()
    bot.play_levels(EVERY_LEVEL if LONG else (4, 9))
    story = await arcade.play(bot, lambda _: False)
    goals = [entry for entry in story.logged if entry.kind == GOAL]
    assert [entry.level for entry in goals] == list(EVERY_LEVEL if LONG else (4, 9))
    assert story.count(DIED) == 0


def test_the_names_that_others_rely_on_are_there() -> None:
    for level in EVERY_LEVEL:
        assert {"die-enemy", "die-pit", "leave", "leave-paused"} <= set(WAYS[level])
        assert next(iter(WAYS[level])) in ("goal", "credits")
    exits = {name for ways in WAYS.values() for name in ways}
    assert {"secret", "orb", "key", "side-exit", "credits", "die-time", "game-over", "goal-and-death"} <= exits
