"""Reference runs on a real core: the bot plays the training cartridge in odd ways, and the run is cut into sittings."""

from __future__ import annotations

import signal
from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad.bot.bot import Bot
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import load_profile
from spinlab_pad.lab import commands, keeper
from spinlab_pad.lab.answers import Answers
from spinlab_pad.store.records import SplitRecord
from tests.app.program import running
from tests.lab.fakes import desk_in
from tests.lab.test_on_cartridge import Stage, stage_in

pytestmark = pytest.mark.emulator("embedded")
FIRST, SECOND = ("entrance", "checkpoint1"), ("checkpoint1", "goal")


async def play(stage: Stage, level: int, way: str, seed: int = 2) -> None:
    """Go through a level in one of its ways, to the end of that."""
    bot = Bot(seed=seed)
    bot.play_way(level, way)
    stage.player.bot, stage.player.plays = bot, True
    await stage.until(lambda _: bot.done)
    stage.player.plays = False
    await stage.lab.context.settle()


async def splits(stage: Stage, run: int = 1) -> list[SplitRecord]:
    return await stage.ask(lambda store: store.splits(run))


def ways(found: list[SplitRecord]) -> list[tuple[int, str, str, int]]:
    return [(item.segment.level, item.segment.start.place, item.segment.end.place, item.deaths) for item in found]


async def test_a_run_with_everything_that_can_happen(tmp_path: Path):
    async with stage_in(tmp_path) as stage:
        await stage.ready()
        await stage.do(commands.StartReference())
        for level, way, found in (
            (1, "leave", []),
            (1, "die-after-checkpoint", [(1, *FIRST, 0)]),
            (1, "goal", [(1, *FIRST, 0), (1, *SECOND, 0)]),
            (1, "goal-after-death", [(1, *FIRST, 0), (1, *SECOND, 1)]),
            (16, "game-over", []),
            (7, "key", [(7, "entrance", "goal-key", 0)]),
        ):
            before = len(await splits(stage))
            await play(stage, level, way)
            assert ways((await splits(stage))[before:]) == found, way
        view = await stage.do(commands.FinishReference("Everything"))
        assert any("3 segments, all new" in notice.text for notice in view.notices)
        course = stage.lab.context.course
        assert course is not None
        assert [len(course.scheduler.log(item.id)) for item in course.segments] == [3, 2, 1]


async def test_two_sittings_record_what_one_has_recorded_of_the_same_frames(tmp_path: Path):
    frames: list[Snapshot] = []
    async with stage_in(tmp_path / "one") as stage:
        await stage.ready()
        feed = stage.lab.feed

        def note(snapshot: Snapshot) -> None:
            frames.append(snapshot)
            feed(snapshot)

        stage.lab.feed = note  # type: ignore[method-assign]
        await stage.do(commands.StartReference())
        await play(stage, 1, "goal-after-death")
        cut = len(frames)
        await play(stage, 2, "goal")
        await stage.do(commands.StopReference())
        one = await splits(stage)
    assert ways(one) == [(1, *FIRST, 0), (1, *SECOND, 1), (2, *FIRST, 0), (2, *SECOND, 0)]
    for begin, part in ((commands.StartReference(), frames[:cut]), (commands.ResumeReference(), frames[cut:])):
        async with desk_in(tmp_path / "two") as desk:
            desk.profile = load_profile("spinlab")
            await desk.attach()
            await desk.do(begin)
            for snapshot in part:
                desk.lab.feed(snapshot)
            await desk.do(commands.StopReference())
            two = await desk.store.call(lambda store: store.splits(1))
    assert [item.capture for item in two] == [1, 1, 2, 2]
    assert [replace(item, capture=None, at_ms=0) for item in two] == [
        replace(item, capture=None, at_ms=0) for item in one
    ]


async def test_an_emulator_that_ends_in_the_middle_and_a_disk_that_is_full_for_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(keeper, "RETRY_S", 0.1)
    async with stage_in(tmp_path) as stage:
        await stage.ready()
        await stage.do(commands.StartReference())
        stage.player.play_level(1)
        await stage.until(lambda view: view.segment is not None and view.segment.start == "checkpoint 1")
        stage.player.plays = False
        emulator = stage.companion.emulator
        assert emulator is not None
        await emulator.close()
        await stage.until(lambda view: view.segment is None)
        await stage.ready()
        assert stage.lab.view().mode == "reference"
        await stage.ask(lambda store: store._connection.pragma("query_only", True))
        stage.player.play_level(2)
        await stage.until(lambda view: any("2 segments, 2 save states" in notice.text for notice in view.notices))
        assert ways(await splits(stage)) == [(1, *FIRST, 0)]
        await stage.ask(lambda store: store._connection.pragma("query_only", False))
        await stage.until(lambda view: view.run is not None and view.run.segments == 3)
        await stage.do(commands.FinishReference("Through thick and thin"))
        assert ways(await splits(stage)) == [(1, *FIRST, 0), (2, *FIRST, 0), (2, *SECOND, 0)]
        stage.player.play_on()
        await stage.do(commands.StartPractice())
        played: set[str] = set()
        last = 0
        while len(played) < 3:
            view = await stage.result_after(last)
            assert view.result is not None
            last = view.result.attempt
            played.add(view.result.segment)


async def test_a_program_that_is_killed_leaves_a_run_that_goes_on(tmp_path: Path):
    async with running("demo", "--emulator", "embedded", "--data", str(tmp_path)) as demo:
        await demo.line("  segment 2 ")
        assert await demo.stop(signal.SIGKILL) == -signal.SIGKILL
    async with stage_in(tmp_path) as stage:
        await stage.ready()
        view = stage.lab.view()
        assert view.mode == "reference_paused"
        assert view.run is not None
        before = await splits(stage)
        assert ways(before)[:2] == [(1, *FIRST, 0), (1, *SECOND, 0)]
        await stage.do(commands.ResumeReference())
        await play(stage, 7, "orb")
        await stage.do(commands.FinishReference("After the crash"))
        (run,) = await Answers(stage.lab.context, stage.lab.games).runs()
        assert [item.segments for item in run.captures] == [len(before), 1]
        assert run.captures[0].ended_ms == before[-1].at_ms
