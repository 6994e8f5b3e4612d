from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations

import pytest

from spinlab_pad.lab.view import DeltaView, Notice, PaceName
from spinlab_pad.overlay.items import Rect, Text
from spinlab_pad.overlay.layout import COLUMN, STRIP, layout
from spinlab_pad.overlay.parts.guide import TOAST_MS, Holding
from spinlab_pad.overlay.text import measure
from spinlab_pad.overlay.theme import CLASSIC, CLEAR
from tests.overlay.all_views import ALL
from tests.overlay.reading import ink, picture, texts, words
from tests.overlay.views import (
    CAN_START,
    EMPTY,
    FIRST_START,
    GAMES,
    GOLD,
    LAYER,
    LONG_NAMES,
    LOST,
    NOW_MS,
    ONE_GAME,
    PRACTISING,
    READY,
    REFERENCE,
    UNANSWERED,
    WHICH_GAME,
)

SIZES = (COLUMN, STRIP, (320, 720), (960, 2160), (480, 400), (1280, 400), (300, 1080))


@pytest.mark.parametrize("scale", [0.5, 0.75, 1.0, 1.3, 2.0])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ALL)
def test_text_keeps_inside_of_its_box_and_of_the_margins(name: str, size: tuple[int, int], scale: float) -> None:
    for margin in (0.0, 0.05, 0.1):
        items = layout(ALL[name], size, CLEAR, NOW_MS, measure, scale=scale, margin=margin)
        x, y = round(size[0] * margin), round(size[1] * margin)
        for item in texts(items):
            left, right = ink(item)
            assert item.x <= left <= right <= item.x + item.w, item
            assert x <= left <= right <= size[0] - x, item
        if scale <= 1.3 and size[1] != 400:
            assert all(y <= item.y and item.y + item.h <= size[1] - y for item in texts(items))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ALL)
def test_no_two_texts_lie_on_each_other(name: str, size: tuple[int, int]) -> None:
    items = texts(layout(ALL[name], size, CLEAR, NOW_MS, measure, holding=Holding("quit", 0.4)))
    for one, other in combinations(items, 2):
        if one.text == "★" or other.text == "★":
            continue
        # The air in a line, a tenth above and below the letters, may touch that of the next.
        tops = [item.y + 0.1 * item.h for item in (one, other)]
        ends = [item.y + 0.9 * item.h for item in (one, other)]
        vertical = max(tops) < min(ends)
        (left, right), (other_left, other_right) = ink(one), ink(other)
        assert not (vertical and left < other_right and other_left < right), (one, other)


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_smaller_than_can_be_read_from_the_couch(name: str) -> None:
    assert min(item.size for item in texts(picture(ALL[name]))) >= 32
    assert min(item.size for item in texts(picture(ALL[name], (960, 2160)))) >= 64


def test_the_timer_is_the_largest_and_counts_with_the_clock() -> None:
    largest = max(texts(picture(PRACTISING)), key=lambda item: item.size)
    assert (largest.text, largest.size >= 96) == ("0:12.3", True)
    assert "0:13.3" in words(PRACTISING, now_ms=NOW_MS + 1000)


def test_a_running_timer_changes_nothing_but_itself() -> None:
    before, after = set(picture(PRACTISING)), set(picture(PRACTISING, now_ms=NOW_MS + 100))
    assert {item.text for item in before ^ after if isinstance(item, Text)} == {"0:12.3", "0:12.4"}
    assert not [item for item in before ^ after if isinstance(item, Rect)]


def test_practice_shows_all_that_a_runner_asks_for() -> None:
    shown = words(PRACTISING)
    for part in ("Spinlab Cartridge", "● live", "PRACTICE", "3 / 6", "Bullet Bluff", "checkpoint 1 → goal"):
        assert part in shown
    for part in ("✗ 2", "at screen 3", "▲ −0.64", "0:36.4", "★ 0:32.87", "0:33.1", "0:44.8", "✓ 0:33.87", "▲ −1.24"):
        assert part in shown
    for part in (
        "✓ 29/42",
        "✗ 31",
        "★ 3",
        "next",
        "Spike Corridor",
        "retry",
    ):
        assert part in shown
    taller = words(PRACTISING, (480, 1200))
    assert "The Last Tower" in taller
    assert [shown.count(sign) for sign in ("●", "\n✗\n")] == [5, 2]


