"""The modes on a real core: the training cartridge, played by the bot, with everything that a runner does meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from spinlab_pad import assets
from spinlab_pad.app.companion import Companion, Parts
from spinlab_pad.app.sources import Source, in_process
from spinlab_pad.app.witness import Witness
from spinlab_pad.bot.bot import Bot
from spinlab_pad.config import Config
from spinlab_pad.emulator.port import Emulator
from spinlab_pad.game.memory import Field, Snapshot
from spinlab_pad.game.profile import load_profile
from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.payload import parse
from spinlab_pad.lab.view import View
from spinlab_pad.store.records import AttemptRecord, StartState
from spinlab_pad.store.store import Store

pytestmark = pytest.mark.emulator("embedded")
LIMIT_S = 120
CARTRIDGE = assets.path("cartridge/spinlab.sfc")
T = TypeVar("T")


class Player:
    """Whoever holds the game's pad; nobody at first."""

    def __init__(self) -> None:
        self.bot = Bot()
        self.plays = False

    @property
    def fields(self) -> tuple[Field, ...]:
        return self.bot.fields

    async def see(self, snapshot: Snapshot, emulator: Emulator) -> None:
        if self.plays:
            await self.bot.see(snapshot, emulator)

    def play_level(self, level: int, skill: float = 1.0, seed: int = 2) -> None:
        self.bot, self.plays = Bot(skill=skill, seed=seed), True
        self.bot.play_level(level)

    def play_way(self, level: int, way: str) -> None:
        self.bot, self.plays = Bot(skill=1.0, seed=2), True
        self.bot.play_way(level, way)

    def play_on(self, skill: float = 1.0) -> None:
        self.bot, self.plays = Bot(skill=skill, seed=4), True
        self.bot.play_on()


class Stage:
    """A companion on the embedded core, driven by commands."""

    def __init__(self, companion: Companion, player: Player, witness: Witness) -> None:
        self.companion = companion
        self.lab = companion.lab
        self.player = player
        self.witness = witness

    async def until(self, holds: Callable[[View], bool]) -> View:
        async with asyncio.timeout(LIMIT_S):
            async for view in self.lab.views():
                if holds(view):
                    return view
        raise AssertionError

    async def do(self, command: Command) -> View:
        answer = await self.lab.handle(command)
        assert not isinstance(answer, Refused), answer
        return answer

    async def ready(self) -> None:
        await self.until(lambda view: view.connection.state == "playing" and view.connection.frame is not None)

    async def result_after(self, last: int = 0) -> View:
        return await self.until(lambda view: view.result is not None and view.result.attempt > last)

    async def in_play(self) -> View:
        return await self.until(lambda view: view.timer.running)

    async def record(self, level: int, segments: int = 2, skill: float = 1.0) -> None:
        """Play a level while a run is being recorded, until that many segments are on disk."""
        self.player.play_level(level, skill)
        await self.until(lambda view: view.run is not None and view.run.segments == segments)

    async def recorded(self) -> None:
        await self.ready()
        await self.do(commands.StartReference())
        await self.record(1)
        await self.do(commands.FinishReference("Run"))
        self.player.play_on()

    async def ask(self, work: Callable[[Store], T]) -> T:
        return await self.lab.context.store.call(work)

    @property
    def game(self) -> str:
        here = self.lab.context.last_attached
        assert here is not None
        return here.game.id

    async def attempts(self) -> list[AttemptRecord]:
        game = self.game
        return await self.ask(lambda store: store.attempts(game))

    async def states(self) -> list[StartState]:
        here = self.lab.context.last_attached
        assert here is not None
        return await self.ask(lambda store: store.start_states(here.game.id, here.core))


@asynccontextmanager
async def stage_in(folder: Path, source: Source | None = None, **practice: object) -> AsyncIterator[Stage]:
    """A running companion whose data lie in `folder`; `practice` are keys of that part of the configuration.

    It plays on the embedded core, or on what `source` opens.
    """
    plain = Config()
    config = replace(plain, practice=replace(plain.practice, **practice))  # type: ignore[arg-type]
    player, witness = Player(), Witness()
    parts = Parts(
        config=config,
        source=source or in_process(config, CARTRIDGE, "max", why="in a test"),
        data_dir=folder,
        couch=None,
        overlay_png=lambda _: b"",
        port=0,
        profile=lambda _: load_profile("spinlab"),
    )
    async with Companion(parts, (witness, player)) as companion:
        companion.lab.on_events = witness.note
        companion.lab.context.on_closed = witness.closed
        running = asyncio.ensure_future(companion.run())
        try:
            yield Stage(companion, player, witness)
        finally:
            companion.lab.quit.set()
            await running
        assert witness.differences == []


