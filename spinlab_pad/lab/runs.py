"""Reference runs of the game at hand: start, pause, resume, finish, discard, activate."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.context import LabContext, wall_ms
from spinlab_pad.lab.picture import OpenRun
from spinlab_pad.lab.reference import ReferenceMode
from spinlab_pad.lab.replay import ReplayMode
from spinlab_pad.lab.stage import Stage
from spinlab_pad.lab.tape import Tape
from spinlab_pad.store.errors import StoreError
from spinlab_pad.store.records import RunRecord

NAME_MAX = 80
"""Characters of a run's name."""
UNNAMED = "Reference run"
COMMANDS = (
    commands.StartReference,
    commands.ResumeReference,
    commands.StopReference,
    commands.FinishReference,
    commands.DiscardReference,
)
"""The commands about the open run."""


class Runs:
    """The open run of the game, and its recorder while it is being recorded."""

    def __init__(self, context: LabContext, stage: Stage) -> None:
        self._context = context
        self._stage = stage
        self.tape = Tape(context)
        self.open: RunRecord | None = None
        self._splits = 0

    @property
    def recorder(self) -> ReferenceMode | None:
        """The mode that records the open run, while it is being recorded."""
        return self._stage.mode if isinstance(self._stage.mode, ReferenceMode) else None

    @property
    def open_splits(self) -> int:
        """Segments recorded in the open run."""
        return self.recorder.splits if self.recorder else self._splits

    @property
    def shown(self) -> OpenRun | None:
        """The run that is recorded, by the runner or from a replay, or that can be gone on with."""
        if isinstance(self._stage.mode, ReplayMode):
            return OpenRun(self._stage.mode.run, self._stage.mode.splits, True)
        return OpenRun(self.open, self.open_splits, self.recorder is not None) if self.open is not None else None

    @property
    def _game(self) -> str:
        assert self._context.attached is not None
        return self._context.attached.game.id

    async def reload(self) -> None:
        """Read the course and the open run anew from the store."""
        await self._context.load_course()
        self.open, self._splits = None, 0
        if self._context.attached is None:
            return
        game = self._game
        runs = await self._context.store.call(lambda store: store.runs(game))
        self.open = next((run for run in runs if run.state != "finished" and run.source == "played"), None)
        if self.open is not None:
            run = self.open.id
            self._splits = len(await self._context.store.call(lambda store: store.splits(run)))

    async def carry_out(self, command: Command) -> None:
        """Carry out a command about the open run that the rules have let pass."""
        match command:
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
                raise AssertionError(f"{command.name} is not about the open run")

    async def start(self) -> None:
        """Begin to record a new run."""
        game, now_ms = self._game, wall_ms()
        run = await self._context.store.call(lambda store: store.start_run(game, UNNAMED, now_ms))
        self.open, self._splits = RunRecord(run, game, UNNAMED, "recording", False, now_ms), 0
        await self.tape.begin(run)
        self._record()

    async def resume(self) -> None:
        """Go on recording the open run."""
        run = self._open_id()
        await self._context.store.call(lambda store: store.resume_run(run))
        await self.tape.begin(run)
        self._record()

    async def pause(self) -> None:
        """Stop recording; what was closed is kept and the run can go on later."""
        run = self._open_id()
        async with self._at_rest():
            try:
                await self._context.store.call(lambda store: store.pause_run(run))
            except StoreError as error:
                # It is paused all the same: a run that is not being recorded is found as paused at the next start.
                self._context.tell("run", "error", str(error))

    async def finish(self, name: str) -> None:
        """Close the open run under a name and make it the active one."""
        run, kept_as = self._open_id(), name.strip()[:NAME_MAX] or UNNAMED
        async with self._at_rest():
            await self._context.store.call(lambda store: store.finish_run(run, kept_as, wall_ms()))
        await self.reload()

    async def discard(self) -> None:
        """Throw the open run away."""
        run = self._open_id()
        async with self._at_rest():
            await self._context.store.call(lambda store: store.discard_run(run))
        await self.reload()

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

    def _record(self) -> None:
        assert self.open is not None
        self._stage.mode = ReferenceMode(self._context, self.open, self._splits)

    @asynccontextmanager
    async def _at_rest(self) -> AsyncIterator[None]:
        """No frame is recorded any more, and what was being saved is on disk; if it fails, recording goes on."""
        recorder = self.recorder
        if recorder is not None:
            self._stage.mode = None
        try:
            if recorder is not None:
                await recorder.settle()
                await self.tape.end()
                self._splits = recorder.splits
            yield
        except BaseException:
            if recorder is not None:
                await self.tape.begin(recorder.run.id)
                recorder.discontinuity()
                self._stage.mode = recorder
            raise
