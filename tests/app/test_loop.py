"""The lab on a real core, without pad and pages: capture, practice and the clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from spinlab_pad import assets
from spinlab_pad.app.companion import Companion, Parts
from spinlab_pad.app.sources import in_process
from spinlab_pad.bot.bot import Bot
from spinlab_pad.config import Config
from spinlab_pad.emulator.port import Buttons, Emulator
from spinlab_pad.game.events import CheckpointReached, Event, LevelEntered
from spinlab_pad.game.memory import Field, Snapshot
from spinlab_pad.game.profile import load_profile
from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.lab import Lab
from spinlab_pad.lab.view import View
from spinlab_pad.store.records import SplitRecord
from spinlab_pad.store.store import Store

pytestmark = pytest.mark.emulator("embedded")
LIMIT_S = 60


class Parrot:
    """Plays level 1 as the bot does, notes its buttons by frames since the event, and repeats them after each load."""

    def __init__(self) -> None:
        self.bot = Bot(skill=1.0, seed=5)
        self.lines: dict[str, list[Buttons]] = {}
        self.line: list[Buttons] | None = None
        self.lab: Lab | None = None
        self._loads = 0
        self._at = 0

    @property
    def fields(self) -> tuple[Field, ...]:
        return self.bot.fields

    async def see(self, snapshot: Snapshot, emulator: Emulator) -> None:
        if self.lab is not None:
            self._repeat(self.lab, emulator)
            return
        buttons = await self.bot.see(snapshot, emulator)
        if self.line is not None:
            self.line.append(buttons)

    def _repeat(self, lab: Lab, emulator: Emulator) -> None:
        """A load happens between two frames: the frame after it already takes the first buttons of the line."""
        loads, segment = len(lab.figures.state_load_ms), lab.view().segment
        if segment is None:
            return
        if loads != self._loads:
            self._loads, self._at = loads, 0
        line = self.lines[segment.start]
        emulator.press(line[min(self._at, len(line) - 1)])
        self._at += 1


class Stage:
    """A companion without pads on the embedded core, driven by commands."""

    def __init__(self, folder: Path) -> None:
        self.parrot = Parrot()
        parts = Parts(
            config=Config(),
            source=in_process(Config(), assets.path("cartridge/spinlab.sfc"), "max", why="in a test"),
            data_dir=folder,
            couch=None,
            overlay_png=lambda _: b"",
            port=0,
            profile=lambda _: load_profile("spinlab"),
        )
        self.companion = Companion(parts, (self.parrot,))

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

    async def store(self, work: Callable[[Store], object]) -> object:
        return await self.companion.lab.context.store.call(work)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    made = Stage(tmp_path)
    async with made.companion as companion:
        running = asyncio.ensure_future(companion.run())
        yield made
        companion.lab.quit.set()
        await running


async def recorded(stage: Stage) -> list[SplitRecord]:
    """Record level 1 and return its splits."""
    await stage.until(lambda view: view.connection.state == "playing" and view.connection.frame is not None)
    await stage.do(commands.StartReference())
    parrot = stage.parrot

    def note(snapshot: Snapshot, events: tuple[Event, ...]) -> None:
        for event in events:
            start = {LevelEntered: "entrance", CheckpointReached: "checkpoint 1"}.get(type(event))
            if start is not None:
                parrot.line = parrot.lines.setdefault(start, [])

    stage.companion.lab.on_events = note
    parrot.bot.play_level(1)
    await stage.until(lambda view: view.run is not None and view.run.segments == 2)
    parrot.line = None
    await stage.companion.lab.context.settle()
    view = await stage.do(commands.FinishReference("First"))
    assert view.run is not None
    run = view.run.id
    splits = await stage.store(lambda store: store.splits(run))
    assert isinstance(splits, list)
    return splits


async def test_a_reference_run_keeps_segments_and_start_states(stage: Stage):
    splits = await recorded(stage)
    assert [split.segment.id for split in splits] == ["1.entrance.checkpoint1", "1.checkpoint1.goal"]
    assert all(split.real_time and split.deaths == 0 for split in splits)
    view = stage.companion.lab.view()
    assert view.game is not None
    game, core = view.game.id, stage.companion.lab.context.attached.core  # type: ignore[union-attr]
    states = await stage.store(lambda store: store.start_states(game, core))
    assert [(state.waypoint.id, state.kind, state.save_lag_frames) for state in states] == [  # type: ignore[attr-defined]
        ("1.checkpoint1", "hot", 0),
        ("1.entrance", "hot", 0),
    ]


async def test_the_same_inputs_give_the_same_time_in_practice(stage: Stage):
    splits = {split.segment.id: split for split in await recorded(stage)}
    stage.parrot.lab = stage.companion.lab
    view = await stage.do(commands.StartPractice())
    # The first load comes between two looks of the parrot, so its first frame has other buttons.
    await stage.until(lambda view: view.session is not None and view.session.attempts >= 5)
    await stage.do(commands.StopPractice())
    assert view.game is not None
    game = view.game.id
    attempts = await stage.store(lambda store: store.attempts(game))
    assert isinstance(attempts, list)
    told = [(attempt.segment, attempt.frames, attempt.time_ms, attempt.deaths) for attempt in attempts[1:]]
    assert {segment for segment, *_ in told} == set(splits)
    for segment, frames, time_ms, deaths in told:
        assert (frames, time_ms, deaths) == (splits[segment].frames, splits[segment].time_ms, 0)


async def test_a_deathless_attempt_can_be_taken_back_and_counts_again(stage: Stage):
    await recorded(stage)
    stage.parrot.lab = stage.companion.lab
    await stage.do(commands.StartPractice())
    view = await stage.until(lambda view: view.result is not None)
    assert view.result is not None
    before = stage.companion.lab.context.course
    assert before is not None
    await stage.do(commands.Pause())
    taken = await stage.do(commands.InvalidateLast())
    assert taken.result is not None
    assert not taken.result.valid
    again = await stage.do(commands.UndoInvalidate())
    assert again.result is not None
    assert again.result.valid
    await stage.do(commands.Resume())


async def test_what_is_not_possible_is_refused_and_changes_nothing(stage: Stage):
    await stage.until(lambda view: view.connection.frame is not None)
    lab = stage.companion.lab
    for command in (commands.StartPractice(), commands.Rate("good"), commands.Skip(), commands.FinishReference()):
        assert isinstance(await lab.handle(command), Refused)
    assert lab.view().mode == "idle"
    assert isinstance(await lab.handle(commands.SetAllocator("magic")), Refused)
    assert isinstance(await lab.handle(commands.ActivateRun(77)), Refused)


async def test_a_stopped_run_can_be_resumed_and_discarded(stage: Stage):
    await stage.until(lambda view: view.connection.frame is not None)
    await stage.do(commands.StartReference())
    assert (await stage.do(commands.StopReference())).mode == "reference_paused"
    assert (await stage.do(commands.ResumeReference())).mode == "reference"
    assert (await stage.do(commands.DiscardReference())).mode == "idle"
    assert stage.companion.lab.view().run is None