async def test_a_run_with_deaths_keeps_cold_states_and_practice_starts_from_them(tmp_path: Path):
    async with stage_in(tmp_path, start="cold", death_penalty_ms=3_200) as stage:
        await stage.ready()
        await stage.do(commands.StartReference())
        await stage.record(1, skill=0.3)
        view = await stage.do(commands.FinishReference("Clumsy"))
        assert view.run is not None
        run = view.run.id
        splits = await stage.ask(lambda store: store.splits(run))
        deaths = sum(split.deaths for split in splits)
        assert deaths >= 1
        game = stage.game
        died = {split.segment.id: split.deaths for split in splits}
        kept = await stage.ask(lambda store: {id_: store.passed.deaths(game, id_) for id_ in died})
        assert {id_: sum(place.count for place in places) for id_, places in kept.items()} == died
        cold = {state.waypoint.id for state in await stage.states() if state.kind == "cold"}
        assert cold
        stage.player.play_on()
        await stage.do(commands.StartPractice())
        last, starts = 0, set()
        while last < 4:
            view = await stage.result_after(last)
            assert view.result is not None
            last = view.result.attempt
            starts.add((await stage.attempts())[-1].start)
        assert "cold" in starts
        for attempt in await stage.attempts():
            waypoint = attempt.segment.rpartition(".")[0]
            assert (attempt.start == "cold") == (waypoint in cold)


async def test_a_run_over_two_sittings(tmp_path: Path):
    async with stage_in(tmp_path) as stage:
        await stage.ready()
        await stage.do(commands.StartReference())
        await stage.record(1)
        stage.player.plays = False
        assert (await stage.do(commands.StopReference())).mode == "reference_paused"
        assert isinstance(await stage.lab.handle(commands.StartReference()), Refused)
        await stage.do(commands.ResumeReference())
    async with stage_in(tmp_path) as stage:
        await stage.ready()
        view = stage.lab.view()
        assert view.mode == "reference_paused"
        assert view.run is not None
        assert (view.run.segments, view.run.recording) == (2, False)
        await stage.do(commands.ResumeReference())
        await stage.record(2, segments=4)
        view = await stage.do(commands.FinishReference("Two evenings"))
        assert view.run is not None
        assert (view.mode, view.run.name, view.run.segments) == ("idle", "Two evenings", 4)
        stage.player.play_on()
        await stage.do(commands.StartPractice())
        await stage.result_after()


async def test_the_game_stands_still_until_the_rating(tmp_path: Path):
    async with stage_in(tmp_path, rating="pause", auto_advance_s=60.0) as stage:
        await stage.recorded()
        await stage.do(commands.StartPractice())
        for number, rating in enumerate(("good", "again"), 1):
            view = await stage.result_after(number - 1)
            view = await stage.until(lambda view: view.connection.state == "paused")
            assert view.result is not None
            assert view.result.attempt == number
            frame = view.connection.frame
            await stage.ask(lambda _: None)
            assert not stage.lab.playing
            newest = stage.lab.view().connection.frame
            assert newest is not None
            assert frame is not None
            assert newest - frame <= 1
            answer = parse("rate", {"rating": rating})
            await stage.do(answer)
        await stage.until(lambda view: view.connection.state == "playing")
        await stage.do(commands.StopPractice())
        assert [attempt.rating for attempt in await stage.attempts()][:2] == ["good", "again"]


async def test_skip_retry_invalidate_and_undo(tmp_path: Path):
    async with stage_in(tmp_path) as stage:
        await stage.recorded()
        stage.player.plays = False  # nobody plays: nothing is completed by itself
        await stage.do(commands.StartPractice())
        first = (await stage.in_play()).segment
        assert (await stage.do(commands.Retry())).segment == first
        await stage.in_play()
        await stage.until(lambda view: (view.connection.frames_seen or 0) > 0)
        await stage.do(commands.Skip())
        view = await stage.result_after()
        assert view.result is not None
        assert (view.result.completed, view.result.time_ms, view.result.attempt) == (False, None, 1)
        assert first is not None
        assert view.result.segment == first.id
        assert (await stage.in_play()).segment != first
        view = await stage.do(commands.InvalidateLast())
        assert view.session is not None
        assert view.session.attempts == 0
        assert [attempt.valid for attempt in await stage.attempts()] == [False]
        view = await stage.do(commands.UndoInvalidate())
        assert view.session is not None
        assert view.session.attempts == 1
        assert [attempt.valid for attempt in await stage.attempts()] == [True]


async def test_a_state_loaded_by_hand_voids_the_life(tmp_path: Path):
    async with stage_in(tmp_path) as stage:
        await stage.recorded()
        stage.player.plays = False
        await stage.do(commands.StartPractice())
        view = await stage.in_play()
        segment, loads = view.segment, len(stage.lab.figures.state_load_ms)
        assert segment is not None
        others = [state for state in await stage.states() if state.waypoint.label != segment.start]
        data = await stage.ask(lambda store: store.states.get(others[0].sha256))
        emulator = stage.companion.emulator
        assert emulator is not None
        await emulator.load_state(data)
        await stage.until(lambda _: len(stage.lab.figures.state_load_ms) > loads)
        assert (await stage.in_play()).segment == segment
        stage.player.play_on()
        view = await stage.result_after()
        assert view.result is not None
        assert (view.result.segment, view.result.completed) == (segment.id, True)
        attempts = await stage.attempts()
        assert [attempt.completed for attempt in attempts] == [True]


async def test_quitting_in_the_middle_of_an_attempt_keeps_what_was_shown(tmp_path: Path):
    async with stage_in(tmp_path) as stage:
        await stage.recorded()
        await stage.do(commands.StartPractice())
        view = await stage.result_after(1)
        assert view.result is not None
        shown, game = view.result.attempt, stage.game
    store = Store(tmp_path)
    assert {attempt.id for attempt in store.attempts(game)} >= set(range(1, shown + 1))
    assert store.sessions(game)[0].ended_ms is not None
    store.close()
