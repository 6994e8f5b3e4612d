from dataclasses import replace

import pytest

from spinlab_pad.bot.menu import into_level, tap, to_level_select
from spinlab_pad.bot.motor import LEFT, RIGHT, SELECT, START, B
from spinlab_pad.bot.senses import IN_LEVEL, LEVEL_SELECT, TITLE, Sight, look
from tests.bot.test_senses import memory

BLANK = look(memory())
CHOOSING = replace(BLANK, mode=LEVEL_SELECT, cursor=1)
PLAYING = replace(BLANK, mode=IN_LEVEL, level=2)


def test_a_tap_lets_go_once_the_game_holds_it() -> None:
    assert tap(START, BLANK) == START
    assert tap(START, replace(BLANK, held=START)) == 0


@pytest.mark.parametrize(("level", "button"), [(1, LEFT), (2, B), (3, RIGHT)])
def test_the_cursor_goes_to_the_level_and_enters(level: int, button: int) -> None:
    assert into_level(CHOOSING, level) == button


def test_the_title_is_left_with_start() -> None:
    assert into_level(replace(BLANK, mode=TITLE), 1) == START


def test_another_level_is_left_by_pause_and_select() -> None:
    assert to_level_select(PLAYING) == START
    assert to_level_select(replace(PLAYING, paused=True)) == SELECT


@pytest.mark.parametrize(
    "sight", [replace(PLAYING, animation=9), replace(PLAYING, won=True), replace(BLANK, mode=0x11)]
)
def test_where_a_press_means_nothing_none_is_made(sight: Sight) -> None:
    assert to_level_select(sight) == 0
