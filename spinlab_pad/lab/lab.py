"""The lab: one hub for frames, commands and the View.

Frames come in through `feed`, commands through `handle`; the View goes out through `view` and `views`. Commands are
carried out one after another, each judged by the table in `rules` when its turn has come; one that is refused changes
nothing. Whoever asked for a command may go away: it is carried out all the same.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from spinlab_pad.emulator.port import Emulator, EmulatorError, Game, Unreachable
from spinlab_pad.game.detector import Detector
from spinlab_pad.game.events import Event
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import Profile
from spinlab_pad.lab import commands, games, offering, picture, practice, rules, runs
from spinlab_pad.lab.asking import Asking
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.condition import Condition
from spinlab_pad.lab.context import PATIENCE_S, Attached, Figures, LabContext, LabSettings, wall_ms
from spinlab_pad.lab.games import Games
from spinlab_pad.lab.hub import Prompter, no_prompt
from spinlab_pad.lab.mode import Mode as RunningMode
from spinlab_pad.lab.offering import Offering
from spinlab_pad.lab.reference import ReferenceMode
from spinlab_pad.lab.runs import Runs
from spinlab_pad.lab.scene import ModeFacts, Scene
from spinlab_pad.lab.stage import Stage
from spinlab_pad.lab.starter import Starter
from spinlab_pad.lab.view import ConnectionState, Mode, View
from spinlab_pad.store.errors import StoreError
from spinlab_pad.store.records import RomFile
from spinlab_pad.store.thread import StoreThread

REFRESH_S = 0.25
"""The View's frame numbers and ages are brought up to date this often while frames come."""


_ENDS: Mapping[str, str] = {"reference": "The reference run is paused", "practice": "Practice has ended"}
"""What is said when another game ends a mode."""

Beginning = Callable[[LabContext, Any], Awaitable[RunningMode | Refused]]
BEGINNINGS: Mapping[type[Command], Beginning] = {commands.StartPractice: practice.begin}
"""What begins a mode, by its command; reference runs are begun by `Runs`."""
ENDINGS = (commands.StopPractice,)
"""What ends a mode, whichever runs."""
AGAIN = (commands.Retry, commands.Skip)
"""Whoever asks for these wants to play: a pause ends."""