def test_practice_says_why_and_what_it_is_expected_to_bring() -> None:
    shown = words(PRACTISING)
    assert "now\n−0.24 s/min ✗ 38 %\nnext\nSpike Corridor" in shown
    assert "in 10 min\n▲ −1.3" in shown
    colours = {item.text: item.colour for item in texts(picture(PRACTISING))}
    assert colours["▲ −1.3"] == CLEAR.text, "only what has been achieved has the colour of that"
    assert PRACTISING.session is not None
    assert PRACTISING.segment is not None
    nothing = replace(
        PRACTISING,
        session=replace(PRACTISING.session, next_gain_ms=None),
        segment=replace(PRACTISING.segment, why="", why_short=""),
    )
    assert "in 10 min" not in words(nothing)
    assert "now" not in words(nothing).split()


def test_with_less_room_the_expected_gain_goes_first_then_the_reason_and_what_is_next_stays() -> None:
    for scale, gain, why in ((1.0, True, True), (1.03, False, True), (1.07, False, False)):
        said = {item.text for item in texts(layout(PRACTISING, COLUMN, CLEAR, NOW_MS, measure, scale=scale))}
        assert ("in 10 min" in said, "now" in said, "Spike Corridor" in said) == (gain, why, True)


def test_signs_say_what_colours_say() -> None:
    behind = replace(PRACTISING, delta=DeltaView(1_300, "screen 4"))
    colours = {item.text: item.colour for item in texts(picture(behind))}
    assert colours["▼ +1.30"] == CLEAR.behind
    assert {item.text: item.colour for item in texts(picture(PRACTISING))}["▲ −0.64"] == CLEAR.ahead


def test_a_gold_has_a_star_a_frame_and_its_colour() -> None:
    items = picture(GOLD)
    assert "★ 0:32.41" in words(GOLD)
    assert any(isinstance(item, Rect) and item.border and item.colour == CLEAR.gold for item in items)
    not_valid = replace(GOLD, result=replace(GOLD.result, valid=False)) if GOLD.result else GOLD
    assert not any(isinstance(item, Rect) and item.border and item.colour == CLEAR.gold for item in picture(not_valid))
    assert "void" in words(not_valid)


def test_the_first_start_says_what_to_do_with_the_pad() -> None:
    flat = words(FIRST_START).replace("\n", " ")
    assert "Hold Select and press X to record a reference run." in flat
    assert "Connect a gamepad" in words(EMPTY)
    assert "Start a game in RetroArch." in words(EMPTY).replace("\n", " ")


def test_a_run_without_segments_is_a_first_start_too() -> None:
    assert READY.run is not None
    assert "No run yet" in words(replace(READY, run=replace(READY.run, segments=0)))
    assert "sum of best" in words(READY)


def test_recording_shows_how_many_segments_there_are() -> None:
    shown = words(REFERENCE)
    assert "● REC" in shown
    assert "2 segments" in shown


def test_a_lost_connection_is_said_once_and_stops_the_colours_of_play() -> None:
    shown = words(LOST).replace("\n", " ")
    assert "Connection lost" in shown
    assert shown.count("RetroArch does not answer") == 1
    timer = max(texts(picture(LOST)), key=lambda item: item.size)
    assert timer.colour == CLEAR.dim


def test_unknown_numbers_are_a_dash_and_never_a_zero() -> None:
    assert PRACTISING.estimate is not None
    unknown = replace(PRACTISING.estimate, expected_ms=None, low_ms=None, high_ms=None, gold_ms=None, attempts=1)
    shown = words(replace(PRACTISING, estimate=unknown))
    assert "—" in shown
    assert "too few tries yet (1)" in shown


@pytest.mark.parametrize("scale", [1.0, 1.3, 1.5])
@pytest.mark.parametrize("name", ["practice", "gold", "lost", "reference"])
def test_a_time_is_never_cut(name: str, scale: float) -> None:
    items = layout(ALL[name], COLUMN, CLEAR, NOW_MS, measure, scale=scale)
    numbers = [item.text for item in texts(items) if re.search(r"\d:\d|[+−]\d", item.text)]
    assert [number for number in numbers if number.endswith("…")] == []


