"""Whether a runner's own attempts can tell what a policy gains: random picks against chosen ones, beside the truth.

Run it with `python -m tests.bench.bench_off_policy [--runners N] [--minutes N] [--seed N]`. Simulated runners practise
under the default policy, which chooses one segment in twenty at random: an experiment that the log of a real runner
holds, too. What a pick brings per minute of practice is then told in three ways:

- `true`: the fall of the true expected time, which no log knows.
- `seen`: the time of the attempt less that of the next one at the same segment. Free of any model, but a bad attempt is
  followed sooner, so that there are more pairs of a bad one with a better one.
- `believed`: the fall of the estimator's expected time. Its first move is its own forecast.

`needed` are the attempts after which the standard error of the difference seen would be half of the true one.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from spinlab_pad.schedule import Scheduler
from spinlab_pad.simulate.calendar import Calendar
from spinlab_pad.simulate.contest import Job, begin, starts_s
from spinlab_pad.simulate.policy import Policy
from spinlab_pad.simulate.runners.worlds import WORLDS

POLICY: Final = Policy("value", "belief")
RANDOM: Final = "random"
WAYS: Final = ("true", "seen", "believed")


class Pick(NamedTuple):
    """Whether it was random, its minutes of practice, and seconds off a run in each of `WAYS`; NaN is not known."""

    random: bool
    minutes: float
    gains_s: tuple[float, float, float]


def picks(world: str, seed: int, number: int, minutes: float) -> list[Pick]:
    """One runner's picks."""
    calendar = Calendar((minutes,))
    player, infos, reference = begin(Job(world, seed, number, POLICY, calendar))
    scheduler = Scheduler(infos, estimator="belief", allocator="value", seed=seed)
    for attempt in reference:
        scheduler.record(attempt)
    places = {info.id: place for place, info in enumerate(infos)}
    found: list[tuple[bool, float, str, float | None, float, float]] = []
    now_s, practised_s = starts_s(reference), 0.0
    while practised_s < 60.0 * minutes:
        choice = scheduler.next(now_s)
        place = places[choice.segment]
        true_s, believed_ms = player.segment_run_s(place), scheduler.estimate(choice.segment).expected_ms
        attempt = player.play(place, now_s, practised_s)
        scheduler.record(attempt)
        later_ms = scheduler.estimate(choice.segment).expected_ms
        believed_s = math.nan if believed_ms is None or later_ms is None else (believed_ms - later_ms) / 1_000
        true_s -= player.segment_run_s(place)
        found.append(
            (choice.allocator == RANDOM, attempt.duration_s / 60, choice.segment, attempt.time_ms, true_s, believed_s)
        )
        now_s, practised_s = now_s + attempt.duration_s, practised_s + attempt.duration_s
    following: dict[str, float | None] = {}
    done = []
    for random, taken, segment, time_ms, true_s, believed_s in reversed(found):
        after = following.get(segment)
        seen_s = math.nan if time_ms is None or after is None else (time_ms - after) / 1_000
        following[segment] = time_ms
        done.append(Pick(random, taken, (true_s, seen_s, believed_s)))
    return done


def rate(chosen: Sequence[Pick], way: int) -> tuple[float, float]:
    """Seconds off a run per minute of practice, and its standard error, as of a ratio of sums."""
    known = [(pick.gains_s[way], pick.minutes) for pick in chosen if not math.isnan(pick.gains_s[way])]
    gains, minutes = np.array(known).T
    found = gains.sum() / minutes.sum()
    return float(found), float(np.sqrt(np.sum((gains - found * minutes) ** 2)) / minutes.sum())


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runners", type=int, default=8, help="a world")
    parser.add_argument("--minutes", type=float, default=240.0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print(f"{'world':>9} {'way':>9} | {'random':>16} {'chosen':>16} {'difference':>16} | attempts    needed")
    for world in (name for name, one in WORLDS.items() if not one.held_out):
        each = [picks(world, options.seed, number, options.minutes) for number in range(options.runners)]
        every = [pick for of_one in each for pick in of_one]
        arms = [[pick for pick in every if pick.random == random] for random in (True, False)]
        for place, way in enumerate(WAYS):
            (free, free_se), (chosen, chosen_se) = (rate(arm, place) for arm in arms)
            apart, apart_se = chosen - free, math.hypot(free_se, chosen_se)
            if way == "true":
                true = apart
            needed = len(every) * (apart_se / (true / 2)) ** 2 if way == "seen" else math.nan
            print(
                f"{world:>9} {way:>9} | {free:7.3f} ± {free_se:6.3f} {chosen:7.3f} ± {chosen_se:6.3f}"
                f" {apart:7.3f} ± {apart_se:6.3f} | {len(every) / options.runners:8.0f}"
                + ("" if math.isnan(needed) else f" {needed:9,.0f}")
            )


if __name__ == "__main__":
    main()
