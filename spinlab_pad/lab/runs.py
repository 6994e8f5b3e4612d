"""Reference runs of the game at hand: start, pause, resume, finish, discard, activate."""

from __future__ import annotations

from spinlab_pad.lab.commands import Refused
from spinlab_pad.lab.context import LabContext, wall_ms
from spinlab_pad.lab.reference import ReferenceMode
from spinlab_pad.store.records import RunRecord


class Runs:
    """The open run of the game, and its recorder while it is being recorded."""

    def __init__(self, context: LabContext) -> None:
        self._context = context
        self.open: RunRecord | None = None
        self.recorder: ReferenceMode | None = None
        self._splits = 0

    @property
    def open_splits(self) -> int:
        """Segments recorded in the open run."""
        return self.recorder.splits if self.recorder else self._splits

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
        self.open = next((run for run in runs if run.state != "finished"), None)
        if self.open is not None:
            run = self.open.id
            self._splits = len(await self._context.store.call(lambda store: store.splits(run)))

    async def start(self) -> None:
        """Begin to record a new run."""
        game = self._game
        await self._context.store.call(lambda store: store.start_run(game, "Reference run", wall_ms()))
        await self.reload()
        self._record()

    async def resume(self) -> None:
        """Go on recording the open run."""
        run = self._open_id()
        await self._context.store.call(lambda store: store.resume_run(run))
        self._record()

    async def pause(self) -> None:
        """Stop recording; what was closed is kept and the run can go on later."""
        run = self._open_id()
        self._splits = self.open_splits
        self.recorder = None
        await self._context.store.call(lambda store: store.pause_run(run))

    async def finish(self, name: str) -> None:
        """Close the open run under a name and make it the active one."""
        run = self._open_id()
        self.recorder = None
        await self._context.store.call(lambda store: store.finish_run(run, name, wall_ms()))
        await self.reload()

    async def discard(self) -> None:
        """Throw the open run away."""
        run = self._open_id()
        self.recorder = None
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
        self.recorder = ReferenceMode(self._context, self.open, self._splits)
