"""How long a decision takes: `next` and `record` by number of segments, p50 and p99.

Run it with `python -m tests.bench.bench_schedule`. Every segment starts with a log, as after a few weeks of practice;
times are compared within one run of this only.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from statistics import quantiles

from spinlab_pad.schedule import ALLOCATORS, Attempt, Scheduler, SegmentInfo

SIZES = (20, 200, 2_000)
DECISIONS = 200
LOGGED = 12


def attempt_of(segment: str, n: int) -> Attempt:
    """A plausible attempt: faster by and by, some deaths, now and then given up."""
    spread = hash((n, 17)) % 1_000
    deaths = spread % 4 if spread % 3 == 0 else 0
    clean_ms = round(12_000 * (1 + 0.3 / (1 + n / 10))) + spread
    done = spread % 11 != 0
    return Attempt(
        segment=segment,
        started_s=30.0 * n,
        duration_s=20.0,
        completed=done,
        time_ms=clean_ms + deaths * 8_000 if done else None,
        clean_tail_ms=clean_ms if done else None,
        deaths=deaths,
    )


def loaded(size: int, allocator: str) -> tuple[Scheduler, float]:
    """A scheduler with `LOGGED` attempts a segment, and the seconds it took to load them."""
    scheduler = Scheduler([SegmentInfo(f"s{number}") for number in range(size)], allocator=allocator)
    began = time.perf_counter()
    for n in range(LOGGED):
        for info in scheduler.segments:
            scheduler.record(attempt_of(info.id, n))
    return scheduler, time.perf_counter() - began


def taken_ms(call: Callable[[], object]) -> float:
    """Milliseconds that one call takes."""
    began = time.perf_counter()
    call()
    return 1_000 * (time.perf_counter() - began)


def line(name: str, times_ms: list[float]) -> str:
    """Name, p50 and p99."""
    cuts = quantiles(times_ms, n=100)
    return f"{name} {cuts[49]:8.3f} {cuts[98]:8.3f}"


def main() -> None:
    """Print the table."""
    print(f"{'ms':>13} {'segments':>8}   load s  first  | pick p50      p99 | record p50   p99 | preview 5 p50 p99")
    for allocator in ALLOCATORS:
        for size in SIZES:
            scheduler, load_s = loaded(size, allocator)
            gc.collect()
            first = taken_ms(lambda s=scheduler: s.next(0.0))  # type: ignore[misc]
            picks, records, previews = [], [], []
            for n in range(DECISIONS):
                began = time.perf_counter()
                choice = scheduler.next(30.0 * n)
                picked = time.perf_counter()
                scheduler.record(attempt_of(choice.segment, LOGGED + n))
                scheduler.estimate(choice.segment)
                recorded = time.perf_counter()
                scheduler.preview(5, 30.0 * n)
                previews.append(1_000 * (time.perf_counter() - recorded))
                picks.append(1_000 * (picked - began))
                records.append(1_000 * (recorded - picked))
            table = " | ".join(line("", times) for times in (picks, records, previews))
            print(f"{allocator:>13} {size:8} {load_s:8.3f} {first:7.2f} | {table}")


if __name__ == "__main__":
    main()
