"""What takes seconds: the curves of all segments, and which estimator has predicted best.

Worked out in a thread when somebody asks. Work for another game or estimator breaks off at its next attempt; a log that
has grown meanwhile is looked at afterwards, so that it comes to an end however fast attempts come. A segment whose log
has not changed keeps its curve, and no attempt is scored twice unless one before it has changed. The thread stands
aside after every attempt, so that no frame waits for more than one of them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from spinlab_pad.lab.context import LabContext
from spinlab_pad.lab.model.rows import Working
from spinlab_pad.lab.segments.course import Course
from spinlab_pad.schedule import ESTIMATORS, Attempt, SegmentInfo
from spinlab_pad.schedule.backtest import Backtest
from spinlab_pad.schedule.learning_curve import CurvePoint, learning_curve
from spinlab_pad.schedule.marks import Score

KEY: Final = "model"
LET_GO_S: Final = 0.0005
"""The thread stands aside for so long after each attempt: Python runs one thread at a time."""

Log = tuple[Attempt, ...]
Logs = tuple[tuple[SegmentInfo, Log], ...]


class _Outdated(Exception):
    """Another game or estimator is asked about by now."""


@dataclass(slots=True)
class _Found:
    """What is known of one game: by estimator and segment its curve with the log it is of, and the scores with theirs.

    The thread puts whole values in, and the loop only reads.
    """

    game: str = ""
    curves: dict[tuple[str, str], tuple[Log, tuple[CurvePoint, ...]]] = field(default_factory=dict)
    scores: tuple[Logs, tuple[Score, ...]] | None = None
    backtest: Backtest = field(default_factory=Backtest)
    """Of the thread alone."""


@dataclass(slots=True)
class _Question:
    """What is wanted: curves of this estimator, and scores, of these logs. `done` attempts `of` all were looked at."""

    estimator: str
    logs: Logs
    found: _Found
    done: int = 0
    of: int = 0

    def without_curve(self) -> Iterator[tuple[SegmentInfo, Log]]:
        """Segments that have no curve of their log."""
        for info, log in self.logs:
            known = self.found.curves.get((self.estimator, info.id))
            if known is None or known[0] != log:
                yield info, log

    @property
    def scored(self) -> bool:
        """Whether the scores are those of the logs."""
        return self.found.scores is not None and self.found.scores[0] == self.logs


class Study:
    """Curves and scores, as far as they are known."""

    def __init__(self, context: LabContext) -> None:
        self._context = context
        self._asked: tuple[Course, int, str] | None = None
        self._question: _Question | None = None
        self._found = _Found()
        self._busy = False

    @property
    def working(self) -> Working | None:
        """How far the work is; None while there is none."""
        wanted = self._question
        return Working(wanted.done, wanted.of) if self._busy and wanted is not None else None

    @property
    def scores(self) -> tuple[Score, ...]:
        """Of every estimator, the best one first; empty while none are known. Of an older log while it is worked on."""
        return self._found.scores[1] if self._found.scores is not None else ()

    def curve(self, estimator: str, segment: str) -> tuple[CurvePoint, ...] | None:
        """The curve of a segment, None while it is not known. Of an older log while it is worked on."""
        known = self._found.curves.get((estimator, segment))
        return known[1] if known is not None else None

    def ask(self, game: str, course: Course) -> None:
        """Somebody looks: work out what is not known of this course, or has changed."""
        asked = (course, course.changes, course.scheduler.estimator)
        if asked == self._asked:
            return
        self._asked = asked
        if game != self._found.game:
            self._found = _Found(game)
        scheduler = course.scheduler
        logs = tuple((info, scheduler.log(info.id)) for info in scheduler.segments)
        self._question = _Question(scheduler.estimator, logs, self._found)
        if not self._busy:
            self._busy = True
            self._context.start(self._work(), KEY)

    async def _work(self) -> None:
        done: _Question | None = None
        try:
            while self._question is not None and self._question is not done:
                done = self._question
                await asyncio.to_thread(self._study, done)
        except BaseException:
            self._asked = None  # whoever asks next has it tried again
            raise
        finally:
            self._busy = False

    def _study(self, wanted: _Question) -> None:
        """In a thread."""
        left = list(wanted.without_curve())
        backtest = wanted.found.backtest
        wanted.of = sum(len(log) for _, log in left) + backtest.left(wanted.logs)

        def seen(*_: int) -> None:
            newest = self._question
            if newest is None or newest.found is not wanted.found or newest.estimator != wanted.estimator:
                raise _Outdated
            wanted.done += 1
            time.sleep(LET_GO_S)

        with suppress(_Outdated):
            for info, log in left:
                curve = learning_curve(ESTIMATORS[wanted.estimator], info, log, seen=seen)
                wanted.found.curves[(wanted.estimator, info.id)] = log, curve
            if not wanted.scored:
                scores = backtest.run(wanted.logs, seen)
                best_first = sorted(scores.values(), key=lambda score: -score.log_score_sum)
                wanted.found.scores = wanted.logs, tuple(best_first)
