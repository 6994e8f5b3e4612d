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

from spinlab_pad.emulator.port import Emulator, Game, Unreachable
from spinlab_pad.game.detector import Detector
from spinlab_pad.game.events import Event
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import Profile
from spinlab_pad.lab import commands, errands, picture, preferences, rules
from spinlab_pad.lab.asking import offering
from spinlab_pad.lab.asking.asking import Asking
from spinlab_pad.lab.asking.offering import Offering
from spinlab_pad.lab.beginnings import AGAIN, BEGINNINGS, ENDINGS, ENDS, ITS_OWN, begin
from spinlab_pad.lab.clerk import Clerk
from spinlab_pad.lab.cold_fill.lacking import Lacking
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.condition import Condition
from spinlab_pad.lab.context import PATIENCE_S, Attached, Figures, LabContext, LabSettings, wall_ms
from spinlab_pad.lab.errands import Errands
from spinlab_pad.lab.games import games
from spinlab_pad.lab.games.games import Games
from spinlab_pad.lab.guard import FAULT, Guard
from spinlab_pad.lab.hub import Prompter, no_prompt
from spinlab_pad.lab.mode import Mode as RunningMode
from spinlab_pad.lab.model.run_outlook import RunOutlook
from spinlab_pad.lab.news import News
from spinlab_pad.lab.notices import BREAK, JUMPED
from spinlab_pad.lab.reference import runs
from spinlab_pad.lab.reference.mode import ReferenceMode
from spinlab_pad.lab.reference.runs import Runs
from spinlab_pad.lab.scene import ModeFacts, Scene
from spinlab_pad.lab.segments import editing
from spinlab_pad.lab.stage import Stage
from spinlab_pad.lab.starter import Starter
from spinlab_pad.lab.transitions import leads_to
from spinlab_pad.lab.turns import Turns
from spinlab_pad.lab.view import ConnectionState, Mode, View
from spinlab_pad.store.records import RomFile
from spinlab_pad.store.thread import StoreThread

REFRESH_S = 0.25
"""The View's frame numbers and ages are brought up to date this often while frames come."""


