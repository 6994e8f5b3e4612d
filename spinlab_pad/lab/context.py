"""What the modes of the lab share: the emulator and game at hand, the store, notices, figures, time."""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from spinlab_pad.emulator.port import Emulator, EmulatorError
from spinlab_pad.game.detector import Detector
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import Profile
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.keeper import Keeper
from spinlab_pad.lab.notices import KEY_MAX, SHOWN_MS, Notices, plain
from spinlab_pad.lab.run_events import RunEvent, RunListener
from spinlab_pad.lab.segments.course import Course, CourseSettings, load_course
from spinlab_pad.lab.segments.naming import words_of
from spinlab_pad.lab.view import Level
from spinlab_pad.route.clock import Played
from spinlab_pad.route.waypoints import Segment
from spinlab_pad.schedule import ALLOCATORS, ESTIMATORS, lacking
from spinlab_pad.store.errors import StoreError
from spinlab_pad.store.records import GameRecord, StateKind
from spinlab_pad.store.thread import StoreThread

_log = logging.getLogger(__name__)

RatingMode = Literal["after", "pause", "off"]

PATIENCE_S = 5.0
"""How long the end of a mode waits for an emulator that doesn't come back; adapters give up earlier by themselves."""
GOAL_MINUTES_MAX = 24 * 60
GOAL_ATTEMPTS_MAX = 100_000
"""The largest goals that make sense."""
NO_ALLOCATOR = "allocator"
"""The notice of a configured allocator that can't be used here."""
REPORT = "please send `spinlab-pad report` to its makers"
"""What is asked for where something went wrong that nobody has foreseen."""
LOGGED_MAX = 4_000
"""Characters of a notice in the log; what an emulator says may be megabytes long."""
_AFTER_S = 0.05
"""By then a notice that goes by itself has gone."""


@dataclass(frozen=True, slots=True)
class LabSettings:
    """How the lab works; from the configuration."""

    data_dir: str
    estimator: str
    allocator: str
    seed: int
    rating: RatingMode = "after"
    auto_advance_s: float = 10.0
    death_penalty_ms: int = 3_200
    start: StateKind = "hot"
    goal_attempts: int | None = None
    goal_minutes: int | None = None
    on_death: Literal["reload", "respawn"] = "reload"
    start_pause: bool = False
    countdown_s: float = 1.0
    break_after_min: int = 45
    record_inputs: bool = True
    category: str = ""
    profile: str | None = None
    """The profile for every game; None where each has its own, and the runner may say which."""


@dataclass(slots=True)
class Figures:
    """Measured since the start: latencies in ms and frames, for the summary of a demo and for benchmarks."""

    state_load_ms: list[float] = field(default_factory=list)
    event_to_load_ms: list[float] = field(default_factory=list)
    """From a goal or death to the first frame of the next life: both of the next two."""
    goal_to_next_ms: list[float] = field(default_factory=list)
    death_to_next_ms: list[float] = field(default_factory=list)
    save_ms: list[float] = field(default_factory=list)
    save_lag_frames: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Attached:
    """A running game: its emulator, its record in the store, its profile, and what the emulator called itself.

    `known` is None while nobody has said which game it is; then nothing is watched, recorded or practised.
    """

    emulator: Emulator
    game: GameRecord
    known: Profile | None
    core: str
    version: str

    @property
    def profile(self) -> Profile:
        """The profile of a game that is known; the rules let nothing through that needs it before."""
        assert self.known is not None, "a game that nobody knows"
        return self.known

    @property
    def emulator_words(self) -> str:
        """The emulator's name and version."""
        return f"{self.emulator.capabilities.emulator} {self.version}"

    @property
    def played_on(self) -> str:
        """Emulator and core, as it stands with what is played on them."""
        return f"{self.emulator_words}, {self.core}"

    @property
    def frame_hz(self) -> float:
        """Frames a second at normal speed."""
        return self.emulator.capabilities.frame_hz


def wall_ms() -> int:
    """Unix time in ms."""
    return time.time_ns() // 1_000_000


def _unheard(_command: Command) -> None:
    """Nobody is there who could carry it out."""


def _unguarded(error: Exception) -> None:
    """No mode runs that could be left."""
    raise error