def test_long_names_end_in_an_ellipsis() -> None:
    assert "Donut Ghost House of" in words(LONG_NAMES)
    assert "…" in words(LONG_NAMES)


def test_news_go_after_three_seconds_and_trouble_stays() -> None:
    news = replace(PRACTISING, notices=(Notice("a", "info", "Gamepad connected", NOW_MS),))
    assert "Gamepad connected" in words(news, now_ms=NOW_MS + TOAST_MS - 1)
    assert "Gamepad connected" not in words(news, now_ms=NOW_MS + TOAST_MS)
    trouble = replace(PRACTISING, notices=(Notice("a", "warn", "audio sync", NOW_MS),))
    assert "audio sync" in words(trouble, now_ms=NOW_MS + 60_000)


def test_only_the_newest_news_are_shown() -> None:
    news = tuple(Notice(str(n), "info", f"news {n}", NOW_MS) for n in range(3))
    shown = words(replace(PRACTISING, notices=news))
    assert "news 2" in shown
    assert "news 1" not in shown


def test_the_top_keeps_its_place_when_news_come_and_the_layer_opens() -> None:
    base = {item for item in texts(picture(PRACTISING)) if item.y < 450}
    news = replace(PRACTISING, notices=(Notice("a", "info", "Gamepad connected", NOW_MS),))
    assert base <= set(texts(picture(news)))
    assert base - set(texts(picture(replace(LAYER, result=PRACTISING.result)))) == set()


def test_the_open_layer_has_a_frame_and_the_ratings_as_they_lie_on_the_pad() -> None:
    where = {item.text: (item.x, item.y) for item in texts(picture(LAYER))}
    left, right, up, down = (where[name] for name in ("◀ again", "good ▶", "▲ easy", "▼ hard"))
    assert left[0] < right[0]
    assert up[1] < left[1] == right[1] < down[1]
    assert any(isinstance(item, Rect) and item.border and item.colour == CLEAR.gold for item in picture(LAYER))


def test_a_long_press_fills_its_bar() -> None:
    def bar(fraction: float) -> int:
        items = layout(LAYER, COLUMN, CLEAR, NOW_MS, measure, holding=Holding("quit", fraction))
        assert "keep holding to quit" in [item.text for item in texts(items)]
        return max(item.w for item in items if isinstance(item, Rect) and item.colour == CLEAR.warn)

    assert bar(0.25) < bar(0.5) < bar(1.0) == bar(7.0)


def test_a_long_press_leaves_everything_above_where_it_is() -> None:
    held = layout(LAYER, COLUMN, CLEAR, NOW_MS, measure, holding=Holding("quit", 0.5))
    assert {item for item in texts(picture(LAYER)) if item.y < 540} <= set(texts(held))


def test_the_estimate_s_bar_lies_where_its_numbers_say() -> None:
    bars = [item for item in picture(PRACTISING) if isinstance(item, Rect) and item.colour == CLEAR.practice]
    bar = max((item for item in bars if item.h < 30), key=lambda item: item.w)
    star = next(item for item in texts(picture(PRACTISING)) if item.text == "★" and item.y > bar.y - 30)
    assert star.x + star.w // 2 <= bar.x + 4


def test_a_strip_says_the_same_in_short() -> None:
    shown = words(PRACTISING, STRIP)
    for part in ("Bullet Bluff", "3 / 6", "0:12.3", "expect 0:36.4", "▲ −0.64", "B retry"):
        assert part in shown
    assert "▲ −1.24" in words(replace(PRACTISING, delta=None), STRIP)


@pytest.mark.parametrize(
    ("at", "says"),
    [
        ("screen 3", "at screen 3"),
        ("checkpoint 1", "checkpoint 1"),
        ("room 1C3, screen 12", "screen 12"),
        ("room 1C3, screen 12, visit 2", "screen 12"),
        ("screen 12, visit 2", "screen 12"),
        ("room 1C3, visit 2", "room 1C3"),
    ],
)
def test_the_place_of_a_delta_is_said_in_the_words_that_fit(at: str, says: str) -> None:
    shown = texts(picture(replace(PRACTISING, delta=DeltaView(-230, at))))
    line = next(item for item in shown if item.text == "▲ −0.23")
    assert [item.text for item in shown if abs(item.y - line.y) < 20 and item is not line] == [says]