class Lab:
    """Implements `lab.hub.Hub`."""

    def __init__(self, store: StoreThread, settings: LabSettings, prompter: Prompter = no_prompt) -> None:
        context = self._context = LabContext(settings, store, self._touch, ask=self._ask)
        self._prompter = prompter
        self._breaks = 0
        self._stage = Stage()
        self._turns, self._lacking = Turns(), Lacking()
        self._guard = Guard(context, self._stage, self._turns, self._leave)
        self._runs = Runs(context, self._stage)
        asking = self._asking = Asking()
        self.games = Games(context, asking, lambda: self.starter, self._attach, self._runs.reload, self.possible)
        self.errands = Errands(context)
        self._condition = Condition(
            context, self._guard.held, self._rests, lambda: self.playing and self._mode_name() != "replay"
        )
        self._offering = Offering(
            context, self._stage, asking, self._condition.link, self._obey, self._pause, self.possible
        )
        self._clerks: tuple[tuple[tuple[type[Command], ...], Clerk], ...] = (
            (offering.COMMANDS, self._offering),
            (runs.COMMANDS, self._runs),
            (games.COMMANDS, self.games),
            (editing.COMMANDS, editing.Editing(context, self._stage)),
            (errands.COMMANDS, self.errands),
            (preferences.COMMANDS, preferences.Preferences(context)),
        )
        self._news, self._refreshed_at = News(), 0.0
        self._outlook = RunOutlook(context)
        self._view: View | None = None
        self._scene = Scene()  # what the mode shows in `_view`
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
        view = self._view = self._view or self._build()
        context, condition, scene = self._context, self._condition, self._scene
        if scene.start is not None and scene.start.counting_ms is not None:
            scene = self._guard.call(lambda mode: mode.scene(), scene)  # a countdown is as of now
        return replace(
            view,
            phase=self._stage.phase,
            app=picture.app_view(context.settings.data_dir),
            connection=picture.connection_view(context, condition.state, condition.pace),
            timer=picture.timer_view(context, condition.moving, scene),
            start=scene.start,
            notices=context.notices.current(wall_ms()),
        )

    def views(self) -> AsyncIterator[View]:
        """The View at once, then each new one."""
        return self._news.follow(self.view)

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
        async with self._turns.alone:
            await self._attach(await self.games.known_as(emulator, game, profile, rom))

    async def _attach(self, here: Attached) -> None:
        await self._see_out()
        context, mode = self._context, self.mode
        if mode is not None and not mode.fits(here):
            await self._stop(mode)
            context.tell("game", "warn", f"{ENDS[mode.name]}: {here.game.name} on {here.core} runs now")
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
        await self._guard.wait(lambda mode: mode.reattached(away_s))
        await self._runs.tape.attached()
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
        self._runs.tape.detached()
        self._guard.call(lambda mode: mode.detached(), None)

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
        detector = context.detector
        if detector is not None:
            self._guard.frame(lambda mode: self._watch(snapshot, detector, mode))
        if context.newest_at - self._refreshed_at >= REFRESH_S:
            self._refreshed_at = context.newest_at
            self._news.announce()

    def _watch(self, snapshot: Snapshot, detector: Detector, mode: RunningMode | None) -> None:
        events = detector.feed(snapshot)
        if detector.breaks != self._breaks:
            self._breaks = detector.breaks
            if mode is not None:
                self._break(mode)
        if events and self.on_events is not None:
            self.on_events(snapshot, events)
        self._runs.tape.feed(snapshot, events)
        if mode is not None:
            mode.feed(snapshot, events)

    def _break(self, mode: RunningMode) -> None:
        """The game's counter jumped (rewind, a state loaded by hand, a reset): what was in flight is void."""
        in_flight = leads_to(f"{mode.name}.{mode.phase}", "jumped") is not None
        if in_flight:
            self._context.tell(BREAK, "warn", JUMPED)
        mode.jumped()  # and may have another word for it

    async def close(self) -> None:
        """Finish what is being written, let a game go on that we hold, end the session, stop all work.

        May be called again: what was begun since then is ended, too.
        """
        await self._turns.settle(PATIENCE_S)
        async with self._turns.alone:
            await self._see_out()
            if self.mode is not None:
                await self._stop(self.mode)
            await self._condition.close()
            self._outlook.close()
            await self._context.cancel()
            await self._context.keeper.close()

    # commands

    async def handle(self, command: Command) -> View | Refused:
        """Carry a command out; returns the View after it, or why it isn't possible."""
        if isinstance(command, commands.Quit):  # whatever else is under way
            self.quit.set()
            return self.view()
        return await asyncio.shield(self._ask(command))

    def _ask(self, command: Command) -> asyncio.Task[View | Refused]:
        return self._turns.queue(lambda: self._handle(command), command.name)

    async def _handle(self, command: Command) -> View | Refused:
        refused = await self._context.answered(self._obey(command), command.name)
        if refused is not None:
            return refused
        self._touch()
        return self.view()

    async def _obey(self, command: Command) -> Refused | None:
        """Judge a command by the rules, and carry it out where they let it pass."""
        await self._see_out()
        if isinstance(command, commands.FinishReference):
            await self._runs.settle()  # a segment that was just closed counts
        reason = rules.refusal(command.name, self._facts())
        return Refused(reason) if reason is not None else await self._carry_out(command)

    async def _carry_out(self, command: Command) -> Refused | None:
        refused: Refused | None = None
        clerk = next((clerk for kinds, clerk in self._clerks if isinstance(command, kinds)), None)
        if isinstance(command, commands.Quit):
            self.quit.set()  # as one of the menu's choices
        elif isinstance(command, commands.Pause | commands.Resume):
            await self._pause(isinstance(command, commands.Pause))
        elif type(command) in BEGINNINGS:
            refused = await self._begin(command)
        elif isinstance(command, ENDINGS):
            assert self.mode is not None, "the rules let no ending pass without a mode"
            await self._stop(self.mode)
        elif clerk is not None and not (self.mode is not None and isinstance(command, ITS_OWN)):
            refused = await clerk.carry_out(command)
        else:
            assert self.mode is not None, f"{command.name} passed the rules without a mode"
            if isinstance(command, AGAIN):
                await self._let_go_on()
            refused = await self.mode.carry_out(command)
        self._context.notices.clear(command.name)
        if self.mode is not None:
            self._asking.close("profile", "game")  # the pad is for the game now
            self._context.clear(FAULT)
        return refused

    async def _begin(self, command: Command) -> Refused | None:
        await self._let_go_on()
        mode = await begin(self._context, command)
        if isinstance(mode, Refused):
            return mode
        self._stage.mode = mode
        return None

    async def _see_out(self) -> None:
        """Stop what has come to its end by itself."""
        for mode in self._stage.over():
            await self._context.start(mode.stop(), "end", finish=True)
            self._touch()

    async def _stop(self, mode: RunningMode) -> None:
        """End a mode; what it has kept is kept."""
        if isinstance(mode, ReferenceMode):
            await self._runs.pause()
        else:
            self._stage.mode = None
            await self._context.start(mode.stop(), "end", finish=True)

    async def _leave(self, mode: RunningMode) -> None:
        """A mode has failed: it ends, and a game that was paused in it goes on."""
        if self.mode is mode:
            await self._stop(mode)
            self._touch()
            await self._let_go_on()

    def _facts(self) -> rules.Facts:
        context, here = self._context, self._context.attached
        return rules.Facts(
            mode=self._mode_name(),
            phase=self._stage.phase,
            doing=self._guard.call(lambda mode: mode.facts(), ModeFacts()),
            connected=here is not None,
            open_run_splits=self._runs.open_splits,
            playable_segments=len(context.course.segments) if context.course else 0,
            run_segments=len(context.course.whole) if context.course else 0,
            can_pause=here is not None and here.emulator.capabilities.pause,
            can_play=here is not None and here.emulator.capabilities.play,
            held=self._rests(),
            paused=here is not None and self._condition.paused,
            ours=self.starter is not None and self.starter.ours,
            can_launch=self.starter is not None and self.starter.can_launch,
            can_fix=self.errands.fixer is not None,
            cold_lacking=self._lacking.count(context.course),
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
        if self.mode is not None and self.mode.holding and not pause:
            self.mode.go_on()
            return
        await (self._condition.pause(here) if pause else self._condition.resume(here))

    async def _let_go_on(self) -> None:
        """Whoever asks for the next try wants to play it."""
        if self._condition.link.state == "paused":
            await self._pause(False)

    def _rests(self) -> bool:
        return self.mode is not None and self.mode.holding

    # View

    def _build(self) -> View:
        mode = self._mode_name()
        self._scene = self._guard.call(lambda mode: mode.scene(), Scene())
        return picture.build(
            self._context,
            condition=self._condition,
            mode=mode,
            phase=self._stage.phase,
            scene=self._scene,
            open_run=self._runs.shown() if mode in ("reference", "reference_paused", "replay") else None,
            prompt=self._prompter(mode, self.possible(), self._rests()),
            games=self.games.view(),
            question=self._asking.view(),
            outlook=self._outlook.now(self._scene),
        )

    def _touch(self) -> None:
        """What the View shows has changed: build it anew when it is next asked for, and tell who waits."""
        self._view = None
        if self._stage.clear():
            self._turns.queue(self._see_out, "end")
        self._news.announce()
