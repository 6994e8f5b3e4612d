"""The examples in docs/games.md are profiles that work."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from spinlab_pad.game.events import (
    CheckpointReached,
    Died,
    LevelEntered,
    LevelFinished,
    LevelLeft,
    RoomChanged,
    Spawned,
)
from spinlab_pad.game.profile import parse_profile
from tests.game.script import play

TEXT = (Path(__file__).parents[2] / "docs" / "games.md").read_text("utf-8")
EXAMPLES = [textwrap.dedent(found) for found in re.findall(r"(?s)```yaml\n(.*?)\n *```", TEXT)]


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_loads(example: str) -> None:
    assert parse_profile(example.encode()).fields


def test_the_hack_takes_away_and_chooses() -> None:
    hack = parse_profile(EXAMPLES[0].encode())
    assert [item.name for item in hack.rules.given.checkpoints] == ["tape_with_entrance", "tape"]
    assert [item.name for item in hack.conditions] == ["powerup"]
    assert hack.conditions[0].word(2) == "cape"
    assert hack.variant == "vanilla"
    assert hack.level_name(5) == "Forest of Fear"


def test_the_worked_example_tells_a_whole_dive() -> None:
    diver = parse_profile(EXAMPLES[-1].encode())
    rows = [
        (0, {"state": 1}),
        (1, {"state": 2, "cave": 3, "chamber": 1}),
        (5, {"state": 3}),
        (20, {"state": 2, "chamber": 2}),
        (25, {"state": 3}),
        (30, {"bell": 1}),
        (40, {"state": 4, "x": 100, "y": -5}),
        (60, {"state": 2}),
        (65, {"state": 3}),
        (70, {"pearls": 0x1F}),
        (80, {"state": 5}),
        (90, {"state": 1}),
        (95, {"state": 2, "cave": 4, "pearls": 0, "bell": 0}),
        (99, {"state": 3}),
        (110, {"state": 1}),
    ]
    assert play(rows, diver) == [
        LevelEntered(5, 3, 1),
        RoomChanged(25, 3, 2),
        CheckpointReached(30, 3, 1, "bell"),
        Died(40, 3, 100, -5),
        Spawned(65, 3, True, 1),
        LevelFinished(80, 3, "all-pearls"),
        LevelEntered(99, 4, 2),
        LevelLeft(110, 4),
    ]
