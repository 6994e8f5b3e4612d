"""LiveSplit is where our run is, and what the runner does in its window stands."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from spinlab_pad.lab.run_events import Finished, Paused, Reset, Resumed, Skipped, Split, Started, Undone
from spinlab_pad.livesplit.plan import FRESH_S, Ours, Plan, plan
from spinlab_pad.livesplit.protocol import Standing
from spinlab_pad.livesplit.run_now import RunNow, follow
from tests.livesplit.test_run_now import at
from tests.livesplit.timer import MS, SECOND, Timer


class Pair:
    """Our run and a LiveSplit, with a clock of their own. Each event comes with a look at LiveSplit unless `away`."""

    def __init__(self, ours: int = 3, theirs: int | None = None) -> None:
        self.names = tuple(f"Split {n + 1}" for n in range(ours))
        self.now_s = 100.0
        self.run = RunNow()
        self.ours = Ours()
        self.away = False
        self.remarks: list[str] = []
        self.begun_s = 0.0
        self.paused_s = 0.0
        self.timer = Timer(ours if theirs is None else theirs, self.ticks)

    def ticks(self) -> int:
        return round(self.now_s * SECOND)

    @property
    def ms(self) -> int:
        return round((self.now_s - self.begun_s - self.paused_s) * 1000)

    def wait(self, seconds: float) -> None:
        self.now_s += seconds
        if self.run.paused:
            self.paused_s += seconds

    def hear(self, *events) -> None:
        """What comes in one frame."""
        for event in events:
            self.run = follow(self.run, event, self.now_s)
        if not self.away:
            self.look()

    def start(self) -> None:
        self.begun_s, self.paused_s = self.now_s, 0.0
        self.hear(Started(at(0), "full", self.names, 1))

    def split(self, seconds: float = 10.0) -> int:
        self.wait(seconds)
        index, ms = len(self.run.splits), self.ms
        self.hear(Split(at(ms), index, self.names[index]))
        return ms

    def finish(self) -> None:
        last = self.run.splits[-1].ms
        assert last is not None
        self.hear(Finished(at(last), False))

    def look(self) -> Plan:
        """What the driver does; a LiveSplit takes whatever it is sent."""
        step = plan(self.run, self.ours, Standing(self.timer.phase, self.timer.index), self.now_s)
        self.ours = step.ours
        if step.remark is not None and step.remark not in self.remarks:
            self.remarks.append(step.remark)
        self.now_s += 0.001  # LiveSplit splits only after its start
        for line in step.lines:
            self.timer.command(line)
        if step.expected is not None:
            self.came_to = Standing(self.timer.phase, self.timer.index) == step.expected
        return step

    @property
    def clock_off_ms(self) -> float:
        """How far LiveSplit's running game time is from the run's."""
        assert self.timer.game is not None
        return abs(self.timer.game / MS - self.ms)

    @property
    def game_ms(self) -> list[float | None]:
        return self.timer.game_ms()


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


# in LiveSplit's own window


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


# away, and back


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


# splits that don't fit


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


class Sittings(RuleBasedStateMachine):
    """Any order of our events, of the runner's deeds in the window, and of LiveSplit's absences."""

    def __init__(self) -> None:
        super().__init__()
        self.pair = Pair(4)
        self.clean = True
        """Nobody touched LiveSplit, and it was there, since the run began."""
        self.truth: list[float | None] = []

    @property
    def running(self) -> bool:
        return self.pair.run.stage == "running"

    @rule(seconds=st.floats(0.002, 3.0))
    def time_passes(self, seconds):
        self.pair.wait(seconds)

    @precondition(lambda self: not self.running)
    @rule()
    def start(self):
        self.clean = not self.pair.away
        self.truth = []
        self.pair.start()

    @precondition(lambda self: self.running and len(self.pair.run.splits) < 4)
    @rule(seconds=st.floats(0.02, 30.0))
    def split(self, seconds):
        self.truth.append(self.pair.split(seconds))
        if len(self.truth) == 4:
            self.pair.finish()
        if not self.pair.away and not self.pair.ours.let_go and self.pair.timer.phase != "Paused":
            assert self.pair.timer.index >= len(self.truth)

    @precondition(lambda self: self.running and len(self.pair.run.splits) < 3)
    @rule()
    def skip(self):
        self.truth.append(None)
        self.pair.hear(Skipped(at(self.pair.ms), len(self.truth) - 1, "x"))

    @precondition(lambda self: self.running and self.pair.run.splits)
    @rule()
    def take_back(self):
        last = len(self.truth) - 1
        self.truth[last] = None
        self.pair.hear(Undone(at(self.pair.ms), last, "x"), Skipped(at(self.pair.ms), last, "x"))

    @precondition(lambda self: self.running and self.pair.run.splits)
    @rule()
    def undo(self):
        self.truth.pop()
        self.pair.hear(Undone(at(self.pair.ms), len(self.truth), "x"))

    @precondition(lambda self: self.running)
    @rule()
    def pause_or_resume(self):
        self.pair.hear((Resumed if self.pair.run.paused else Paused)(at(self.pair.ms)))

    @precondition(lambda self: self.running)
    @rule()
    def reset(self):
        self.truth = []
        self.pair.hear(Reset(at(self.pair.ms)))
        if self.clean:
            assert self.pair.timer.phase == "NotRunning"

    @rule(deed=st.sampled_from(["split", "undo", "skip", "reset", "pause", "start_timer"]))
    def in_the_window(self, deed):
        paused = self.pair.timer.phase == "Paused"
        getattr(self.pair.timer, deed)()
        self.clean = False
        if not self.pair.away and self.pair.ours.run == self.pair.run.number and not paused:
            assert not self.pair.look().lines, "what the runner does stands"

    @rule()
    def comes_or_goes(self):
        self.pair.away = not self.pair.away
        self.clean = False
        if not self.pair.away:
            self.pair.look()

    @invariant()
    def a_second_look_does_nothing(self):
        if not self.pair.away:
            self.pair.look()
            assert not self.pair.look().lines

    @invariant()
    def untouched_it_says_what_our_run_says(self):
        if self.clean and self.pair.run.stage != "none":
            assert self.pair.came_to
            assert self.pair.game_ms == self.truth + [None] * (4 - len(self.truth))
            assert self.pair.timer.phase == ("Ended" if len(self.truth) == 4 else "Running")
            assert not self.pair.remarks or self.pair.remarks == list(dict.fromkeys(self.pair.remarks))


Sittings.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestSittings = Sittings.TestCase
