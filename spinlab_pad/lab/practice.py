"""The practice mode: serve a segment, play it, reload on death, keep the attempt, go on with the next one.

`TABLE` is the state machine; nothing else moves its state. The parts of a session share what is in `Hand`: `Picking`
chooses, `PracticeLoads` loads, `Lives` follows the frames, `Rest` and `StartPause` hold the game still, `Results` keeps
what was played, `Selection` is what the runner wants to be served. Frames drive `feed`; all else goes on beside them.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from typing import Final

from spinlab_pad.emulator.port import Loaded
from spinlab_pad.game.events import Event
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab import choosing, commands, picture
from spinlab_pad.lab.choosing import Choosing
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.context import Attached, LabContext, wall_ms
from spinlab_pad.lab.course import Course
from spinlab_pad.lab.hand import Hand
from spinlab_pad.lab.lives import Lives
from spinlab_pad.lab.machine import ANY, END, Machine, Table, row, table
from spinlab_pad.lab.mode import ModeName
from spinlab_pad.lab.picking import BREAK, GOAL, NO_LOAD, Picking
from spinlab_pad.lab.practice_loads import PracticeLoads
from spinlab_pad.lab.rest import Rest
from spinlab_pad.lab.results import Results, Session, expected_now
from spinlab_pad.lab.scene import ModeFacts, Scene
from spinlab_pad.lab.selection import Selection
from spinlab_pad.lab.standing import Standing
from spinlab_pad.lab.start_pause import StartPause
from spinlab_pad.lab.streaks import day_of
from spinlab_pad.route.clock import Played
from spinlab_pad.schedule import Choice
from spinlab_pad.store.errors import StoreError
from spinlab_pad.store.store import Store

_LIFE: Final = "loading standing counting playing"

TABLE: Final[Table] = table(
    row("picking", "chosen", "waiting"),
    row("picking", "goal_reached", "done"),
    row("picking", "nothing_left nothing_loads", "stuck"),
    row("waiting", "load_sent", "loading"),
    row("loading", "not_loaded", "waiting"),
    row("loading", "began", "playing"),
    row("loading", "held_at_start", "standing"),
    row("standing", "count_down", "counting"),
    row("standing", "hold_on"),
    row("counting", "hold_on", "standing"),
    row("counting", "count_down"),
    row("standing counting", "went_on", "playing"),
    row("playing", "died_to_come_back", "dead"),
    row("dead", "came_back", "playing"),
    row(f"{_LIFE} dead", "died strayed", "waiting"),
    row(f"waiting {_LIFE} dead", "jumped", "waiting"),
    row(_LIFE, "completed", "picking"),
    row(_LIFE, "completed_to_rate", "resting"),
    row("resting", "rated time_over", "picking"),
    row(f"waiting {_LIFE}", "left_out", "picking"),
    row("stuck done", "tried_again", "picking"),
    row(ANY, "retry skip next_segment previous_segment given_up", "picking"),
    row(ANY, "pin_segment unpin snooze exclude practice_only set_goal"),
    row(ANY, "rate invalidate_last undo_invalidate"),
    row(ANY, "stop_practice", END),
)
"""From one serving to the next.

