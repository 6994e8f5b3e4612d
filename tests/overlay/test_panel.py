from __future__ import annotations

from dataclasses import replace

import pygame
import pytest

from spinlab_pad.lab.view import ProgressView, StartView, View
from spinlab_pad.overlay.draw import picture
from spinlab_pad.overlay.items import Box
from spinlab_pad.overlay.layout import COLUMN, layout
from spinlab_pad.overlay.panel import Panel
from spinlab_pad.overlay.parts.guide import TOAST_MS, Holding
from spinlab_pad.overlay.text import measure
from spinlab_pad.overlay.theme import CLEAR
from tests.overlay.all_views import ALL
from tests.overlay.race_views import RACE, RACING_NOW
from tests.overlay.views import BUSY, COUNTING, FILLING, GAMES, GOLD, NOW_MS, PRACTISING, RECORDING_ONE, START


def raw(surface: pygame.Surface) -> bytes:
    return pygame.image.tobytes(surface, "RGB")


def test_the_first_picture_is_all_of_it() -> None:
    assert Panel(COLUMN).update(PRACTISING, NOW_MS) == Box(0, 0, *COLUMN)


def test_a_running_timer_draws_its_own_region_ten_times_a_second() -> None:
    panel = Panel(COLUMN)
    panel.update(PRACTISING, NOW_MS)
    regions = [panel.update(PRACTISING, NOW_MS + ms) for ms in range(10, 1010, 10)]
    drawn = [region for region in regions if region is not None]
    assert len(drawn) == 10
    assert all(region.h < 150 for region in drawn)


def test_frames_and_ages_alone_draw_nothing() -> None:
    panel = Panel(COLUMN)
    panel.update(GOLD, NOW_MS)
    later = replace(
        GOLD,
        app=replace(GOLD.app, now_ms=NOW_MS + 500),
        connection=replace(GOLD.connection, frame=99_999, age_ms=3),
    )
    assert panel.update(later, NOW_MS + 500) is None


def test_another_pace_is_drawn() -> None:
    panel = Panel(COLUMN)
    panel.update(PRACTISING, NOW_MS)
    assert panel.update(replace(PRACTISING, connection=replace(PRACTISING.connection, pace="fast")), NOW_MS) is not None


def test_news_go_without_a_new_view() -> None:
    panel = Panel(COLUMN)
    panel.update(GOLD, NOW_MS)
    assert panel.update(GOLD, NOW_MS + TOAST_MS) is not None


def test_a_long_press_draws_as_it_grows() -> None:
    panel = Panel(COLUMN)
    panel.update(GOLD, NOW_MS, Holding("quit", 0.1))
    assert panel.update(GOLD, NOW_MS, Holding("quit", 0.4)) is not None


def test_drawing_only_what_changed_ends_in_the_same_picture() -> None:
    panel = Panel(COLUMN)
    for step, view in enumerate([*ALL.values(), *reversed(ALL.values())]):
        now_ms = NOW_MS + 170 * step
        panel.update(view, now_ms)
        whole = picture(layout(view, COLUMN, CLEAR, now_ms, measure), COLUMN)
        assert raw(panel.surface) == raw(whole)


def test_a_step_in_a_question_is_drawn() -> None:
    panel = Panel(COLUMN)
    panel.update(GAMES, NOW_MS)
    assert GAMES.question is not None
    stepped = replace(GAMES, question=replace(GAMES.question, cursor=GAMES.question.cursor + 1))
    assert panel.update(stepped, NOW_MS) is not None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (START, COUNTING),
        (COUNTING, replace(COUNTING, start=StartView(("right", "y"), 300, 1_000))),
        (FILLING, replace(FILLING, progress=ProgressView(3, 7, "cold starts"))),
        (RACING_NOW, replace(RACING_NOW, speed_run=replace(RACE, pb_chance=0.2))),
        (RECORDING_ONE, replace(RECORDING_ONE, phase="playing")),
    ],
)
def test_what_a_mode_shows_is_drawn_when_it_changes(before: View, after: View) -> None:
    panel = Panel(COLUMN)
    panel.update(before, NOW_MS)
    assert panel.update(after, NOW_MS) is not None


def test_the_minutes_of_a_goal_go_on_without_a_new_view() -> None:
    panel = Panel((480, 1400))
    still = replace(BUSY, timer=GOLD.timer)
    panel.update(still, NOW_MS)
    assert panel.update(still, NOW_MS + 59_000) is None
    assert panel.update(still, NOW_MS + 60_000) is not None
