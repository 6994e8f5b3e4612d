"""LiveSplit is where our run is, and what the runner does in its window stands."""

from __future__ import annotations

from spinlab_pad.lab.run_events import Paused, Reset, Resumed, Skipped, Split, Undone
from spinlab_pad.livesplit.plan import FRESH_S
from tests.livesplit.pair import Pair
from tests.livesplit.test_run_now import at
from tests.livesplit.timer import MS


def test_a_run_is_followed_to_its_end_to_the_millisecond():
    pair = Pair()
    pair.start()
    assert (pair.timer.phase, pair.timer.index, pair.timer.attempts) == ("Running", 0, 1)
    times = [pair.split(12.3456), pair.split(0.0173), pair.split(7201.9)]
    pair.finish()
    assert pair.timer.phase == "Ended"
    assert pair.game_ms == times
    pair.wait(60)
    assert not pair.look().lines
    assert not pair.remarks


def test_game_time_runs_between_splits_and_stands_in_a_pause():
    pair = Pair()
    pair.start()
    pair.split()
    pair.wait(2.5)
    assert pair.clock_off_ms < 2
    pair.hear(Paused(at(pair.ms)))
    stands = pair.timer.game
    pair.wait(30)
    pair.look()
    assert pair.timer.game == stands
    pair.hear(Resumed(at(pair.ms)))
    pair.wait(4)
    assert pair.clock_off_ms < 3


def test_a_skipped_split_is_empty_and_an_undone_one_comes_again():
    pair = Pair()
    pair.start()
    pair.wait(5)
    pair.hear(Skipped(at(pair.ms), 0, "Split 1"))
    first = pair.split()
    assert pair.game_ms == [None, first, None]
    pair.hear(Undone(at(pair.ms), 1, "Split 2"))
    assert (pair.timer.index, pair.game_ms) == (1, [None, None, None])
    pair.wait(1)
    assert pair.clock_off_ms < 3, "and game time runs on"
    second = pair.split()
    assert pair.game_ms == [None, second, None]


def test_a_split_that_is_taken_back_is_empty_and_stays_so_when_it_counts_again():
    pair = Pair()
    pair.start()
    first = pair.split()
    pair.wait(5)
    pair.hear(Undone(at(first), 0, "Split 1"), Skipped(at(first), 0, "Split 1"))
    assert (pair.timer.index, pair.game_ms[0]) == (1, None)
    pair.wait(5)
    pair.hear(Undone(at(first), 0, "Split 1"), Split(at(first), 0, "Split 1"))
    assert (pair.timer.index, pair.game_ms[0]) == (1, None), "a split of now would spoil the next segment's real time"
    second = pair.split()
    assert pair.game_ms == [None, second, None]


def test_one_that_is_taken_back_and_counts_again_before_livesplit_heard_of_it_is_untouched():
    pair = Pair()
    pair.start()
    first = pair.split()
    pair.hear(
        Undone(at(first), 0, "Split 1"), Skipped(at(first), 0, "Split 1"),
        Undone(at(first), 0, "Split 1"), Split(at(first), 0, "Split 1"),
    )  # fmt: skip
    assert pair.game_ms == [first, None, None]


def test_a_reset_of_ours_resets_and_the_next_run_starts():
    pair = Pair()
    pair.start()
    pair.split()
    pair.hear(Reset(at(pair.ms)))
    assert pair.timer.phase == "NotRunning"
    pair.start()
    assert (pair.timer.phase, pair.timer.attempts) == ("Running", 2)


def test_a_run_after_a_finished_one_keeps_what_was_finished():
    pair = Pair(1)
    pair.start()
    done = pair.split()
    pair.finish()
    pair.wait(5)
    pair.start()
    assert pair.timer.history[0][0] == "Ended"
    assert pair.timer.history[0][1][0][1] == done * MS
    assert (pair.timer.phase, pair.timer.index) == ("Running", 0)


def test_a_livesplit_that_is_reset_in_its_window_is_let_go_until_the_next_run():
    pair = Pair()
    pair.start()
    pair.split()
    pair.timer.reset()
    pair.look()
    pair.split()
    pair.timer.start_timer()
    pair.split()
    pair.finish()
    assert (pair.timer.phase, pair.timer.index) == ("Running", 0), "a start by hand is the runner's own"
    assert pair.remarks == ["LiveSplit was reset in its own window: it is left alone until the next run"]
    pair.start()
    assert (pair.timer.phase, pair.timer.index, pair.timer.attempts) == ("Running", 0, 3)


