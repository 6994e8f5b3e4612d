"""The whole companion with another game than Super Mario World: the profile's name is all that it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from spinlab_pad.app.companion import Companion, Parts, profile_for
from spinlab_pad.app.sources import in_process
from spinlab_pad.config import Config
from spinlab_pad.emulator.port import Buttons, Emulator
from spinlab_pad.game.memory import Field, Snapshot
from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.lab import Lab
from spinlab_pad.lab.view import View
from spinlab_pad.store.store import Store
from tests.lantern.game import FIELDS, ROM, Player

pytestmark = pytest.mark.emulator("embedded")

LIMIT_S = 60
T = TypeVar("T")
LEVEL = 0x201
SEGMENTS = [
    f"{LEVEL}.entrance.checkpoint1",
    f"{LEVEL}.checkpoint1.checkpoint2",
    f"{LEVEL}.checkpoint2.goal",
]


class Runner(Player):
    """The player beside the lab, whose frames the companion hands out; what it plays begins anew with each load."""

    def __init__(self) -> None:
        self.lab: Lab | None = None
        self._frames_max = 3000
        self._asked: asyncio.Future[Snapshot] | None = None
        self._playing: asyncio.Task[None] | None = None
        self._load_id = 0

    @property
    def fields(self) -> tuple[Field, ...]:
        return FIELDS

    async def frame(self, buttons: Buttons = Buttons.NONE) -> Snapshot:
        self.emulator.press(buttons)
        self._asked = asyncio.get_running_loop().create_future()
        self.now = await self._asked
        return self.now

    def play(self, script: Coroutine[object, object, None]) -> None:
        if self._playing is not None:
            self._playing.cancel()
        self._asked = None
        self._playing = asyncio.create_task(script)

    async def see(self, snapshot: Snapshot, emulator: Emulator) -> None:
        self.emulator, self.now = emulator, snapshot
        if self.lab is not None and snapshot.load_id != self._load_id:
            self._load_id = snapshot.load_id
            segment = self.lab.view().segment
            assert segment is not None
            self.play(self.segment(segment.start))
        asked, self._asked = self._asked, None
        if asked is not None and not asked.done():
            asked.set_result(snapshot)
        while self._playing is not None and not self._playing.done() and self._asked is None:
            await asyncio.sleep(0)  # it thinks
        if self._playing is not None and self._playing.done():
            self._playing.result()

    async def stage(self) -> None:
        await self.enter(3)
        for start in ("entrance", "checkpoint 1", "checkpoint 2"):
            await self.segment(start)

    async def segment(self, start: str) -> None:
        if start == "checkpoint 1":
            await self.pass_on(Buttons.DOWN)
        await (self.gate() if start == "checkpoint 2" else self.light())


class Stage:
    """A companion, driven by commands, with a runner."""

    def __init__(self, folder: Path) -> None:
        plain = Config()
        config = replace(plain, game=replace(plain.game, profile="lantern"))
        self.runner = Runner()
        parts = Parts(
            config=config,
            source=in_process(config, ROM, "max", why="in a test"),
            data_dir=folder,
            couch=None,
            overlay_png=lambda _: b"",
            port=0,
            profile=profile_for(config),
        )
        self.companion = Companion(parts, (self.runner,))

    async def until(self, holds: Callable[[View], bool]) -> View:
        async with asyncio.timeout(LIMIT_S):
            async for view in self.companion.lab.views():
                if holds(view):
                    return view
        raise AssertionError

    async def do(self, command: Command) -> View:
        answer = await self.companion.lab.handle(command)
        assert not isinstance(answer, Refused), answer
        return answer

    def ask(self, work: Callable[[Store], T]) -> Awaitable[T]:
        return self.companion.lab.context.store.call(work)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    made = Stage(tmp_path)
    async with made.companion as companion:
        running = asyncio.ensure_future(companion.run())
        yield made
        companion.lab.quit.set()
        await running


async def test_a_reference_run_keeps_segments_and_states_and_practice_serves_them(stage: Stage) -> None:
    await stage.until(lambda view: view.connection.state == "playing" and view.connection.frame is not None)
    await stage.do(commands.StartReference())
    stage.runner.play(stage.runner.stage())
    await stage.until(lambda view: view.run is not None and view.run.segments == len(SEGMENTS))
    view = await stage.do(commands.FinishReference("First"))
    assert view.run is not None
    assert view.game is not None
    run, game = view.run.id, view.game.id
    splits = {split.segment.id: split for split in await stage.ask(lambda store: store.splits(run))}
    assert list(splits) == SEGMENTS
    assert all(split.deaths == 0 and split.real_time for split in splits.values())
    here = stage.companion.lab.context.last_attached
    assert here is not None
    states = await stage.ask(lambda store: store.start_states(game, here.core))
    assert {(state.waypoint.id, state.kind, state.save_lag_frames) for state in states} == {
        (f"{LEVEL}.{place}", "hot", 0) for place in ("entrance", "checkpoint1", "checkpoint2")
    }

    emulator = stage.companion.emulator
    assert emulator is not None
    # Its counter was told: it stands still while the console is switched on, and never after.
    assert 0 < emulator.stats.lag_frames < 20

    stage.runner.lab = stage.companion.lab
    view = await stage.do(commands.StartPractice())
    assert view.segment is not None
    assert view.segment.name.startswith("Rootways ")
    await stage.until(lambda view: view.session is not None and view.session.attempts >= 4)
    await stage.do(commands.StopPractice())
    attempts = await stage.ask(lambda store: store.attempts(game))
    assert {attempt.segment for attempt in attempts} <= set(SEGMENTS)
    for attempt in attempts[:4]:
        assert (attempt.completed, attempt.deaths, attempt.start) == (True, 0, "hot")
        # The first frame after a load comes before the runner has looked.
        assert attempt.frames == pytest.approx(splits[attempt.segment].frames, abs=2)
