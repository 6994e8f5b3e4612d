"""Named worlds: which runners there are. A policy has to do well in each, not on average.

Worlds that are `held_out` use forms of learning that no other world has. They are for judging what was tuned on the
others; whoever tunes on them has nothing left to judge with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from spinlab_pad.simulate.chance import stream
from spinlab_pad.simulate.runners.population import Population, make_habits, make_segment
from spinlab_pad.simulate.runners.runner import Runner

LEAST_SEGMENTS, MOST_SEGMENTS = 20, 60

BIRTH = 0
"""First number of the stream from which a runner is made."""


@dataclass(frozen=True, slots=True)
class World:
    """`code`: its number in the streams of its runners, never used again for another; `populations`: each segment is
    drawn from one of them."""

    name: str
    code: int
    says: str
    populations: tuple[Population, ...]
    held_out: bool = False


KAIZO: Final = Population(
    slower=(0.2, 1.3), dies=(0.15, 0.92), dies_last=(0.02, 0.15), scale=14.0, prior=(0.0, 3.0), patience=(5.0, 15.0)
)
VANILLA: Final = Population(
    slower=(0.1, 0.5), dies=(0.03, 0.35), dies_last=(0.05, 0.3), scale=12.0, prior=(0.0, 15.0), patience=(3.0, 8.0)
)
VETERAN: Final = Population(
    slower=(0.1, 0.5), dies=(0.05, 0.4), dies_last=(0.03, 0.2), scale=18.0, prior=(30.0, 120.0), patience=(2.0, 6.0)
)
PLATEAUS: Final = Population(
    slower=(0.2, 1.0),
    dies=(0.1, 0.75),
    dies_last=(0.03, 0.2),
    scale=16.0,
    prior=(0.0, 4.0),
    patience=(4.0, 12.0),
    curves={"shifts": 3.0, "breakthrough": 1.0},
)
TRICKS: Final = Population(
    slower=(0.1, 0.8),
    dies=(0.2, 0.9),
    dies_last=(0.02, 0.2),
    scale=12.0,
    prior=(0.0, 3.0),
    patience=(4.0, 12.0),
    tricks=(2, 7),
)
RUSTY: Final = Population(
    slower=(0.2, 0.9),
    dies=(0.1, 0.6),
    dies_last=(0.05, 0.3),
    scale=14.0,
    prior=(2.0, 25.0),
    patience=(4.0, 10.0),
    tilt=(1.2, 1.8),
    keeps=(0.3, 0.55),
    fades=(0.08, 0.2),
    days=(0.03, 0.08),
    cold=(0.05, 0.15),
    curves={"two rates": 3.0, "power": 1.0},
)

WORLDS: Final[Mapping[str, World]] = MappingProxyType(
    {
        world.name: world
        for world in (
            World("kaizo", 1, "a first-timer on a kaizo hack: most lives end in death", (KAIZO,)),
            World("vanilla", 2, "a standard game, played through before", (VANILLA,)),
            World("veteran", 3, "near the floor: little is left, and noise hides it", (VETERAN,)),
            World("mixed", 4, "old, new and brutal segments in one run", (KAIZO, VANILLA, VETERAN)),
            World("plateaus", 5, "plateaus, dips and leaps of strategy", (PLATEAUS,), held_out=True),
            World("tricks", 6, "chains of tricks, learned one by one", (TRICKS,), held_out=True),
            World("rusty", 7, "quick and slow learning, much lost overnight", (RUSTY,), held_out=True),
        )
    }
)
"""Every world by name."""


def make_runner(world: World, seed: int, number: int) -> Runner:
    """Runner `number` (from 0) of a world; the same three always make the same one."""
    key = (seed, world.code, number)
    random = stream(*key, BIRTH)
    count = int(random.integers(LEAST_SEGMENTS, MOST_SEGMENTS + 1))
    habits = make_habits(world.populations[int(random.integers(len(world.populations)))], random)
    segments = tuple(
        make_segment(world.populations[int(random.integers(len(world.populations)))], random) for _ in range(count)
    )
    return Runner(key, segments, habits)
