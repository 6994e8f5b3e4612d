"""What the scheduler costs: a start with very many attempts, a decision, and the memory of a segment.

Run it with `python -m tests.bench.bench_schedule`. Every segment starts with a log, as after a few weeks of practice;
times are compared within one run of this only, on a machine that is quiet.
"""

from __future__ import annotations

import gc
import random
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles

import numpy as np

from spinlab_pad.lab.segments.course import CourseSettings, load_course
from spinlab_pad.route.clock import Played
from spinlab_pad.route.waypoints import Segment, entrance, goal
from spinlab_pad.schedule import ALLOCATORS, ESTIMATORS, Attempt, Scheduler, SegmentInfo
from spinlab_pad.store.records import GameRecord, SegmentRecord
from spinlab_pad.store.store import Store

SIZES = (20, 200, 2_000)
DECISIONS = 1_000
LOGGED = 12
MANY_SEGMENTS, MANY_ATTEMPTS = 2_000, 100_000
GAME = GameRecord("1a2b3c4d", "Bench", "super_nes", 0x1A2B3C4D, "smw")
YARDSTICK = np.linspace(0.0, 1.0, 400)
APART_S = 30.0
"""Between two attempts of a segment."""


def attempt_of(segment: str, n: int) -> Attempt:
    """A plausible attempt: faster by and by, some deaths, now and then given up."""
    spread = random.Random(n).randrange(1_000)
    deaths = spread % 4 if spread % 3 == 0 else 0
    clean_ms = round(12_000 * (1 + 0.3 / (1 + n / 10))) + spread
    done = spread % 11 != 0
    return Attempt(
        segment=segment,
        started_s=APART_S * n,
        duration_s=20.0,
        completed=done,
        time_ms=clean_ms + deaths * 8_000 if done else None,
        clean_tail_ms=clean_ms if done else None,
        deaths=deaths,
    )


def loaded(size: int, allocator: str, estimator: str = "belief", logged: int = LOGGED) -> Scheduler:
    """A scheduler with so many attempts a segment."""
    segments = [SegmentInfo(f"s{number}", reference_ms=15_000) for number in range(size)]
    scheduler = Scheduler(segments, estimator=estimator, allocator=allocator)
    for n in range(logged):
        for info in segments:
            scheduler.record(attempt_of(info.id, n))
    return scheduler


def taken_ms(call: Callable[[], object]) -> float:
    """Milliseconds that one call takes."""
    gc.collect()
    began = time.perf_counter()
    call()
    return 1_000 * (time.perf_counter() - began)


def line(times_ms: list[float]) -> str:
    """p50 and p99."""
    cuts = quantiles(times_ms, n=100)
    return f"{cuts[49]:8.3f} {cuts[98]:8.3f}"


def many() -> list[Attempt]:
    """`MANY_ATTEMPTS` of `MANY_SEGMENTS`."""
    each = MANY_ATTEMPTS // MANY_SEGMENTS
    return [attempt_of(f"s{place}", n) for n in range(each) for place in range(MANY_SEGMENTS)]


def start(attempts: list[Attempt]) -> None:
    """From a data folder to what the first choice needs, as when the program starts."""
    print(f"start, {MANY_SEGMENTS:,} segments and {MANY_ATTEMPTS:,} attempts, ms")
    with tempfile.TemporaryDirectory() as folder:
        store = kept(Path(folder), attempts)
        settings = CourseSettings("belief", "value", 0, 3_200, "hot")
        for turn in ("from disk", "and again", "and again"):
            print(f"{turn:>24} {taken_ms(lambda: load_course(store, GAME.id, 'core', settings)):9.1f}")
            gc.unfreeze()
        store.close()