def test_the_deaths_make_room_for_the_delta_and_nothing_below_moves() -> None:
    with_delta, without = picture(PRACTISING), picture(replace(PRACTISING, delta=None))
    assert "✗ 2" in words(PRACTISING).splitlines()
    assert "✗ 2 deaths" in words(replace(PRACTISING, delta=None))
    low = next(item.y for item in texts(with_delta) if item.text == "≈ 0:36.4")
    assert {item for item in with_delta if item.y >= low} == {item for item in without if item.y >= low}


def test_the_theme_changes_colours_and_nothing_else() -> None:
    clear, classic = picture(PRACTISING), layout(PRACTISING, COLUMN, CLASSIC, NOW_MS, measure)
    assert [(item.x, item.y, item.w, item.h) for item in clear] == [
        (item.x, item.y, item.w, item.h) for item in classic
    ]
    assert {item.colour for item in classic} != {item.colour for item in clear}


@pytest.mark.parametrize("size", [COLUMN, STRIP])
@pytest.mark.parametrize(
    ("pace", "word"),
    [
        ("normal", "● live"),
        ("fast", "▲ fast-forward"),
        ("slow", "▼ slow motion"),
        ("rewind", "◀ rewind"),
        ("paused", "○ paused"),
        ("standstill", "○ stands still"),
        ("silent", "✗ no answer"),
    ],
)
def test_what_the_emulator_does_with_time_is_said(pace: PaceName, word: str, size: tuple[int, int]) -> None:
    view = replace(PRACTISING, connection=replace(PRACTISING.connection, pace=pace))
    if size is STRIP and pace == "normal":
        word = "3 / 6"
    assert word in words(view, size)
    lost = replace(view, connection=replace(view.connection, state="lost"))
    assert pace == "normal" or word not in words(lost, size)


def test_a_question_shows_the_game_the_choices_and_marks_one_by_sign_and_colour() -> None:
    shown = words(WHICH_GAME)
    for part in ("Which game is this?", "Grand Kaizo Trip 2 (v1.03)", "Training cartridge", "its own music"):
        assert part in shown
    items = picture(WHICH_GAME)
    (arrow,) = (item for item in items if isinstance(item, Text) and item.text == "▶")
    filled = [item for item in items if isinstance(item, Rect) and item.colour == CLEAR.practice]
    assert len(filled) == 1
    assert filled[0].y <= arrow.y <= arrow.y + arrow.h <= filled[0].y + filled[0].h
    assert " of " not in shown.replace("out of", ""), "all three are seen"
    assert "Grand Kaizo Trip 2" in words(WHICH_GAME, STRIP)


def test_a_long_list_says_where_in_it_one_is_and_a_short_one_does_not() -> None:
    assert "152 of 300" in words(GAMES)
    assert "Quickie World" in words(ONE_GAME)
    assert "1 of 1" not in words(ONE_GAME)
    assert "152 of 300" in words(GAMES, STRIP)


@pytest.mark.parametrize("size", [COLUMN, (480, 400), (300, 1080)])
def test_the_marked_choice_is_shown_however_little_room_there_is(size: tuple[int, int]) -> None:
    assert "▶" in words(GAMES, size)


def test_a_game_that_nobody_knows_is_not_called_ready() -> None:
    flat = words(UNANSWERED).replace("\n", " ")
    assert "WHICH GAME?" in flat
    assert "READY" not in flat
    assert "Hold Select and press R to say it." in flat


def test_without_a_game_the_way_to_ones_own_games_is_told() -> None:
    assert "Hold Select and press Y to start one of your games." in words(CAN_START).replace("\n", " ")


def test_with_nothing_going_on_the_category_is_seen() -> None:
    assert READY.game is not None
    game = replace(READY.game, category="100%")
    assert "100%" in words(replace(READY, game=game))
    assert "100%" not in words(replace(PRACTISING, game=game))
