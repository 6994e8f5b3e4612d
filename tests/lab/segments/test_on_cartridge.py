"""Segments that are split and merged, practised on a real core; times are compared with the game's own frame count.

With `SPINLAB_LONG=1` on RetroArch, too.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from spinlab_pad import assets
from spinlab_pad.app.sources import Source
from spinlab_pad.emulator import retroarch
from spinlab_pad.emulator.port import Emulator
from spinlab_pad.game.events import Event, LevelEntered
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab import commands
from spinlab_pad.lab.answers import Answers
from spinlab_pad.lab.segments.course import NO_STATE, Course
from spinlab_pad.lab.view import View
from spinlab_pad.route.clock import Played
from spinlab_pad.route.waypoints import Segment
from spinlab_pad.store.records import AttemptRecord
from tests.emulators.installations import SNES9X, installations
from tests.lab import test_on_cartridge
from tests.lab.test_on_cartridge import Stage, stage_in

LONG = os.environ.get("SPINLAB_LONG") == "1"
EMULATORS = ("embedded", SNES9X) if LONG else ("embedded",)


def launched(*_: object, **__: object) -> Source:
    async def start() -> Emulator:
        return await retroarch.launch(installations()[SNES9X], assets.path("cartridge/spinlab.sfc"), headless=True)

    return Source("RetroArch", "in a test", start, ours=True)


@pytest.fixture(params=[pytest.param(name, marks=pytest.mark.emulator(name)) for name in EMULATORS], autouse=True)
def _emulator(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param != "embedded":
        monkeypatch.setattr(test_on_cartridge, "in_process", launched)


class Log:
    """The game's own count of frames: at the entry, at the first end of each segment, and at the first crossing."""

    def __init__(self, stage: Stage) -> None:
        self.entered = 0
        self.closed: dict[str, int] = {}
        self.column: int | None = None
        self.crossed: int | None = None
        self._was: int | None = None
        self._context = stage.lab.context
        self._note, self._see = stage.witness.note, stage.player.see
        stage.lab.on_events = self.note
        stage.player.see = self.see  # type: ignore[method-assign]

    def judge(self) -> None:
        """From now on segments are judged here: the cartridge's log knows no screens, and counts to each checkpoint."""
        self.closed.clear()
        self._context.on_closed = self.close

    def note(self, snapshot: Snapshot, events: tuple[Event, ...]) -> None:
        self._note(snapshot, events)
        if any(isinstance(event, LevelEntered) for event in events):
            self.entered = snapshot["witness_nmi"]

    def close(self, segment: Segment, _played: Played) -> None:
        assert self._context.newest is not None
        self.closed.setdefault(segment.id, self._context.newest["witness_nmi"])

    async def see(self, snapshot: Snapshot, emulator: Emulator) -> None:
        now = snapshot["player_x"] // 256
        if now == self.column and self._was not in (None, now) and self.crossed is None:
            self.crossed = snapshot["witness_nmi"]
        self._was = now
        await self._see(snapshot, emulator)


def course(stage: Stage) -> Course:
    found = stage.lab.context.course
    assert found is not None
    return found


async def first_of(stage: Stage, segment: str) -> AttemptRecord:
    return next(item for item in await stage.attempts() if item.segment == segment)


async def completed(stage: Stage, segment: str) -> View:
    view = await stage.until(
        lambda view: view.result is not None and view.result.segment == segment and view.result.completed
    )
    assert view.result is not None
    return view


async def test_a_segment_is_split_at_a_screen_and_both_parts_are_practised(tmp_path: Path):
    async with stage_in(tmp_path) as stage:
        log = Log(stage)
        await stage.recorded()
        stage.player.plays = False
        first, second = (item.id for item in course(stage).whole)
        entered = log.entered
        detail = await Answers(stage.lab.context, stage.lab.games).segment(first)
        assert detail is not None
        point = detail.splits_at[len(detail.splits_at) // 2]
        log.column = int(point.label.removeprefix("screen "))
        await stage.do(commands.Split(first, point.at))
        before, after, _ = (item.id for item in course(stage).whole)
        assert course(stage).left_out == {after: NO_STATE}
        assert {before, after} <= set(course(stage).golds), "both are seeded from the run"
        log.judge()
        await stage.do(commands.StartPractice())
        stage.player.play_on()
        await completed(stage, before)
        assert log.crossed is not None
        attempt = await first_of(stage, before)
        assert attempt.frames == attempt.tail_frames == log.crossed - entered
        await stage.until(lambda _: after not in course(stage).left_out)
        start = course(stage).starts[after]
        assert start.save_lag_frames is not None
        assert start.save_lag_frames <= 12
        await completed(stage, after)
        assert (await first_of(stage, after)).frames == log.closed[after] - log.crossed
        await stage.do(commands.StopPractice())
        await stage.do(commands.Merge(before))
        assert [item.id for item in course(stage).whole] == [first, second]


async def test_a_merged_segment_leads_over_the_checkpoint_to_the_goal(tmp_path: Path):
    async with stage_in(tmp_path) as stage:
        log = Log(stage)
        await stage.recorded()
        first, second = (item.id for item in course(stage).whole)
        entered = log.entered
        golds = dict(course(stage).golds)
        await stage.do(commands.Merge(first))
        (whole,) = (item.id for item in course(stage).whole)
        assert abs(course(stage).golds[whole] - golds[first] - golds[second]) <= 1
        log.judge()
        await stage.do(commands.StartPractice())
        await completed(stage, whole)
        assert (await first_of(stage, whole)).frames == log.closed[whole] - entered
        await stage.do(commands.StopPractice())
        await stage.do(commands.Split(whole, "checkpoint1"))
        assert [item.id for item in course(stage).whole] == [first, second]
        assert course(stage).golds == golds


async def test_the_game_as_it_is_becomes_the_start_and_is_practised(tmp_path: Path):
    async with stage_in(tmp_path) as stage:
        log = Log(stage)
        await stage.recorded()
        first = course(stage).whole[0].id
        stage.player.plays = False
        log.judge()
        await stage.do(commands.StartPractice())
        await stage.in_play()
        await stage.until(lambda view: (view.connection.frames_seen or 0) > 0)
        hand = stage.lab.view().segment
        assert hand is not None
        assert hand.id == first
        before = course(stage).starts[first]
        await stage.do(commands.RecaptureState())
        start = course(stage).starts[first]
        assert start.sha256 != before.sha256
        stage.player.play_on()
        await completed(stage, first)
        assert 0 < (await first_of(stage, first)).frames < log.closed[first] - log.entered