def parts(attempts: list[Attempt]) -> None:
    """What the scheduler takes of it, estimator by estimator."""
    scheduler = Scheduler([SegmentInfo(f"s{place}", reference_ms=15_000) for place in range(MANY_SEGMENTS)])

    def record() -> None:
        for attempt in attempts:
            scheduler.record(attempt)

    print(f"{'record':>24} {taken_ms(record):9.1f}")
    now_s = APART_S * len(attempts) / MANY_SEGMENTS
    for name in (scheduler.estimator, *(name for name in ESTIMATORS if name != scheduler.estimator)):
        print(f"{f'settle {name}':>24} {taken_ms(lambda name=name: scheduler.settle(now_s, name)):9.1f}")  # type: ignore[misc]
    print(f"{'then first expected run':>24} {taken_ms(scheduler.expected_ms):9.3f}")
    print(f"{'then first choice':>24} {taken_ms(lambda: scheduler.next(now_s)):9.3f}")


def kept(folder: Path, attempts: list[Attempt]) -> Store:
    """A data folder with a run over the segments, and these attempts."""
    store = Store(folder)
    store.add_game(GAME, 1)
    run = store.start_run(GAME.id, "run", 1)
    segments = {f"s{place}": Segment(entrance(place), goal(place)) for place in range(MANY_SEGMENTS)}
    store._connection.pragma("synchronous", "off")
    for segment in segments.values():
        record = SegmentRecord(segment, segment.name("One"), True)
        store.add_split(run, GAME.id, record, Played(900, 900, 900, 15_000, 0), frame_hz=60.0, now_ms=1)
    store.finish_run(run, "run", 1)
    store._connection.execute("BEGIN")
    rows = "INSERT INTO attempts (game, id, segment, started_ms, duration_ms, source, start, completed, time_ms,"
    rows += " clean_tail_ms, frames, tail_frames, game_frames, rta_ms, deaths, emulator)"
    rows += " VALUES (?, ?, ?, ?, 20000, 'practice', 'hot', ?, ?, ?, 900, 900, 900, 15000, ?, 'bench')"
    for number, one in enumerate(attempts, 1):
        where = GAME.id, number, segments[one.segment].id, round(1_000 * one.started_s)
        store._connection.execute(rows, (*where, one.completed, one.time_ms, one.clean_tail_ms, one.deaths))
    store._connection.execute("COMMIT")
    return store


def memory() -> None:
    """What a segment with its log takes, by estimator."""
    print(f"\nmemory a segment with {LOGGED} attempts, kB")
    for name in ESTIMATORS:
        tracemalloc.start()
        scheduler = loaded(200, "value", name)
        scheduler.settle(APART_S * LOGGED)
        gc.collect()
        print(f"{name:>24} {tracemalloc.get_traced_memory()[0] / 200 / 1_000:9.1f}")
        tracemalloc.stop()


def yardstick() -> None:
    """The same piece of numpy again and again: how steady the machine is, and how fast beside another."""
    times = []
    for _ in range(DECISIONS):
        began = time.perf_counter()
        for _ in range(150):
            np.exp(-YARDSTICK)
        times.append(1_000 * (time.perf_counter() - began))
    print(f"\nyardstick, 150 exponentials of 400 numbers, ms, p50 and p99: {line(times)}")


def decisions() -> None:
    """An attempt recorded and the next segment picked; then the estimate that is shown, and the queue."""
    print(f"\n{'ms':>12} segments | record, pick p50 p99 | estimate p50 p99 | preview 5 p50 p99")
    for allocator in ALLOCATORS:
        for size in SIZES:
            scheduler = loaded(size, allocator)
            scheduler.settle(APART_S * LOGGED)
            choice = scheduler.next(APART_S * LOGGED)
            gc.collect()
            decided, estimated, previewed = [], [], []
            for n in range(DECISIONS):
                now_s = APART_S * (LOGGED + n)
                attempt = attempt_of(choice.segment, LOGGED + n)
                began = time.perf_counter()
                scheduler.record(attempt)
                choice = scheduler.next(now_s)
                picked = time.perf_counter()
                scheduler.estimate(attempt.segment)
                told = time.perf_counter()
                scheduler.preview(5, now_s)
                previewed.append(1_000 * (time.perf_counter() - told))
                decided.append(1_000 * (picked - began))
                estimated.append(1_000 * (told - picked))
            print(f"{allocator:>12} {size:8} | {' | '.join(map(line, (decided, estimated, previewed)))}")


if __name__ == "__main__":
    start(many())
    parts(many())
    memory()
    yardstick()
    decisions()
    yardstick()
