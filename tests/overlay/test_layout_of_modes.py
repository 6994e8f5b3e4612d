"""What the overlay shows in each mode, and over a game that is paused for the menu."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spinlab_pad.lab.view import View
from spinlab_pad.overlay.items import Rect
from spinlab_pad.overlay.layout import STRIP
from spinlab_pad.overlay.theme import CLEAR
from tests.overlay.race_views import AHEAD, CHAINED, FINISHED, NO_PB, RACING_NOW
from tests.overlay.reading import picture, texts, words
from tests.overlay.views import (
    ANY_START,
    BUSY,
    COUNTING,
    DONE,
    FILLING,
    MENU,
    NOW_MS,
    PINNED,
    RECORDING_ONE,
    REFERENCE,
    REPLAYING,
    START,
    STUCK,
)


def test_a_menu_over_a_game_says_that_it_is_paused_and_tells_more_of_the_marked_choice() -> None:
    shown = words(MENU)
    for part in ("PAUSED", "What now?", "This segment ›", "pin, put aside, leave out", "2 of 12", "take it", "back"):
        assert part in shown
    assert "▶ This segment ›" in words(MENU, STRIP)


def test_a_recording_says_where_the_run_stands_and_what_is_new() -> None:
    flat = words(RECORDING_ONE).replace("\n", " ")
    assert "12 segments" in flat
    assert "Recording, 3 new" in flat
    assert "Go into a level" in flat
    playing = words(replace(RECORDING_ONE, phase="playing", segment=REFERENCE.segment)).replace("\n", " ")
    assert "Every checkpoint and every goal" in playing
    assert "play on" in words(replace(RECORDING_ONE, phase="dead")).replace("\n", " ")


def test_a_cold_fill_says_to_die_where_and_how_many_are_left() -> None:
    flat = words(FILLING).replace("\n", " ")
    for part in ("COLD FILL", "Die on purpose", "Spike Corridor", "back at checkpoint 2", "2 of 7 cold starts"):
        assert part in flat
    assert "now die" in words(FILLING, STRIP)


def fills(view: View) -> list[int]:
    """Widths of the bars that are filled in the mode's colour."""
    return [item.w for item in picture(view) if isinstance(item, Rect) and item.h == 16 and item.colour != CLEAR.rule]


def test_progress_fills_its_bar_and_is_only_words_where_the_end_is_unknown() -> None:
    assert FILLING.progress is not None
    half, all_, unknown = (
        replace(FILLING, progress=replace(FILLING.progress, done=done, of=of))
        for done, of in ((3, 6), (6, 6), (3, None))
    )
    assert fills(half)[0] * 2 == pytest.approx(fills(all_)[0], abs=1)
    assert fills(unknown) == []
    assert "3 cold starts" in words(unknown)


def test_a_replay_says_that_the_pad_is_not_used_and_how_far_it_is_at_what_speed() -> None:
    flat = words(REPLAYING).replace("\n", " ")
    for part in ("▶ REPLAY", "Your pad is not used", "42 %", "fast-forward"):
        assert part in flat
    assert "not used" in words(REPLAYING, STRIP)


def test_a_start_shows_the_buttons_where_they_lie_and_then_counts() -> None:
    lit = [item for item in picture(START) if isinstance(item, Rect) and item.colour == CLEAR.gold]
    assert len(lit) == 2
    named = {item.text: item for item in texts(picture(START)) if item.colour == CLEAR.ink}
    assert named["▶"].x < named["Y"].x
    assert "Hold ▶ + Y" in words(START)
    assert "GET READY" in words(START)
    largest = max(texts(picture(COUNTING)), key=lambda item: item.size)
    assert (largest.text, largest.size >= 96) == ("0.6", True)
    assert "0.6" in words(COUNTING, STRIP)
    assert "Press a button" in words(ANY_START)


def test_nothing_moves_when_the_countdown_begins() -> None:
    still = [item for item in texts(picture(START)) if "Hold" not in item.text]
    assert set(still) <= set(texts(picture(COUNTING)))


def test_the_session_says_its_goal_and_what_is_special_about_it() -> None:
    shown = words(BUSY, (480, 1400))
    for part in ("◆ only 4", "streak 5", "day 12", "15 of 45 min"):
        assert part in shown
    assert "16 of 45 min" in words(BUSY, (480, 1400), now_ms=NOW_MS + 60_000)
    pinned = words(PINNED, (480, 1400))
    assert "◆ alone" in pinned
    assert "42 of 100" in pinned
    assert "streak" not in pinned, "one is no streak"


def test_a_goal_that_is_reached_and_a_session_that_is_stuck_say_what_to_do() -> None:
    assert "Go on with another goal" in words(DONE).replace("\n", " ")
    assert "DONE" in words(DONE)
    stuck = words(STUCK).replace("\n", " ")
    assert "Retry when the emulator is well again" in stuck
    assert "next" not in words(STUCK).splitlines()


def test_a_speed_run_shows_its_splits_around_the_current_one() -> None:
    shown = words(RACING_NOW).splitlines()
    assert "13 / 24" in shown
    assert "▶ Key Cave" in shown
    assert "▼ +2.85" in shown
    for part in ("−1.2", "★ −0.3", "+2.8", "0:59.7", "4:06", "24:24.3", "34 %"):
        assert part in shown
    colours = {item.text: item.colour for item in texts(picture(RACING_NOW))}
    assert (colours["−1.2"], colours["+2.8"], colours["★ −0.3"]) == (CLEAR.ahead, CLEAR.behind, CLEAR.gold)
    assert "▲ −0.64" in words(AHEAD), "the live delta is newer than the last split"


def test_the_end_of_a_run_says_whether_it_is_the_best() -> None:
    best, other = words(FINISHED), words(NO_PB)
    for part in ("★ New PB!", "24:19.87", "▲ −4.4"):
        assert part in best
    assert "no PB · ▼ +19.6" in other
    assert "New PB" not in other
    framed = [item for item in picture(FINISHED) if isinstance(item, Rect) and item.border]
    assert [item.colour for item in framed] == [CLEAR.gold]
    assert "★ New PB!" in words(FINISHED, STRIP)


def test_a_first_run_compares_with_nothing() -> None:
    shown = words(CHAINED)
    assert "CHAINED" in shown
    assert "PB chance" not in shown
    assert FINISHED.speed_run is not None
    first = replace(FINISHED, speed_run=replace(FINISHED.speed_run, ahead_ms=None, pb_ms=None))
    assert "your first one" in words(first)
