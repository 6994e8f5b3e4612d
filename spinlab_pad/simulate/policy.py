"""What is compared: an allocator with an estimator, as the scheduler names them, or the oracle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from spinlab_pad.schedule import ALLOCATORS, ESTIMATORS, Attempt, Scheduler, SegmentInfo, lacking
from spinlab_pad.simulate.oracle import Oracle
from spinlab_pad.simulate.runners.runner import Player

ORACLE: Final = "oracle"
BASELINE: Final = "round_robin"
"""The allocator that everything is compared with in pairs: taking turns needs no brain."""

BY_ESTIMATE: Final = "greedy"
"""The allocator that is tried with every estimator, because it does what the estimator says."""


NO_ESTIMATE: Final = frozenset({"least_played", "round_robin", "random", "spaced"})
"""Allocators that never look at an estimate."""


@dataclass(frozen=True, slots=True)
class Policy:
    """`allocator`: one of `ALLOCATORS`, or `ORACLE`; `estimator`: one of `ESTIMATORS`, None for the oracle."""

    allocator: str
    estimator: str | None = None

    def __post_init__(self) -> None:
        if self.allocator == ORACLE:
            return
        if self.allocator not in ALLOCATORS:
            raise ValueError(f"unknown allocator {self.allocator!r}; known: {', '.join((*ALLOCATORS, ORACLE))}")
        if self.estimator not in ESTIMATORS:
            raise ValueError(f"unknown estimator {self.estimator!r}; known: {', '.join(ESTIMATORS)}")
        if (reason := lacking(self.allocator)) is not None:
            raise ValueError(reason)

    @property
    def name(self) -> str:
        """As tables show it; who asks no estimator is named without one."""
        plain = self.estimator is None or self.allocator in NO_ESTIMATE
        return self.allocator if plain else f"{self.allocator} + {self.estimator}"


THE_ORACLE: Final = Policy(ORACLE)


def default_estimator() -> str:
    """The estimator that a scheduler uses when it is not told another."""
    return Scheduler(()).estimator


def policies(allocator: str | None = None, estimator: str | None = None) -> tuple[Policy, ...]:
    """The policies to compare, the oracle and the baseline always among them.

    Without names: every allocator that can be used here with the default estimator, and greedy with every estimator. An
    allocator alone goes with the default estimator, an estimator alone with every allocator.

    Raises:
        ValueError: an unknown name, or an allocator that can't be used here.
    """
    usual = default_estimator()
    chosen = [THE_ORACLE]
    if allocator is not None and allocator != ORACLE:
        chosen.append(Policy(allocator, estimator or usual))
    elif allocator is None:
        for one in filter(lambda name: lacking(name) is None, ALLOCATORS):
            tried = ESTIMATORS if estimator is None and one == BY_ESTIMATE else (estimator or usual,)
            chosen.extend(Policy(one, each) for each in tried)
    if not any(policy.allocator == BASELINE for policy in chosen):
        chosen.append(Policy(BASELINE, estimator or usual))
    return tuple(chosen)


class Chooser(Protocol):
    """Whoever chooses: told every attempt, asked before each."""

    def record(self, attempt: Attempt) -> None:
        """Hear of an attempt."""

    def next(self, now_s: float, left_s: float) -> int:
        """The segment to play now; `left_s`: practice until the gain is told."""


class Scheduled:
    """A real scheduler. It sees what it sees in life: segments, attempts and the time."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._places = {info.id: place for place, info in enumerate(scheduler.segments)}
        self._scheduler = scheduler

    def record(self, attempt: Attempt) -> None:
        self._scheduler.record(attempt)

    def next(self, now_s: float, left_s: float) -> int:
        choice = self._scheduler.next(now_s)
        if choice is None:
            raise AssertionError("a run has segments")
        return self._places[choice.segment]


class AllKnowing:
    """The oracle looks at the player himself."""

    def __init__(self, player: Player) -> None:
        self._oracle = Oracle(player)

    def record(self, attempt: Attempt) -> None:
        """Nothing that it did not know."""

    def next(self, now_s: float, left_s: float) -> int:
        return self._oracle.next(left_s)


def chooser_for(
    policy: Policy, player: Player, infos: list[SegmentInfo], reference: list[Attempt], seed: int
) -> Chooser:
    """Whoever chooses by this policy for this player, after his reference run."""
    if policy.estimator is None:
        return AllKnowing(player)
    scheduler = Scheduler(infos, estimator=policy.estimator, allocator=policy.allocator, seed=seed)
    for attempt in reference:
        scheduler.record(attempt)
    return Scheduled(scheduler)


__all__ = [
    "BASELINE",
    "ORACLE",
    "THE_ORACLE",
    "Chooser",
    "Policy",
    "chooser_for",
    "default_estimator",
    "policies",
]
