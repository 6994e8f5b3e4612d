"""An emulator in memory for the faults that a real one doesn't show on demand, and a desk to drive a lab with it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from spinlab_pad.emulator.port import (
    Buttons,
    Capabilities,
    Game,
    Loaded,
    Pace,
    SamplingStats,
    SavedState,
    Trouble,
    Unreachable,
)
from spinlab_pad.game.memory import WRAM_SIZE, Field, Snapshot
from spinlab_pad.game.profile import Profile, bundled_profiles, load_profile
from spinlab_pad.lab.commands import Command, FinishReference, Refused, StartPractice, StartReference
from spinlab_pad.lab.context import LabSettings
from spinlab_pad.lab.lab import Lab
from spinlab_pad.lab.view import View
from spinlab_pad.store.records import AttemptRecord
from spinlab_pad.store.store import Store
from spinlab_pad.store.thread import StoreThread
from tests.emulator.no_replays import NoReplays

SMW = load_profile("smw")
FIELDS = {field.name for name in bundled_profiles() for field in load_profile(name).fields}
"""Whatever profile is chosen for it: what that wants to see is there."""
FRAME_NS = 16_639_267
GAME = Game("Fake World", "super_nes", 0xCAFE, "fake core", "1.0")
OTHER_GAME = Game("Other World", "super_nes", 0xBEEF, "fake core", "1.0")

Changes = dict[str, int]
Fault = Exception | asyncio.Event | asyncio.Future[None]

TAPE: Changes = {"midway": 1}
GOAL: Changes = {"fanfare": 1}
DEATH: Changes = {"player_anim": 9}
NOTHING: Changes = {}
RESPAWN: tuple[Changes, ...] = (
    {"game_mode": 0x11},
    {"game_mode": 0x12, "player_anim": 0},
    {"game_mode": 0x13},
    {"game_mode": 0x14},
)
LEAVE: tuple[Changes, ...] = ({"exit_mode": 1}, {"game_mode": 0x0B}, {"game_mode": 0x0E, "exit_mode": 0, "fanfare": 0})


def enter(level: int) -> tuple[Changes, ...]:
    """From the overworld into a level."""
    return (
        {"game_mode": 0x0E, "exit_mode": 0},
        {"game_mode": 0x0F},
        {"game_mode": 0x10},
        {"game_mode": 0x11, "level": level, "room": 0x100 + level, "rooms_entered": 0, "fanfare": 0, "midway": 0},
        {"game_mode": 0x12, "player_anim": 0, "music": 0x29},
        {"game_mode": 0x13},
        {"game_mode": 0x14},
    )


class FakeEmulator(NoReplays):
    """A game that is nothing but its memory; the test makes each frame.

    What it copies of the real ones: a frame's number never goes back, also not over a load; the game's counter turns
    by one a frame and is part of a state; the first snapshot after a load carries the next load id; saving and loading
    take a moment; an emulator that has gone answers every call with `Unreachable`. `faults` are what the next loads
    do instead of working: an error is raised, an event is waited for, and so is a future, which may end in an error.
    """

    def __init__(self, frame: int = 0) -> None:
        self.values: dict[str, int] = dict.fromkeys(FIELDS, 0)
        self.frame = frame
        self.load_id = 0
        self.paused = False
        self.gone = False
        self.closed = False
        self.faults: list[Fault] = []
        self.save_faults: list[Fault] = []
        self.pause_faults: list[Fault] = []
        self.resume_faults: list[Fault] = []
        self.saves = 0
        self.speed = Pace.NORMAL
        self.wrong: list[Trouble] = []
        self.words: tuple[str, ...] = ()
        self.late_ns = 0
        """How long the game has stood still in its life: frames have numbers, but time goes on."""
        self.loaded: list[dict[str, int]] = []
        self._stats = SamplingStats()

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities("fake", "1.0", virtual_clock=True)

    @property
    def stats(self) -> SamplingStats:
        return self._stats

    @property
    def pace(self) -> Pace:
        return Pace.PAUSED if self.paused else self.speed

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        return tuple(self.wrong)

    @property
    def details(self) -> tuple[str, ...]:
        return self.words

    def step(self, changes: Changes, turns: int = 1) -> Snapshot:
        """The next frame: the counter turns, then `changes`."""
        self.frame += 1
        self._stats.frames_seen += 1
        self.values["frame_counter"] = (self.values["frame_counter"] + turns) % 256
        self.values |= changes
        return Snapshot(self.frame, self.frame * FRAME_NS + self.late_ns, dict(self.values), self.load_id)

    def count_turns(self, counter: Field | None) -> None:
        """The fake's own counter turns."""

    async def _answer(self, faults: list[Fault]) -> None:
        await asyncio.sleep(0)
        fault = faults.pop(0) if faults else None
        if isinstance(fault, asyncio.Event):
            await fault.wait()
        elif isinstance(fault, asyncio.Future):
            await fault
        elif fault is not None:
            raise fault
        if self.gone:
            raise Unreachable("the fake has gone; start it again")

    async def identify(self) -> Game:
        await self._answer([])
        return GAME

    async def frames(self, fields: Sequence[Field]) -> AsyncIterator[Snapshot]:
        raise NotImplementedError("the test makes the frames")
        yield  # an iterator all the same

    async def read(self, address: int, size: int) -> bytes:
        await self._answer([])
        return bytes(size)

    async def save_state(self) -> SavedState:
        await self._answer(self.save_faults)
        self.saves += 1
        return SavedState(json.dumps(self.values).encode(), self._wram(), 1.0)

    def _wram(self) -> bytes:
        wram = bytearray(WRAM_SIZE)
        for name in ("frame_counter", "held_1", "held_2"):
            wram[SMW.field(name).address] = self.values[name]
        return bytes(wram)

    async def load_state(self, data: bytes) -> Loaded:
        await self._answer(self.faults)
        self.values = json.loads(data)
        self.loaded.append(dict(self.values))
        self.load_id += 1
        return Loaded(self.load_id, 1.0, self._wram())

    async def pause(self) -> None:
        await self._answer(self.pause_faults)
        self.paused = True

    async def resume(self) -> None:
        await self._answer(self.resume_faults)
        self.paused = False

    def press(self, buttons: Buttons, port: int = 0) -> None:
        pass

    async def message(self, text: str) -> None:
        await self._answer([])

    async def close(self) -> None:
        self.closed = True


