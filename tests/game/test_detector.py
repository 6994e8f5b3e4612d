"""What happens in a level, told by memory alone: one case for each rule and each trap."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spinlab_pad.game.events import CheckpointReached, LevelFinished
from tests.game.cases import CASES
from tests.game.script import ENTERED, IN, SMW, play


@pytest.mark.parametrize("case", CASES, ids=str)
def test_events(case: str) -> None:
    rows, events = CASES[case]
    assert play(rows) == events


@pytest.mark.parametrize("case", CASES, ids=str)
def test_unchanged_frames_change_nothing(case: str) -> None:
    rows, events = CASES[case]
    spread = [(2 * frame, changes) for frame, changes in rows]
    doubled = [row for frame, changes in spread for row in ((frame, changes), (frame + 1, {}))]
    halved = [replace(event, frame=2 * event.frame) for event in events]
    assert play(doubled) == halved


def test_vanilla_music_has_its_own_signs() -> None:
    vanilla = SMW.with_music("vanilla")
    ordinary = [(20, {"music": 3}), (21, {"midway": 1}), (22, {"music": 7}), (23, {"music": 4}), (24, {"music": 8})]
    assert play([*IN, *ordinary], vanilla) == [ENTERED, CheckpointReached(21, 5, 1, "midway")]
    assert play([*IN, (20, {"music": 0x0B})], vanilla) == [ENTERED, LevelFinished(20, 5, "orb")]
    assert play([*IN, (20, {"music": 0x10})], vanilla) == [ENTERED, LevelFinished(20, 5, "key")]
    assert play([*IN, (20, {"music": 0x80}), (21, {"midway": 1})], vanilla) == [ENTERED]
    interrupted = [(0, {"game_mode": 0x14, "music": 0x0B}), (5, {"music": 0x0E}), (9, {"music": 0x0B})]
    assert play(interrupted, vanilla) == []
