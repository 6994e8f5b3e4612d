"""What both kinds of speed run have in common: their sheet, their machine, and how they end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from spinlab_pad.emulator.port import EmulatorError
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab.commands import Refused
from spinlab_pad.lab.context import Attached, LabContext
from spinlab_pad.lab.machine import Machine
from spinlab_pad.lab.mode import ModeName, Unheld
from spinlab_pad.lab.run_events import RunTime
from spinlab_pad.lab.scene import ModeFacts, Scene
from spinlab_pad.lab.speed_run import picture as run_picture
from spinlab_pad.lab.speed_run.pauses import RunPauses
from spinlab_pad.lab.speed_run.plan import Plan
from spinlab_pad.lab.speed_run.sheet import KEY, Sheet
from spinlab_pad.lab.speed_run.standing import RunStanding
from spinlab_pad.lab.speed_run.table import TABLE, UNDER_WAY
from spinlab_pad.lab.starts.loader import Loader
from spinlab_pad.lab.starts.loads import StartLoads, settled
from spinlab_pad.route.clock import SegmentClock
from spinlab_pad.store.errors import StateFileError
from spinlab_pad.store.records import StartState
from spinlab_pad.store.speed_runs import SpeedRunRecord

NO_LOAD: Final = "speed run load"
"""The notice of a start that doesn't load."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A frame that was taken in: number, time, and the running count of lag frames."""

    frame: int
    t_ns: int
    lag_total: int


class RunMode(Unheld):
    """A speed run of one kind. The two kinds say what a frame means; this holds what doesn't depend on it."""

    def __init__(self, context: LabContext, here: Attached, plan: Plan) -> None:
        self._context = context
        self._game, self._core = here.game.id, here.core
        self._hz = here.frame_hz
        self._machine = Machine(TABLE, "waiting")
        self.sheet = Sheet(context, plan)
        self.standing = RunStanding(context, self.sheet)
        self._pauses = RunPauses(context, lambda: self._at() if self.sheet.run is not None else None)
        self._loads = StartLoads(context)
        self._loader = Loader(context, self._serve, self._want)
        self._loads_seen = 0
        self._seen: Seen | None = None
        self._unreal = 0
        """What `context.unreal` was when the segment in hand began."""
        self._ended: SpeedRunRecord | None = None
        """The run that has come to its end last."""

    # what both answer in the same way

    @property
    def name(self) -> ModeName:
        """Which mode this is."""
        return "speed_run"

    @property
    def phase(self) -> str:
        """The state in `speed_run_table.TABLE`."""
        return self._machine.state

    def fits(self, here: Attached) -> bool:
        """Whether the start states of this run are of this game and core."""
        return (here.game.id, here.core) == (self._game, self._core)

    async def stop(self) -> None:
        """End: a run under way counts as a reset. What it has reached is kept, now or when the disk takes it."""
        self._end_run()
        self._pauses.end()
        await self._loader.end()
        self._loader.loaded()
        for key in (NO_LOAD, KEY):
            self._context.clear(key)
        await self._context.keeper.keep()

    def facts(self) -> ModeFacts:
        """What the rules may ask."""
        sheet = self.sheet
        last = sheet.last if sheet.run is not None else None
        return ModeFacts(
            result=last is not None,
            result_valid=last is not None and last.counts,
            segment=sheet.plan.segments[sheet.place].id if sheet.place < sheet.count else None,
            full_run=sheet.plan.kind == "full",
        )

    def _picture(self, clock: SegmentClock, run_clock: SegmentClock, deaths: int, penalty_ms: int) -> Scene:
        sheet = self.sheet
        in_hand = sheet.place < sheet.count and self._context.attached is not None
        return Scene(
            clock=clock,
            run_clock=run_clock,
            penalty_ms=penalty_ms,
            segment=run_picture.segment_in_hand(sheet.plan, sheet.place) if in_hand else None,
            estimate=run_picture.estimate_in_hand(sheet.plan, sheet.place) if in_hand else None,
            result=run_picture.last_result(sheet),
            delta=self.standing.delta,
            speed_run=run_picture.speed_run_view(sheet, deaths),
        )

    # what each kind answers for itself

    def _at(self) -> RunTime:
        """The time of the run in the newest frame that was taken in."""
        raise NotImplementedError

    def _end_run(self) -> None:
        """A run under way is a reset."""
        raise NotImplementedError

    def _start_wanted(self) -> StartState | None:
        """The start state that is to be loaded; None where there is none on this core."""
        raise NotImplementedError

    def _not_loaded(self, error: EmulatorError | StateFileError) -> None:
        """The start state doesn't load, and won't."""
        raise NotImplementedError

    # frames and loads

    @property
    def under_way(self) -> bool:
        """Whether the clock of a run runs, by the state."""
        return self._machine.state in UNDER_WAY.split()

    def _see(self, snapshot: Snapshot) -> None:
        self._seen = Seen(snapshot.frame, snapshot.t_ns, self._context.lag_total)

    def _want(self) -> None:
        """Load what is in hand, if it has to be."""
        if self._machine.state == "waiting":
            self._loader.want()

    def _sent(self, loads_seen: int) -> None:
        self._loads_seen = loads_seen
        self._machine.fire("load_sent")
        self._context.changed()

    async def _serve(self) -> bool:
        """Load the start that is wanted; False where that has to be tried again."""
        here, start = self._context.attached, self._start_wanted()
        if here is None or start is None or self._machine.state != "waiting":
            return True
        return await settled(
            self._context,
            here,
            self._load(here, start),
            again=self._load_failed,
            refused=lambda error: self._refused(start, error),
        )

    async def _load(self, here: Attached, start: StartState) -> None:
        await self._loads.load(here, start, wanted=lambda: self._waits_for(start), sent=self._sent)
        self._context.clear(NO_LOAD)

    def _waits_for(self, start: StartState) -> bool:
        """Whether this start is to be loaded: what was in hand a moment ago may not be by now."""
        return self._machine.state == "waiting" and self._start_wanted() is start

    def _refused(self, start: StartState, error: EmulatorError | StateFileError) -> None:
        in_hand = self._machine.state == "loading" or (self._waits_for(start) and not self._loader.wished)
        if in_hand:
            self._not_loaded(error)

    def _load_failed(self) -> None:
        if self._machine.state == "loading":
            self._machine.fire("not_loaded")
            self._unload()

    def _unload(self) -> None:
        """The load that was under way comes to nothing."""

    async def _loader_anew(self) -> None:
        """The emulator is back: its loads count from zero, and no load of the old one is waited for."""
        await self._loader.end()
        self._loads.forget()
        self._loads_seen = 0
        self._loader.start()
        self._load_failed()

    # ends

    def _come_to_end(self, at: RunTime, deaths: int, *, real_time: bool) -> None:
        """The last split was reached: the run is finished once that is on disk."""
        self._machine.fire("came_to_end")
        run = self._ended = self.sheet.run

        def kept() -> None:
            if self._machine.state == "finishing" and self._ended is run:
                self._machine.fire("kept")

        self.sheet.finish(at, deaths, real_time=real_time, then=kept)
        self._context.changed()

    def _reset(self) -> None:
        """Give the run up, if there is one, and wait for the next one."""
        self._end_run()
        self.sheet.rewind()
        self._machine.fire("reset_run")
        self._context.clear(NO_LOAD)

    def _last_split(self) -> Refused | None:
        if self.sheet.place >= self.sheet.count - 1:
            return Refused("this is the last split, it can't be skipped: reset the run instead")
        return None
