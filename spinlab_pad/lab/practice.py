"""The practice mode: serve a segment, play it, reload on death, keep the attempt, go on with the next one.

`TABLE` is the state machine. The frames drive `feed`; loading a state and waiting for a rating go on beside them. One
loader at a time: when the wish changes while a load is under way, the newest wish is loaded after it.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

from spinlab_pad.emulator.port import EmulatorError, Unreachable
from spinlab_pad.game.events import Event
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab import commands, picture
from spinlab_pad.lab.arrivals import Arrivals
from spinlab_pad.lab.cache import StateCache
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.condition import STILL
from spinlab_pad.lab.context import Attached, LabContext, wall_ms
from spinlab_pad.lab.course import Course
from spinlab_pad.lab.episode import Began, Completed, Episode, Reload, Strayed
from spinlab_pad.lab.loader import Loader
from spinlab_pad.lab.machine import ANY, END, Table, row, table
from spinlab_pad.lab.mode import ModeName
from spinlab_pad.lab.observed import Starts
from spinlab_pad.lab.rest import Rest
from spinlab_pad.lab.results import Results, Session
from spinlab_pad.lab.scene import ModeFacts, Scene
from spinlab_pad.lab.serving import Serving
from spinlab_pad.lab.standing import Standing
from spinlab_pad.route.clock import Played
from spinlab_pad.schedule import Choice, Rating
from spinlab_pad.store.errors import StateFileError, StoreError
from spinlab_pad.store.records import AttemptRecord, StartState

TABLE: Final[Table] = table(
    row("waiting", "load_sent", "loading"),
    row("loading", "began", "playing"),
    row("loading", "not_loaded left_out", "waiting"),
    row("playing", "died strayed jumped completed", "waiting"),
    row("playing", "completed_to_rate", "resting"),
    row("resting", "rated time_over", "waiting"),
    row("waiting loading", "nothing_loads", "stuck"),
    row("playing resting", "goal_reached", "done"),
    row(ANY, "retry skip", "waiting"),
    row(ANY, "rate invalidate_last undo_invalidate"),
    row("playing stuck done", "recapture_state"),
    row(ANY, "stop_practice", END),
)
"""A serving: its load is wanted, under way, its life is played; `resting` for a rating, `stuck` where nothing loads."""

FAILURES_MAX = 3
"""Loads that the emulator may refuse one after another; then it is the emulator, not the states."""
_NO_LOAD = "practice"
"""The notice of a session that stands still since nothing loads."""


class PracticeMode:
    """One practice session on a course of the game at hand."""

    def __init__(self, context: LabContext, here: Attached, course: Course, session: Session) -> None:
        self._context = context
        self._game, self._core = here.game.id, here.core
        self.course = course
        self.results = Results(context, here.game.id, course, session)
        self.standing = Standing(context)
        self.choice: Choice | None = None
        self.episode: Episode | None = None
        self._ended = 0
        self._serving = Serving()
        self._event_at: float | None = None
        self._gone: set[str] = set()
        """Segments whose state file is lost: out for this session."""
        self._refused: set[str] = set()
        """Segments that the emulator did not load: out until the runner says otherwise."""
        self._failures = 0
        self._stuck = False
        self._probing = False
        """Nothing loads, and one segment is tried now and then, without a word."""
        self._loads = 0
        self._states = StateCache(context.store)
        self._starts = Starts(context)
        self._arrivals = Arrivals(context)
        self._loader = Loader(context, self._serve, self._try_again)
        self._rest = Rest(context, self._after_rating)

    @property
    def name(self) -> ModeName:
        """Which mode this is."""
        return "practice"

    @property
    def phase(self) -> str:
        """The state in `TABLE`."""
        if self._stuck:
            return "stuck"
        if self._rest.waiting:
            return "resting"
        return self.episode.phase if self.episode is not None else "done"

    @property
    def holding(self) -> bool:
        """Whether the game stands still until the last result is rated, or the time for it is over."""
        return self._rest.waiting

    def fits(self, here: Attached) -> bool:
        """Whether the states of this session are of this game and core."""
        return (here.game.id, here.core) == (self._game, self._core)

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
            place=here.profile.place(snapshot) if self.episode.segment.end.spot is not None else None,
        )
        match step:
            case Began():
                self._first_frame(here, snapshot)
            case Reload() | Strayed():
                self._event_at = time.perf_counter() if isinstance(step, Reload) else None
                if isinstance(step, Reload):
                    self.standing.died(here, snapshot)
                self._loader.want()
                self._context.changed()
            case Completed(played, ago):
                self._arrivals.save(here, self.episode.segment.end, snapshot, ago)
                self._event_at = time.perf_counter()
                self._context.closed(self.episode.segment, played)
                self.standing.completed(here, played, self.episode.segment.end.label)
                self._end(here, played, completed=True)
        if self.episode is not None and self.episode.phase == "playing":
            self.standing.follow(here, self.episode.clock, snapshot)

    def _first_frame(self, here: Attached, snapshot: Snapshot) -> None:
        self.standing.begin()
        if self.choice is not None:
            id_ = self.choice.segment
            self._starts.compare(here, self.course.named(id_), self.course.starts[id_], snapshot)
        if self._event_at is not None:
            self._context.figures.event_to_load_ms.append((time.perf_counter() - self._event_at) * 1000)
            self._event_at = None
        self._context.changed()

    # serving

    def begin(self) -> None:
        """Choose the first segment and start to serve."""
        self._loader.start()
        self._choose()

    def _choose(self) -> None:
        """Pick the next segment and ask for its load, unless the session's goal is reached or nothing loads."""
        goal = self._context.settings.goal_attempts
        if goal is not None and self._ended >= goal:
            self.episode = None
            self._context.tell("goal", "good", f"Session goal reached: {goal} attempts", lasting=True)
            return
        out = (self._gone | self._refused) & {item.id for item in self.course.segments}
        if len(out) >= len(self.course.segments):
            self._stand_still("no segment can be loaded: record a reference run anew, or retry")
            return
        self.choice = self.course.scheduler.next(time.time(), exclude=tuple(out))
        self._serve_choice()
        self._loader.want()

    def _serve_choice(self) -> None:
        """A new serving of the segment in hand."""
        self._fresh_episode()
        self._serving.begin()
        self._context.changed()

    def _fresh_episode(self) -> None:
        assert self.choice is not None
        self._serving.unreal = self._context.unreal
        start = self.course.starts[self.choice.segment]
        self.standing.serve(self.course.bests.of(self.choice.segment, start.kind))
        self.episode = Episode(self.course.named(self.choice.segment).segment, start.event_counter)

    def _stand_still(self, text: str) -> None:
        """Serve nothing until the runner asks for it, or the emulator loads again."""
        self._stuck = True
        self.episode = None
        if not self._probing:
            self._context.tell(_NO_LOAD, "error", text, lasting=True)
        self._context.changed()

    def _stir(self) -> None:
        """The runner asks for it: what the emulator refused is tried again."""
        self._stuck = self._probing = False
        self._refused.clear()
        self._failures = 0
        self._context.notices.clear(_NO_LOAD)

    def _try_again(self) -> None:
        """With what is in hand, or with anything where nothing loaded any more."""
        if self._stuck and self._refused:
            self._probing = True
            self._refused.clear()
            self._choose()
        elif self.episode is not None:
            self._loader.want()

    async def _serve(self) -> bool:
        """Load the segment of the moment; False where that has to be tried again."""
        return await self._serve_once() and not self._stuck

    async def _serve_once(self) -> bool:
        """Load the segment of the moment; False when the emulator did not answer, or stands still and loads nothing."""
        here, episode, choice = self._context.attached, self.episode, self.choice
        if here is None or episode is None or choice is None or episode.phase != "waiting":
            return True
        still = self._context.still
        try:
            await self._load(here, episode, self.course.starts[choice.segment])
        except (EmulatorError, StateFileError) as error:
            stood = here.emulator.pace in STILL or self._context.still != still
            if isinstance(error, Unreachable) or (isinstance(error, EmulatorError) and stood):
                if self.episode is not None and self.episode.phase == "loading":
                    self.episode = self.episode.waiting()
                return False
            self._leave_out(choice, error)
        except Exception as error:
            # Whatever it is, without a loader practice would stand still for good.
            self._context.fault("load", error)
            self.episode = self.episode.waiting() if self.episode is not None else None
            return False
        return True

    async def _load(self, here: Attached, episode: Episode, start: StartState) -> None:
        """Load `start` for `episode`, unless something else is in hand by the time it could be sent."""
        data = await self._states.get(start)
        async with self._context.io:
            if self.episode is not episode or self._context.attached is not here:
                return
            newest = self._context.newest
            self.episode = episode.loading(max(self._loads, newest.load_id if newest else 0))
            if self._context.detector is not None:
                self._context.detector.start_at(start.waypoint.checkpoint)
            loaded = await here.emulator.load_state(data)
        self._loads = loaded.load_id
        self._failures = 0
        self._stuck = self._probing = False
        self._context.clear(_NO_LOAD)
        self._context.figures.state_load_ms.append(loaded.ms)

    def _leave_out(self, choice: Choice, error: EmulatorError | StateFileError) -> None:
        """A segment doesn't load: go on with another one, unless the runner has already asked for something else."""
        if isinstance(error, StateFileError):
            self._gone.add(choice.segment)
        else:
            self._refused.add(choice.segment)
            self._failures += 1
        if not self._probing:
            name = self.course.named(choice.segment).name
            self._context.tell(f"load {choice.segment}", "warn", f"{name} is left out: {error}")
        if self.choice is not choice or self._loader.wished or self.episode is None or self.episode.phase == "over":
            return
        if self._failures >= FAILURES_MAX:
            self._stand_still(f"nothing loads any more: {error}")
        else:
            self._choose()

    def jumped(self) -> None:
        """The life in flight does not count: the segment in hand is loaded again (after a jump, or a reconnect)."""
        if self.episode is not None and self.episode.phase != "over":
            self.episode = self.episode.waiting()
            self._event_at = None
            self._loader.want()

    def detached(self) -> None:
        """The emulator has gone: what is in hand is loaded again when it is back."""

    async def reattached(self, away_s: float) -> None:
        """The emulator is back after `away_s`: its loads count from zero, and no load of the old one is waited for."""
        await self._loader.end()
        self._loads = 0
        self.held(away_s)
        self._loader.start()
        stuck = self._stuck
        self._stir()
        if stuck:
            self._choose()
        else:
            self.jumped()

    def held(self, seconds: float) -> None:
        """The game stood still so long: that was no practice time."""
        self._serving.began_at += seconds

    # ends of an episode

    def _end(self, here: Attached, played: Played, *, completed: bool) -> None:
        """Keep the attempt; the next segment loads at once unless a rating is waited for."""
        self._ended += 1
        self.results.add(self._attempt(here, played, completed=completed), self.standing.passed(completed=completed))
        if self._context.settings.rating == "pause":
            self._rest.begin(here)
        else:
            self._choose()

    def _after_rating(self) -> None:
        """The pause for a rating is over: what was asked for meanwhile, else the next segment."""
        if self.episode is None or self.episode.phase == "over":
            self._choose()
        else:
            self._loader.want()

    # commands

    async def carry_out(self, command: Command) -> Refused | None:
        """Carry out a command that the rules have let pass."""
        match command:
            case commands.Rate(rating=rating):
                await self.rate(rating)
            case commands.Retry():
                self.retry()
            case commands.Skip():
                self.skip()
            case commands.InvalidateLast() | commands.UndoInvalidate():
                await self.results.set_valid(isinstance(command, commands.UndoInvalidate))
            case _:
                raise AssertionError(f"{command.name} passed the rules in practice")
        return None

    def go_on(self) -> None:
        """End the pause for a rating."""
        self._rest.end()

    def retry(self) -> None:
        """Load the segment in hand again; what was played of it is dropped."""
        if self._stuck:
            self._stir()
            self._choose()
            return
        if self.choice is None:
            return
        self._event_at = None
        if self.episode is None or self.episode.phase == "over":
            self._serve_choice()
        else:
            self._fresh_episode()
        if self.holding:
            self._rest.end()
        else:
            self._loader.want()
        self._context.changed()

    def skip(self) -> None:
        """Give up: what was played counts as an aborted attempt; the next segment comes."""
        here, episode, newest = self._context.attached, self.episode, self._context.newest
        if self._stuck:
            self._stir()
            self._choose()
            return
        if self.holding:
            self._rest.end()
            return
        if here is None or episode is None:
            return
        self._event_at = None
        if newest is None:
            self._choose()
            return
        self.episode, played = episode.abort(newest, self._context.lag_total)
        if played.frames or played.deaths:
            self._end(here, played, completed=False)
        else:
            self._choose()

    async def rate(self, rating: Rating) -> None:
        """Rate the last result; a new rating replaces the old one."""
        await self.results.rate(rating)
        self._rest.end()

    async def stop(self) -> None:
        """End the session; the attempt in flight is dropped, those that have ended are kept."""
        self.episode = None
        self._rest.stop()
        await self._loader.end()
        self._loader.loaded()
        await self._rest.settle()
        for key in (_NO_LOAD, "goal", "rating"):
            self._context.notices.clear(key)
        await self.results.close()
        session = self.results.session.id
        try:
            await self._context.store.call(lambda store: store.end_session(session, wall_ms()))
        except StoreError as error:
            # The session is over all the same; its end is found from its attempts at the next start.
            self._context.tell("session", "error", str(error))

    def _attempt(self, here: Attached, played: Played, *, completed: bool) -> AttemptRecord:
        assert self.choice is not None
        id_, ids = self.choice.segment, (self.results.next_id(), self.results.session.id)
        kind = self.course.starts[id_].kind
        return self._serving.attempt(here, self._context, played, completed=completed, ids=ids, segment=id_, start=kind)

    # what is shown

    def facts(self) -> ModeFacts:
        """What the rules may ask."""
        result = self.results.last
        return ModeFacts(
            result=result is not None,
            result_valid=result is not None and result.attempt.valid,
            segment=self.choice.segment if self.choice else None,
        )

    def scene(self) -> Scene:
        """The serving in hand and the session."""
        course, results, here = self.course, self.results, self._context.attached
        served = self.choice.segment if self.episode and self.choice and here else None
        return Scene(
            clock=self.episode.clock if self.episode else None,
            penalty_ms=self._context.settings.death_penalty_ms,
            segment=picture.segment_view(course, served) if served else None,
            estimate=picture.estimate_view(course, served) if served else None,
            result=picture.result_view(course, results.last) if results.last else None,
            delta=self.standing.delta if served else None,
            recent=tuple(picture.recent_view(course, item) for item in results.recent),
            session=picture.session_view(course, results.session),
        )


async def begin(context: LabContext, _command: Command) -> PracticeMode | Refused:
    """Start a session on the course of the game at hand."""
    await context.load_course()
    course, here = context.course, context.attached
    if here is None:
        return Refused("the emulator has gone meanwhile: start it again")
    if course is None or not course.segments:
        return Refused("there is nothing to practise: record a reference run first")
    game, started_ms = here.game.id, wall_ms()
    session, next_attempt = await context.store.call(
        lambda store: (store.start_session(game, course.run.id, started_ms), store.next_attempt_id())
    )
    mode = PracticeMode(context, here, course, Session(session, started_ms, course.expected_ms, next_attempt))
    mode.begin()
    return mode