`picking` is over in the same moment: another segment is chosen, or none. A load is wanted (`waiting`), under way
(`loading`), the game is held still at the start (`standing`, `counting` down), a life is played, the player is `dead`
and about to be brought back by the game. `resting` for a rating; `done` with the session's goal; `stuck` where nothing
is left to serve, or nothing loads.
"""

_AT_START: Final = ("standing", "counting")


class PracticeMode:
    """One practice session on a course of the game at hand."""

    def __init__(
        self, context: LabContext, here: Attached, course: Course, session: Session, snoozed: dict[str, int]
    ) -> None:
        self._context = context
        self._game, self._core = here.game.id, here.core
        self.course = course
        self.hand = hand = Hand(Machine(TABLE, "picking"), course, context.changed)
        self.results = Results(context, here.game.id, course, session)
        self.standing = Standing(context)
        self.selection = Selection(course, snoozed)
        self._choosing = Choosing(context, here.game.id, self.selection)
        self._rest = Rest(context, lambda: self._rested("time_over"))
        self._start = StartPause(context, self._went_on)
        self._loads = PracticeLoads(context, hand, self.selection, self._let_go_on, self._stand)
        self._picking = Picking(context, hand, self.selection, self.standing, self._loads.want)
        self._loads.picking = self._picking
        self._lives = Lives(context, hand, self.standing, self._reload, self._complete)

    @property
    def name(self) -> ModeName:
        """Which mode this is."""
        return "practice"

    @property
    def phase(self) -> str:
        """The state in `TABLE`."""
        return self.hand.phase

    @property
    def holding(self) -> bool:
        """Whether the game stands still until the last result is rated, or until the runner is ready at a start."""
        return self._rest.waiting or self._start.waiting

    def fits(self, here: Attached) -> bool:
        """Whether the states of this session are of this game and core."""
        return (here.game.id, here.core) == (self._game, self._core)

    def begin(self) -> None:
        """Choose the first segment and start to serve."""
        self._loads.start()
        self._picking.pick()

    # frames

    def feed(self, snapshot: Snapshot, events: Sequence[Event]) -> None:
        """Take one frame in."""
        here = self._context.attached
        if here is not None:
            self._lives.feed(here, snapshot, events)

    def _reload(self, died: bool) -> None:
        """A life is over, and the attempt goes on with the next one from the start."""
        self._start.give_up()
        if died:
            self._picking.remind()
        self._loads.want()

    def _complete(self, here: Attached, played: Played) -> None:
        """Keep the attempt; the next segment loads at once unless a rating is waited for."""
        held = self._start.waiting
        self._start.give_up()
        self._keep(here, played, completed=True)
        if self._context.settings.rating == "pause" and not held:
            self.hand.fire("completed_to_rate")
            self._lives.forget()
            self._rest.begin(here)
            self._context.changed()
        else:
            self.hand.fire("completed")
            self._picking.pick()

    def jumped(self) -> None:
        """The life in flight does not count: the segment in hand is loaded again (after a jump, or a reconnect)."""
        hand = self.hand
        if hand.episode is not None and hand.machine.can("jumped"):
            hand.fire("jumped")
            hand.episode = hand.episode.waiting()
            self._start.give_up()
            self._lives.forget()
            self._loads.want()

    def detached(self) -> None:
        """The emulator has gone: what is in hand is loaded again when it is back."""

    async def reattached(self, away_s: float) -> None:
        """The emulator is back after `away_s`."""
        await self._loads.restart()
        self.held(away_s)
        self._loads.stir()
        if self.phase == "stuck":
            self.hand.fire("tried_again")
            self._picking.pick()
        else:
            self.jumped()

    def held(self, seconds: float) -> None:
        """The game stood still so long: that was no practice time."""
        self.hand.serving.began_at += seconds
        self._picking.time.held(seconds, time.perf_counter())

    # the game is held still

    async def _let_go_on(self) -> None:
        """A load may be ignored by a game that stands still."""
        await self._rest.settle()
        await self._start.settle()

    def _stand(self, here: Attached, loaded: Loaded) -> None:
        """The state is loaded: hold the game still until the runner is ready."""
        self.hand.fire("held_at_start")
        self.hand.stood = True
        newest = self._context.newest
        buttons: tuple[str, ...] = ()
        if loaded.wram is not None:
            buttons = here.profile.held_in(loaded.wram)
        elif newest is not None and newest.load_id == loaded.load_id:
            buttons = here.profile.held_at(newest)
        self._start.begin(here, buttons)
        self._context.changed()

    def _went_on(self, stood_s: float) -> None:
        """The game goes on from its start."""
        if self.hand.machine.can("went_on"):
            self.hand.fire("went_on")
            self.held(stood_s)
            self._context.changed()

    def _rested(self, trigger: str) -> None:
        """The pause for a rating is over."""
        self.hand.fire(trigger)
        self._picking.pick()

    def go_on(self) -> None:
        """End what `holding` says."""
        if self.phase == "resting":
            self._rest.give_up()
            self._rested("rated")
        self._start.go_on()

    # ends of a serving

    def _keep(self, here: Attached, played: Played, *, completed: bool) -> None:
        hand, results = self.hand, self.results
        self._picking.ended += 1
        assert hand.choice is not None
        attempt = hand.serving.attempt(
            here,
            self._context,
            played,
            completed=completed,
            ids=(results.next_id(), results.session.id),
            segment=hand.choice.segment,
            start=hand.start.kind,
        )
        # The last life of who was brought back began cold: its frames can't be compared with those of hot starts.
        comparable = completed and hand.kind == hand.start.kind
        results.add(attempt, self.standing.passed(completed=comparable))

    def _give_up(self, *, skipped: bool) -> None:
        """What was played of the serving in hand counts as an aborted attempt: its deaths, or anything if `skipped`."""
        here, newest, hand = self._context.attached, self._context.newest, self.hand
        if here is None or newest is None or hand.episode is None or self.phase == "resting":
            return
        hand.episode, played = hand.episode.abort(newest, self._context.lag_total)
        if played.deaths or (skipped and played.frames and self.phase not in _AT_START):
            self._keep(here, played, completed=False)

    def _serve_anew(self, trigger: str, choice: Choice | None = None) -> None:
        """Another serving is wanted: `choice`, or what comes next."""
        self._rest.give_up()
        self._start.give_up()
        self._picking.waive_goal()
        if self.phase == "stuck":
            self._loads.stir()
        self._lives.forget()
        self.hand.fire(trigger)
        self._picking.pick(choice)

    # commands

    async def carry_out(self, command: Command) -> Refused | None:
        """Carry out a command that the rules have let pass."""
        refused: Refused | None = None
        match command:
            case commands.Rate(rating=rating):
                await self.results.rate(rating)
                if self.phase == "resting":
                    self.go_on()
            case commands.InvalidateLast() | commands.UndoInvalidate():
                await self.results.set_valid(isinstance(command, commands.UndoInvalidate))
            case commands.Retry():
                self._retry()
            case commands.Skip():
                self._give_up(skipped=True)
                self._serve_anew(command.name)
            case commands.NextSegment() | commands.PreviousSegment():
                refused = self._turn_to(command)
            case commands.CountDown():
                self.hand.fire(command.name)
                self._start.count()
            case commands.HoldOn():
                self.hand.fire(command.name)
                self._start.stop_counting()
            case commands.SetGoal(minutes=minutes, attempts=attempts):
                refused = self._picking.set_goal(minutes, attempts)
            case _ if isinstance(command, choosing.COMMANDS):
                refused = await self._choose(command)
            case _:
                raise AssertionError(f"{command.name} passed the rules in practice")
        return refused

    def _retry(self) -> None:
        """Load the segment in hand again; what was played of it is dropped, the time that it took is not."""
        serving = self.hand.serving
        began, goes_on = (serving.began_at, serving.began_ms), self.phase not in ("resting", "done", "stuck")
        self._serve_anew("retry", None if self.phase == "stuck" else self.hand.choice)
        if goes_on:
            serving.began_at, serving.began_ms = began

    def _turn_to(self, command: commands.NextSegment | commands.PreviousSegment) -> Refused | None:
        """Serve a neighbour of the segment in hand; what was played is dropped. A pin goes along."""
        selection, last = self.selection, self.hand.choice.segment if self.hand.choice else None
        if isinstance(command, commands.NextSegment):
            segment, why = selection.following(last, time.time()), "next in the run"
        else:
            segment, why = selection.back(), "served before"
        if segment is None:
            return Refused("there is no other segment to serve in this session")
        if selection.pinned is not None:
            selection.pinned = segment
        self._serve_anew(command.name, Choice(segment, why))
        return None

    async def _choose(self, command: Command) -> Refused | None:
        refused = await self._choosing.carry_out(command, self.hand.segment)
        if refused is not None:
            return refused
        self.hand.fire(command.name)
        segment = self.hand.segment
        if segment is not None and self.phase != "resting" and not self._choosing.serves(segment):
            self._give_up(skipped=False)
            self._serve_anew("given_up")
        elif (self.phase == "stuck" and self.selection.can_serve(time.time())) or (
            self.phase == "done" and isinstance(command, commands.PinSegment)
        ):
            self._serve_anew("tried_again")
        self._context.changed()
        return None

    async def stop(self) -> None:
        """End the session; the attempt in flight is dropped, those that have ended are kept."""
        self.hand.fire("stop_practice")
        self.hand.episode = None
        self._rest.give_up()
        self._start.give_up()
        await self._loads.end()
        await self._let_go_on()
        for key in (NO_LOAD, BREAK, GOAL, "rating", "start"):
            self._context.notices.clear(key)
        await self.results.close()
        session = self.results.session.id
        try:
            await self._context.store.call(lambda store: store.end_session(session, wall_ms()))
        except StoreError as error:
            # The session is over all the same; its end is found from its attempts at the next start.
            self._context.tell("session", "error", str(error))

    # what is shown

    def facts(self) -> ModeFacts:
        """What the rules may ask."""
        result = self.results.last
        return ModeFacts(
            result=result is not None,
            result_valid=result is not None and result.attempt.valid,
            segment=self.hand.segment,
            pinned=self.selection.pinned is not None,
            previous=self.selection.has_previous,
        )

    def scene(self) -> Scene:
        """The serving in hand and the session."""
        course, results, selection, episode = self.course, self.results, self.selection, self.hand.episode
        served = self.hand.segment if episode and self._context.attached else None
        pinned, only = selection.pinned, len(selection.only)
        return Scene(
            clock=episode.clock if episode else None,
            penalty_ms=self._context.settings.death_penalty_ms,
            segment=picture.segment_view(course, served) if served else None,
            estimate=picture.estimate_view(course, served) if served else None,
            result=picture.result_view(course, results.last) if results.last else None,
            delta=self.standing.delta if served else None,
            queue=picture.queue_view(course, selection.ahead(picture.QUEUE, time.time())),
            recent=tuple(picture.recent_view(course, item) for item in results.recent),
            session=picture.session_view(course, results.session, self._picking.goal, date.today(), pinned, only),
            start=self._start.view() if self.phase in _AT_START else None,
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

    def open_session(store: Store) -> tuple[Session, dict[str, int]]:
        days = {day_of(attempt) for attempt in store.attempts(game) if attempt.source == "practice" and attempt.valid}
        session = store.start_session(game, course.run.id, started_ms)
        made = Session(session, started_ms, expected_now(course), store.next_attempt_id(), days=days)
        return made, store.snoozes.of(game, started_ms)

    session, snoozed = await context.store.call(open_session)
    mode = PracticeMode(context, here, course, session, snoozed)
    mode.begin()
    return mode
