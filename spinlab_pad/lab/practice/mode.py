"""The practice mode: serve a segment, play it, reload on death, keep the attempt, go on with the next one.

`TABLE` is the state machine; nothing else moves its state. The parts of a session share what is in `Hand`: `Picking`
picks, `PracticeLoads` loads, `Lives` follows the frames, `Holds` holds the game still, `Wishes` does what the runner
asks for, `Results` keeps what was played. Frames drive `feed`; loads, holds and writes go on beside them.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from typing import Final

from spinlab_pad.game.events import Event
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab import commands, picture
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.context import Attached, LabContext, wall_ms
from spinlab_pad.lab.keeper import SESSION_END
from spinlab_pad.lab.machine import ANY, END, Machine, Table, row, table
from spinlab_pad.lab.mode import ModeName
from spinlab_pad.lab.practice import choosing
from spinlab_pad.lab.practice.choosing import Choosing
from spinlab_pad.lab.practice.hand import Hand
from spinlab_pad.lab.practice.holds import AT_START, NOTICES, Holds
from spinlab_pad.lab.practice.lives import Lives
from spinlab_pad.lab.practice.picking import BREAK, GOAL, NO_LOAD, Picking
from spinlab_pad.lab.practice.results import Results, Session
from spinlab_pad.lab.practice.selection import Selection
from spinlab_pad.lab.practice.serve_loads import PracticeLoads
from spinlab_pad.lab.practice.sessions import open_session
from spinlab_pad.lab.practice.wishes import Wishes
from spinlab_pad.lab.scene import ModeFacts, Scene
from spinlab_pad.lab.segments.course import Course
from spinlab_pad.lab.standing import Standing
from spinlab_pad.route.clock import Played

BEGUN_S: Final = 2.0
"""Who stops a session sooner after the start of a serving has not begun to play it."""
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
    row(ANY, "rate undo_rate invalidate_last undo_invalidate"),
    row("standing counting playing", "recapture_state"),
    row(ANY, "stop_practice", END),
)
"""From one serving to the next.