def settings(folder: Path, **changes: object) -> LabSettings:
    plain = LabSettings(str(folder), estimator="kalman", allocator="round_robin", seed=1, auto_advance_s=0.05)
    return LabSettings(**{name: getattr(plain, name) for name in LabSettings.__slots__} | changes)


class Desk:
    """A lab on a real store, with a fake emulator that the test plays frame by frame."""

    def __init__(self, lab: Lab, store: StoreThread, profile: Profile = SMW) -> None:
        self.lab = lab
        self.store = store
        self.profile = profile
        self.emulator = FakeEmulator()

    async def attach(self, emulator: FakeEmulator | None = None, game: Game = GAME) -> None:
        self.emulator = emulator or self.emulator
        await self.lab.attach(self.emulator, game, self.profile)

    def lose(self) -> None:
        self.emulator.gone = True
        self.lab.detach("the emulator has gone")

    async def play(self, *frames: Changes, patient: bool = True) -> None:
        """Play these frames; between two of them what was wanted of the emulator is done, if `patient`."""
        for changes in frames:
            self.lab.feed(self.emulator.step(changes))
            if patient:
                async with asyncio.timeout(10):
                    await self.lab.context.io_settled()
            await asyncio.sleep(0)

    async def wait(self, frames: int = 10) -> None:
        await self.play(*[NOTHING] * frames)

    async def do(self, command: Command) -> View:
        answer = await self.lab.handle(command)
        assert not isinstance(answer, Refused), answer
        return answer

    async def until(self, holds: Callable[[View], bool], deadline_s: float = 5.0) -> View:
        async with asyncio.timeout(deadline_s):
            async for view in self.lab.views():
                if holds(view):
                    return view
        raise AssertionError

    async def true(self, holds: Callable[[], bool], deadline_s: float = 5.0) -> None:
        """Wait until it holds."""
        async with asyncio.timeout(deadline_s):
            while not holds():
                await asyncio.sleep(0.002)

    async def record(self, *levels: int) -> View:
        """A reference run over these levels, each with one checkpoint, finished."""
        await self.do(StartReference())
        for level in levels:
            await self.play(*enter(level))
            await self.wait(20)
            await self.play(TAPE)
            await self.wait(30)
            await self.play(GOAL, *LEAVE)
        return await self.do(FinishReference("Run"))

    async def practise(self, *levels: int) -> View:
        """Record, start practice, and see the first frame of the first segment."""
        await self.attach()
        await self.wait(2)
        await self.record(*(levels or (5,)))
        await self.do(StartPractice())
        await self.play(NOTHING)
        return await self.playing()

    async def playing(self) -> View:
        """Frames until a life is played."""
        for _ in range(50):
            view = self.lab.view()
            if view.timer.running:
                return view
            await self.play(NOTHING)
            await asyncio.sleep(0.002)
        raise AssertionError(f"nothing is played: {self.lab.view()}")

    async def complete(self, frames: int = 20) -> View:
        """Play the segment in hand to its end; return the View that shows the result."""
        view = await self.playing()
        last = view.result.attempt if view.result else 0
        assert view.segment is not None
        await self.wait(frames)
        await self.play(TAPE if view.segment.end.startswith("checkpoint") else GOAL)
        return await self.until(lambda now: now.result is not None and now.result.attempt > last)

    async def attempts(self, game: Game = GAME) -> list[AttemptRecord]:
        id_ = f"{game.crc32:08x}"
        return await self.store.call(lambda store: store.attempts(id_))

    async def writable(self, writable: bool) -> None:
        """Let SQLite refuse every write, as it does on a disk that was mounted read-only, or take them again."""

        def switch(store: Store) -> None:
            store._connection.pragma("query_only", not writable)

        await self.store.call(switch)


@asynccontextmanager
async def desk_in(folder: Path, **changes: object) -> AsyncIterator[Desk]:
    """A desk whose data lie in `folder`; `changes` are of the lab's settings."""
    store = await StoreThread.open(folder)
    desk = Desk(Lab(store, settings(folder, **changes)), store)
    try:
        yield desk
    finally:
        async with asyncio.timeout(20):
            await desk.lab.close()
            await store.close()


def texts(desk: Desk) -> str:
    """All that the notices say."""
    return " | ".join(notice.text for notice in desk.lab.view().notices)
