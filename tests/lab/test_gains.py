from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.lab.gains import Gain, gains
from spinlab_pad.route.waypoints import Segment, entrance, goal
from spinlab_pad.store.records import AttemptRecord, SplitRecord

ATTEMPT = AttemptRecord(
    id=1, session=1, segment="a", started_ms=1_000, duration_ms=500, source="practice", start="hot", completed=True,
    time_ms=30_000, clean_tail_ms=30_000, frames=1_800, tail_frames=1_800, game_frames=1_800, rta_ms=30_000, deaths=0,
    rating=None, valid=True, not_real_time=False, emulator="e",
)  # fmt: skip


def at(second: int, session: int | None, time_ms: int | None, segment: str = "a", **changes: object) -> AttemptRecord:
    made = replace(ATTEMPT, started_ms=second * 1_000, session=session, time_ms=time_ms, segment=segment)
    return replace(made, **changes)  # type: ignore[arg-type]


def split(second: int, time_ms: int, deaths: int = 0) -> SplitRecord:
    of = Segment(entrance(5), goal(5, "normal"))
    return SplitRecord(1, 1, of, "Five", 1, 1, 1, time_ms, time_ms, time_ms, deaths, True, second * 1_000)


def test_a_first_time_is_a_gold_that_saves_nothing_and_a_better_one_saves_the_difference():
    found = gains([at(1, 1, 30_000), at(2, 1, 29_000), at(3, 2, 28_500), at(4, 2, 31_000)], [])
    assert found == {1: Gain(2, 1_000), 2: Gain(1, 500)}


def test_what_a_reference_run_did_counts_from_when_it_was_done_and_is_no_session_s():
    id_ = split(0, 1).segment.id
    assert gains([at(5, 1, 29_000, id_)], [split(2, 30_000)]) == {1: Gain(1, 1_000)}
    assert gains([at(5, 1, 31_000, id_)], [split(2, 30_000)]) == {}
    assert gains([at(5, 1, 31_000, id_)], [split(9, 30_000)]) == {1: Gain(1, 0)}
    assert gains([at(5, 1, 29_000, id_)], [split(2, 30_000, deaths=1)]) == {1: Gain(1, 0)}


def test_what_does_not_count_gains_nothing():
    lost = [
        at(1, 1, 30_000, valid=False),
        at(2, 1, 20_000, not_real_time=True),
        at(3, 1, None, completed=False),
        at(4, 1, 10_000, source="replay"),
        at(5, None, 25_000, source="speed_run"),
    ]
    assert gains(lost, []) == {}


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 4), st.integers(1, 9_000)), max_size=30))
def test_all_sessions_together_saved_what_lies_between_the_first_and_the_best(given_):
    attempts = [at(second, session, time_ms) for second, session, time_ms in given_]
    found = gains(attempts, [])
    times = [time_ms for _, _, time_ms in sorted(given_, key=lambda item: item[0])]
    whole = times[0] - min(times) if times else 0
    assert sum(gain.saved_ms for gain in found.values()) == whole
