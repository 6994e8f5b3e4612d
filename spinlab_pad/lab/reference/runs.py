"""Reference runs of the game at hand: start, pause, resume, finish, discard, activate.

A run is recorded in sittings. One begins in `start` and `resume` and ends in `_at_rest`; the store keeps when, and on
which emulator.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.context import LabContext, wall_ms
from spinlab_pad.lab.notices import plain
from spinlab_pad.lab.picture import OpenRun
from spinlab_pad.lab.reference.familiar import finished
from spinlab_pad.lab.reference.mode import ReferenceMode, sitting_on
from spinlab_pad.lab.reference.tape import Tape
from spinlab_pad.lab.reference.writer import RunWriter
from spinlab_pad.lab.replay.mode import ReplayMode
from spinlab_pad.lab.stage import Stage
from spinlab_pad.store.captures import Sitting
from spinlab_pad.store.errors import DataFolderError, StoreError
from spinlab_pad.store.records import RunRecord
from spinlab_pad.store.store import Store

NAME_MAX = 80
"""Characters of a run's name."""
UNNAMED = "Reference run"
COMMANDS = (
    commands.ActivateRun,
    commands.StartReference,
    commands.ResumeReference,
    commands.StopReference,
    commands.FinishReference,
    commands.DiscardReference,
)
"""The commands about reference runs."""


class Runs:
    """The open run of the game, and its recorder while it is being recorded."""

    def __init__(self, context: LabContext, stage: Stage) -> None:
        self._context = context
        self._stage = stage
        self.open: RunRecord | None = None
        self.writer = RunWriter(context)
        self.tape = Tape(context, self.writer)

    @property
    def recorder(self) -> ReferenceMode | None:
        """The mode that records the open run, while it is being recorded."""
        return self._stage.mode if isinstance(self._stage.mode, ReferenceMode) else None

    @property
    def open_splits(self) -> int:
        """Segments recorded in the open run, one that was played twice counted twice."""
        return self.writer.tally.splits

    def shown(self) -> OpenRun | None:
        """The run that is recorded, by the runner or from a replay, or that can be gone on with."""
        if isinstance(self._stage.mode, ReplayMode):
            return self._stage.mode.shown()
        if self.open is None:
            return None
        tally = self.writer.tally
        return OpenRun(self.open, tally.splits, tally.new, self.recorder is not None)

    @property
    def _game(self) -> str:
        assert self._context.attached is not None
        return self._context.attached.game.id

    async def reload(self) -> None:
        """Read the course and the open run anew from the store."""
        here = self._context.attached
        if self.open is not None and (here is None or here.game.id != self.open.game):
            self.open = None  # the game is another one from now on
        await self._context.load_course()
        found: RunRecord | None = None
        if self._context.attached is not None:
            game = self._game
            runs = await self._context.store.call(lambda store: store.runs(game))
            found = next((run for run in runs if run.state != "finished" and run.source == "played"), None)
        await self.writer.turn_to(found.id if found is not None else None)
        self.open = found

    async def settle(self) -> None:
        """Wait until what was closed is on disk, or was told not to be."""
        await (self.recorder.settle() if self.recorder is not None else self.writer.keep())

    async def carry_out(self, command: Command) -> Refused | None:
        """Carry out a command about reference runs that the rules have let pass."""
        match command:
            case commands.ActivateRun(run=run):
                return await self.activate(run)
            case commands.StartReference():
                await self.start()
            case commands.ResumeReference():
                await self.resume()
            case commands.StopReference():
                await self.pause()
            case commands.FinishReference(run_name=name):
                await self.finish(name)
            case commands.DiscardReference():
                await self.discard()
            case _:
                raise AssertionError(f"{command.name} is not about reference runs")
        return None

    # begin and end of a sitting

    async def start(self) -> None:
        """Begin to record a new run."""
        game, sitting = self._game, self._sitting()

        def begin(store: Store) -> tuple[int, int | None]:
            run = store.start_run(game, UNNAMED, sitting.started_ms, sitting)
            return run, store.captures.going_on(run)

        run, capture = await self._context.store.call(begin)
        self.open = RunRecord(run, game, UNNAMED, "recording", False, sitting.started_ms)
        await self.writer.turn_to(run)
        await self._record(sitting.core, capture)

    async def resume(self) -> None:
        """Go on recording the open run, in another sitting."""
        run, sitting = self._open_id(), self._sitting()
        await self.writer.keep()

        def begin(store: Store) -> int | None:
            store.resume_run(run, sitting)
            return store.captures.going_on(run)

        await self._record(sitting.core, await self._context.store.call(begin))

    async def pause(self) -> None:
        """End the sitting; what was closed is kept and the run can go on later."""
        run = self._open_id()
        async with self._at_rest("stop_reference"):
            try:
                await self._context.store.call(lambda store: store.pause_run(run, wall_ms()))
            except StoreError as error:
                # It is paused all the same: a run that is not being recorded is found as paused at the next start.
                self._context.tell("run", "error", str(error))

    async def finish(self, name: str) -> None:
        """Close the open run under a name and make it the active one.

        Raises:
            StoreError: the disk doesn't take it, or not all of its segments yet; the run goes on.
        """
        run, kept_as = self._open_id(), plain(name, 4 * NAME_MAX)[:NAME_MAX].strip() or UNNAMED
        async with self._at_rest("finish_reference"):
            if self.writer.waits(run):
                raise DataFolderError("the disk doesn't take all of this run yet: free some space, then finish it")
            await self._context.store.call(lambda store: store.finish_run(run, kept_as, wall_ms()))
        tally, self.open = self.writer.tally, None
        await self.reload()
        self._context.tell("run", "good", finished(kept_as, tally))

    async def discard(self) -> None:
        """Throw the open run away."""
        run = self._open_id()
        async with self._at_rest("discard_reference"):
            await self._context.store.call(lambda store: store.discard_run(run))
            self.writer.drop(run)
        self.open = None
        await self.reload()

    def _sitting(self) -> Sitting:
        assert self._context.attached is not None, "the rules let nothing be recorded without a game"
        return sitting_on(self._context.attached)

    async def _record(self, core: str, capture: int | None) -> None:
        """A sitting begins on this core, of a new run or of one that goes on."""
        assert self.open is not None
        await self.tape.begin(self.open.id)
        self._stage.mode = ReferenceMode(self._context, self.open, core, capture, self.writer)

    @asynccontextmanager
    async def _at_rest(self, trigger: str) -> AsyncIterator[None]:
        """The sitting ends: no frame is recorded any more, what was being saved is on disk; if it fails, it goes on."""
        recorder = self.recorder
        self._stage.mode = None
        try:
            await (recorder.settle() if recorder is not None else self.writer.keep())
            if recorder is not None:
                await self.tape.end()
            yield
        except BaseException:
            if recorder is not None:
                await self.tape.begin(recorder.run.id)
                recorder.jumped()
                self._stage.mode = recorder
            raise
        if recorder is not None:
            recorder.machine.fire(trigger)

    # all runs

    async def activate(self, run: int) -> Refused | None:
        """Practise this run from now on."""
        game = self._game
        known = await self._context.store.call(lambda store: store.runs(game))
        if not any(item.id == run and item.state == "finished" for item in known):
            return Refused(f"there is no finished run {run} of this game")
        await self._context.store.call(lambda store: store.activate_run(run))
        await self.reload()
        return None

    def _open_id(self) -> int:
        assert self.open is not None, "the rules let no command pass without an open run"
        return self.open.id
