"""How well each estimator foresees simulated runners: the backtest on their practice, by world.

Run it with `python -m tests.bench.bench_estimators [--seed N] [--runners N] [--minutes N] [world ...]`. Segments are
chosen at random, so that no estimator picks its own evidence. It prints one table a group of worlds: those that priors
may be tuned on, and those held out. Same arguments, same figures on every machine.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace

from spinlab_pad.schedule import Attempt, Scheduler, SegmentInfo
from spinlab_pad.schedule.backtest import backtest
from spinlab_pad.schedule.marks import Score
from spinlab_pad.simulate.calendar import Calendar
from spinlab_pad.simulate.contest import Job, begin, starts_s
from spinlab_pad.simulate.policy import Policy, Scheduled
from spinlab_pad.simulate.practice import Play, practise
from spinlab_pad.simulate.runners.worlds import WORLDS

POLICY = Policy("random", "rolling_mean")

HEAD = (
    "estimator      asked  told | log score   behind the best | CRPS ms  CRPS ln | 50 %  80 %  95 % |   1-3  4-10   11-"
)


def log(world: str, seed: int, number: int, calendar: Calendar) -> tuple[list[SegmentInfo], list[Attempt]]:
    """Reference run and practice of one runner; his segments have names that nobody else's have."""
    job = Job(world, seed, number, POLICY, calendar)
    player, infos, attempts = begin(job)
    scheduler = Scheduler(infos, estimator=POLICY.estimator or "", allocator=POLICY.allocator, seed=seed)
    steps = practise(player, Scheduled(scheduler), calendar, starts_s(attempts))
    attempts = attempts + [step.attempt for step in steps if isinstance(step, Play)]
    name = f"{world} {seed} {number} "
    return (
        [replace(info, id=name + info.id) for info in infos],
        [replace(attempt, segment=name + attempt.segment) for attempt in attempts],
    )


def line(score: Score) -> str:
    """One estimator; log scores by age of the segment at the end."""
    marks = score.marks
    ages = " ".join(
        f"{age.marks.log_score:5.2f}" if age.marks.log_score is not None else "    -" for age in score.by_age
    )
    return (
        f"{score.estimator:13} {marks.attempts:6} {score.answered / score.asked:5.0%} |"
        f" {marks.log_score:9.3f} {score.behind:7.3f} +- {score.behind_se or 0:5.3f} |"
        f" {marks.crps_ms:7.0f} {marks.crps_log:8.4f} |"
        f" {marks.coverage_50:.2f}  {marks.coverage_80:.2f}  {marks.coverage_95:.2f} | {ages}"
    )


def table(title: str, worlds: Iterable[str], options: argparse.Namespace) -> None:
    """Score all estimators on the runners of these worlds, taken together."""
    calendar = Calendar((float(options.minutes),))
    infos: list[SegmentInfo] = []
    attempts: list[Attempt] = []
    for world in worlds:
        for number in range(options.runners):
            more_infos, more_attempts = log(world, options.seed, number, calendar)
            infos += more_infos
            attempts += more_attempts
    if not infos:
        return
    print(f"\n{title}\n{HEAD}")
    scores = backtest(infos, attempts)
    for score in scores.values():
        print(line(score))
    for score in scores.values():
        print(
            f"PIT {score.estimator:13}", " ".join(f"{10 * count / max(sum(score.pit), 1):.2f}" for count in score.pit)
        )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runners", type=int, default=3, help="of each world")
    parser.add_argument("--minutes", type=int, default=120)
    parser.add_argument("worlds", nargs="*", choices=[*WORLDS, []])
    options = parser.parse_args()
    chosen = [WORLDS[name] for name in options.worlds or WORLDS]
    table("Worlds that may be tuned on", [world.name for world in chosen if not world.held_out], options)
    table("Worlds held out", [world.name for world in chosen if world.held_out], options)


if __name__ == "__main__":
    main()
