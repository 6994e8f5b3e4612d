"""A runner: what is true of him, and him as he plays.

`Runner` never changes; `Player` is a runner at a moment. The true run time of a player is a closed form of what he
holds, so what practice is worth is known exactly and not sampled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from spinlab_pad.schedule.types import Attempt, SegmentInfo
from spinlab_pad.simulate.chance import stream
from spinlab_pad.simulate.runners.form import AVERAGE, Form, Mood
from spinlab_pad.simulate.runners.lives import Patience
from spinlab_pad.simulate.runners.memory import Memory, Retention
from spinlab_pad.simulate.runners.noise import Slips
from spinlab_pad.simulate.runners.rater import Kind, Rater
from spinlab_pad.simulate.runners.segment import Segment

PENALTY_S = 3.2
"""What a death costs in a run beyond the time played: fade, map, respawn (the scheduler's own default)."""

LOAD_S = 0.9
"""What a load costs in practice, at the start and after each death (the scheduler's own default)."""

SHORTEST_S = 0.1
"""No life is shorter than a few frames."""

PLAYS, DAYS = 1, 2
"""First number of a runner's streams: one a segment and attempt, one a day."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How a runner goes about practice.

    `restarts`: probability that an attempt is broken off on the way without a death, to begin it anew.
    """

    patience: Patience
    restarts: float
    retention: Retention
    form: Form
    rater: Rater
    pauses: Slips


@dataclass(frozen=True, slots=True)
class Runner:
    """What is true of one runner. `key`: names his streams; `segments` in the order of the run."""

    key: tuple[int, ...]
    segments: tuple[Segment, ...]
    habits: Habits


def rating_like(runner: Runner, kind: Kind) -> Runner:
    """The same runner, who rates in another way; all that he plays stays the same."""
    return replace(runner, habits=replace(runner.habits, rater=replace(runner.habits.rater, kind=kind)))


def names(runner: Runner) -> tuple[str, ...]:
    """Ids of the segments, as the scheduler knows them."""
    return tuple(f"s{number:02}" for number in range(len(runner.segments)))


class Player:
    """A runner who plays. Time is in seconds since his reference run began."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self.memories = [[Memory(x) for x in segment.begins] for segment in runner.segments]
        self.plays = [0] * len(runner.segments)
        self._names = names(runner)
        self._day = 0
        self._form = 0.0
        self._wake(0)

    def copy(self) -> Player:
        """The same player at the same moment, to try something out."""
        other = Player(self.runner)
        other.memories = [[memory.copy() for memory in memories] for memories in self.memories]
        other.plays = list(self.plays)
        other._wake(self._day)
        return other

    def held(self, segment: int) -> list[float]:
        """Exposures of each part of a segment."""
        return [memory.held for memory in self.memories[segment]]

    def segment_run_s(self, segment: int) -> float:
        """True expected seconds of a segment in a run, deaths included, in average form."""
        return run_s(self.runner.segments[segment], self.held(segment))

    def run_s(self) -> float:
        """True expected seconds of a run."""
        return sum(self.segment_run_s(segment) for segment in range(len(self.memories)))

    def rest(self, days: float) -> None:
        """Let days pass; the form of the next session is another one."""
        for memories in self.memories:
            for memory in memories:
                memory.rest(days, self.runner.habits.retention)
        self._wake(self._day + 1)

    def reference_run(self) -> tuple[list[SegmentInfo], list[Attempt]]:
        """Play the whole run once, without giving anything up."""
        infos: list[SegmentInfo] = []
        attempts: list[Attempt] = []
        now_s = 0.0
        for segment, name in enumerate(self._names):
            attempt = self.play(segment, now_s, now_s, in_run=True)
            played_ms = (attempt.time_ms or 0) - round(1_000 * PENALTY_S) * attempt.deaths
            infos.append(SegmentInfo(name, played_ms, round(1_000 * PENALTY_S), round(1_000 * LOAD_S)))
            attempts.append(attempt)
            now_s += attempt.duration_s
        return infos, attempts

    def play(self, segment: int, started_s: float, since_s: float, *, in_run: bool = False) -> Attempt:
        """Play one attempt, `since_s` seconds into the session, and learn from each of its lives."""
        truth, habits, memories = self.runner.segments[segment], self.runner.habits, self.memories[segment]
        random = stream(*self.runner.key, PLAYS, segment, self.plays[segment])
        self.plays[segment] += 1
        mood = habits.form.mood(self._form, since_s)
        expected = truth.expected(self.held(segment), None)
        expected_clean_s = truth.clean_s(self.held(segment))
        pause_s = habits.pauses.pause_s(random)
        restart, share = random.random() < habits.restarts, random.random()
        if restart and not in_run:
            played_s = max(share * expected_clean_s * mood.time, SHORTEST_S) + pause_s
            self._learn(memories, [share] * len(memories))
            return Attempt(self._names[segment], started_s, LOAD_S + played_s, False, None, None)
        lives, completed = self._lives(truth, memories, mood, random, None if in_run else habits.patience)
        lives[-1] += pause_s
        deaths = len(lives) - completed
        lives_ms = [max(round(1_000 * life), 1) for life in lives]
        overhead_s = PENALTY_S * deaths if in_run else LOAD_S * (1 + deaths - (not completed))
        duration_s = sum(lives_ms) / 1_000 + overhead_s
        if not completed:
            return Attempt(self._names[segment], started_s, duration_s, False, None, None, deaths)
        faster = float(np.log(expected_clean_s / lives[-1]))
        return Attempt(
            segment=self._names[segment],
            started_s=started_s,
            duration_s=duration_s,
            completed=True,
            time_ms=sum(lives_ms) + round(1_000 * PENALTY_S) * deaths,
            clean_tail_ms=lives_ms[-1],
            deaths=deaths,
            rating=None if in_run else habits.rater.rate(faster, deaths - expected.deaths, random),
            source="reference" if in_run else "practice",
        )

    def _lives(
        self,
        truth: Segment,
        memories: list[Memory],
        mood: Mood,
        random: np.random.Generator,
        patience: Patience | None,
    ) -> tuple[list[float], bool]:
        """Seconds of each life, and whether the last one completed the segment."""
        lives: list[float] = []
        while True:
            life = truth.live([memory.held for memory in memories], len(lives), mood, random)
            self._learn(memories, life.exposures)
            lives.append(max(life.seconds, SHORTEST_S))
            if not life.died:
                return lives, True
            leaves = patience.gives_up(len(lives)) if patience else 0.0
            if leaves and random.random() < leaves:
                return lives, False

    def _learn(self, memories: list[Memory], exposures: Sequence[float]) -> None:
        for memory, gained in zip(memories, exposures, strict=True):
            memory.practise(gained, self.runner.habits.retention)

    def _wake(self, day: int) -> None:
        self._day = day
        self._form = float(stream(*self.runner.key, DAYS, day).standard_normal())


def run_s(segment: Segment, held: Sequence[float]) -> float:
    """True expected seconds of a segment in a run, where nobody gives up."""
    expected = segment.expected(held, None)
    return expected.played_s + PENALTY_S * expected.deaths


__all__ = ["AVERAGE", "LOAD_S", "PENALTY_S", "Habits", "Player", "Runner", "names", "rating_like", "run_s"]