class Lab:
    """Implements `lab.hub.Hub`."""

    def __init__(self, store: StoreThread, settings: LabSettings, prompter: Prompter = no_prompt) -> None:
        self._context = LabContext(settings, store, self._touch)
        self._prompter = prompter
        self._breaks = 0
        self._stage = Stage()
        self._runs = Runs(self._context, self._stage)
        self._asking = Asking()
        self.games = Games(
            self._context, self._asking, lambda: self.starter, self._attach, self._runs.reload, self._why_not
        )
        self._condition = Condition(self._context, self._held, self._rests, lambda: self.playing)
        self._offering = Offering(
            self._context, self._stage, self._asking, self._condition.link, self._obey, self._pause, self.possible
        )
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
    def mode(self) -> RunningMode | None:
        """The mode that runs."""
        return self._stage.mode

    @property
    def playing(self) -> bool:
        """Whether the game is being played for a run or an attempt (then plain pad buttons belong to the game)."""
        return self.mode is not None and not self.mode.holding and self._asking.menu is None

    def view(self) -> View:
        """The newest View, its frame number and ages as of now."""
        if self._view is None:
            self._view = self._build()
        context, condition = self._context, self._condition
        return replace(
            self._view,
            app=picture.app_view(context.settings.data_dir),
            connection=picture.connection_view(context, condition.state, condition.pace),
            timer=picture.timer_view(context, condition.moving, self._scene()),
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

    def _why_not(self, name: str) -> str | None:
        return self.possible()[name]

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
        context, mode = self._context, self.mode
        if mode is not None and not mode.fits(here):
            await self._stop(mode)
            context.tell("game", "warn", f"{_ENDS[mode.name]}: {here.game.name} on {here.core} runs now")
        context.attached = context.last_attached = here
        context.newest = None
        context.detector = Detector(here.known) if here.known is not None else None
        self._breaks = 0
        self.games.attached(here)
        away_s = self._condition.attached()
        context.notices.clear("connection")
        self._touch()  # the state of the connection is shown as it is now, so the game must be, too
        if self.mode is None or self.mode is self._runs.recorder:
            await self._runs.reload()
        if self.mode is not None:
            await self.mode.reattached(away_s)
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
        if self.mode is not None:
            self.mode.detached()

    def feed(self, snapshot: Snapshot) -> None:
        """Take one frame in."""
        context = self._context
        if context.attached is None:
            return
        context.newest = snapshot
        context.newest_at = time.perf_counter()
        context.lag_total += snapshot.lag
        self._condition.frame()
        self._offering.frame()
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
        if self.mode is not None:
            self.mode.feed(snapshot, events)

    def _break(self) -> None:
        """The game's counter jumped (rewind, a state loaded by hand, a reset): what was in flight is void."""
        if self.mode is None:
            return
        self.mode.jumped()
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
            if self.mode is not None:
                await self._stop(self.mode)
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
        try:
            refused = await self._obey(command)
        except (EmulatorError, StoreError) as error:
            self._context.tell(command.name, "error", str(error))
            return Refused(str(error))
        if refused is not None:
            return refused
        self._touch()
        return self.view()

    async def _obey(self, command: Command) -> Refused | None:
        """Judge a command by the rules, and carry it out where they let it pass."""
        if isinstance(command, commands.FinishReference) and self._runs.recorder is not None:
            await self._runs.recorder.settle()  # a segment that was just closed counts
        reason = rules.refusal(command.name, self._facts())
        return Refused(reason) if reason is not None else await self._carry_out(command)

    async def _carry_out(self, command: Command) -> Refused | None:
        refused: Refused | None = None
        match command:
            case commands.Quit():
                self.quit.set()
            case commands.ActivateRun(run=run):
                refused = await self._runs.activate(run)
            case commands.SetAllocator(allocator=name):
                refused = self._context.choose_allocator(name)
            case commands.SetEstimator(estimator=name):
                refused = self._context.choose_estimator(name)
            case commands.Pause() | commands.Resume():
                await self._pause(isinstance(command, commands.Pause))
            case _ if isinstance(command, offering.COMMANDS):
                refused = await self._offering.carry_out(command)
            case _ if isinstance(command, games.COMMANDS):
                refused = await self.games.carry_out(command)
            case _ if isinstance(command, runs.COMMANDS):
                await self._runs.carry_out(command)
            case _ if isinstance(command, tuple(BEGINNINGS)):
                refused = await self._begin(command)
            case _ if isinstance(command, ENDINGS):
                assert self.mode is not None, "the rules let no ending pass without a mode"
                await self._stop(self.mode)
            case _:
                refused = await self._carry_out_in_mode(command)
        self._context.notices.clear(command.name)
        if self.mode is not None:
            self._asking.close("profile", "game")  # the pad is for the game now
        return refused

    async def _begin(self, command: Command) -> Refused | None:
        await self._let_go_on()
        mode = await BEGINNINGS[type(command)](self._context, command)
        if isinstance(mode, Refused):
            return mode
        self._stage.mode = mode
        return None

    async def _carry_out_in_mode(self, command: Command) -> Refused | None:
        mode = self.mode
        assert mode is not None, f"{command.name} passed the rules without a mode"
        if isinstance(command, AGAIN):
            await self._let_go_on()
        return await mode.carry_out(command)

    async def _stop(self, mode: RunningMode) -> None:
        """End a mode; what it has kept is kept."""
        if isinstance(mode, ReferenceMode):
            await self._runs.pause()
        else:
            self._stage.mode = None
            await mode.stop()

    def _facts(self) -> rules.Facts:
        context, mode = self._context, self.mode
        here = context.attached
        return rules.Facts(
            mode=self._mode_name(),
            phase=mode.phase if mode is not None else "",
            doing=mode.facts() if mode is not None else ModeFacts(),
            connected=here is not None,
            open_run_splits=self._runs.open_splits,
            playable_segments=len(context.course.segments) if context.course else 0,
            can_pause=here is not None and here.emulator.capabilities.pause,
            ours=self.starter is not None and self.starter.ours,
            can_launch=self.starter is not None and self.starter.can_launch,
            games=self.games.facts(),
        )

    def _mode_name(self) -> Mode:
        if self.mode is not None:
            return self.mode.name
        return "reference_paused" if self._runs.open is not None else "idle"

    async def _pause(self, pause: bool) -> None:
        here = self._context.attached
        if here is None:
            raise Unreachable("the emulator has gone meanwhile: start it again")
        if self.mode is not None and self.mode.holding:
            if not pause:
                self.mode.go_on()
            return
        await (self._condition.pause(here) if pause else self._condition.resume(here))

    async def _let_go_on(self) -> None:
        """Whoever asks for the next try wants to play it."""
        if self._condition.link.state == "paused":
            await self._pause(False)

    # condition

    def _rests(self) -> bool:
        return self.mode is not None and self.mode.holding

    def _held(self, seconds: float) -> None:
        if self.mode is not None:
            self.mode.held(seconds)

    # View

    def _scene(self) -> Scene:
        return self.mode.scene() if self.mode is not None else Scene()

    def _build(self) -> View:
        mode, run = self._mode_name(), self._runs.open
        return picture.build(
            self._context,
            condition=self._condition,
            mode=mode,
            phase=self.mode.phase if self.mode is not None else "",
            scene=self._scene(),
            open_run=picture.OpenRun(run, self._runs.open_splits, mode == "reference") if run is not None else None,
            prompt=self._prompter(mode, self.possible(), self._rests()),
            games=self.games.view(),
            question=self._asking.view(),
        )

    def _touch(self) -> None:
        """What the View shows has changed: build it anew when it is next asked for, and tell who waits."""
        self._view = None
        self._announce()

    def _announce(self) -> None:
        """Wake whoever waits in `views`."""
        self._news.set()
        self._news = asyncio.Event()
