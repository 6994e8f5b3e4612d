"""Rows about speed runs for pages: the history with the best run of each course, and one run split by split."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

from spinlab_pad.lab.queries import RunSplitRow, SpeedRunDetail, SpeedRunRow
from spinlab_pad.store.speed_runs import SpeedRunRecord, SpeedRunSplit
from spinlab_pad.store.store import Store

RUNS_MAX: Final = 1_000
"""Runs that one answer holds, the newest; the best ones are among them in any case."""


def history(store: Store, game: str) -> tuple[SpeedRunRow, ...]:
    """Speed runs of a game, newest first."""
    runs = store.speed_runs.all(game)
    best = bests(runs)
    counts = store.speed_runs.split_counts(game)
    shown = [run for n, run in enumerate(runs) if n < RUNS_MAX or run.id in best]
    return tuple(_row(run, *counts.get(run.id, (0, 0)), pb=run.id in best) for run in shown)


def detail(store: Store, game: str, run_id: int) -> SpeedRunDetail | None:
    """One run with its splits."""
    run = store.speed_runs.get(game, run_id)
    if run is None:
        return None
    best = store.speed_runs.best(game, run.kind, run.way)
    splits = {split.place: split for split in store.speed_runs.splits(run.id)}
    rivals = {split.mark: split for split in store.speed_runs.splits(best.id)} if best is not None else {}
    rows = tuple(
        _split(store, game, place, splits.get(place), rivals) for place in range(1, max(splits, default=0) + 1)
    )
    golds = sum(split.gold for split in splits.values())
    pb = best is not None and best.id == run.id
    return SpeedRunDetail(_row(run, len(splits), golds, pb=pb), rows, best.id if best is not None else None)


def bests(runs: list[SpeedRunRecord]) -> set[int]:
    """The best run of each course; of equal ones the first."""
    found: dict[tuple[str, str], SpeedRunRecord] = {}
    for run in sorted(runs, key=lambda run: (run.time_ms, run.id)):
        if run.counts:
            found.setdefault((run.kind, run.way), run)
    return {run.id for run in found.values()}


def _row(run: SpeedRunRecord, splits: int, golds: int, *, pb: bool) -> SpeedRunRow:
    return SpeedRunRow(
        id=run.id,
        kind=run.kind,
        course=blake2b(f"{run.kind} {run.way}".encode(), digest_size=6).hexdigest(),
        state=run.state,
        started_ms=run.started_ms,
        ended_ms=run.ended_ms,
        time_ms=run.time_ms,
        rta_ms=run.rta_ms,
        frames=run.frames,
        deaths=run.deaths,
        splits=splits,
        segments=run.segments,
        golds=golds,
        real_time=run.real_time,
        whole=run.whole,
        pb=pb,
    )


def _split(
    store: Store, game: str, place: int, split: SpeedRunSplit | None, rivals: dict[str, SpeedRunSplit]
) -> RunSplitRow:
    if split is None:
        return RunSplitRow(place, "", "", None, None, None, 0, gold=False)
    named, rival = store.segment(game, split.segment), rivals.get(split.mark)
    return RunSplitRow(
        place=place,
        id=split.segment,
        name=named.name if named is not None else split.segment,
        split_ms=split.time_ms,
        rta_ms=split.rta_ms,
        pb_ms=rival.time_ms if rival is not None else None,
        deaths=split.deaths,
        gold=split.gold,
    )