def test_an_undo_in_the_window_stands_and_the_next_split_is_the_right_one():
    pair = Pair(4)
    pair.start()
    first = pair.split()
    pair.split()
    pair.timer.undo()
    pair.wait(3)
    assert not pair.look().lines
    third = pair.split()
    assert pair.game_ms == [first, None, third, None]


def test_a_split_by_hand_is_not_split_again():
    pair = Pair()
    pair.start()
    pair.wait(5)
    pair.timer.split()
    assert not pair.look().lines
    pair.split()
    assert pair.timer.index == 1
    second = pair.split()
    assert (pair.timer.index, pair.game_ms[1]) == (2, second)


def test_a_livesplit_that_is_paused_in_its_window_stays_so_and_catches_up_when_it_runs():
    pair = Pair()
    pair.start()
    pair.timer.pause()
    pair.split()
    assert (pair.timer.phase, pair.timer.index) == ("Paused", 0)
    assert pair.remarks == ["LiveSplit is paused in its own window: resume it there"]
    pair.wait(5)
    pair.timer.pause()
    pair.look()
    assert (pair.timer.phase, pair.timer.index, pair.game_ms[0]) == ("Running", 1, None)
    second = pair.split()
    assert pair.game_ms[1] == second


def test_one_that_comes_back_is_brought_to_the_split_of_the_run():
    pair = Pair(4)
    pair.start()
    first = pair.split()
    pair.away = True
    pair.split()
    pair.split()
    pair.wait(FRESH_S + 0.1)
    pair.away = False
    pair.look()
    assert pair.timer.index == 3
    assert pair.game_ms == [first, None, None, None], "a late split would spoil the best of the next segment"
    assert pair.clock_off_ms < 3
    last = pair.split()
    pair.finish()
    assert (pair.timer.phase, pair.game_ms[3]) == ("Ended", last)


def test_one_that_comes_back_at_once_misses_nothing():
    pair = Pair()
    pair.start()
    pair.away = True
    first = pair.split()
    pair.wait(FRESH_S / 2)
    pair.away = False
    pair.look()
    assert pair.game_ms[0] == first
    assert pair.clock_off_ms < 3, "game time runs on from now, not from the split"


def test_one_that_comes_back_after_the_end_still_gets_the_final_time():
    pair = Pair()
    pair.start()
    first = pair.split()
    pair.away = True
    pair.split()
    last = pair.split()
    pair.finish()
    pair.wait(60)
    pair.away = False
    pair.look()
    assert (pair.timer.phase, pair.game_ms) == ("Ended", [first, None, last])


def test_one_that_was_not_there_for_the_reset_starts_the_next_run_anew():
    pair = Pair()
    pair.start()
    pair.split()
    pair.away = True
    pair.hear(Reset(at(pair.ms)))
    pair.start()
    pair.split()
    pair.wait(5)
    pair.away = False
    pair.look()
    assert (pair.timer.attempts, pair.timer.index, pair.game_ms[0]) == (2, 1, None)


def test_one_that_comes_in_the_middle_is_started_or_taken_as_it_runs():
    for by_hand in (False, True):
        pair = Pair()
        pair.away = True
        pair.start()
        if by_hand:
            pair.timer.start_timer()
        pair.split()
        pair.wait(5)
        pair.away = False
        pair.look()
        assert (pair.timer.phase, pair.timer.index, pair.timer.attempts) == ("Running", 1, 1)
        assert pair.clock_off_ms < 3


def test_a_run_that_is_over_starts_nothing():
    pair = Pair()
    pair.away = True
    pair.start()
    for _ in pair.names:
        pair.split()
    pair.finish()
    pair.away = False
    assert not pair.look().lines
    assert pair.timer.phase == "NotRunning"


def test_without_a_run_of_ours_the_runners_own_is_let_be():
    pair = Pair()
    pair.timer.start_timer()
    assert not pair.look().lines


def test_too_few_or_too_many_splits_are_told_once():
    for theirs in (2, 4):
        pair = Pair(3, theirs)
        pair.start()
        for _ in pair.names:
            pair.split()
        pair.finish()
        pair.look()
        pair.look()
        assert len(pair.remarks) == 1
        assert "open splits with 3 segments" in pair.remarks[0]