def _place(error: Exception) -> tuple[object, ...]:
    """The file and line where it was raised."""
    raised = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    return raised[-1] if raised else ()


@dataclass(slots=True)
class LabContext:
    """Shared by the modes; owned by the lab. `io` keeps saves and loads one after another."""

    settings: LabSettings
    store: StoreThread
    changed: Callable[[], None]
    notices: Notices = field(default_factory=Notices)
    figures: Figures = field(default_factory=Figures)
    attached: Attached | None = None
    detector: Detector | None = None
    last_attached: Attached | None = None
    course: Course | None = None
    on_closed: Callable[[Segment, Played], None] | None = None
    """Told of each completed segment in its own frame (the witness of the demo)."""
    run_listeners: list[RunListener] = field(default_factory=list)
    """Told of what happens in a speed run, in its own frame."""
    ask: Callable[[Command], object] = _unheard
    """Has a command carried out in its turn, as if somebody had asked for it: so a mode ends by itself."""
    on_failed: Callable[[Exception], None] = _unguarded
    """Told of an error that nobody has foreseen in work without which the mode that runs can't go on."""
    newest: Snapshot | None = None
    newest_at: float = 0.0
    lag_total: int = 0
    still: int = 0
    """Grows while no frame runs: what is asked of the emulator meanwhile may fail for no other reason."""
    unreal: int = 0
    """Grows while the emulator runs fast, slow or backwards: what is played meanwhile is not in real time."""
    keeper: Keeper = field(init=False)
    """Writes what was played."""
    io: asyncio.Lock = field(default_factory=asyncio.Lock)
    _io_done: asyncio.Event = field(default_factory=asyncio.Event)
    _io_wanted: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _to_finish: set[asyncio.Task[None]] = field(default_factory=set)
    _faults: set[tuple[object, ...]] = field(default_factory=set)
    """Those that were logged with their traceback."""

    def __post_init__(self) -> None:
        self.keeper = Keeper(self)

    def closed(self, segment: Segment, played: Played) -> None:
        """A segment was completed in this frame, in a run or in practice."""
        if self.on_closed is not None:
            self.on_closed(segment, played)

    def tell_run(self, event: RunEvent) -> None:
        """Something happened in a speed run. A listener that fails does not disturb it."""
        for listener in self.run_listeners:
            try:
                listener(event)
            except Exception as error:
                self.fault("speed run listener", error)

    def want_io(self) -> None:
        """A save or load is to be done; each is followed by one `did_io`."""
        self._io_wanted += 1
        self._io_done.clear()

    def did_io(self) -> None:
        """A save or load that was wanted has been done, or has failed."""
        self._io_wanted -= 1
        if not self._io_wanted:
            self._io_done.set()

    async def io_settled(self) -> None:
        """Wait until no save or load is wanted. For games that stand still meanwhile."""
        if self._io_wanted:
            await self._io_done.wait()

    def tell(self, key: str, level: Level, text: str, *, lasting: bool = False) -> None:
        """Show a notice."""
        _log.info("%s: %s", plain(key, KEY_MAX), plain(text, LOGGED_MAX))
        self.notices.tell(key, level, text, wall_ms(), lasting=lasting)
        self.changed()
        if not lasting:
            # Also where no frames come, whoever follows the View must see it go.
            asyncio.get_running_loop().call_later(SHOWN_MS / 1000 + _AFTER_S, self.changed)

    def clear(self, key: str) -> None:
        """Take a notice away; its cause has gone."""
        if self.notices.clear(key):
            self.changed()

    def start(
        self, work: Coroutine[Any, Any, None], key: str, *, finish: bool = False, vital: bool = False
    ) -> asyncio.Task[None]:
        """Carry work out beside the frames; what goes wrong in it becomes a notice under `key`.

        `finish`: the work is waited for at the end, not cancelled. `vital`: the mode that runs can't go on without it.
        """
        task = asyncio.get_running_loop().create_task(self._guarded(work, key, vital), name=key)
        tasks = self._to_finish if finish else self._tasks
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        task.add_done_callback(lambda _: work.close())  # one that was cancelled before its first step was never begun
        return task

    async def _guarded(self, work: Coroutine[Any, Any, None], key: str, vital: bool) -> None:
        try:
            await work
        except (EmulatorError, StoreError) as error:
            self.tell(key, "error", str(error))
        except Exception as error:
            # A fault of ours in work beside the frames must not end the session without a word.
            if vital:
                self.on_failed(error)
            else:
                self.fault(key, error)

    def fault(
        self, key: str, error: Exception, text: str | None = None, *, lasting: bool = False, once: bool = False
    ) -> None:
        """Tell of an error that nobody has foreseen; its traceback is logged the first time that it comes.

        `text` is what is told of it, a `lasting` one stays until `clear`; with `once` it is told the first time only.
        """
        kind = type(error), *_place(error)
        known = kind in self._faults
        if known and once:
            return
        self._faults.add(kind)
        _log.error("%s failed", key, exc_info=None if known else error)
        self.tell(key, "error", text or f"{key} failed ({error}): {REPORT}", lasting=lasting)

    async def answered(self, work: Awaitable[Refused | None], key: str) -> Refused | None:
        """The answer to a command: what goes wrong is told under `key`, and is a refusal.

        Also a fault of ours: one command that nobody can carry out must not end a night of practice.
        """
        try:
            return await work
        except (EmulatorError, StoreError) as error:
            self.tell(key, "error", str(error))
            return Refused(str(error))
        except Exception as error:
            self.fault(key, error)
            return Refused(f"{key} failed ({error}): {REPORT}")

    async def settle(self) -> None:
        """Wait until all work that was started has ended."""
        while self._tasks or self._to_finish:
            await asyncio.gather(*self._tasks, *self._to_finish)

    async def cancel(self) -> None:
        """Stop all work that was started, and wait for what must be finished."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, *self._to_finish, return_exceptions=True)

    def counter(self, snapshot: Snapshot) -> int:
        """The game's frame counter (0 to 255) in a snapshot; 0 for a game that has none."""
        assert self.attached is not None
        name = self.attached.profile.counter
        return 0 if name is None else snapshot[name] % 256

    async def load_course(self) -> None:
        """Build the course of the game at hand anew from the store."""
        here = self.attached
        if here is None:
            self.course = None
            return
        settings = CourseSettings(
            estimator=self.settings.estimator,
            allocator=self.settings.allocator,
            seed=self.settings.seed,
            death_penalty_ms=self.settings.death_penalty_ms,
            start=self.settings.start,
        )
        words = words_of(here.known)
        self.course = await self.store.call(lambda store: load_course(store, here.game.id, here.core, settings, words))

    def change_settings(self, changes: Mapping[str, Any]) -> None:
        """Other values of `settings` from now on, by name; who uses one reads it each time."""
        self.settings = replace(self.settings, **changes)
        self.changed()

    def choose_allocator(self, name: str) -> Refused | None:
        """Use another allocator, now and in courses to come."""
        if name not in ALLOCATORS:
            return Refused(f"there is no allocator {name!r}; known: {', '.join(ALLOCATORS)}")
        if (reason := lacking(name)) is not None:
            return Refused(reason)
        self.clear(NO_ALLOCATOR)
        self.settings = replace(self.settings, allocator=name)
        if self.course is not None:
            self.course.scheduler.set_allocator(name)
        return None

    def choose_goal(self, minutes: int, attempts: int) -> Refused | None:
        """Set what practice sessions are to reach; 0 is none."""
        if not (0 <= minutes <= GOAL_MINUTES_MAX and 0 <= attempts <= GOAL_ATTEMPTS_MAX):
            return Refused(f"a goal is 0 to {GOAL_MINUTES_MAX} minutes or 0 to {GOAL_ATTEMPTS_MAX} attempts; 0 is none")
        self.settings = replace(self.settings, goal_minutes=minutes or None, goal_attempts=attempts or None)
        return None

    async def choose_estimator(self, name: str) -> Refused | None:
        """Use another estimator, now and in courses to come; with many attempts it is ready after seconds."""
        if name not in ESTIMATORS:
            return Refused(f"there is no estimator {name!r}; known: {', '.join(ESTIMATORS)}")
        if self.course is not None and self.course.scheduler.estimator != name:
            await asyncio.to_thread(self.course.scheduler.settle, time.time(), name)
        self.settings = replace(self.settings, estimator=name)
        if self.course is not None:
            self.course.scheduler.set_estimator(name)
        return None
