"""Chained practice: one segment after another, dead or alive; what a life costs; totals that compare."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from spinlab_pad.emulator.port import StateError
from spinlab_pad.lab import commands, keeper
from spinlab_pad.lab.commands import Refused
from spinlab_pad.lab.run_events import Finished, Reset
from spinlab_pad.lab.starts import loader
from tests.lab.fakes import DEATH, GOAL, NOTHING, TAPE, FakeEmulator, texts
from tests.lab.runner import RunDesk, ms, run_desk

PENALTY_MS = 3_200
START = 1
"""The first frame of a state that was saved in the frame of its event."""


@pytest.fixture
async def chain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RunDesk]:
    monkeypatch.setattr(loader, "RETRY_S", 0.01)
    monkeypatch.setattr(keeper, "RETRY_S", 0.01)
    async with run_desk(tmp_path, death_penalty_ms=PENALTY_MS) as made:
        await made.start("chained")
        yield made


async def complete(chain: RunDesk, frames: int = 10) -> None:
    """From the first frame of a segment to its end, and the first frame of the next one."""
    segment = chain.view.segment
    assert segment is not None
    await chain.desk.wait(frames)
    await chain.desk.play(TAPE if segment.end.startswith("checkpoint") else GOAL)
    await chain.begun()


async def test_segments_come_in_order_and_the_clock_is_their_sum(chain: RunDesk):
    for place in range(4):
        view = chain.view
        assert view.segment is not None
        assert (view.segment.place, view.segment.of, chain.phase) == (place + 1, 4, "playing")
        await complete(chain)
    view = await chain.finished()
    part = START + 10 + 1
    assert [split.split_ms for split in chain.run.splits] == [ms(part * n) for n in (1, 2, 3, 4)]
    assert (chain.run.result_ms, chain.run.pb, chain.run.kind) == (ms(part * 4), True, "chained")
    (run,) = await chain.runs()
    assert (run.kind, run.state, run.frames, run.whole) == ("chained", "finished", part * 4, True)
    assert [attempt.source for attempt in await chain.attempts()] == ["speed_run"] * 4
    assert view.timer.frozen_ms == chain.run.result_ms
    assert isinstance(chain.told[-1], Finished)
    assert chain.names[:4] == ["Started", "Split 0", "Paused", "Resumed"]


async def test_a_death_costs_its_penalty_and_loads_the_start(chain: RunDesk):
    loads = len(chain.desk.emulator.loaded)
    await chain.desk.wait(10)
    await chain.desk.play(DEATH)
    await chain.begun()
    assert len(chain.desk.emulator.loaded) == loads + 1
    assert chain.run.splits[0].deaths == 1
    await complete(chain, frames=5)
    frames = START + 10 + 1 + START + 5 + 1
    assert chain.run.splits[0].split_ms == ms(frames) + PENALTY_MS
    (attempt,) = await chain.attempts()
    assert (attempt.frames, attempt.deaths, attempt.time_ms) == (frames, 1, ms(frames) + PENALTY_MS)


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("retry", ""),
        ("leaving", "The segment was left"),
        ("a load by hand", "The segment was left"),
        ("a rewind", "The game jumped"),
    ],
)
async def test_a_life_that_does_not_come_to_the_end_costs_what_a_death_costs(chain: RunDesk, how: str, says: str):
    await chain.desk.wait(10)
    lost = START + 10
    if how == "retry":
        await chain.desk.do(commands.Retry())
    elif how == "leaving":
        await chain.desk.play({"game_mode": 0x0B}, NOTHING)
    elif how == "a load by hand":
        chain.desk.emulator.load_id += 1
        await chain.desk.play(NOTHING)
    else:
        chain.desk.lab.feed(chain.desk.emulator.step({}, turns=99))
    await chain.begun()
    assert chain.run.splits[0].deaths == 1
    told = texts(chain.desk)
    assert says in told
    assert ("this life is lost, it costs what a death costs" in told) == bool(says)
    assert "does not count" not in told
    await complete(chain, frames=5)
    split_ms = chain.run.splits[0].split_ms
    assert split_ms is not None
    assert abs(split_ms - (ms(lost + START + 6) + PENALTY_MS)) <= 20


async def test_totals_compare_with_other_chains_only(chain: RunDesk):
    for frames, pb in ((10, True), (8, True), (9, False)):
        for _ in range(4):
            await complete(chain, frames)
        await chain.finished()
        assert chain.run.pb is pb
        await chain.desk.do(commands.ResetRun())
        await chain.begun()
    assert chain.run.pb_ms == ms(4 * (START + 9))
    assert (chain.run.attempt, chain.run.finished) == (4, 3)
    await complete(chain, 3)
    assert chain.run.ahead_ms == ms(START + 4) - ms(START + 9)
    await chain.desk.do(commands.StopSpeedRun())
    await chain.start("full")
    assert chain.run.pb_ms is None


async def test_a_skipped_segment_leaves_a_gap_and_the_total_is_no_best_one(chain: RunDesk):
    await chain.desk.wait(10)
    await chain.desk.do(commands.Skip())
    await chain.begun()
    assert chain.run.splits[0].split_ms is None
    for _ in range(2):
        await complete(chain)
    assert isinstance(await chain.desk.lab.handle(commands.Skip()), Refused)
    await complete(chain)
    await chain.finished()
    assert not chain.run.pb
    assert "finished, with a segment that was skipped: it can't be a personal best" in texts(chain.desk)
    (run,) = await chain.runs()
    assert (run.whole, run.frames) == (False, START + 10 + 3 * (START + 11))
    assert [attempt.completed for attempt in await chain.attempts()] == [False, True, True, True]


async def test_a_reset_begins_the_chain_anew(chain: RunDesk):
    await complete(chain)
    await chain.desk.wait(5)
    await chain.desk.do(commands.ResetRun())
    await chain.begun()
    assert chain.view.segment is not None
    assert chain.view.segment.place == 1
    newest, oldest = await chain.runs()
    assert (newest.state, oldest.state) == ("running", "reset")
    assert oldest.frames == START + 11 + START + 5
    assert isinstance(chain.told[-2], Reset)


async def test_a_start_that_does_not_load_stands_still_until_the_runner_decides(chain: RunDesk):
    chain.desk.emulator.faults.append(StateError("hardcore mode"))
    await chain.desk.wait(10)
    await chain.desk.play(TAPE)
    await chain.desk.true(lambda: chain.phase == "stuck")
    assert "can't be loaded: hardcore mode" in " ".join(notice.text for notice in chain.view.notices)
    await chain.desk.do(commands.Retry())
    await chain.begun()
    assert chain.phase == "playing"
    assert chain.view.segment is not None
    assert chain.view.segment.place == 2
    chain.desk.emulator.faults.append(StateError("hardcore mode"))
    await chain.desk.play(DEATH)
    await chain.desk.true(lambda: chain.phase == "stuck")
    await chain.desk.do(commands.Skip())
    await chain.begun()
    assert chain.view.segment.place == 3
    assert chain.run.splits[1].split_ms is None


async def test_of_a_start_that_does_not_load_only_what_is_possible_is_advised(tmp_path: Path):
    async with run_desk(tmp_path) as chain:
        chain.desk.emulator.faults.append(StateError("hardcore mode"))
        await chain.start("chained")
        assert chain.phase == "stuck"
        assert chain.view.notices[-1].text.endswith("hardcore mode. Retry, or stop the run and switch it off")
        answer = await chain.desk.lab.handle(commands.Skip())
        assert answer == Refused("the first segment has not begun yet: there is nothing to skip")
        await chain.desk.do(commands.Retry())
        await chain.begun()
        for _ in range(2):
            await complete(chain)
        chain.desk.emulator.faults.append(StateError("hardcore mode"))
        await chain.desk.wait(10)
        await chain.desk.play(TAPE)
        await chain.desk.true(lambda: chain.phase == "stuck")
        assert chain.view.notices[-1].text.endswith("hardcore mode. Retry, or reset the run")


async def test_what_was_skipped_before_its_start_could_be_sent_is_not_loaded(chain: RunDesk):
    await chain.desk.wait(10)
    async with chain.desk.lab.context.io:
        await chain.desk.play(TAPE, patient=False)
        await chain.desk.store.call(lambda _: None)  # the start has been read by now
        await chain.desk.do(commands.Skip())
    await chain.begun()
    assert chain.view.segment is not None
    assert (chain.phase, chain.view.segment.place) == ("playing", 3)
    assert [(state["level"], state["midway"]) for state in chain.desk.emulator.loaded[1:]] == [(6, 0)]


async def test_a_load_that_fails_says_nothing_of_what_is_in_hand_by_then(chain: RunDesk):
    refusal = asyncio.get_running_loop().create_future()
    chain.desk.emulator.faults.append(refusal)
    await chain.desk.wait(10)
    await chain.desk.play(TAPE, patient=False)
    await chain.desk.true(lambda: chain.phase == "loading")
    await chain.desk.do(commands.Skip())
    refusal.set_exception(StateError("hardcore mode"))
    await chain.begun()
    assert chain.view.segment is not None
    assert (chain.phase, chain.view.segment.place) == ("playing", 3)


async def test_an_emulator_that_comes_back_goes_on_with_the_segment_in_hand(chain: RunDesk):
    await complete(chain)
    await chain.desk.wait(5)
    chain.desk.lose()
    await chain.desk.attach(FakeEmulator())
    await chain.desk.play(NOTHING)
    await chain.begun()
    assert chain.view.segment is not None
    assert (chain.view.segment.place, chain.run.attempt, chain.run.splits[1].deaths) == (2, 1, 1)
    await complete(chain)
    assert chain.run.splits[1].state == "done"


async def test_a_split_is_taken_back_and_counts_again(chain: RunDesk):
    await complete(chain)
    await chain.desk.do(commands.InvalidateLast())
    assert [attempt.valid for attempt in await chain.attempts()] == [False]
    assert chain.run.splits[0].split_ms is None
    await chain.desk.do(commands.UndoInvalidate())
    assert [attempt.valid for attempt in await chain.attempts()] == [True]


async def test_a_chain_with_a_split_that_does_not_count_has_a_gap(chain: RunDesk):
    await complete(chain)
    await chain.desk.do(commands.InvalidateLast())
    for _ in range(3):
        await complete(chain)
    await chain.finished()
    assert not chain.run.pb
    assert "finished, with a split that does not count: it can't be a personal best" in texts(chain.desk)
    assert [run.whole for run in await chain.runs()] == [False]


async def test_a_chain_with_a_segment_that_was_not_in_real_time_is_no_best_one(chain: RunDesk):
    chain.desk.lab.context.unreal += 1
    for _ in range(4):
        await complete(chain)
    await chain.finished()
    assert not chain.run.pb
    assert [run.real_time for run in await chain.runs()] == [False]


async def test_the_timer_runs_over_the_whole_chain(chain: RunDesk):
    await complete(chain, 50)
    await chain.desk.play(DEATH)
    await chain.begun()
    timer = chain.view.timer
    assert timer.running
    assert timer.offset_ms >= ms(START + 51) + PENALTY_MS
