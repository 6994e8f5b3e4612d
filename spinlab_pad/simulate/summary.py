"""What a contest says: shares of the oracle's gain, by world, with their uncertainty.

The unit is the runner: shares and differences are worked out for each and then averaged, so runners with much to gain
do not drown the others. Differences are paired: the same runner with the same random numbers under both policies.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spinlab_pad.simulate.contest import Played
from spinlab_pad.simulate.policy import BASELINE, THE_ORACLE, Policy

ALL_WORLDS = "all"

LEAST_GAIN_S = 0.5
"""Where the oracle gains less in a run, a share of it is a quotient of trifles; such a runner has none."""


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over runners and its standard error; None where there are too few of them (1, 2)."""

    value: float | None
    error: float | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One policy after so many minutes of practice, over some runners.

    `share`: of the oracle's gain; `tenth`: its tenth percentile over runners; `ahead`: share less that of the
    baseline; `next_day`: share of the oracle's gain of the day after; `seconds`: gain in seconds of a run; `times`: sum
    of the gains over that of the baseline.
    """

    minutes: float
    share: Mean
    tenth: float | None
    ahead: Mean
    next_day: Mean
    seconds: Mean
    times: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """One policy over the runners of one world (or of `ALL_WORLDS`), of one `seed` or of all of them (None).

    `curve`: its share of the oracle's gain at each of the summary's points.
    """

    world: str
    policy: str
    runners: int
    cells: tuple[Cell, ...]
    curve: tuple[Mean, ...]
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """Rows for all worlds first, then by world; within one, the best policy after the longest practice first.

    `by_seed`: rows for all worlds of each seed, where there are several: how much of a figure is the draw of runners.
    `curve_minutes`: minutes of practice at the points of the curves.
    """

    minutes: tuple[float, ...]
    curve_minutes: tuple[float, ...]
    policies: tuple[str, ...]
    worlds: tuple[str, ...]
    runners: int
    rows: tuple[Row, ...]
    by_seed: tuple[Row, ...] = ()

    def of(self, world: str) -> tuple[Row, ...]:
        """The rows of one world."""
        return tuple(row for row in self.rows if row.world == world)


def summarise(played: Iterable[Played], chosen: Sequence[Policy]) -> Summary:
    """Sum up the runners that have played under every one of these policies; others are left out.

    Raises:
        ValueError: the oracle or the baseline is not among the policies.
    """
    baseline = next((policy for policy in chosen if policy.allocator == BASELINE), None)
    if baseline is None or THE_ORACLE not in chosen:
        raise ValueError(f"a contest needs the oracle and {BASELINE} to compare with")
    by_runner: dict[tuple[str, int, int], dict[Policy, Played]] = {}
    for one in played:
        by_runner.setdefault(one.job.runner, {})[one.job.policy] = one
    whole = [by_runner[runner] for runner in sorted(by_runner) if set(chosen) <= set(by_runner[runner])]
    calendar = whole[0][baseline].job.calendar if whole else None
    minutes = calendar.minutes if calendar else ()
    points = tuple(seconds / 60.0 for seconds in calendar.curve_s) if calendar else ()
    worlds = tuple(dict.fromkeys(runner[baseline].job.world for runner in whole))

    def ranked(world: str, here: list[dict[Policy, Played]], seed: int | None = None) -> list[Row]:
        made = [_row(world, policy, baseline, here, minutes, seed) for policy in chosen] if here else []
        return sorted(made, key=lambda row: -(row.cells[-1].share.value or -math.inf))

    rows = ranked(ALL_WORLDS, whole)
    for world in worlds:
        rows += ranked(world, [runner for runner in whole if runner[baseline].job.world == world])
    seeds = sorted({runner[baseline].job.seed for runner in whole})
    by_seed: list[Row] = []
    for seed in seeds if len(seeds) > 1 else ():
        by_seed += ranked(ALL_WORLDS, [runner for runner in whole if runner[baseline].job.seed == seed], seed)
    names = tuple(policy.name for policy in chosen)
    return Summary(minutes, points, names, worlds, len(whole), tuple(rows), tuple(by_seed))


def _row(
    world: str,
    policy: Policy,
    baseline: Policy,
    runners: list[dict[Policy, Played]],
    minutes: tuple[float, ...],
    seed: int | None,
) -> Row:
    cells: list[Cell] = []
    for look, after in enumerate(minutes):
        own, base, best = (
            np.array([runner[one].gains_s[look] for runner in runners]) for one in (policy, baseline, THE_ORACLE)
        )
        own_later, best_later = (
            np.array([runner[one].next_day_s[look] for runner in runners]) for one in (policy, THE_ORACLE)
        )
        counts = best > LEAST_GAIN_S
        shares = own[counts] / best[counts]
        counts_later = best_later > LEAST_GAIN_S
        cells.append(
            Cell(
                minutes=after,
                share=mean(shares),
                tenth=float(np.quantile(shares, 0.1)) if shares.size else None,
                ahead=mean(shares - base[counts] / best[counts]),
                next_day=mean(own_later[counts_later] / best_later[counts_later]),
                seconds=mean(own),
                times=float(own.sum() / base.sum()) if base.sum() > 0 else None,
            )
        )
    own_curves, best_curves = (np.array([runner[one].curve_s for runner in runners]).T for one in (policy, THE_ORACLE))
    curve = tuple(
        mean(own[best > LEAST_GAIN_S] / best[best > LEAST_GAIN_S])
        for own, best in zip(own_curves, best_curves, strict=True)
    )
    return Row(world, policy.name, len(runners), tuple(cells), curve, seed)


def mean(values: NDArray[np.float64]) -> Mean:
    """Mean and standard error of independent values."""
    if not values.size:
        return Mean(None, None)
    error = float(values.std(ddof=1) / math.sqrt(values.size)) if values.size > 1 else None
    return Mean(float(values.mean()), error)
