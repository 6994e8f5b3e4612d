"""What ratings bring the belief, by kind of rater: runners who are all of that kind, against themselves saying nothing.

Run it with `python -m tests.bench.bench_ratings [--runners N] [--seeds S ...] [--weight W ...] [kind ...]`. It prints a
table a weight. What a runner plays does not depend on what he says of it, so all differences are paired by runner:

- gain: of practice under `value`, as a share of the oracle's gain, in per cent of it, after each of the minutes;
- foresight: of the next attempts of a random practice, log score in thousandths of a nat an attempt;
- by world: the gain after the longest practice.

Worlds that are held out are not looked at. Same arguments, same figures on every machine.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Final, get_args
from unittest.mock import patch

import numpy as np

from spinlab_pad.app.simulating import GROUPS
from spinlab_pad.schedule import ESTIMATORS
from spinlab_pad.schedule.backtest import backtest
from spinlab_pad.schedule.estimators.belief import ratings
from spinlab_pad.simulate import Calendar, Job, Policy, play
from spinlab_pad.simulate.contest import begin, starts_s
from spinlab_pad.simulate.policy import THE_ORACLE, Scheduled, chooser_for
from spinlab_pad.simulate.practice import Play, practise
from spinlab_pad.simulate.runners.rater import Kind
from spinlab_pad.simulate.summary import Mean, mean

CALENDAR: Final = Calendar((40.0, 120.0, 240.0))
BY_VALUE: Final = Policy("value", "belief")
BY_CHANCE: Final = Policy("random", "belief")
BELIEF: Final = {"belief": ESTIMATORS["belief"]}

Who = tuple[str, int, int]


def job(who: Who, policy: Policy, kind: Kind) -> Job:
    return Job(*who, policy, CALENDAR, kind)


@cache
def silent_gains(who: Who) -> tuple[np.ndarray, np.ndarray]:
    """The oracle's gains, and those of the runner who says nothing."""
    oracle, silent = play(job(who, THE_ORACLE, "silent")), play(job(who, BY_VALUE, "silent"))
    return np.array(oracle.gains_s), np.array(silent.gains_s)


@cache
def silent_score(who: Who) -> float:
    return log_score(who, "silent")


def log_score(who: Who, kind: Kind) -> float:
    """Mean log score of the belief over a random practice."""
    made = job(who, BY_CHANCE, kind)
    player, infos, reference = begin(made)
    chooser = chooser_for(BY_CHANCE, player, infos, reference, seed=made.seed)
    assert isinstance(chooser, Scheduled)
    steps = practise(player, chooser, Calendar(CALENDAR.minutes[1:2]), starts_s(reference))
    log = reference + [step.attempt for step in steps if isinstance(step, Play)]
    score = backtest(infos, log, BELIEF)["belief"].marks.log_score
    assert score is not None
    return score


def difference(who: Who, kind: Kind) -> tuple[float, ...]:
    """What ratings of that kind change: gains in per cent of the oracle's, log score in thousandths."""
    oracle, silent = silent_gains(who)
    gains = np.array(play(job(who, BY_VALUE, kind)).gains_s)
    return *(100.0 * (gains - silent) / oracle), 1_000.0 * (log_score(who, kind) - silent_score(who))


def shown(value: Mean) -> str:
    return f"{value.value or 0.0:+6.2f} ± {value.error or 0.0:4.2f}"


def rows(everyone: Sequence[Who], kinds: Sequence[Kind]) -> Iterator[str]:
    yield (
        "| ratings | " + " | ".join(f"{minutes:.0f} min" for minutes in CALENDAR.minutes) + " | foresight | by world |"
    )
    yield "|---|" + "---|" * (len(CALENDAR.minutes) + 2)
    for kind in kinds:
        found = np.array([difference(who, kind) for who in everyone])
        of_world = {
            world: found[[place for place, _ in group], -2]
            for world, group in groupby(
                sorted(enumerate(everyone), key=lambda item: item[1][0]), lambda item: item[1][0]
            )
        }
        worlds = ", ".join(f"{world} {shown(mean(values)).strip()}" for world, values in of_world.items())
        yield f"| {kind} | " + " | ".join(shown(mean(column)) for column in found.T) + f" | {worlds} |"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", default=[kind for kind in get_args(Kind) if kind != "silent"])
    parser.add_argument("--runners", type=int, default=48)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--weight", type=float, nargs="+", default=[ratings.WEIGHT])
    options = parser.parse_args()
    worlds = GROUPS["main"]
    everyone = [
        (worlds[number % len(worlds)], seed, number // len(worlds))
        for seed in options.seeds
        for number in range(options.runners)
    ]
    for weight in options.weight:
        print(f"\n{len(everyone)} runners, weight {weight:g}\n")
        with patch.object(ratings, "WEIGHT", weight):
            for row in rows(everyone, options.kinds):
                print(row)
                sys.stdout.flush()


if __name__ == "__main__":
    main()
