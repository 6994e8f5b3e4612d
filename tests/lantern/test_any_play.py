"""Whatever is pressed, and whichever states are loaded in between: detector and log say the same in every frame."""

from __future__ import annotations

import os
import random

import pytest

from spinlab_pad.emulator.port import Buttons, SavedState
from tests.lantern.game import PLAY, SELECT
from tests.lantern.witnessed import Witnessed

pytestmark = pytest.mark.emulator("embedded")

LONG = os.environ.get("SPINLAB_LONG") == "1"
SEEDS = range(20) if LONG else range(1)
STROKES = 150 if LONG else 60
WAYS = (Buttons.UP, Buttons.DOWN, Buttons.LEFT, Buttons.RIGHT)


@pytest.mark.parametrize("seed", SEEDS)
async def test_any_play_with_states_loaded_in_between(game: Witnessed, seed: int) -> None:
    chance = random.Random(seed)
    kept: tuple[SavedState, int] | None = None
    await game.enter(chance.choice((1, 2, 3, 3, 4)))
    for _ in range(STROKES):
        now = game.now
        if now["at_phase"] == SELECT:
            await game.enter(chance.choice((1, 2, 3, 3, 4)))
        elif now["at_phase"] == PLAY and chance.random() < 0.1:
            kept = await game.emulator.save_state(), now["at_lit"]
        elif kept is not None and chance.random() < 0.05:
            loaded = await game.emulator.load_state(kept[0].data)
            game.detector.start_at(kept[1], loaded.load_id - 1)
        button = Buttons.START if chance.random() < 0.1 else chance.choice((*WAYS, Buttons.B))
        for _ in range(chance.randrange(1, 40)):
            await game.frame(button)
        await game.frame()
    assert game.events
    assert game.now["log_lag"] == 0, "the light is made in time"
