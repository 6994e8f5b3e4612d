"""The practice mode: serve a segment, play it, reload on death, keep the attempt, go on with the next one.

The frames drive `feed`; loading a state and waiting for a rating go on beside them. One loader at a time: when the
wish changes while a load is under way, the newest wish is loaded after it.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from spinlab_pad.emulator.port import StateError, Unreachable
from spinlab_pad.game.events import Event
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab.context import Attached, LabContext, wall_ms
from spinlab_pad.lab.course import Course, counts
from spinlab_pad.lab.episode import Began, Completed, Episode, Reload, Strayed
from spinlab_pad.route.clock import Played
from spinlab_pad.schedule import Choice, Rating
from spinlab_pad.store.errors import StateFileError
from spinlab_pad.store.records import AttemptRecord, StartState

_RECENT = 10
"""Results kept for the last-ten dots."""
_CACHED_STATES = 16
"""States kept in memory (about 0.8 MB each with snes9x)."""


@dataclass(frozen=True, slots=True)
class Result:
    """The last finished attempt as it is stored, with what it meant."""

    attempt: AttemptRecord
    gold: bool
    delta_ms: int | None


@dataclass(slots=True)
class Session:
    """Counters of one practice session."""

    id: int
    started_ms: int
    expected_before_ms: int | None
    next_attempt: int
    attempts: int = 0
    completed: int = 0
    deaths: int = 0
    rated: int = 0
    golds: int = 0


class PracticeMode:
    """One practice session on a course."""

    def __init__(self, context: LabContext, course: Course, session: Session) -> None:
        self._context = context
        self.course = course
        self.session = session
        self.choice: Choice | None = None
        self.episode: Episode | None = None
        self.result: Result | None = None
        self.recent: list[Result] = []
        self._ended = 0
        self._served_at = 0.0
        self._served_ms = 0
        self._event_at: float | None = None
        self._broken: set[str] = set()
        self._states: OrderedDict[str, bytes] = OrderedDict()
        self._wish = asyncio.Event()
        self._go_on = asyncio.Event()
        self._wanting = False
        self._server: asyncio.Task[None] | None = None
        self.waiting_for_rating = False

    # frames

    def feed(self, snapshot: Snapshot, events: Sequence[Event]) -> None:
        """Take one frame in."""
        here = self._context.attached
        if self.episode is None or here is None:
            return
        self.episode, step = self.episode.step(
            snapshot,
            events,
            counter=self._context.counter(snapshot),
            lag_total=self._context.lag_total,
            frame_hz=here.frame_hz,
        )
        match step:
            case Began():
                self._first_frame()
            case Reload() | Strayed():
                self._event_at = time.perf_counter() if isinstance(step, Reload) else None
                self._want_load()
                self._context.changed()
            case Completed(played):
                self._event_at = time.perf_counter()
                self._context.closed(self.episode.segment, played)
                self._end(here, played, completed=True)

    def _first_frame(self) -> None:
        if self._event_at is not None:
            self._context.figures.event_to_load_ms.append((time.perf_counter() - self._event_at) * 1000)
            self._event_at = None
        self._context.changed()

    # serving

    def begin(self) -> None:
        """Choose the first segment and start to serve."""
        self._server = self._context.start(self._serve(), "practice")
        self._choose()

    def _choose(self) -> None:
        """Pick the next segment and ask for its load, unless the session's goal is reached."""
        goal = self._context.settings.goal_attempts
        if goal is not None and self._ended >= goal:
            self.episode = None
            self._context.tell("goal", "good", f"Session goal reached: {goal} attempts", lasting=True)
            return
        if len(self._broken) >= len(self.course.segments):
            self.episode = None
            self._context.tell("practice", "error", "no segment can be loaded any more: record a reference run anew")
            return
        self.choice = self.course.scheduler.next(time.time(), exclude=tuple(self._broken))
        start = self.course.starts[self.choice.segment]
        self.episode = Episode(self.course.named(self.choice.segment).segment, start.event_counter)
        self._served_at = time.perf_counter()
        self._served_ms = wall_ms()
        self._want_load()
        self._context.changed()

    def _want_load(self) -> None:
        """Wake the loader."""
        if not self._wanting:
            self._wanting = True
            self._context.want_io()
        self._wish.set()

    def _loaded(self) -> None:
        """Nothing is wanted from the loader any more."""
        if self._wanting and not self._wish.is_set():
            self._wanting = False
            self._context.did_io()

    async def _serve(self) -> None:
        """The loader: waits for a wish and loads the segment of the moment."""
        while True:
            await self._wish.wait()
            self._wish.clear()
            try:
                await self._serve_once()
            finally:
                self._loaded()

    async def _serve_once(self) -> None:
        here, episode, choice = self._context.attached, self.episode, self.choice
        if here is not None and episode is not None and choice is not None and episode.phase == "waiting":
            try:
                await self._load(here, self.course.starts[choice.segment])
            except Unreachable:
                self.episode = self.episode.waiting() if self.episode is not None else None
            except (StateError, StateFileError) as error:
                name = self.course.named(choice.segment).name
                self._context.tell(f"load {choice.segment}", "warn", f"{name} is left out: {error}")
                self._broken.add(choice.segment)
                self._choose()

    async def _load(self, here: Attached, start: StartState) -> None:
        data = await self._state(start)
        async with self._context.io:
            if self.episode is None or self.episode.phase != "waiting":
                return
            newest = self._context.newest
            self.episode = self.episode.loading(newest.load_id if newest else 0)
            if self._context.detector is not None:
                self._context.detector.start_at(start.waypoint.checkpoint)
            loaded = await here.emulator.load_state(data)
        self._context.figures.state_load_ms.append(loaded.ms)

    async def _state(self, start: StartState) -> bytes:
        data = self._states.get(start.sha256)
        if data is None:
            data = await self._context.store.call(lambda store: store.states.get(start.sha256))
            self._states[start.sha256] = data
            if len(self._states) > _CACHED_STATES:
                self._states.popitem(last=False)
        self._states.move_to_end(start.sha256)
        return data

    def void(self) -> None:
        """The life in flight does not count: the segment in hand is loaded again (after a jump, or a reconnect)."""
        if self.episode is not None and self.episode.phase != "over":
            self.episode = self.episode.waiting()
            self._event_at = None
            self._want_load()

    # ends of an episode

    def _end(self, here: Attached, played: Played, *, completed: bool) -> None:
        """Keep the attempt; the next segment loads at once unless a rating is waited for."""
        attempt = self._attempt(here, played, completed=completed)
        self._ended += 1
        expected_ms = self.course.scheduler.estimate(attempt.segment).expected_ms
        gold = self.course.record(attempt)
        delta_ms = None if attempt.time_ms is None or expected_ms is None else attempt.time_ms - expected_ms
        self._context.start(self._keep(here, Result(attempt, gold, delta_ms)), "keep the attempt")
        if self._context.settings.rating == "pause":
            self._context.start(self._rating_pause(here), "rating")
        else:
            self._choose()

    async def _keep(self, here: Attached, result: Result) -> None:
        """Store the attempt; only then is it shown."""
        attempt = result.attempt
        await self._context.store.call(lambda store: store.add_attempt(here.game.id, attempt))
        self.result = result
        self.recent.insert(0, result)
        del self.recent[_RECENT:]
        self.session.attempts += 1
        self.session.completed += attempt.completed
        self.session.deaths += attempt.deaths
        self.session.golds += result.gold
        self._context.changed()

    async def _rating_pause(self, here: Attached) -> None:
        """Hold the game still until a rating or a skip comes, or the time is over; then go on."""
        self._go_on.clear()
        self.waiting_for_rating = True
        self._context.changed()
        await here.emulator.pause()
        try:
            async with asyncio.timeout(self._context.settings.auto_advance_s):
                await self._go_on.wait()
        except TimeoutError:
            pass
        finally:
            self.waiting_for_rating = False
            await here.emulator.resume()
        self._choose()

    # commands

    def retry(self) -> None:
        """Load the segment in hand again; what was played of it is dropped."""
        if self.choice is None:
            return
        start = self.course.starts[self.choice.segment]
        self.episode = Episode(self.course.named(self.choice.segment).segment, start.event_counter)
        self._event_at = None
        self._want_load()
        self._context.changed()

    def skip(self) -> None:
        """Give up: what was played counts as an aborted attempt; the next segment comes."""
        here, episode, newest = self._context.attached, self.episode, self._context.newest
        if self.waiting_for_rating:
            self._go_on.set()
            return
        if here is None or episode is None or newest is None:
            return
        self.episode, played = episode.abort(newest, self._context.lag_total)
        self._event_at = None
        if played.frames or played.deaths:
            self._end(here, played, completed=False)
        else:
            self._choose()

    async def rate(self, rating: Rating) -> None:
        """Rate the last result; a new rating replaces the old one."""
        result = self.result
        assert result is not None
        attempt_id = result.attempt.id
        await self._context.store.call(lambda store: store.rate(attempt_id, rating))
        if result.attempt.rating is None:
            self.session.rated += 1
        self._replace(result, replace(result, attempt=replace(result.attempt, rating=rating)))
        self._go_on.set()

    async def set_valid(self, valid: bool) -> None:
        """Let the last attempt count or not."""
        result, here = self.result, self._context.attached
        assert result is not None
        attempt = replace(result.attempt, valid=valid)
        await self._context.store.call(lambda store: store.set_valid(attempt.id, valid))
        gold = False
        if valid:
            gold = self.course.record(attempt)
        elif here is not None and counts(result.attempt):
            run = self.course.run.id
            others, splits = await self._context.store.call(
                lambda store: (store.attempts(here.game.id, [attempt.segment]), store.splits(run))
            )
            self.course.forget(attempt, others, splits)
        self._replace(result, replace(result, attempt=attempt, gold=gold))

    def _replace(self, old: Result, new: Result) -> None:
        if self.result is old:
            self.result = new
        self.recent = [new if item is old else item for item in self.recent]
        self._context.changed()

    async def stop(self) -> None:
        """End the session; the attempt in flight is dropped."""
        if self._server is not None:
            self._server.cancel()
        self.episode = None
        session = self.session.id
        await self._context.store.call(lambda store: store.end_session(session, wall_ms()))

    def _next_id(self) -> int:
        """Ids are given here, not by the database: the scheduler knows an attempt before the disk does."""
        self.session.next_attempt += 1
        return self.session.next_attempt - 1

    def _attempt(self, here: Attached, played: Played, *, completed: bool) -> AttemptRecord:
        assert self.choice is not None
        hz = here.frame_hz
        penalty = played.deaths * self._context.settings.death_penalty_ms
        return AttemptRecord(
            id=self._next_id(),
            session=self.session.id,
            segment=self.choice.segment,
            started_ms=self._served_ms,
            duration_ms=round((time.perf_counter() - self._served_at) * 1000),
            source="practice",
            start=self.course.starts[self.choice.segment].kind,
            completed=completed,
            time_ms=played.time_ms(hz) + penalty if completed else None,
            clean_tail_ms=played.tail_ms(hz) if completed else None,
            frames=played.frames,
            tail_frames=played.tail_frames,
            game_frames=played.game_frames,
            rta_ms=played.rta_ms,
            deaths=played.deaths,
            rating=None,
            valid=True,
            not_real_time=not played.real_time(hz),
            emulator=f"{here.emulator.capabilities.emulator} {here.version}, {here.core}",
        )
