"""Every kind of event by playing it, and what must not be taken for one; the log is compared in every frame."""

from __future__ import annotations

import os

import pytest

from spinlab_pad.emulator.embedded.emulator import EmbeddedCore
from spinlab_pad.emulator.port import Buttons
from tests.lantern.game import DIED, FADING, MENU, PASSING, PLAY, TITLE
from tests.lantern.witnessed import Witnessed

pytestmark = pytest.mark.emulator("embedded")


async def test_a_stage_with_deaths_a_lantern_on_each_screen_and_the_gate(game: Witnessed) -> None:
    await game.enter(3)
    await game.lose_all_hearts()
    await game.light()
    await game.lose_all_hearts()
    await game.pass_on(Buttons.DOWN)
    await game.light()
    await game.gate()
    assert game.told == [
        "level_entered 201",
        "died",
        "spawned 0",
        "checkpoint_reached 1",
        "died",
        "spawned 1",
        "room_changed 1",
        "checkpoint_reached 2",
        "level_finished normal",
    ]
    assert [entry.argument for entry in game.log if entry.kind == DIED] == [1, 1], "both in a hole"


async def test_a_hole_is_no_death_and_a_lit_lantern_is_no_new_checkpoint(game: Witnessed) -> None:
    await game.enter(3)
    await game.light()
    await game.fall()
    await game.playing()
    assert game.now["at_hearts"] == 2
    await game.walk((1, 6))
    await game.light()
    assert game.told == ["level_entered 201", "checkpoint_reached 1"]


async def test_the_next_life_begins_on_the_screen_of_the_last_lantern(game: Witnessed) -> None:
    await game.enter(3)
    await game.light()
    await game.pass_on(Buttons.DOWN)
    await game.lose_all_hearts()
    assert game.now["at_screen"] == 0
    assert game.told[2:] == ["room_changed 1", "died", "spawned 1"]


async def test_a_ghost_takes_hearts_until_the_light_is_out(game: Witnessed) -> None:
    await game.enter(2)
    await game.pass_on(Buttons.RIGHT)
    await game.walk((4, 3))
    await game.until(lambda now: now["at_phase"] == FADING)
    await game.playing()
    assert game.told == ["level_entered 102", "room_changed 1", "died", "spawned 0"]
    assert game.log[2].argument == 0, "by a ghost"


async def test_to_rest_is_nothing_and_to_give_up_is_to_leave(game: Witnessed) -> None:
    await game.enter(4)
    await game.tap(Buttons.START)
    assert game.now["at_phase"] == MENU
    await game.tap(Buttons.START)
    assert game.now["at_phase"] == PLAY
    await game.light()
    await game.give_up()
    await game.enter(4)
    assert game.told == ["level_entered 202", "checkpoint_reached 1", "level_left", "level_entered 202"]


async def test_nobody_comes_back_after_the_fifth_death(game: Witnessed) -> None:
    await game.enter(3)
    for _ in range(5):
        await game.lose_all_hearts()
    assert game.now["at_phase"] == TITLE
    await game.enter(3)
    assert game.told == ["level_entered 201", *["died", "spawned 0"] * 4, "died", "level_entered 201"]


async def test_a_state_loaded_in_the_middle_is_no_event_and_play_goes_on(game: Witnessed) -> None:
    await game.enter(3)
    await game.light()
    breaks = game.detector.breaks
    state = await game.emulator.save_state()
    await game.pass_on(Buttons.DOWN)
    await game.emulator.load_state(state.data)
    await game.frame()
    assert game.now["at_screen"] == 0
    await game.lose_all_hearts()
    await game.pass_on(Buttons.DOWN)
    await game.light()
    assert game.told[2:] == ["room_changed 1", "died", "spawned 1", "room_changed 1", "checkpoint_reached 2"]
    assert game.detector.breaks == breaks, "a load that is told is no jump, and the counter has wrapped"


async def test_a_state_from_between_two_screens_is_still_in_the_stage(game: Witnessed) -> None:
    await game.enter(3)
    await game.walk((10, 11))
    await game.until(lambda now: now["at_phase"] == PASSING, lambda: Buttons.DOWN)
    state = await game.emulator.save_state()
    await game.playing()
    await game.emulator.load_state(state.data)
    await game.playing()
    assert game.told == ["level_entered 201", "room_changed 1", "room_changed 1"]


async def test_a_reset_in_the_middle_is_a_break_and_the_next_entry_is_one(game: Witnessed) -> None:
    await game.enter(2)
    await game.light()
    emulator = game.emulator
    assert isinstance(emulator, EmbeddedCore)
    emulator._core._session.reset()  # the console's button; no emulator of the port has it
    breaks = game.detector.breaks
    await game.until(lambda now: now["at_phase"] == TITLE)
    assert game.detector.breaks > breaks
    await game.enter(2)
    assert game.told == ["level_entered 102", "checkpoint_reached 1", "level_entered 102"]


STRIDES = {1: (Buttons.RIGHT,), 2: (Buttons.RIGHT, Buttons.DOWN), 3: (Buttons.DOWN,), 4: (Buttons.RIGHT, Buttons.RIGHT)}
"""The openings on the way through a stage."""


@pytest.mark.parametrize("stage", list(STRIDES) if os.environ.get("SPINLAB_LONG") == "1" else [3])
async def test_a_stage_through_all_lanterns_by_the_stair_and_again_by_the_gate(game: Witnessed, stage: int) -> None:
    """What one entry leaves behind in memory (lamps, way out, screen) is no event in the next."""
    for way_out in (game.stair, game.gate):
        await game.enter(stage)
        await game.light()
        for edge in STRIDES[stage]:
            await game.pass_on(edge)
            await game.light()
        await way_out()
    once = ["checkpoint_reached 1"]
    for number in range(1, len(STRIDES[stage]) + 1):
        once += [f"room_changed {number}", f"checkpoint_reached {number + 1}"]
    assert [event for event in game.told if not event.startswith("level")] == once * 2
    assert [event for event in game.told if event.startswith("level_f")] == [
        "level_finished stair",
        "level_finished normal",
    ]
