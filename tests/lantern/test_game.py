"""Lantern keeps the promises of its README about memory, time and sameness."""

from __future__ import annotations

import hashlib

import pytest

from spinlab_pad.emulator.embedded.emulator import EmbeddedCore
from spinlab_pad.emulator.port import Buttons
from spinlab_pad.game.memory import WRAM_SIZE, Field
from spinlab_pad.game.profile import load_profile
from tests.lantern.game import PLAY, ROM, TITLE, Player
from tests.lantern.witnessed import PROFILE, Witnessed

pytestmark = pytest.mark.emulator("embedded")


def covered(field: Field) -> range:
    return range(field.address, field.address + field.size)


def test_nothing_is_where_super_mario_world_has_it() -> None:
    theirs, ours = load_profile("smw").fields, PROFILE.fields
    assert {at for field in theirs for at in covered(field)}.isdisjoint(at for field in ours for at in covered(field))
    assert {field.name for field in theirs}.isdisjoint(field.name for field in ours)


async def test_a_turn_and_a_vertical_blank_a_frame_and_the_counter_wraps() -> None:
    emulator = await EmbeddedCore.open(ROM, speed="max")
    player = Player(emulator, [Field("turns", 0x3E02, 2)])
    await player.until(lambda now: now["at_phase"] == TITLE)
    before = player.now
    wrapped = False
    for _ in range(600):
        now = await player.frame()
        assert now["turns"] == (before["turns"] + 1) & 0xFFFF
        assert now["log_nmi"] == before["log_nmi"] + 1
        wrapped = wrapped or now["turns"] < before["turns"]
        before = now
    assert wrapped
    assert before["log_lag"] == 0
    await emulator.close()


async def test_same_state_and_same_buttons_give_the_same_memory(game: Witnessed) -> None:
    await game.enter(4)
    state = await game.emulator.save_state()
    digests = []
    for _ in range(2):
        await game.emulator.load_state(state.data)
        for button in (Buttons.DOWN, Buttons.RIGHT, Buttons.UP, Buttons.NONE):
            for _ in range(40):
                await game.frame(button)
        digests.append(hashlib.sha256(await game.emulator.read(0, WRAM_SIZE)).hexdigest())
    assert digests[0] == digests[1]


async def test_walls_hold_and_the_menu_stops_the_ghosts(game: Witnessed) -> None:
    await game.enter(3)
    for _ in range(60):
        await game.frame(Buttons.UP)
    assert (game.now["at_x"], game.now["at_phase"]) == (16, PLAY)
    assert 10 <= game.now["at_y"] <= 12
    await game.tap(Buttons.START)
    ghost = await game.emulator.read(0x4B00, 0x20)
    for _ in range(60):
        await game.frame(Buttons.RIGHT)
    assert await game.emulator.read(0x4B00, 0x20) == ghost
    assert game.now["at_x"] == 16
