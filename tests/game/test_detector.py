"""What happens in a level, told by memory alone: one case for each rule and each trap."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.game.cases import CASES
from tests.game.cases_vanilla import CASES as VANILLA
from tests.game.script import SMW, play


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


@pytest.mark.parametrize("case", VANILLA, ids=str)
def test_vanilla_music_has_its_own_signs(case: str) -> None:
    rows, events = VANILLA[case]
    assert play(rows, SMW.with_music("vanilla")) == events
