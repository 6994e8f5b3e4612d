"""The View of a speed run: a window of splits around the current one, and how the run stands. No rule is here."""

from __future__ import annotations

from spinlab_pad.lab.picture import estimate_view, result_view, segment_view
from spinlab_pad.lab.speed_run.plan import Plan
from spinlab_pad.lab.speed_run.sheet import Sheet
from spinlab_pad.lab.view import EstimateView, ResultView, SegmentView, SpeedRunView, SplitView
from spinlab_pad.route.comparison import window


def segment_in_hand(plan: Plan, place: int) -> SegmentView:
    """The segment in hand and its place in the run."""
    return segment_view(plan.segments[place], place + 1, len(plan.segments))


def estimate_in_hand(plan: Plan, place: int) -> EstimateView | None:
    """What the chosen estimator says of it."""
    answer = plan.estimate(place)
    return estimate_view(answer, plan.gold_ms(place)) if answer is not None else None


def last_result(sheet: Sheet) -> ResultView | None:
    """The segment that was completed last, once it is on disk."""
    result = sheet.attempts.last
    if result is None:
        return None
    id_ = result.attempt.segment
    return result_view(result, next((item.name for item in sheet.plan.segments if item.id == id_), id_))


def speed_run_view(sheet: Sheet, deaths: int) -> SpeedRunView:
    """The run as it stands; `deaths` are those since the last split."""
    plan, count = sheet.plan, sheet.count
    best, shown = sheet.rival.run, window(min(sheet.place, count - 1), count)
    totals = sheet.totals
    return SpeedRunView(
        kind=plan.kind,
        attempt=sheet.started,
        finished=sheet.finished,
        splits=tuple(_split(sheet, place, deaths) for place in shown),
        first=shown.start + 1,
        of=count,
        ahead_ms=totals.ahead_ms,
        pb_ms=best.time_ms if best is not None else None,
        sum_of_best_ms=totals.sum_of_best_ms,
        expected_ms=totals.expected_ms,
        best_possible_ms=totals.best_possible_ms,
        pb_chance=sheet.chance.value,
        result_ms=sheet.outcome.time_ms if sheet.outcome is not None else None,
        pb=sheet.outcome is not None and sheet.outcome.pb,
    )


def _split(sheet: Sheet, place: int, deaths: int) -> SplitView:
    record, done, best_ms = sheet.plan.segments[place], sheet.done.get(place), sheet.best_ms(place)
    split_ms = sheet.time_ms(place)
    counts = done is not None and done.counts
    current = place == sheet.place and sheet.run is not None
    return SplitView(
        id=record.id,
        name=record.name,
        state="done" if place < sheet.place else "current" if current else "coming",
        split_ms=split_ms,
        segment_ms=done.segment_ms if done is not None and counts else None,
        pb_ms=best_ms,
        delta_ms=None if split_ms is None or best_ms is None else split_ms - best_ms,
        gold=done is not None and counts and done.split.gold,
        deaths=done.split.deaths if done is not None else deaths if current else 0,
    )
