"""The sheet of a speed run: its splits so far, what they are compared with, and what of it is kept and told.

Both kinds of run write on it. It decides nothing about the game: the modes say what was reached, and when.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from spinlab_pad.lab.context import LabContext, wall_ms
from spinlab_pad.lab.keeper import RUN_PART
from spinlab_pad.lab.run_events import Finished, Reset, RunTime, Skipped, Split, Started, Undone
from spinlab_pad.lab.speed_run.attempts import RunAttempts
from spinlab_pad.lab.speed_run.chance import RunChance
from spinlab_pad.lab.speed_run.plan import Plan, Rival, rival_of
from spinlab_pad.route.comparison import ahead, best_possible, left_out, total
from spinlab_pad.route.subsplits import NOTHING, Passed
from spinlab_pad.store.records import AttemptRecord
from spinlab_pad.store.speed_runs import Gap, SpeedRunRecord, SpeedRunSplit
from spinlab_pad.store.store import Store

KEY = "speed run"
"""The notice of how a run came out."""


@dataclass(frozen=True, slots=True)
class Done:
    """A split that was reached at `at`. One that was taken back does not count until it is let count again."""

    split: SpeedRunSplit
    at: RunTime
    segment_ms: int | None
    attempt: AttemptRecord | None = None
    passed: Passed = NOTHING
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the run that has just ended came out."""

    time_ms: int
    pb: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a whole run, as the View has them."""

    ahead_ms: int | None
    sum_of_best_ms: int | None
    expected_ms: int | None
    best_possible_ms: int | None


class Sheet:
    """One run after another of the same plan."""

    def __init__(self, context: LabContext, plan: Plan) -> None:
        self._context = context
        self.plan = plan
        self.marks = plan.marks
        self.rival = plan.rival
        """The best run when this one began."""
        self._best = plan.rival
        self._to_beat_ms = plan.rival.run.time_ms if plan.rival.run is not None else None
        """The time of the best run, be it on disk already or not."""
        self.started, self.finished = plan.started, plan.finished
        self.attempts = RunAttempts(context, plan)
        self.chance = RunChance(context, plan)
        self.run: SpeedRunRecord | None = None
        """The run under way."""
        self.done: dict[int, Done] = {}
        """Splits of the run under way, or of the last one, by place (from 0)."""
        self.place = 0
        """The split that is next."""
        self.so_far_ms = 0
        """The time of the run when it came to be."""
        self._totals: tuple[tuple[object, ...], Totals] | None = None
        self.outcome: Outcome | None = None
        self._next = plan.next_run
        self.gaps_ms: list[int | None] = []
        """What lies before each segment, at best."""
        self.usual_gaps_ms: list[int | None] = []
        self._measure_gaps(plan.gaps)

    @property
    def count(self) -> int:
        """How many splits there are."""
        return len(self.plan.segments)

    @property
    def last(self) -> Done | None:
        """The last split that was reached."""
        return self.done[max(self.done)] if self.done else None

    def time_ms(self, place: int) -> int | None:
        """When a split was reached; None where it was not, or was taken back."""
        done = self.done.get(place)
        return done.at.time_ms if done is not None and done.counts else None

    def best_ms(self, place: int) -> int | None:
        """When the best run reached it."""
        return self.rival.times.get(self.marks[place])

    @property
    def totals(self) -> Totals:
        """Sums over the whole run, added up anew only when something of them has changed."""
        counts = tuple(place for place, done in self.done.items() if done.counts)
        runs, learnt = (self.run, self.rival.run, self.place, counts), self.attempts.changes
        key = (runs, learnt, self.plan.course.scheduler.estimator)
        if self._totals is None or self._totals[0] != key:
            self._totals = key, self._add_up()
        return self._totals[1]

    def _add_up(self) -> Totals:
        plan, places = self.plan, range(self.count)
        golds = [plan.gold_ms(place) for place in places]
        expected = [estimate.expected_ms if (estimate := plan.estimate(place)) else None for place in places]
        return Totals(
            ahead_ms=ahead([self.time_ms(place) for place in places], [self.best_ms(place) for place in places]),
            sum_of_best_ms=total([*golds, *self.gaps_ms]),
            expected_ms=total([*expected, *self.usual_gaps_ms]),
            best_possible_ms=best_possible(self.so_far_ms, self.place, golds, self.gaps_ms),
        )

    def start(self, at: RunTime) -> None:
        """A run begins."""
        plan = self.plan
        self.run = SpeedRunRecord(
            id=self._next,
            game=plan.game,
            run=plan.course.run.id,
            kind=plan.kind,
            way=plan.way,
            segments=self.count,
            state="running",
            started_ms=wall_ms() - at.real_ms,
            emulator=plan.emulator,
        )
        self._next += 1
        self.started += 1
        self.rewind()
        self.so_far_ms = at.time_ms
        self._context.clear(KEY)
        self._keep_run(self.run)
        self._context.tell_run(Started(at, plan.kind, tuple(record.name for record in plan.segments), self.started))
        self._ask_chance()

    def split(
        self,
        place: int,
        at: RunTime,
        *,
        entered: int | None,
        segment_ms: int | None,
        deaths: int,
        attempt: AttemptRecord | None = None,
        passed: Passed = NOTHING,
    ) -> None:
        """The end of a segment was reached; `entered` is the frame of the run in which it was begun."""
        run, record = self.run, self.plan.segments[place]
        assert run is not None
        gold = attempt is not None and self.attempts.add(attempt, passed)
        split = SpeedRunSplit(
            place=place + 1,
            segment=record.id,
            mark=self.marks[place],
            frames=at.frames,
            time_ms=at.time_ms,
            rta_ms=at.real_ms,
            entered=entered,
            deaths=deaths,
            gold=gold,
            attempt=attempt.id if attempt is not None else None,
        )
        self.done[place] = Done(split, at, segment_ms, attempt, passed)
        self.place, self.so_far_ms = place + 1, at.time_ms
        self._keep(lambda store: store.speed_runs.put_split(run, split))
        self._context.tell_run(Split(at, place, record.name))
        self._ask_chance()

    def skip(self, place: int, at: RunTime) -> None:
        """A split stays without a time."""
        self.place, self.so_far_ms = place + 1, at.time_ms
        self._context.tell_run(Skipped(at, place, self.plan.segments[place].name))
        self._ask_chance()

    def set_counts(self, counts: bool, at: RunTime) -> None:
        """Let the last split and its attempt count or not, from `at` on."""
        run, place = self.run, max(self.done)
        assert run is not None
        done = self.done[place] = replace(self.done[place], counts=counts)
        split = done.split
        if counts:
            self._keep(lambda store: store.speed_runs.put_split(run, split))
        else:
            self._keep(lambda store: store.speed_runs.drop_split(run.id, split.place))
        if done.attempt is not None:
            self.attempts.set_valid(done.attempt, done.passed, valid=counts)
        name = self.plan.segments[place].name
        self._context.tell_run(Undone(at, place, name))
        self._context.tell_run(Split(done.at, place, name) if counts else Skipped(at, place, name))
        for later in range(place + 1, self.place):
            self._context.tell_run(Skipped(at, later, self.plan.segments[later].name))
        self._context.changed()

    def end(self, at: RunTime, deaths: int) -> None:
        """The run is given up, or has broken off; nothing happens where none is under way."""
        run, self.run = self.run, None
        if run is None:
            return
        self._keep_run(self._ended(replace(run, state="reset"), at, deaths))
        self._context.tell_run(Reset(at))
        self.rewind()

    def rewind(self) -> None:
        """Nothing of the next run has been played."""
        self.chance.forget()
        self.done, self.place, self.so_far_ms, self.outcome = {}, 0, 0, None
        self.rival = self._best

    def finish(self, at: RunTime, deaths: int, *, real_time: bool, then: Callable[[], None]) -> None:
        """The run has come to its end; `then` is called when that is on disk, or will never be."""
        run, self.run = self.run, None
        assert run is not None
        self.chance.forget()
        self.finished += 1
        ended = self._ended(replace(run, state="finished", real_time=real_time), at, deaths)
        pb = ended.counts and (self._to_beat_ms is None or ended.time_ms < self._to_beat_ms)
        if pb:
            self._to_beat_ms = ended.time_ms
        gap = self._gap

        def write(store: Store) -> tuple[Rival, dict[str, Gap]]:
            store.speed_runs.put(ended)
            return rival_of(store, ended), store.speed_runs.gaps(ended.game, ended.way)

        def kept(learnt: tuple[Rival, dict[str, Gap]]) -> None:
            rival, gaps = learnt
            self._best = rival if pb else self._best
            self._measure_gaps(gaps)
            self._say(ended, gap, pb=pb)
            if self.run is None and self.place == self.count:
                self.outcome = Outcome(ended.time_ms, pb)
            else:  # the next one is awaited already
                self.rival = self._best
            over()

        def over() -> None:
            then()
            self._context.changed()

        self._context.keeper.add(RUN_PART, "the end of the speed run", write, kept=kept, lost=over)
        self._context.tell_run(Finished(at, pb))

    def _measure_gaps(self, gaps: dict[str, Gap]) -> None:
        plan, places = self.plan, range(self.count)
        plan.gaps.update(gaps)
        self._totals = None
        self.gaps_ms = [plan.gap_ms(place) for place in places]
        self.usual_gaps_ms = [plan.gap_ms(place, usual=True) for place in places]

    def _keep_run(self, run: SpeedRunRecord) -> None:
        self._keep(lambda store: store.speed_runs.put(run))

    def _keep(self, write: Callable[[Store], None]) -> None:
        self._context.keeper.add(RUN_PART, "a part of the speed run", write)

    def _ended(self, run: SpeedRunRecord, at: RunTime, deaths: int) -> SpeedRunRecord:
        return replace(
            run,
            ended_ms=wall_ms(),
            frames=at.frames,
            time_ms=at.time_ms,
            rta_ms=at.real_ms,
            deaths=deaths,
            whole=self._whole,
        )

    @property
    def _whole(self) -> bool:
        """Whether it was the whole course: of each level its end (full), of chained practice every segment.

        A full run was played, also where a split of it does not count; a chain is nothing but its segments.
        """
        if self.plan.kind == "full":
            return not left_out(self.plan.route, self.done.keys())
        return sum(done.counts for done in self.done.values()) == self.count

    @property
    def _gap(self) -> str:
        """Why it is not the whole course, where it is not."""
        if self.plan.kind == "full":
            return "with parts left out"
        skipped = len(self.done) < self.count
        return "with a segment that was skipped" if skipped else "with a split that does not count"

    def _say(self, run: SpeedRunRecord, gap: str, *, pb: bool) -> None:
        name = "Speed run" if run.kind == "full" else "Chained practice"
        if pb:
            level, text = "good", f"{name}: a new personal best"
        elif not run.whole:
            level, text = "info", f"{name} finished, {gap}: it can't be a personal best"
        elif not run.real_time:
            level, text = "warn", f"{name} finished, but not at normal speed or with breaks: no personal best"
        else:
            level, text = "info", f"{name} finished"
        self._context.tell(KEY, level, text)  # type: ignore[arg-type]  # words of `Level`

    def _ask_chance(self) -> None:
        if self.run is not None and self.place < self.count:
            best = self.rival.run
            self.chance.ask(self.so_far_ms, self.place, best.time_ms if best is not None else None, self.run.id)
