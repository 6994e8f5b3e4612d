"""What each practice session brought, told from its attempts alone: new golds, and what they took off the sum of best.

Pure. A first completion of a segment that no run has a time of is a gold, too, but takes nothing off.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from spinlab_pad.store.records import AttemptRecord, SplitRecord


@dataclass(frozen=True, slots=True)
class Gain:
    """Golds of a session, and by how much they are better than those before it, in ms."""

    golds: int = 0
    saved_ms: int = 0


NOTHING = Gain()


def gains(attempts: Iterable[AttemptRecord], splits: Iterable[SplitRecord]) -> dict[int, Gain]:
    """The gain of each session that has one, by its id. The order of what is given doesn't matter."""
    times: list[tuple[int, str, int, int | None]] = [
        (split.at_ms, split.segment.id, split.time_ms, None)
        for split in splits
        if split.real_time and not split.deaths and split.time_ms > 0
    ]
    for attempt in attempts:
        if attempt.completed and attempt.counts and attempt.time_ms is not None:
            ended_ms = attempt.started_ms + attempt.duration_ms
            times.append((ended_ms, attempt.segment, attempt.time_ms, attempt.session))
    best: dict[str, int] = {}
    found: dict[int, Gain] = {}
    for _, segment, time_ms, session in sorted(times, key=lambda item: item[0]):
        before = best.get(segment)
        if before is not None and time_ms >= before:
            continue
        best[segment] = time_ms
        if session is not None:
            so_far = found.get(session, NOTHING)
            saved = before - time_ms if before is not None else 0
            found[session] = replace(so_far, golds=so_far.golds + 1, saved_ms=so_far.saved_ms + saved)
    return found
