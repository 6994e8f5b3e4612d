"""The run is what the lab's events say of it, in whatever order they come."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.lab.run_events import Finished, Paused, Reset, Resumed, RunTime, Skipped, Split, Started, Undone
from spinlab_pad.livesplit.run_now import RunNow, SplitMade, follow

NAMES = ("One", "Two", "Three", "Four")


def at(ms: int) -> RunTime:
    return RunTime(round(ms * 60.0988 / 1000), ms, ms)


def started(ms: int = 0, kind: str = "full") -> Started:
    return Started(at(ms), kind, NAMES, 1)  # type: ignore[arg-type]


def after(*events: object) -> RunNow:
    """Each event a second after the one before."""
    run = RunNow()
    for second, event in enumerate(events):
        run = follow(run, event, float(second))  # type: ignore[arg-type]
    return run


def test_splits_are_counted_with_their_times():
    run = after(started(), Split(at(1000), 0, "One"), Skipped(at(2000), 1, "Two"), Split(at(3000), 2, "Three"))
    assert run.splits == (SplitMade(1000, 1.0), SplitMade(None, 2.0), SplitMade(3000, 3.0))
    assert (run.number, run.stage, run.of) == (1, "running", 4)


def test_a_split_that_is_undone_is_gone_and_may_come_again():
    run = after(started(), Split(at(1000), 0, "One"), Undone(at(2000), 0, "One"))
    assert run.splits == ()
    run = follow(run, Split(at(3000), 0, "One"), 9.0)
    assert run.splits == (SplitMade(3000, 9.0),)


def test_a_split_that_counts_again_is_no_newer_than_it_was():
    counted = after(started(), Split(at(1000), 0, "One"))
    run = follow(follow(counted, Undone(at(1000), 0, "One"), 5.0), Skipped(at(1000), 0, "One"), 5.0)
    assert run.splits == (SplitMade(None, 5.0),)
    run = follow(follow(run, Undone(at(1000), 0, "One"), 8.0), Split(at(1000), 0, "One"), 8.0)
    assert run.splits == counted.splits


def test_the_clock_goes_on_where_a_split_is_taken_back_and_counts_again():
    run = after(started(), Split(at(1000), 0, "One"))
    run = follow(follow(run, Undone(at(5000), 0, "One"), 5.0), Skipped(at(5000), 0, "One"), 5.0)
    assert run.clock_ms(5.5) == 5500
    run = follow(follow(run, Undone(at(8000), 0, "One"), 8.0), Split(at(1000), 0, "One"), 8.0)
    assert run.clock_ms(8.5) == 8500


def test_splits_that_nobody_told_of_are_empty():
    run = after(started(), Split(at(1000), 2, "Three"))
    assert [split.ms for split in run.splits] == [None, None, 1000]


def test_the_clock_runs_in_real_time_and_stands_in_a_pause():
    run = after(started(40), Split(at(1000), 0, "One"))
    assert run.clock_ms(1.0) == 1000
    assert run.clock_ms(1.25) == 1250
    paused = follow(run, Paused(at(1500)), 1.6)
    assert paused.clock_ms(99.0) == 1500
    assert follow(paused, Resumed(at(1510)), 100.0).clock_ms(100.5) == 2010


def test_a_finished_run_keeps_its_time():
    run = after(started(), Finished(at(5000), True))
    assert run.stage == "finished"
    assert run.clock_ms(99.0) == 5000


def test_a_run_that_is_reset_leaves_its_number_only():
    run = after(started(), Split(at(1000), 0, "One"), Reset(at(1100)))
    assert run == RunNow(1)
    assert follow(run, started(), 9.0).number == 2


def test_chained_practice_is_not_followed():
    assert after(started(kind="chained"), Split(at(1000), 0, "One")) == RunNow()
    finished = after(started(), Finished(at(5000), True))
    assert follow(follow(finished, started(kind="chained"), 9.0), Reset(at(9)), 9.5) == finished


EVENTS = st.one_of(
    st.builds(started),
    st.builds(lambda ms, index: Split(at(ms), index, "x"), st.integers(0, 9999), st.integers(0, 3)),
    st.builds(lambda ms, index: Skipped(at(ms), index, "x"), st.integers(0, 9999), st.integers(0, 3)),
    st.builds(lambda ms, index: Undone(at(ms), index, "x"), st.integers(0, 9999), st.integers(0, 3)),
    st.builds(lambda ms: Paused(at(ms)), st.integers(0, 9999)),
    st.builds(lambda ms: Resumed(at(ms)), st.integers(0, 9999)),
    st.builds(lambda ms: Reset(at(ms)), st.integers(0, 9999)),
    st.builds(lambda ms: Finished(at(ms), False), st.integers(0, 9999)),
)


@given(st.lists(EVENTS, max_size=30))
def test_no_order_of_events_makes_more_splits_than_there_are(events):
    run = after(*events)
    assert len(run.splits) <= run.of
    assert (run.stage == "none") == (run.of == 0)
