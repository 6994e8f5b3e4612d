"""The contest: the same runners practise under each policy, with common random numbers.

A job is one runner under one policy, and depends on nothing else; so any number of processes in any order gives the
same results.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spinlab_pad.schedule import Attempt, SegmentInfo
from spinlab_pad.simulate.calendar import DAY_S, Calendar
from spinlab_pad.simulate.policy import Policy, chooser_for
from spinlab_pad.simulate.practice import Break, Play, practise
from spinlab_pad.simulate.runners.rater import Kind
from spinlab_pad.simulate.runners.runner import Player, rating_like
from spinlab_pad.simulate.runners.worlds import WORLDS, make_runner


@dataclass(frozen=True, slots=True)
class Job:
    """One runner (a world's name, seed, number) under one policy.

    `raters`: how he rates, None for the way in which he was made; it changes nothing else of him.
    """

    world: str
    seed: int
    number: int
    policy: Policy
    calendar: Calendar
    raters: Kind | None = None

    @property
    def runner(self) -> tuple[str, int, int]:
        """Who plays."""
        return self.world, self.seed, self.number


@dataclass(frozen=True, slots=True)
class Played:
    """What became of a job; seconds of a whole run.

    `before_s`: true expected run time before practice; `gains_s`: how much less it is after each of the calendar's
    minutes; `next_day_s`: the same a day later; `curve_s`: the gain at each point of the calendar's curve; `attempts`:
    played in all, and `completed` of them.
    """

    job: Job
    before_s: float
    gains_s: tuple[float, ...]
    next_day_s: tuple[float, ...]
    curve_s: tuple[float, ...]
    attempts: int
    completed: int


def jobs(
    worlds: Iterable[str],
    runners: int,
    seeds: Iterable[int],
    chosen: Iterable[Policy],
    calendar: Calendar,
    raters: Kind | None = None,
) -> list[Job]:
    """All jobs of a contest: that many runners a seed, taken from the worlds in turn; a runner's jobs lie together.

    `raters`: how all of them rate, None for each in his own way.
    """
    names, policies = tuple(worlds), tuple(chosen)
    return [
        Job(names[number % len(names)], seed, number // len(names), policy, calendar, raters)
        for seed in seeds
        for number in range(runners)
        for policy in policies
    ]


def play(job: Job) -> Played:
    """Play one job; pure, and the same for the same job on any machine."""
    player, infos, reference = begin(job)
    chooser = chooser_for(job.policy, player, infos, reference, seed=job.seed)
    looks = _Looks(job.calendar, player)
    attempts = completed = 0
    for step in practise(player, chooser, job.calendar, starts_s(reference)):
        if isinstance(step, Break):
            looks.rested()
            continue
        looks.after(step)
        attempts, completed = attempts + 1, completed + step.attempt.completed
    gains_s = tuple(looks.gains[look] for look in job.calendar.looks_s)
    curve_s = tuple(looks.gains[look] for look in job.calendar.curve_s)
    return Played(job, looks.before_s, gains_s, tuple(looks.next_day_s), curve_s, attempts, completed)


def begin(job: Job) -> tuple[Player, list[SegmentInfo], list[Attempt]]:
    """The runner of a job on the day after his reference run, and what that has shown."""
    runner = make_runner(WORLDS[job.world], job.seed, job.number)
    player = Player(runner if job.raters is None else rating_like(runner, job.raters))
    infos, reference = player.reference_run()
    player.rest(1.0)
    return player, infos, reference


def starts_s(reference: list[Attempt]) -> float:
    """When practice begins: a day after the reference run."""
    return sum(attempt.duration_s for attempt in reference) + DAY_S


class _Looks:
    """The true gain at each moment at which the calendar asks for it."""

    def __init__(self, calendar: Calendar, player: Player) -> None:
        self._player = player
        self._told = calendar.looks_s
        self._ahead = sorted({*calendar.looks_s, *calendar.curve_s}, reverse=True)
        self._now = [player.segment_run_s(place) for place in range(len(player.memories))]
        self.before_s = sum(self._now)
        self.gains: dict[float, float] = {}
        self.next_day_s: list[float] = []

    def after(self, step: Play) -> None:
        """See what an attempt has changed; where a look falls into it, its gain counts as far as it was played."""
        gain_s = self.before_s - sum(self._now)
        self._now[step.segment] = self._player.segment_run_s(step.segment)
        more_s = self.before_s - sum(self._now) - gain_s
        while self._ahead and self._ahead[-1] <= step.practised_s + step.attempt.duration_s:
            look = self._ahead.pop()
            self.gains[look] = gain_s + more_s * (look - step.practised_s) / step.attempt.duration_s
            if look in self._told:
                self.next_day_s.append(self.before_s - _tomorrow_s(self._player))

    def rested(self) -> None:
        """The player had a break."""
        self._now = [self._player.segment_run_s(place) for place in range(len(self._now))]


def _tomorrow_s(player: Player) -> float:
    """True run time of the player a day from now, if nothing is practised until then."""
    later = player.copy()
    later.rest(1.0)
    return later.run_s()


def contest(all_jobs: Iterable[Job]) -> Iterator[Played]:
    """Play jobs one after another in this process, and tell each as it is done."""
    return map(play, all_jobs)
