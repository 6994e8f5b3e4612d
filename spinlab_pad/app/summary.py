"""The summary of a demo: one JSON object of figures, each counted where it happened."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from spinlab_pad.app.witness import Witness
from spinlab_pad.emulator.port import SamplingStats
from spinlab_pad.lab.context import Attached, Figures
from spinlab_pad.store.records import AttemptRecord


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least `share` (0 to 1) of the values don't exceed; None without values."""
    if not values:
        return None
    ordered = sorted(values)
    return round(ordered[max(0, math.ceil(share * len(ordered)) - 1)], 2)


def summary(
    *,
    here: Attached | None,
    segments: int,
    attempts: Sequence[AttemptRecord],
    stats: SamplingStats,
    figures: Figures,
    wall_s: float,
    data_dir: Path,
    witness: Witness,
) -> dict[str, object]:
    """The object that `demo --json` prints; times in ms unless the name says otherwise.

    `here` is None where the demo was stopped before its game ran.
    """
    return {
        **_emulator(here),
        "segments": segments,
        "attempts": len(attempts),
        "rated": sum(attempt.rating is not None for attempt in attempts),
        "completed": sum(attempt.completed for attempt in attempts),
        "deaths": sum(attempt.deaths for attempt in attempts),
        "frames_seen": stats.frames_seen,
        "frames_missed": stats.frames_missed,
        "lag_frames": stats.lag_frames,
        "state_loads": len(figures.state_load_ms),
        "state_load_ms_p50": percentile(figures.state_load_ms, 0.5),
        "state_load_ms_p99": percentile(figures.state_load_ms, 0.99),
        "save_ms_p50": percentile(figures.save_ms, 0.5),
        "save_ms_p99": percentile(figures.save_ms, 0.99),
        "save_lag_frames_max": max(figures.save_lag_frames, default=None),
        "event_to_load_ms_p50": percentile(figures.event_to_load_ms, 0.5),
        "event_to_load_ms_p99": percentile(figures.event_to_load_ms, 0.99),
        "wall_s": round(wall_s, 2),
        "data_dir": str(data_dir),
        "witness": {
            "logged": witness.entries,
            "detected": witness.events,
            "segments": witness.segments,
            "differences": witness.differences,
        },
    }


def _emulator(here: Attached | None) -> dict[str, object]:
    if here is None:
        return {"emulator": None, "emulator_version": None, "core": None}
    return {
        "emulator": here.emulator.capabilities.emulator,
        "emulator_version": here.emulator.capabilities.version,
        "core": f"{here.core} {here.version}" if here.version not in here.core else here.core,
    }
