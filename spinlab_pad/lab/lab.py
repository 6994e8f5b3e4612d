"""The lab: one hub for frames, commands and the View.

Frames come in through `feed`, commands through `handle`; the View goes out through `view` and `views`. Commands are
carried out one after another, each judged by the table in `rules` when its turn has come; one that is refused changes
nothing. Whoever asked for a command may go away: it is carried out all the same.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace

from spinlab_pad.emulator.port import Emulator, EmulatorError, Game, Unreachable
from spinlab_pad.game.detector import Detector
from spinlab_pad.game.events import Event
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import Profile
from spinlab_pad.lab import commands, games, picture, rules
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.condition import Condition
from spinlab_pad.lab.context import PATIENCE_S, Attached, Figures, LabContext, LabSettings, wall_ms
from spinlab_pad.lab.games import Games
from spinlab_pad.lab.practice import PracticeMode
from spinlab_pad.lab.results import Session
from spinlab_pad.lab.runs import Runs
from spinlab_pad.lab.starter import Starter
from spinlab_pad.lab.view import ConnectionState, Mode, PromptView, View
from spinlab_pad.store.errors import StoreError
from spinlab_pad.store.records import RomFile
from spinlab_pad.store.thread import StoreThread

Prompter = Callable[[Mode, Mapping[str, str | None], bool], PromptView | None]
"""(mode, refusal by command, a result waits for its rating) -> what the pad does now."""

REFRESH_S = 0.25
"""The View's frame numbers and ages are brought up to date this often while frames come."""


def no_prompt(_mode: Mode, _possible: Mapping[str, str | None], _rating: bool) -> PromptView | None:
    """Without a pad there is nothing to prompt."""
    return None


