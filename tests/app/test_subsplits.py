"""Sub-splits on a real core: what is kept is what memory held, and the same inputs are even at every screen."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from pathlib import Path

import pytest

from spinlab_pad.emulator.port import Emulator
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab import commands
from spinlab_pad.lab.view import DeltaView
from spinlab_pad.route.subsplits import SETTLE_FRAMES
from spinlab_pad.store.passed import Line
from tests.app.stage import Stage, recorded

pytestmark = pytest.mark.emulator("embedded")


class Eye:
    """Notes where the player was in each frame, where segments start, and each delta that was shown."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._see = stage.parrot.see
        self.places: dict[int, tuple[int, int, int]] = {}
        self.shown: list[DeltaView] = []
        stage.parrot.see = self.see  # type: ignore[method-assign]

    async def see(self, snapshot: Snapshot, emulator: Emulator) -> None:
        await self._see(snapshot, emulator)
        if not snapshot.lag:
            self.places[snapshot.frame] = (snapshot["room"], snapshot["player_x"], snapshot["player_y"])
        practice = self._stage.companion.lab.mode
        delta = practice.scene().delta if practice is not None else None
        if delta is not None and delta not in self.shown[-1:]:
            self.shown.append(delta)


def check(line: Line, places: dict[int, tuple[int, int, int]], end: int) -> None:
    """Each arrival is the first frame of a stay in memory, and no stay is without an arrival."""
    start = end - line.tail_frames
    for arrival in line.arrivals:
        assert places[start + arrival.frame] == (arrival.spot.room, arrival.x, arrival.y)
        assert arrival.spot.column == arrival.x >> 8
    for before, after in pairwise(line.arrivals):
        room, x, _ = places[max(frame for frame in places if frame < start + after.frame)]
        assert (room, x >> 8) == before.spot[:2] != after.spot[:2]
    stays = {(room, x >> 8) for frame, (room, x, _) in places.items() if start <= frame < end - SETTLE_FRAMES}
    assert {arrival.spot[:2] for arrival in line.arrivals} == stays


async def test_what_is_kept_is_what_memory_held_and_the_same_inputs_are_even(tmp_path: Path):
    stage = Stage(tmp_path)
    eye = Eye(stage)
    ends: list[int] = []
    async with stage.companion as companion:
        running = asyncio.ensure_future(companion.run())
        context = companion.lab.context
        context.on_closed = lambda segment, played: ends.append(context.newest.frame if context.newest else 0)
        run = (await recorded(stage))[0].run
        lines = await context.store.call(lambda store: store.passed.of_run(run))
        assert [len(line.arrivals) for line in lines] == [5, 6]
        for line, end in zip(lines, ends, strict=True):
            check(line, eye.places, end)
        stage.parrot.lab = companion.lab
        await stage.do(commands.StartPractice())
        # The first load comes between two looks of the parrot, so its first frame has other buttons.
        await stage.until(lambda view: view.session is not None and view.session.attempts >= 1)
        eye.shown.clear()
        await stage.until(lambda view: view.session is not None and view.session.attempts >= 5)
        screens = {f"screen {arrival.spot.column}" for line in lines for arrival in line.arrivals[1:]}
        assert {delta.at for delta in eye.shown} == screens
        assert {delta.delta_ms for delta in eye.shown} == {0}
        companion.lab.quit.set()
        await running
