"""The cold fill in a real game: the bot dies at every checkpoint, and what was saved is where the game comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from spinlab_pad.lab import commands
from spinlab_pad.lab.view import View
from spinlab_pad.store.records import StartState
from tests.lab.test_on_cartridge import Stage, stage_in
from tests.lab.victim import ENEMY, GOAL, PIT, Victim

pytestmark = pytest.mark.emulator("embedded")


def kinds(states: list[StartState], kind: str) -> set[str]:
    return {state.waypoint.id for state in states if state.kind == kind}


async def recorded(stage: Stage, *levels: tuple[int, int]) -> None:
    """A run without deaths over levels, each with so many segments."""
    await stage.ready()
    await stage.do(commands.StartReference())
    segments = 0
    for level, more in levels:
        segments += more
        await stage.record(level, segments)
    await stage.do(commands.FinishReference("Run"))


async def test_the_checkpoints_of_a_run_are_filled_one_after_another(tmp_path: Path):
    async with stage_in(tmp_path, start="cold") as stage:
        await recorded(stage, (1, 2), (11, 3))
        before = await stage.states()
        lacks = {id_ for id_ in kinds(before, "hot") - kinds(before, "cold") if "checkpoint" in id_}
        assert len(lacks) == 3
        victim = Victim(GOAL, PIT, ENEMY, PIT)
        stage.player.bot = victim  # type: ignore[assignment]
        victim.lab = stage.lab
        seen: list[View] = []
        view = await stage.do(commands.StartColdFill())
        assert view.progress is not None
        assert (view.progress.done, view.progress.of) == (0, 3)
        view = await stage.until(lambda view: seen.append(view) or view.mode == "idle")  # type: ignore[func-returns-value]
        told = {notice.text for seen_view in seen for notice in seen_view.notices}
        assert any("the level was finished. Die before anything else" in text for text in told), told
        assert any(notice.text == "Cold starts saved: 3" for notice in view.notices)
        states = await stage.states()
        assert lacks <= kinds(states, "cold")
        assert all((state.save_lag_frames or 0) <= 3 for state in states)
        assert kinds(states, "hot") == kinds(before, "hot")
        # Practice starts there now, and the times are those of lives that begin at a respawn.
        stage.player.play_on()
        await stage.do(commands.StartPractice())
        await stage.result_after(3)
        filled = [attempt for attempt in await stage.attempts() if attempt.segment.rpartition(".")[0] in lacks]
        assert filled
        assert all(attempt.start == "cold" for attempt in filled)