`picking` is over in the same moment: another segment is chosen, or none. A load is wanted (`waiting`), under way
(`loading`), the game is held still at the start (`standing`, `counting` down), a life is played, the player is `dead`
and about to be brought back by the game. `resting` for a rating; `done` with the session's goal; `stuck` where nothing
is left to serve, or nothing loads.
"""


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
        self.selection = chosen = Selection(course, snoozed)
        self._holds = Holds(context, hand, self.held, self._rested)
        self._loads = PracticeLoads(context, hand, chosen, self._holds.settle, self._holds.stand)
        self._picking = Picking(context, hand, chosen, self.standing, self._loads.want)
        self._loads.picking = self._picking
        self._lives = Lives(context, hand, self.standing, self._reload, self._complete)
        choosing_ = Choosing(context, here.game.id, chosen)
        self._wishes = Wishes(hand, chosen, choosing_, self._picking, self._loads, self._holds, self._give_up)

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
        return self._holds.waiting

    def fits(self, here: Attached) -> bool:
        """Whether the states of this session are of this game and core."""
        return (here.game.id, here.core) == (self._game, self._core)

    def begin(self) -> None:
        """Choose the first segment and start to serve."""
        self._picking.pick()
        self._loads.start()

    # frames

    def feed(self, snapshot: Snapshot, events: Sequence[Event]) -> None:
        """Take one frame in."""
        here = self._context.attached
        if here is not None:
            self._lives.feed(here, snapshot, events)

    def _reload(self, died: bool) -> None:
        """A life is over: the attempt goes on from the start, or ends where its segment was switched off meanwhile."""
        self._holds.give_up()
        if died and not self.hand.practised:
            self._wishes.let_go()
            return
        if died:
            self._picking.remind()
        self._loads.want()

    def _complete(self, here: Attached, played: Played) -> None:
        """Keep the attempt; the next segment loads at once unless a rating is waited for."""
        held = self.holding
        self._holds.give_up()
        self._keep(here, played, completed=True)
        if self._context.settings.rating == "pause" and not held:
            self.hand.fire("completed_to_rate")
            self.hand.since = None
            self._holds.rest(here)
        else:
            self.hand.fire("completed")
            self._picking.pick()

    def _rested(self) -> None:
        """The pause for a rating is over."""
        self._picking.pick()

    def jumped(self) -> None:
        """The life in flight does not count: the segment in hand is loaded again (after a jump, or a reconnect)."""
        hand = self.hand
        if hand.episode is not None and hand.machine.can("jumped"):
            hand.fire("jumped")
            hand.episode = hand.episode.waiting()
            hand.since = None
            self._holds.give_up()
            self._loads.want()

    def detached(self) -> None:
        """The emulator has gone: what is in hand is loaded again when it is back."""

    async def reattached(self, away_s: float) -> None:
        """The emulator is back after `away_s`."""
        await self._loads.restart()
        if self.phase not in AT_START:  # else the end of that pause tells how long the game has stood
            self.held(away_s)
        self._loads.stir()
        if self.phase == "resting":
            self._holds.go_on()  # nobody holds this one
        elif self.phase == "stuck":
            self.hand.fire("tried_again")
            self._picking.pick()
        else:
            self.jumped()

    def held(self, seconds: float) -> None:
        """The game stood still so long: that was no practice time."""
        now_s = time.perf_counter()
        self.hand.serving.held(seconds, now_s)
        self._picking.time.held(seconds, now_s)

    def go_on(self) -> None:
        """End what `holding` says."""
        self._holds.go_on()

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
            choice=hand.choice,
            start=hand.kind,
        )
        results.add(attempt, self.standing.passed(completed=completed))

    def _give_up(self, least_s: float) -> None:
        """What was played of the serving in hand counts as an aborted attempt: its deaths, or so much play.

        So do the deaths before the emulator went.
        """
        context, hand = self._context, self.hand
        here = context.attached or context.last_attached
        if here is None or hand.episode is None or hand.episode.phase == "over":
            return
        hand.episode, played = hand.episode.abort(context.newest, context.lag_total)
        begun = played.frames and self.phase not in AT_START and played.frames / here.frame_hz >= least_s
        if played.deaths or begun:
            self._keep(here, played, completed=False)

    # commands

    async def carry_out(self, command: Command) -> Refused | None:
        """Carry out a command that the rules have let pass."""
        refused: Refused | None = None
        match command:
            case commands.Rate() | commands.UndoRate() | commands.InvalidateLast() | commands.UndoInvalidate() if (
                why := await self.results.unkept()
            ) is not None:
                refused = Refused(why)
            case commands.Rate(rating=rating):
                await self.results.rate(rating)
                self._holds.rated()
            case commands.UndoRate():
                await self.results.rate(None)
            case commands.InvalidateLast() | commands.UndoInvalidate():
                await self.results.set_valid(isinstance(command, commands.UndoInvalidate))
            case commands.Retry():
                self._wishes.retry()
            case commands.Skip():
                self._wishes.skip()
            case commands.NextSegment() | commands.PreviousSegment():
                refused = self._wishes.turn(command)
            case commands.CountDown():
                self._holds.count_down()
            case commands.HoldOn():
                self._holds.hold_on()
            case commands.SetGoal(minutes=minutes, attempts=attempts):
                refused = self._picking.set_goal(minutes, attempts)
            case _ if isinstance(command, choosing.COMMANDS):
                refused = await self._wishes.choose(command)
            case _:
                raise AssertionError(f"{command.name} passed the rules in practice")
        return refused

    async def stop(self) -> None:
        """End the session; what was played of the serving in hand counts as aborted, unless it has only just begun."""
        try:
            self._give_up(BEGUN_S)
        finally:  # whatever has failed, the game goes on and what has ended is kept
            self.hand.fire("stop_practice")
            self.hand.episode = None
            self._holds.give_up()
            await self._loads.end()
            await self._holds.settle()
            for key in (NO_LOAD, BREAK, GOAL, *NOTICES):
                self._context.notices.clear(key)
            keeper, session, ended_ms = self._context.keeper, self.results.session.id, wall_ms()
            keeper.add(SESSION_END, "the end of the session", lambda store: store.end_session(session, ended_ms))
            await keeper.keep()

    # what is shown

    def facts(self) -> ModeFacts:
        """What the rules may ask."""
        result = self.results.last
        return ModeFacts(
            result=result is not None,
            result_valid=result is not None and result.attempt.valid,
            result_rated=result is not None and result.attempt.rating is not None,
            segment=self.hand.segment,
            pinned=self.selection.pin is not None,
            previous=self.selection.has_previous,
        )

    def scene(self) -> Scene:
        """The serving in hand and the session."""
        course, results, selection, episode = self.course, self.results, self.selection, self.hand.episode
        served = self.hand.segment if episode and self._context.attached else None
        pinned, only, now_s = selection.pin, len(selection.only), time.time()
        results.look_back()
        return Scene(
            clock=episode.clock if episode else None,
            penalty_ms=self._context.settings.death_penalty_ms,
            segment=picture.course_segment_view(course, served, self.hand.choice) if served else None,
            estimate=picture.course_estimate_view(course, served) if served else None,
            result=picture.course_result_view(course, results.last) if results.last else None,
            delta=self.standing.delta if served else None,
            queue=picture.queue_view(course, selection.ahead(picture.QUEUE, now_s)),
            recent=tuple(picture.recent_view(course, item) for item in results.recent),
            session=picture.session_view(course, results.session, self._picking.goal, date.today(), pinned, only),
            start=self._holds.view,
            served=(pinned,) if pinned is not None else selection.left(now_s),
        )


async def begin(context: LabContext, _command: Command) -> PracticeMode | Refused:
    """Start a session on the course of the game at hand."""
    await context.load_course()
    course, here = context.course, context.attached
    if here is None:
        return Refused("the emulator has gone meanwhile: start it again")
    if course is None or not course.segments:
        return Refused("there is nothing to practise: record a reference run first")
    game, now_ms = here.game.id, wall_ms()
    session, snoozed = await context.store.call(
        lambda store: (open_session(store, game, course, now_ms), store.snoozes.of(game, now_ms))
    )
    mode = PracticeMode(context, here, course, session, snoozed)
    mode.begin()
    return mode
