"""How the emulator does, as the lab tells it; also where no frames come."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from spinlab_pad.emulator.port import Capabilities, Pace, Trouble
from spinlab_pad.lab import condition, connection
from spinlab_pad.lab.commands import Retry, StopPractice
from spinlab_pad.lab.condition import TROUBLES_MAX
from spinlab_pad.lab.context import LOGGED_MAX
from spinlab_pad.lab.notices import TEXT_MAX
from spinlab_pad.lab.practice.mode import PracticeMode
from spinlab_pad.lab.view import PaceName
from tests.lab.fakes import GAME, NOTHING, Desk, FakeEmulator, desk_in

LOOKED_S = 5.0
"""A look is due every 0.1 s; this is for a busy machine."""


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_in(tmp_path) as made:
        yield made


class RealTime(FakeEmulator):
    """One whose frames come by the clock of the machine, as RetroArch's do."""

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities("RetroArch", "1.0")


def told(desk: Desk, key: str) -> list[str]:
    return [notice.text for notice in desk.lab.view().notices if notice.key == key]


async def test_troubles_are_notices_as_long_as_they_are_there_also_without_frames(desk: Desk):
    await desk.attach()
    desk.emulator.wrong = [Trouble("disk", "the disk is full"), Trouble("core", "wrong core", "error")]
    view = await desk.until(lambda view: len(view.notices) == 2, LOOKED_S)
    assert {(item.key, item.level, item.text) for item in view.notices} == {
        ("emulator disk", "warn", "the disk is full"),
        ("emulator core", "error", "wrong core"),
    }
    desk.emulator.wrong = [Trouble("disk", "the disk is fuller")]
    await desk.until(lambda view: [item.text for item in view.notices] == ["the disk is fuller"], LOOKED_S)
    desk.emulator.wrong = []
    await desk.until(lambda view: view.notices == (), LOOKED_S)


async def test_the_troubles_of_an_emulator_go_with_it(desk: Desk):
    await desk.attach()
    desk.emulator.wrong = [Trouble("disk", "the disk is full")]
    await desk.until(lambda view: bool(view.notices), LOOKED_S)
    desk.lose()
    assert told(desk, "emulator disk") == []
    assert desk.lab.view().connection.pace is None
    await desk.attach(FakeEmulator())
    assert told(desk, "emulator disk") == []


