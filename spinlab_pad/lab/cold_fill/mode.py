"""The cold fill: serves the checkpoints that lack a cold start; the runner dies there on purpose, the respawn is kept.

`TABLE` is the state machine. The frames drive `feed`; loading and saving go on beside them. A checkpoint is served
until its cold start is on disk, or until it is skipped: then it is left for another cold fill.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, Final

from spinlab_pad.emulator.port import EmulatorError, Unreachable
from spinlab_pad.game.events import Died, Event, Spawned
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import Place
from spinlab_pad.lab import commands, picture
from spinlab_pad.lab.cold_fill.lacking import ASTRAY, Lack, lacking
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.context import PATIENCE_S, Attached, LabContext
from spinlab_pad.lab.machine import ANY, END, Machine, Table, row, table
from spinlab_pad.lab.mode import ModeName, Unheld
from spinlab_pad.lab.scene import ModeFacts, Scene
from spinlab_pad.lab.segments.course import Course
from spinlab_pad.lab.starts.loads import FAILURES_MAX
from spinlab_pad.lab.starts.on_demand import LoadsOnDemand
from spinlab_pad.lab.starts.saver import StartSaver
from spinlab_pad.lab.view import Level, ProgressView
from spinlab_pad.store.errors import StateFileError, StoreError
from spinlab_pad.store.records import StartState

TABLE: Final[Table] = table(
    row("waiting", "load_sent", "loading"),
    row("loading", "began", "playing"),
    row("loading", "not_loaded left_out", "waiting"),
    row("playing", "died", "dead"),
    row("dead", "spawned", "saving"),
    row("playing dead", "strayed", "waiting"),
    row("loading playing dead", "jumped detached", "waiting"),
    row("saving", "saved not_saved", "waiting"),
    row("waiting", "nothing_loads", "stuck"),
    row("waiting", "filled", END),
    row("stuck", "reattached", "waiting"),
    row("waiting loading playing dead stuck", "retry skip", "waiting"),
    row(ANY, "stop_cold_fill", END),
)
"""A checkpoint: its load is wanted, under way, it is played, the runner is dead, its cold start is being saved; `stuck`
where nothing loads."""

NOTHING_LACKS: Final = "every checkpoint of this run has its cold start already"
_SERVED: Final = "cold fill"
"""The notice of what is served, and of how that ended."""
_NO_LOAD: Final = "cold fill load"
"""The notice of a cold fill that stands still since nothing loads."""


class ColdFill(Unheld):
    """One cold fill on a course of the game at hand. `lacks` are the checkpoints to serve, at least one."""

    def __init__(self, context: LabContext, here: Attached, course: Course, lacks: Sequence[Lack]) -> None:
        self._context = context
        self._game, self._core = here.game.id, here.core
        self._course = course
        self._machine = Machine(TABLE, "waiting")
        self._todo = list(lacks)
        self._of = len(lacks)
        self._saved = self._skipped = self._lost = 0
        self._failures = 0
        self._checkpoint = Place(0, 0, 0)
        """Where the life in hand began."""
        self._load_id = self._last_frame = 0
        """Of the life in hand."""
        self._loads = LoadsOnDemand(context, self)
        self._saver = StartSaver(context)
        self._saving: asyncio.Task[None] | None = None

    @property
    def name(self) -> ModeName:
        """Which mode this is."""
        return "cold_fill"

    @property
    def phase(self) -> str:
        """The state in `TABLE`."""
        return self._machine.state

    def fits(self, here: Attached) -> bool:
        """Whether the states to load are of this game and core."""
        return (here.game.id, here.core) == (self._game, self._core)

    @property
    def _lack(self) -> Lack | None:
        """The checkpoint in hand."""
        return self._todo[0] if self._todo and self.phase != END else None

    # frames

    def feed(self, snapshot: Snapshot, events: Sequence[Event]) -> None:
        """Take one frame in."""
        here, lack = self._context.attached, self._lack
        if here is None or lack is None:
            return
        unseen, self._last_frame = snapshot.frame - self._last_frame - 1, snapshot.frame
        if self.phase == "loading" and snapshot.load_id > self._loads.seen:
            self._load_id = snapshot.load_id
            self._checkpoint = here.profile.place(snapshot)
            self._failures = 0
            self._context.clear(_NO_LOAD)
            self._go("began")
        elif self.phase in ("playing", "dead") and snapshot.load_id != self._load_id:
            self._again("jumped")
        elif self.phase in ("playing", "dead"):
            self._judge(here, lack, snapshot, unseen, events)

    def _judge(self, here: Attached, lack: Lack, snapshot: Snapshot, unseen: int, events: Sequence[Event]) -> None:
        for event in events:
            if self.phase == "playing" and isinstance(event, Died):
                self._go("died")
            elif self.phase == "dead" and isinstance(event, Spawned):
                where = lack.elsewhere(event, self._checkpoint, here.profile.place(snapshot))
                if where is None:
                    self._keep(here, lack, snapshot, unseen)
                else:
                    self._stray(lack, f"the game came back at {where}")
            elif self.phase in ("playing", "dead") and type(event) in ASTRAY:
                self._stray(lack, ASTRAY[type(event)])

    def _stray(self, lack: Lack, why: str) -> None:
        """This life leads to no cold start: say why, and serve the checkpoint again."""
        self._tell("warn", f"{_name(lack)} comes again: {why}. Die before anything else, or skip it")
        self._again("strayed")

    def _keep(self, here: Attached, lack: Lack, snapshot: Snapshot, unseen: int) -> None:
        """The first playable frame after the respawn: this is the cold start."""
        self._go("spawned")
        saving = self._saver.save(here, lack.place, "cold", snapshot, self._course.run.id, unseen)
        self._saving = self._context.start(self._save(saving, lack), f"save {lack.place.id}")

    async def _save(self, saving: Coroutine[Any, Any, bool], lack: Lack) -> None:
        kept = False
        try:
            kept = await saving
        except Unreachable:
            pass  # the connection's own notice tells it
        except (EmulatorError, StoreError) as error:
            self._tell("error", f"the cold start of {_name(lack)} was not kept: {error}")
        finally:
            if self.phase == "saving":
                self._done_saving(lack, kept)

    def _done_saving(self, lack: Lack, kept: bool) -> None:
        if not kept:
            self._again("not_saved")
            return
        self._saved += 1
        self._todo.remove(lack)
        self._go("saved")
        self._next()

    # serving

    def begin(self) -> None:
        """Serve the first checkpoint."""
        self._loads.begin()
        self._next()

    def _next(self) -> None:
        """The load of the checkpoint in hand is wanted, or there is none left."""
        lack = self._lack
        if lack is None:
            self._over()
            return
        self._tell("info", f"{_name(lack)}: die on purpose, so that its cold start can be saved")
        self._loads.want()

    def _over(self) -> None:
        left = self._skipped + self._lost
        text = f"Cold starts saved: {self._saved}" + (f"; left for another time: {left}" if left else "")
        self._go("filled")
        self._tell("good" if not left else "info", text)

    def _again(self, trigger: str) -> None:
        """The checkpoint in hand is to be loaded anew."""
        self._go(trigger)
        self._loads.want()

    def _go(self, trigger: str) -> None:
        self._machine.fire(trigger)
        self._context.changed()

    def _tell(self, level: Level, text: str) -> None:
        self._context.tell(_SERVED, level, text)

    # lab.starts.on_demand.Wanting

    def wanted(self) -> StartState | None:
        """The hot start of the checkpoint in hand, while it is to be loaded."""
        return self._lack.hot if self._lack is not None and self.phase == "waiting" else None

    def load_sent(self) -> None:
        """The checkpoint in hand is being loaded."""
        self._go("load_sent")

    def not_loaded(self, start: StartState) -> None:
        """It is tried again, if it is still in hand."""
        if self.phase == "loading" and self._lack is not None and self._lack.hot is start:
            self._go("not_loaded")

    def refused(self, start: StartState, error: EmulatorError | StateFileError) -> None:
        """A checkpoint doesn't load. One whose file is lost is left; another one comes again after the others."""
        lack = self._lack
        if lack is None or lack.hot is not start or self.phase not in ("waiting", "loading"):
            return
        if self.phase == "loading":
            self._go("left_out")
        self._todo.remove(lack)
        if isinstance(error, StateFileError):
            self._lost += 1
            self._context.tell(f"load {lack.place.id}", "warn", f"{_name(lack)} is left out: {error}")
        else:
            self._failures += 1
            self._todo.append(lack)
            if self._failures >= FAILURES_MAX:
                self._go("nothing_loads")
                text = f"nothing loads any more: {error}. Retry when that is mended"
                self._context.tell(_NO_LOAD, "error", text, lasting=True)
                return
            self._context.tell(f"load {lack.place.id}", "warn", f"{_name(lack)} comes later: {error}")
        self._next()

    # what happens beside the frames

    def jumped(self) -> None:
        """The game's counter jumped: the life in hand leads to no cold start, a state that is being saved is none."""
        self._saver.discontinuity()
        if self.phase in ("loading", "playing", "dead"):
            self._again("jumped")

    def detached(self) -> None:
        """The emulator has gone: the checkpoint in hand is loaded again when it is back."""
        self._saver.discontinuity()
        if self.phase in ("loading", "playing", "dead"):
            self._go("detached")

    async def reattached(self, away_s: float) -> None:
        """The emulator is back, and its loads count from zero."""
        await self._loads.end()
        await self._settle()
        self._failures = 0
        self._loads.begin()
        self._context.clear(_NO_LOAD)
        if self.phase == "stuck":
            self._go("reattached")
        self._loads.want()

    async def carry_out(self, command: Command) -> Refused | None:
        """Carry out a command that the rules have let pass."""
        match command:
            case commands.Retry():
                self._failures = 0
                self._context.clear(_NO_LOAD)
                self._again("retry")
            case commands.Skip():
                self._failures = 0
                self._context.clear(_NO_LOAD)
                del self._todo[0]
                self._skipped += 1
                self._go("skip")
                self._next()
            case _:
                raise AssertionError(f"{command.name} passed the rules in a cold fill")
        return None

    async def stop(self) -> None:
        """End: what was saved is kept, also what is being saved now."""
        await self._settle()
        if self.phase != END:
            self._go("stop_cold_fill")
            self._context.clear(_SERVED)
        await self._loads.end()
        self._context.clear(_NO_LOAD)
        if self._context.attached is not None:
            await self._context.load_course()  # its segments may start cold now

    async def _settle(self) -> None:
        """Wait until what is being saved is on disk, or was told not to be."""
        if self._saving is not None:
            await asyncio.wait([self._saving], timeout=PATIENCE_S)
            self._saving.cancel()
            await asyncio.wait([self._saving])

    # what is shown

    def facts(self) -> ModeFacts:
        """What the rules may ask."""
        return ModeFacts(segment=self._lack.segment.id if self._lack else None)

    def scene(self) -> Scene:
        """The checkpoint in hand, and how many have their cold start."""
        lack = self._lack
        return Scene(
            segment=picture.course_segment_view(self._course, lack.segment.id) if lack else None,
            progress=ProgressView(self._saved, self._of, "cold starts"),
        )


def _name(lack: Lack) -> str:
    return f"{lack.segment.name} ({lack.place.label})"


async def begin(context: LabContext, _command: Command) -> ColdFill | Refused:
    """Serve what lacks a cold start in the course of the game at hand."""
    await context.load_course()
    course, here = context.course, context.attached
    if here is None:
        return Refused("the emulator has gone meanwhile: start it again")
    lacks = lacking(course) if course is not None else ()
    if course is None or not lacks:
        return Refused(NOTHING_LACKS)
    mode = ColdFill(context, here, course, lacks)
    mode.begin()
    return mode
