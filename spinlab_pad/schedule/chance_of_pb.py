"""The chance that a run becomes a new best one, from what the estimator says of the segments that are left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from spinlab_pad.schedule.next_run import RUNS, sample_runs


class Ahead(NamedTuple):
    """A segment that is left: its next time in ms at `types.QUANTILES`, and what lies before it; None if not known."""

    quantiles_ms: tuple[int, ...] | None
    gap_ms: int | None = 0


def chance_of_pb(
    so_far_ms: int, left: Sequence[Ahead], pb_ms: int | None, *, seed: int, runs: int = RUNS
) -> float | None:
    """Share of simulated runs (see `next_run`) that end before `pb_ms`, from 0 to 1.

    None without a best run and while a segment or a gap is not known. The same arguments give the same chance.
    """
    if pb_ms is None:
        return None
    spare_ms = float(pb_ms - so_far_ms)
    segments: list[tuple[int, ...]] = []
    for item in left:
        if item.quantiles_ms is None or item.gap_ms is None:
            return None
        segments.append(item.quantiles_ms)
        spare_ms -= item.gap_ms
    return float(np.mean(sample_runs(segments, seed=seed, runs=runs) < spare_ms))
