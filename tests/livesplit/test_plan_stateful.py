"""Whatever the runner does in the game and in LiveSplit's window, the two agree where they can."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from spinlab_pad.lab.run_events import Paused, Reset, Resumed, Skipped, Undone
from tests.livesplit.pair import Pair
from tests.livesplit.test_run_now import at


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
