"""How long the outlook on a run takes (in a thread, after an attempt), and a backtest and the curves of a long log.

Run it with `python -m tests.bench.bench_outlook`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from spinlab_pad.schedule import ESTIMATORS
from spinlab_pad.schedule.backtest import backtest
from spinlab_pad.schedule.learning_curve import learning_curve
from spinlab_pad.schedule.outlook import Leg, Practice, outlook
from tests.bench.bench_schedule import loaded

SIZES = (20, 60, 200)
TIMES = 7
GAP_MS = 4_000


def ms(call: Callable[[], object], times: int = 1) -> float:
    """Milliseconds that a call takes, the median."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        taken.append(1_000 * (time.perf_counter() - began))
    return median(taken)


def main() -> None:
    """Print a line for each size."""
    print("segments  attempts  outlook  backtest, all estimators  curves of one, each estimator")
    for size in SIZES:
        scheduler = loaded(size, "least_played")
        told = {info.id: scheduler.estimate(info.id) for info in scheduler.segments}
        legs = [Leg(segment, estimate, GAP_MS) for segment, estimate in told.items()]
        pb_ms = sum((estimate.expected_ms or 0) + GAP_MS for estimate in told.values())
        practice = Practice(told, by_value=True)
        logs = [(info, scheduler.log(info.id)) for info in scheduler.segments]
        attempts = [attempt for _, log in logs for attempt in log]
        look = ms(lambda: outlook(legs, practice, pb_ms, None, seed=1), TIMES)  # noqa: B023
        score = ms(lambda: backtest(scheduler.segments, attempts))  # noqa: B023
        curves = ", ".join(
            f"{name} {ms(lambda: [learning_curve(ESTIMATORS[name], *log) for log in logs]):.0f}"  # noqa: B023
            for name in ESTIMATORS
        )
        print(f"{size:8} {len(attempts):9} {look:8.1f} {score:10.0f}                {curves}   (ms)")


if __name__ == "__main__":
    main()
