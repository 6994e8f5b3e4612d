"""The lab: one hub for frames, commands and the View.

Frames come in through `feed`, commands through `handle`; the View goes out through `view` and `views`. A command is
first judged by the table in `rules`; one that is refused changes nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace

from spinlab_pad.emulator.port import Emulator, EmulatorError, Game
from spinlab_pad.game.detector import Detector
from spinlab_pad.game.events import Event
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import Profile
from spinlab_pad.lab import commands, picture, rules
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.context import Attached, Figures, LabContext, LabSettings, wall_ms
from spinlab_pad.lab.practice import PracticeMode, Session
from spinlab_pad.lab.reference import ReferenceMode
from spinlab_pad.lab.view import ConnectionState, Mode, PromptView, View
from spinlab_pad.schedule.scheduler import ALLOCATORS, ESTIMATORS
from spinlab_pad.store.errors import StoreError
from spinlab_pad.store.records import GameRecord, RunRecord
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
        self._detector: Detector | None = None
        self._reference: ReferenceMode | None = None
        self._practice: PracticeMode | None = None
        self._open_run: RunRecord | None = None
        self._open_run_splits = 0
        self._state: ConnectionState = "waiting"
        self._news = asyncio.Event()
        self._refreshed_at = 0.0
        self._view: View | None = None
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
        return self._reference is not None

    def view(self) -> View:
        """The newest View, its frame number and ages as of now."""
        if self._view is None:
            self._view = self._build()
        context = self._context
        return replace(
            self._view,
            app=picture.app_view(context.settings.data_dir),
            connection=picture.connection_view(context, self._state),
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
        changed = state != self._state
        self._state = state
        if text is not None:
            self._context.tell("connection", "warn", text, lasting=True)
        elif changed:
            self._touch()

    async def attach(self, emulator: Emulator, game: Game, profile: Profile) -> None:
        """A game runs: frames come from now on."""
        context = self._context
        crc32 = game.crc32
        record = GameRecord(
            id=f"{crc32:08x}" if crc32 is not None else game.name,
            name=game.name,
            system=game.system,
            crc32=crc32,
            profile=profile.name,
        )
        await context.store.call(lambda store: store.add_game(record, wall_ms()))
        context.attached = Attached(emulator, record, profile, game.core, game.version)
        self._detector = Detector(profile)
        self._state = "playing"
        context.notices.clear("connection")
        if self._practice is None:
            await context.load_course()
            await self._find_open_run()
        else:
            self._practice.reattached()
        self._touch()

    def detach(self, text: str) -> None:
        """The emulator is gone; practice goes on when it is back."""
        self._state = "lost"
        self._context.attached = None
        self._context.newest = None
        self._detector = None
        if self._reference is not None:
            self._reference.capture = self._reference.capture.discontinuity()
        self._context.tell("connection", "error", text, lasting=True)

    def feed(self, snapshot: Snapshot) -> None:
        """Take one frame in."""
        context = self._context
        if context.attached is None or self._detector is None:
            return
        context.newest = snapshot
        context.newest_at = time.perf_counter()
        context.lag_total += snapshot.lag
        events = self._detector.feed(snapshot)
        if events and self.on_events is not None:
            self.on_events(snapshot, events)
        if self._practice is not None:
            self._practice.feed(snapshot, events)
        elif self._reference is not None:
            self._reference.feed(snapshot, events)
        if context.newest_at - self._refreshed_at >= REFRESH_S:
            self._refreshed_at = context.newest_at
            self._announce()

    async def close(self) -> None:
        """Finish what is being written, end the session, stop all work."""
        if self._practice is not None:
            await self._stop_practice()
        if self._reference is not None:
            await self._pause_reference()
        await self._context.cancel()

    # commands

    async def handle(self, command: Command) -> View | Refused:
        """Carry a command out; returns the View after it, or why it isn't possible."""
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
        context, practice = self._context, self._practice
        match command:
            case commands.StartReference():
                await self._start_reference()
            case commands.ResumeReference():
                await self._resume_reference()
            case commands.StopReference():
                await self._pause_reference()
            case commands.FinishReference(run_name=name):
                await self._finish_reference(name)
            case commands.DiscardReference():
                await self._discard_reference()
            case commands.StartPractice():
                await self._start_practice()
            case commands.StopPractice():
                await self._stop_practice()
            case commands.ActivateRun(run=run):
                return await self._activate_run(run)
            case commands.SetAllocator(allocator=name):
                return self._choose_part("allocator", name, ALLOCATORS)
            case commands.SetEstimator(estimator=name):
                return self._choose_part("estimator", name, ESTIMATORS)
            case commands.Pause() | commands.Resume():
                await self._pause(isinstance(command, commands.Pause))
            case commands.Quit():
                self.quit.set()
            case commands.Rate(rating=rating) if practice is not None:
                await practice.rate(rating)
            case commands.Retry() if practice is not None:
                practice.retry()
            case commands.Skip() if practice is not None:
                practice.skip()
            case commands.InvalidateLast() | commands.UndoInvalidate() if practice is not None:
                await practice.set_valid(isinstance(command, commands.UndoInvalidate))
            case _:
                raise AssertionError(f"{command.name} passed the rules but nothing carries it out")
        context.notices.clear(command.name)
        return None

    def _facts(self) -> rules.Facts:
        context, practice = self._context, self._practice
        here = context.attached
        result = practice.result if practice else None
        activity: rules.Activity = "practice" if practice else "reference" if self._reference else "idle"
        return rules.Facts(
            activity=activity,
            connected=here is not None,
            open_run=self._open_run is not None,
            open_run_splits=self._reference.splits if self._reference else self._open_run_splits,
            playable_segments=len(context.course.segments) if context.course else 0,
            result=result is not None,
            result_valid=result is not None and result.attempt.valid,
            can_pause=here is not None and here.emulator.capabilities.pause,
        )

    # reference

    def _here(self) -> Attached:
        assert self._context.attached is not None
        return self._context.attached

    async def _find_open_run(self) -> None:
        game = self._here().game.id
        runs = await self._context.store.call(lambda store: store.runs(game))
        self._open_run = next((run for run in runs if run.state != "finished"), None)
        self._open_run_splits = 0
        if self._open_run is not None:
            run = self._open_run.id
            self._open_run_splits = len(await self._context.store.call(lambda store: store.splits(run)))

    async def _start_reference(self) -> None:
        game = self._here().game.id
        await self._context.store.call(lambda store: store.start_run(game, "Reference run", wall_ms()))
        await self._find_open_run()
        assert self._open_run is not None
        self._reference = ReferenceMode(self._context, self._open_run, 0)

    async def _resume_reference(self) -> None:
        assert self._open_run is not None
        run = self._open_run
        await self._context.store.call(lambda store: store.resume_run(run.id))
        self._reference = ReferenceMode(self._context, run, self._open_run_splits)

    async def _pause_reference(self) -> None:
        """Stop recording; what was closed is kept and the run can go on."""
        assert self._reference is not None
        run = self._reference.run.id
        self._reference = None
        await self._context.store.call(lambda store: store.pause_run(run))
        if self._context.attached is not None:
            await self._find_open_run()

    async def _finish_reference(self, name: str) -> None:
        assert self._open_run is not None
        run = self._open_run.id
        self._reference = None
        await self._context.store.call(lambda store: store.finish_run(run, name, wall_ms()))
        await self._reload()

    async def _discard_reference(self) -> None:
        assert self._open_run is not None
        run = self._open_run.id
        self._reference = None
        await self._context.store.call(lambda store: store.discard_run(run))
        await self._reload()

    async def _activate_run(self, run: int) -> Refused | None:
        game = self._here().game.id
        known = await self._context.store.call(lambda store: store.runs(game))
        if not any(item.id == run and item.state == "finished" for item in known):
            return Refused(f"there is no finished run {run} of this game")
        await self._context.store.call(lambda store: store.activate_run(run))
        await self._reload()
        return None

    async def _reload(self) -> None:
        """The runs have changed: the course and the open run are read anew."""
        if self._context.attached is None:
            self._open_run, self._open_run_splits = None, 0
            return
        await self._context.load_course()
        await self._find_open_run()

    # practice

    async def _start_practice(self) -> None:
        context = self._context
        await context.load_course()
        course = context.course
        assert course is not None
        game, started_ms = self._here().game.id, wall_ms()
        session, next_attempt = await context.store.call(
            lambda store: (store.start_session(game, course.run.id, started_ms), store.next_attempt_id())
        )
        self._practice = PracticeMode(context, course, Session(session, started_ms, course.expected_ms, next_attempt))
        self._practice.begin()

    async def _stop_practice(self) -> None:
        practice = self._practice
        assert practice is not None
        self._practice = None
        await practice.stop()

    def _choose_part(self, kind: str, name: str, known: Mapping[str, object]) -> Refused | None:
        if name not in known:
            return Refused(f"there is no {kind} {name!r}; known: {', '.join(known)}")
        context = self._context
        courses = {
            id(item): item for item in (context.course, self._practice.course if self._practice else None) if item
        }
        if kind == "allocator":
            context.settings = replace(context.settings, allocator=name)
            for course in courses.values():
                course.scheduler.set_allocator(name)
        else:
            context.settings = replace(context.settings, estimator=name)
            for course in courses.values():
                course.scheduler.set_estimator(name)
        return None

    async def _pause(self, pause: bool) -> None:
        emulator = self._here().emulator
        await (emulator.pause() if pause else emulator.resume())
        self._state = "paused" if pause else "playing"

    # View

    def _build(self) -> View:
        mode: Mode = "idle"
        if self._practice is not None:
            mode = "practice"
        elif self._reference is not None:
            mode = "reference"
        elif self._open_run is not None:
            mode = "reference_paused"
        rating = self._practice is not None and self._practice.result is not None
        prompt = self._prompter(mode, self.possible(), rating)
        return picture.build(
            self._context,
            state=self._state,
            mode=mode,
            reference=self._reference,
            practice=self._practice,
            open_run=self._open_run,
            open_run_splits=self._open_run_splits,
            prompt=prompt,
        )

    def _touch(self) -> None:
        """What the View shows has changed: build it anew when it is next asked for, and tell who waits."""
        self._view = None
        self._announce()

    def _announce(self) -> None:
        """Wake whoever waits in `views`."""
        self._news.set()
        self._news = asyncio.Event()
