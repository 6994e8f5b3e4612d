from __future__ import annotations

import os
from collections.abc import Callable

import pygame

from spinlab_pad.lab.commands import Rate, Retry, Skip
from spinlab_pad.pad.context import Context
from spinlab_pad.pad.positions import Position
from spinlab_pad.pad.reader import PadReader
from spinlab_pad.pad.virtual import VirtualPad
from tests.pad.conftest import Ticks

P = Position
Attach = Callable[..., VirtualPad]
LIVE = Context("live", {"stop_speed_run": "no speed run", "reset_run": "no speed run"})


def test_a_press_and_release_between_two_polls_still_counts(ticks: Ticks, attach: Attach) -> None:
    pad = attach()
    pad.press(P.SELECT)
    assert ticks.poll(LIVE, 0.3)[-1].layer_open
    pad.press(P.Y)
    pad.release(P.Y)
    assert ticks.poll(LIVE)[0].commands == (Skip(),)


def test_held_tells_the_game_s_buttons_and_not_the_layer_s(ticks: Ticks, attach: Attach) -> None:
    pad = attach()
    pad.press(P.RIGHT)
    pad.press(P.L2)
    assert ticks.poll(LIVE)[-1].held == {P.RIGHT}
    ticks.poll(LIVE, 0.05)
    pad.press(P.B)
    reading = ticks.poll(LIVE)[-1]
    assert reading.commands == (Retry(),)
    assert reading.held == {P.RIGHT}


def test_unplugging_while_select_is_held_closes_the_layer_and_fires_nothing(ticks: Ticks, attach: Attach) -> None:
    pad = attach()
    pad.press(P.SELECT)
    ticks.poll(LIVE, 0.3)
    pad.press(P.X)
    assert ticks.poll(LIVE)[-1].hold_progress is not None
    pad.press(P.Y)
    pad.release(P.Y)
    pad.detach()
    reading = ticks.poll(LIVE)[0]
    assert not reading.layer_open
    assert (reading.held, reading.pads, reading.hold_progress) == (frozenset(), (), None)
    assert [notice.text for notice in reading.notices] == ["Gamepad disconnected: Spinlab virtual pad"]
    assert all(later.commands == () for later in ticks.poll(LIVE, 1.0))


def test_a_replugged_pad_works_and_its_news_have_the_same_key(ticks: Ticks, attach: Attach) -> None:
    first = attach()
    came = ticks.poll(LIVE)[0].notices
    first.detach()
    went = ticks.poll(LIVE)[0].notices
    second = attach()
    back = ticks.poll(LIVE)[0]
    assert came[0].key == went[0].key == back.notices[0].key
    second.press(P.STICK_LEFT)
    assert ticks.poll(LIVE)[0].commands == (Rate("again"),)


def test_two_pads_have_a_layer_each(ticks: Ticks, attach: Attach) -> None:
    one, two = attach("One"), attach("Two")
    one.press(P.L2)
    ticks.poll(LIVE, 0.1)
    two.press(P.B)
    reading = ticks.poll(LIVE)[0]
    assert reading.commands == ()
    assert reading.layer_open
    assert reading.held == {P.B}
    assert reading.last is not None
    assert reading.last.name == "Two"


def test_events_of_others_stay_in_the_queue(ticks: Ticks) -> None:
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    ticks.poll(LIVE)
    assert [event.type for event in pygame.event.get([pygame.QUIT])] == [pygame.QUIT]


def test_opening_without_a_window_leaves_the_choice_of_driver_open(reader: PadReader) -> None:
    assert pygame.display.get_driver() == "dummy"
    assert "SDL_VIDEODRIVER" not in os.environ
    assert pygame.mixer.get_init() is None


def test_a_pad_that_came_and_went_unseen_does_not_take_the_others_along(ticks: Ticks, attach: Attach) -> None:
    stays = attach("Stays")
    ticks.poll(LIVE)
    attach("Goes").detach()
    ticks.poll(LIVE, 0.05)
    stays.press(P.STICK_LEFT)
    reading = ticks.poll(LIVE)[0]
    assert [pad.name for pad in reading.pads] == ["Stays"]
    assert reading.commands == (Rate("again"),)