async def test_garbage_from_an_emulator_is_cleaned_and_a_flood_is_held_back(
    desk: Desk, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    await desk.attach()
    desk.emulator.wrong = [Trouble(f"warn {n}", "\x1b[2J" + "x\n" * 5_000 + "\udcff") for n in range(40)]
    desk.emulator.wrong.insert(0, Trouble("worst", "an error\x00", "error"))
    view = await desk.until(lambda view: bool(view.notices), LOOKED_S)
    assert len(view.notices) == TROUBLES_MAX
    assert told(desk, "emulator worst") == ["an error"]
    assert told(desk, "emulator warn 39")[0].startswith("[2Jx x x")
    assert all(item.text.isprintable() and len(item.text) <= TEXT_MAX for item in view.notices)
    assert all(line.isprintable() and len(line) <= LOGGED_MAX + 100 for line in caplog.messages)


async def test_the_view_says_what_the_emulator_can_do(desk: Desk):
    desk.emulator.words = tuple(f"line\t{number} " + "x" * 500 for number in range(50))
    await desk.attach()
    details = desk.lab.view().connection.details
    assert len(details) == 12
    assert details[0].startswith("line 0 xxx")
    assert all(len(line) <= 120 for line in details)


@pytest.mark.parametrize("pace", list(Pace))
async def test_the_view_says_what_the_emulator_does_with_time(desk: Desk, pace: Pace):
    await desk.attach()
    desk.emulator.speed = pace
    name: PaceName = pace.value
    await desk.until(lambda view: view.connection.pace == name, LOOKED_S)


@pytest.mark.parametrize(
    ("pace", "words"), [(Pace.STANDSTILL, "fake's menu is open"), (Pace.SILENT, "fake gives no answer")]
)
async def test_an_emulator_that_stands_still_is_told_and_costs_no_time(
    desk: Desk, pace: Pace, words: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(condition, "LAG_MAX_S", 0.4)
    await desk.practise()
    mode = desk.lab.mode
    assert isinstance(mode, PracticeMode)
    served = mode.hand.serving.began_at
    since = time.perf_counter()
    desk.emulator.speed = pace
    view = await desk.until(lambda view: any(words in item.text for item in view.notices), LOOKED_S)
    assert (view.connection.state, view.connection.pace) == ("playing", pace.value)
    assert not view.timer.running
    assert view.timer.frozen_ms is not None
    desk.emulator.speed = Pace.NORMAL
    view = await desk.until(lambda view: view.timer.running, LOOKED_S)
    stood_s = time.perf_counter() - since
    assert told(desk, "pace") == []
    assert stood_s - 0.5 < mode.hand.serving.began_at - served <= stood_s + 0.1


async def test_the_silence_before_an_emulator_is_given_up_is_no_time_of_play(desk: Desk):
    await desk.practise()
    mode = desk.lab.mode
    assert isinstance(mode, PracticeMode)
    mode.hand.serving.began_at -= 100
    served = mode.hand.serving.began_at
    desk.emulator.speed = Pace.SILENT
    await desk.until(lambda view: any("gives no answer" in item.text for item in view.notices), LOOKED_S)
    assert desk.lab._condition._still_since is not None
    desk.lab._condition._still_since -= 30
    desk.lose()
    await desk.attach(FakeEmulator())
    assert mode.hand.serving.began_at >= served + 30


async def test_a_game_that_may_only_load_stops_the_clock_and_nothing_else(desk: Desk):
    await desk.practise()
    mode = desk.lab.mode
    assert isinstance(mode, PracticeMode)
    served = mode.hand.serving.began_at
    desk.emulator.speed = Pace.STANDSTILL
    await desk.until(lambda view: not view.timer.running, LOOKED_S)
    await asyncio.sleep(0.5)
    assert told(desk, "pace") == []
    desk.emulator.speed = Pace.NORMAL
    await desk.until(lambda view: view.timer.running, LOOKED_S)
    assert mode.hand.serving.began_at == served, "loading is time of play"


async def test_what_the_emulator_itself_calls_a_menu_is_none_of_play(desk: Desk):
    await desk.practise()
    mode = desk.lab.mode
    assert isinstance(mode, PracticeMode)
    served = mode.hand.serving.began_at
    desk.emulator.speed = Pace.STANDSTILL
    desk.emulator.wrong = [Trouble("standstill", "close the menu")]
    await desk.until(lambda view: any(item.text == "close the menu" for item in view.notices), LOOKED_S)
    assert told(desk, "pace") == []
    desk.emulator.speed, desk.emulator.wrong = Pace.NORMAL, []
    await desk.until(lambda view: view.timer.running, LOOKED_S)
    assert mode.hand.serving.began_at > served


async def test_an_error_in_a_look_ends_no_watch(
    desk: Desk, caplog: pytest.LogCaptureFixture, faults: list[BaseException]
):
    await desk.attach()
    desk.emulator.wrong = [None]  # type: ignore[list-item]
    await desk.true(lambda: "looking at the emulator" in caplog.text)
    await asyncio.sleep(0.3)  # some looks
    assert caplog.text.count("looking at the emulator") == 1
    desk.emulator.wrong = [Trouble("disk", "the disk is full")]
    await desk.until(lambda view: [item.text for item in view.notices] == ["the disk is full"], LOOKED_S)
    assert [type(fault) for fault in faults] == [AttributeError]
    faults.clear()


async def test_a_pause_by_hand_is_a_pause(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(connection, "SETTLED_S", 0.0)
    await desk.practise()
    desk.emulator.paused = True
    view = await desk.until(lambda view: view.connection.state == "paused", LOOKED_S)
    assert not view.timer.running
    assert told(desk, "pace") == []
    await desk.play(NOTHING)  # a single frame by frame advance
    assert desk.lab.view().connection.state == "paused"
    desk.emulator.paused = False
    view = await desk.until(lambda view: view.connection.state == "playing", LOOKED_S)
    assert view.timer.running


async def test_who_asks_for_the_next_try_ends_a_pause_by_hand(desk: Desk):
    await desk.practise()
    desk.emulator.paused = True
    await desk.until(lambda view: view.connection.state == "paused", LOOKED_S)
    await desk.do(Retry())
    assert not desk.emulator.paused
    assert desk.lab.view().connection.state == "playing"


async def test_a_pause_for_a_rating_is_none_by_hand(tmp_path: Path):
    async with desk_in(tmp_path, rating="pause", auto_advance_s=0.6) as desk:
        await desk.practise()
        await desk.complete()
        await desk.until(lambda view: view.connection.pace == "paused", LOOKED_S)
        await asyncio.sleep(0.3)  # several looks
        assert desk.lab._condition.link.state == "playing"
        await desk.true(lambda: not desk.emulator.paused)
        await desk.playing()


@pytest.mark.parametrize("pace", [Pace.FAST, Pace.SLOW, Pace.REWIND])
async def test_what_is_played_at_another_speed_is_not_in_real_time(desk: Desk, pace: Pace):
    desk.emulator = RealTime()
    await desk.practise()
    desk.emulator.speed = pace
    await desk.until(lambda view: any(item.key == "pace" for item in view.notices), LOOKED_S)
    assert "doesn't count" in told(desk, "pace")[0]
    desk.emulator.speed = Pace.NORMAL
    await desk.until(lambda view: not any(item.key == "pace" for item in view.notices), LOOKED_S)
    await desk.complete()
    await desk.complete()
    assert [attempt.not_real_time for attempt in await desk.attempts(GAME)] == [True, False]


async def test_a_speed_at_which_nobody_plays_needs_no_words(desk: Desk):
    desk.emulator = RealTime()
    await desk.practise()
    desk.emulator.speed = Pace.FAST
    await desk.until(lambda view: bool(told(desk, "pace")), LOOKED_S)
    await desk.do(StopPractice())
    view = await desk.until(lambda view: not told(desk, "pace"), LOOKED_S)
    assert view.connection.pace == "fast"


async def test_the_pace_of_a_virtual_clock_is_no_fault(desk: Desk):
    desk.emulator.speed = Pace.FAST
    await desk.practise()
    await desk.until(lambda view: view.connection.pace == "fast", LOOKED_S)
    await asyncio.sleep(0.5)  # several looks
    assert told(desk, "pace") == []
    await desk.complete()
    assert [attempt.not_real_time for attempt in await desk.attempts(GAME)] == [False]