class Lab:
    """Implements `lab.hub.Hub`."""

    def __init__(self, store: StoreThread, settings: LabSettings, prompter: Prompter = no_prompt) -> None:
        self._context = LabContext(settings, store, self._touch)
        self._prompter = prompter
        self._breaks = 0
        self._runs = Runs(self._context)
        self.games = Games(
            self._context, lambda: self.starter, self._attach, self._runs.reload, lambda name: self.possible()[name]
        )
        self._practice: PracticeMode | None = None
        self._condition = Condition(self._context, self._held, self._rests, lambda: self.playing)
        self._news, self._refreshed_at = asyncio.Event(), 0.0
        self._one_at_a_time = asyncio.Lock()
        self._commands: set[asyncio.Task[View | Refused]] = set()
        self._view: View | None = None
        self.starter: Starter | None = None
        self.quit = asyncio.Event()
        self.on_events: Callable[[Snapshot, tuple[Event, ...]], None] | None = None

    # what others look at

    @property
    def figures(self) -> Figures:
        """Latencies measured since the start."""
        return self._context.figures

    @property
    def context(self) -> LabContext:
        """What the modes share (for queries; not to be changed from outside)."""
        return self._context

    @property
    def playing(self) -> bool:
        """Whether the game is being played for a run or an attempt (then plain pad buttons belong to the game)."""
        if self._practice is not None:
            return not self._practice.waiting_for_rating
        return self._runs.recorder is not None

    def view(self) -> View:
        """The newest View, its frame number and ages as of now."""
        if self._view is None:
            self._view = self._build()
        context, condition = self._context, self._condition
        return replace(
            self._view,
            app=picture.app_view(context.settings.data_dir),
            connection=picture.connection_view(context, condition.state, condition.pace),
            timer=picture.timer_view(context, condition.moving, self._runs, self._practice),
            notices=context.notices.current(wall_ms()),
        )

    async def views(self) -> AsyncIterator[View]:
        """The View at once, then each new one."""
        while True:
            news = self._news
            yield self.view()
            await news.wait()

    def possible(self) -> Mapping[str, str | None]:
        """Every command by name: None if possible now, else why not."""
        return rules.possible(self._facts())

    def touch(self) -> None:
        """Something outside that the View shows has changed (the pad's layer)."""
        self._touch()

    # emulator

    def waiting(self, state: ConnectionState, text: str | None = None) -> None:
        """No emulator yet; `text` tells why and what to do."""
        changed = state != self._condition.link.state
        if self._context.attached is not None:
            self._forget_emulator(state)
        self._condition.link.state = state
        if text is not None:
            self._context.tell("connection", "warn", text, lasting=True)
        elif changed:
            self._touch()

    async def attach(self, emulator: Emulator, game: Game, profile: Profile | None, rom: RomFile | None = None) -> None:
        """A game runs: frames come from now on. Without a profile it is asked which game it is; `rom` is its file.

        What was going on goes on if this is the same game (and, in practice, the same core), else it ends.

        Raises:
            StoreError: the game can't be kept.
        """
        async with self._one_at_a_time:
            await self._attach(await self.games.known_as(emulator, game, profile, rom))

    async def _attach(self, here: Attached) -> None:
        context, before, record = self._context, self._context.last_attached, here.game
        if self._practice is not None and not self._practice.fits(here):
            await self._stop_practice()
            context.tell("game", "warn", f"Practice has ended: {record.name} on {here.core} runs now")
        if self._runs.recorder is not None and before is not None and before.game.id != record.id:
            await self._runs.pause()
            context.tell("game", "warn", f"The reference run is paused: {record.name} runs now")
        context.attached = context.last_attached = here
        context.newest = None
        context.detector = Detector(here.known) if here.known is not None else None
        self._breaks = 0
        self.games.attached(here)
        away_s = self._condition.attached()
        context.notices.clear("connection")
        self._touch()  # the state of the connection is shown as it is now, so the game must be, too
        if self._practice is None:
            await self._runs.reload()
        else:
            await self._practice.reattached(away_s)
        self._touch()

    def detach(self, text: str) -> None:
        """The emulator is gone; practice goes on when it is back."""
        self._forget_emulator("lost")
        self._context.tell("connection", "error", text, lasting=True)

    def _forget_emulator(self, state: ConnectionState) -> None:
        self._condition.leave(state)
        self._context.attached = None
        self._context.newest = None
        self._context.detector = None
        self.games.gone()
        if self._runs.recorder is not None:
            self._runs.recorder.discontinuity()

    def feed(self, snapshot: Snapshot) -> None:
        """Take one frame in."""
        context = self._context
        if context.attached is None:
            return
        context.newest = snapshot
        context.newest_at = time.perf_counter()
        context.lag_total += snapshot.lag
        self._condition.frame()
        if context.detector is not None:
            self._watch(snapshot, context.detector)
        if context.newest_at - self._refreshed_at >= REFRESH_S:
            self._refreshed_at = context.newest_at
            self._announce()

    def _watch(self, snapshot: Snapshot, detector: Detector) -> None:
        events = detector.feed(snapshot)
        if detector.breaks != self._breaks:
            self._breaks = detector.breaks
            self._break()
        if events and self.on_events is not None:
            self.on_events(snapshot, events)
        if self._practice is not None:
            self._practice.feed(snapshot, events)
        elif self._runs.recorder is not None:
            self._runs.recorder.feed(snapshot, events)

    def _break(self) -> None:
        """The game's counter jumped (rewind, a state loaded by hand, a reset): what was in flight is void."""
        if self._practice is not None:
            self._practice.void()
        elif self._runs.recorder is not None:
            self._runs.recorder.discontinuity()
        else:
            return
        self._context.tell("break", "warn", "The game jumped: what was played since the last start does not count")

    async def close(self) -> None:
        """Finish what is being written, let a game go on that we hold, end the session, stop all work.

        May be called again: what was begun since then is ended, too.
        """
        if self._commands:
            _, hanging = await asyncio.wait(self._commands, timeout=PATIENCE_S)
            for task in hanging:
                task.cancel()
        async with self._one_at_a_time:
            if self._practice is not None:
                await self._stop_practice()
            if self._runs.recorder is not None:
                await self._runs.pause()
            await self._condition.close()
            await self._context.cancel()

    # commands

    async def handle(self, command: Command) -> View | Refused:
        """Carry a command out; returns the View after it, or why it isn't possible."""
        if isinstance(command, commands.Quit):
            self.quit.set()
            return self.view()
        task = asyncio.get_running_loop().create_task(self._in_turn(command), name=command.name)
        self._commands.add(task)
        task.add_done_callback(self._commands.discard)
        return await asyncio.shield(task)

    async def _in_turn(self, command: Command) -> View | Refused:
        async with self._one_at_a_time:
            return await self._handle(command)

    async def _handle(self, command: Command) -> View | Refused:
        if isinstance(command, commands.FinishReference) and self._runs.recorder is not None:
            await self._runs.recorder.settle()  # a segment that was just closed counts
        reason = rules.refusal(command.name, self._facts())
        if reason is not None:
            return Refused(reason)
        try:
            refused = await self._carry_out(command)
        except (EmulatorError, StoreError) as error:
            self._context.tell(command.name, "error", str(error))
            return Refused(str(error))
        if refused is not None:
            return refused
        self._touch()
        return self.view()

    async def _carry_out(self, command: Command) -> Refused | None:
        refused: Refused | None = None
        match command:
            case commands.ActivateRun(run=run):
                refused = await self._runs.activate(run)
            case commands.SetAllocator(allocator=name):
                refused = self._context.choose_allocator(name)
            case commands.SetEstimator(estimator=name):
                refused = self._context.choose_estimator(name)
            case commands.Pause() | commands.Resume():
                await self._pause(isinstance(command, commands.Pause))
            case commands.StartPractice():
                refused = await self._start_practice()
            case _ if isinstance(command, games.COMMANDS):
                refused = await self.games.carry_out(command)
            case _ if self._practice is not None:
                await self._carry_out_in_practice(command, self._practice)
            case _:
                await self._runs.carry_out(command)
        self._context.notices.clear(command.name)
        if self._facts().activity != "idle":
            self.games.menu = None  # the pad is for the game now
        return refused

    async def _carry_out_in_practice(self, command: Command, practice: PracticeMode) -> None:
        match command:
            case commands.StopPractice():
                await self._stop_practice()
            case commands.Rate(rating=rating):
                await practice.rate(rating)
            case commands.Retry():
                await self._let_go_on()
                practice.retry()
            case commands.Skip():
                await self._let_go_on()
                practice.skip()
            case commands.InvalidateLast() | commands.UndoInvalidate():
                await practice.results.set_valid(isinstance(command, commands.UndoInvalidate))
            case _:
                raise AssertionError(f"{command.name} passed the rules in practice")

    def _facts(self) -> rules.Facts:
        context, practice = self._context, self._practice
        here = context.attached
        result = practice.results.last if practice else None
        activity: rules.Activity = "practice" if practice else "reference" if self._runs.recorder else "idle"
        return rules.Facts(
            activity=activity,
            connected=here is not None,
            open_run=self._runs.open is not None,
            open_run_splits=self._runs.open_splits,
            playable_segments=len(context.course.segments) if context.course else 0,
            result=result is not None,
            result_valid=result is not None and result.attempt.valid,
            can_pause=here is not None and here.emulator.capabilities.pause,
            ours=self.starter is not None and self.starter.ours,
            can_launch=self.starter is not None and self.starter.can_launch,
            games=self.games.facts(),
        )

    # practice

    async def _start_practice(self) -> Refused | None:
        context = self._context
        await context.load_course()
        course, here = context.course, context.attached
        if here is None:
            return Refused("the emulator has gone meanwhile: start it again")
        if course is None or not course.segments:
            return Refused("there is nothing to practise: record a reference run first")
        await self._let_go_on()
        game, started_ms = here.game.id, wall_ms()
        session, next_attempt = await context.store.call(
            lambda store: (store.start_session(game, course.run.id, started_ms), store.next_attempt_id())
        )
        self._practice = PracticeMode(
            context, here, course, Session(session, started_ms, course.expected_ms, next_attempt)
        )
        self._practice.begin()
        return None

    async def _stop_practice(self) -> None:
        practice = self._practice
        assert practice is not None
        self._practice = None
        await practice.stop()

    async def _pause(self, pause: bool) -> None:
        here = self._context.attached
        if here is None:
            raise Unreachable("the emulator has gone meanwhile: start it again")
        if self._practice is not None and self._practice.waiting_for_rating:
            if not pause:
                self._practice.go_on()
            return
        await (self._condition.pause(here) if pause else self._condition.resume(here))

    async def _let_go_on(self) -> None:
        """Whoever asks for the next try wants to play it."""
        if self._condition.link.state == "paused":
            await self._pause(False)

    # condition

    def _rests(self) -> bool:
        return self._practice is not None and self._practice.waiting_for_rating

    def _held(self, seconds: float) -> None:
        if self._practice is not None:
            self._practice.held(seconds)

    # View

    def _build(self) -> View:
        mode: Mode = "idle"
        if self._practice is not None:
            mode = "practice"
        elif self._runs.recorder is not None:
            mode = "reference"
        elif self._runs.open is not None:
            mode = "reference_paused"
        prompt = self._prompter(mode, self.possible(), self._rests())
        return picture.build(
            self._context,
            condition=self._condition,
            mode=mode,
            runs=self._runs,
            practice=self._practice,
            prompt=prompt,
            games=self.games,
        )

    def _touch(self) -> None:
        """What the View shows has changed: build it anew when it is next asked for, and tell who waits."""
        self._view = None
        self._announce()

    def _announce(self) -> None:
        """Wake whoever waits in `views`."""
        self._news.set()
        self._news = asyncio.Event()
