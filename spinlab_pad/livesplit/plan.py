"""What LiveSplit is to be told, from where our run is and where LiveSplit stands. Pure.

Rules:

- LiveSplit is moved only when our run has moved: what the runner undoes, skips or splits in LiveSplit's own window
  between two of our splits stands until the next one, and then LiveSplit is where the run is again.
- A LiveSplit that is reset in its own window is let go until the next run; one that is paused there stays paused.
- A run that begins begins in LiveSplit, too: what was there before is reset. A LiveSplit that comes in the middle of a
  run is taken as it is if its timer runs already, else started, and brought to the split of the run.
- A split that is no longer fresh is skipped, but for the last: no segment comes after it whose time it could spoil.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from spinlab_pad.livesplit import protocol
from spinlab_pad.livesplit.protocol import Standing
from spinlab_pad.livesplit.run_now import RunNow, SplitMade

FRESH_S: Final = 1.0
"""A split that is delivered within this time is made, a run's start within it resets whatever LiveSplit does."""


@dataclass(frozen=True, slots=True)
class Ours:
    """What we did to LiveSplit: the number of the run it follows (0: none), with which splits of it behind it was left,
    whether we hold its game time, and whether the runner has taken it from us for this run."""

    run: int = 0
    splits: tuple[SplitMade, ...] = ()
    held: bool = False
    let_go: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """`lines` to send, `ours` once they are sent, where LiveSplit stands then (None: unchanged), and what the runner is
    to be told."""

    lines: tuple[str, ...]
    ours: Ours
    expected: Standing | None = None
    remark: str | None = None


def plan(run: RunNow, ours: Ours, seen: Standing, now_s: float) -> Plan:
    """What to do next; no lines where LiveSplit is as it should be."""
    if run.stage == "none":
        return _at_rest(ours, seen)
    if ours.run != run.number:
        return _begin(run, ours, seen, now_s)
    if ours.let_go:
        return Plan((), ours)
    if seen.phase == "NotRunning":
        text = "LiveSplit was reset in its own window: it is left alone until the next run"
        return Plan((), replace(ours, let_go=True), remark=text)
    return _move(run, ours, seen, now_s)


def misfit(run: RunNow, ours: Ours) -> Plan:
    """LiveSplit doesn't come to where it was sent."""
    text = (
        f"LiveSplit's splits don't fit: open splits with {run.of} segments in it. It is left alone until the next run"
    )
    return Plan((), replace(ours, let_go=True), remark=text)


def _at_rest(ours: Ours, seen: Standing) -> Plan:
    """Our run was reset: LiveSplit's is, too, if it was ours."""
    if ours.run == 0 or ours.let_go or seen.phase == "NotRunning":
        return Plan((), Ours())
    return Plan((protocol.RESET,), Ours(), Standing("NotRunning", -1))


def _begin(run: RunNow, ours: Ours, seen: Standing, now_s: float) -> Plan:
    """LiveSplit doesn't follow this run yet."""
    if run.stage == "finished":
        return Plan((), ours)  # it came too late for this run
    begun = Ours(run.number)
    if ours.run == 0 and seen.phase in ("Running", "Paused") and now_s - run.started_s > FRESH_S:
        moved = _move(run, begun, seen, now_s)
        return moved if moved.lines or moved.remark else _clocked((), run, moved.ours, seen, now_s)
    lines = (protocol.START,) if seen.phase == "NotRunning" else (protocol.RESET, protocol.START)
    return _catch_up(lines, run, begun, Standing("Running", 0), now_s)


def _move(run: RunNow, ours: Ours, seen: Standing, now_s: float) -> Plan:
    """Bring a LiveSplit that follows this run to the splits that have come or gone since."""
    if run.stage == "finished" and seen.phase == "Running" and seen.index >= run.of:
        return misfit(run, ours)
    if run.splits == ours.splits:
        if run.stage == "running" and run.paused != ours.held and seen.phase != "Ended":
            return _clocked((), run, ours, seen, now_s)
        return Plan((), ours)
    kept = _in_common(run.splits, ours.splits)
    gone = max(0, min(len(ours.splits), seen.index) - kept)
    if gone:
        lines = (protocol.UNDO,) * gone
        back = Standing("Running" if seen.phase == "Ended" else seen.phase, seen.index - gone)
        return _catch_up(lines, run, replace(ours, splits=run.splits[:kept]), back, now_s)
    if seen.phase == "Ended" and seen.index < len(run.splits):
        return misfit(run, ours)
    return _catch_up((), run, replace(ours, splits=run.splits[:kept]), seen, now_s)


def _catch_up(lines: tuple[str, ...], run: RunNow, ours: Ours, here: Standing, now_s: float) -> Plan:
    """After `lines`, which bring LiveSplit to `here`, the splits of the run that are ahead of that."""
    target = len(run.splits)
    if here.index >= target:  # the runner has split by hand
        done = replace(ours, splits=run.splits)
        return _clocked(lines, run, done, here, now_s) if lines else Plan((), done)
    if here.phase == "Paused":
        return Plan(lines, ours, here if lines else None, "LiveSplit is paused in its own window: resume it there")
    for place in range(here.index, target):
        made = run.splits[place]
        last = place == run.of - 1
        fresh = place >= len(ours.splits) and now_s - made.at_s <= FRESH_S
        if made.ms is not None and (fresh or last):
            lines = (*lines, protocol.HOLD, protocol.set_clock(made.ms), protocol.SPLIT)
        else:
            lines = (*lines, protocol.SKIP)
    ours = replace(ours, splits=run.splits)
    if target == run.of:
        return Plan(lines, replace(ours, held=True), Standing("Ended", target))
    return _clocked(lines, run, ours, Standing("Running", target), now_s)


def _clocked(lines: tuple[str, ...], run: RunNow, ours: Ours, expected: Standing, now_s: float) -> Plan:
    """Lines, and then the run's time as it is now; game time runs on from it unless the run stands still."""
    lines = (*lines, protocol.HOLD, protocol.set_clock(run.clock_ms(now_s)))
    if not run.paused:
        lines = (*lines, protocol.RELEASE)
    return Plan(lines, replace(ours, held=run.paused), expected)


def _in_common(one: tuple[SplitMade, ...], other: tuple[SplitMade, ...]) -> int:
    """How many splits both begin with."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
