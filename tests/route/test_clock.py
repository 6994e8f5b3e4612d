import pytest

from spinlab_pad.route.clock import Played, SegmentClock

HZ = 60.0988
FRAME_NS = round(1e9 / HZ)


def started(frame: int = 100, offset: int = 0, lag: int = 0) -> SegmentClock:
    return SegmentClock().start(frame, frame * FRAME_NS, lag_total=lag, offset_frames=offset, frame_hz=HZ)


def test_one_life_counts_from_its_start_to_its_end():
    played = started().finish(160, 160 * FRAME_NS, lag_total=0)
    assert (played.frames, played.tail_frames, played.deaths) == (60, 60, 0)
    assert played.rta_ms == pytest.approx(60 * 1000 / HZ, abs=1)


def test_a_life_from_a_state_starts_at_the_event_of_the_state():
    played = started(offset=3).finish(160, 160 * FRAME_NS, lag_total=0)
    assert played.frames == 63
    assert played.rta_ms == pytest.approx(63 * 1000 / HZ, abs=1)


def test_lives_add_up_and_reloads_are_in_none_of_them():
    clock = started().stop(150, 150 * FRAME_NS, lag_total=0, died=True)
    clock = clock.start(500, 500 * FRAME_NS, lag_total=0, frame_hz=HZ)
    played = clock.finish(530, 530 * FRAME_NS, lag_total=0)
    assert (played.frames, played.tail_frames, played.deaths) == (80, 30, 1)


def test_lag_frames_are_played_time_but_not_game_time():
    played = started(lag=7).finish(160, 160 * FRAME_NS, lag_total=12)
    assert (played.frames, played.game_frames) == (60, 55)


def test_stopping_what_does_not_run_changes_nothing():
    clock = SegmentClock()
    assert clock.stop(5, 5, lag_total=0, died=True) == clock


def test_elapsed_frames_include_the_life_in_flight():
    clock = started().stop(150, 0, lag_total=0, died=True).start(500, 0, lag_total=0, frame_hz=HZ)
    assert clock.elapsed_frames(510) == 60


@pytest.mark.parametrize(
    ("rta_ms", "real"),
    [(10_000, True), (10_190, True), (10_210, False), (9_790, False), (5_000, False)],
)
def test_an_attempt_that_ran_fast_or_slow_is_not_in_real_time(rta_ms, real):
    assert Played(frames=601, tail_frames=601, game_frames=601, rta_ms=rta_ms, deaths=0).real_time(HZ) is real


def test_a_short_attempt_may_differ_by_a_tenth_of_a_second():
    assert Played(frames=60, tail_frames=60, game_frames=60, rta_ms=1_090, deaths=0).real_time(HZ)
    assert not Played(frames=60, tail_frames=60, game_frames=60, rta_ms=1_110, deaths=0).real_time(HZ)


def test_a_life_that_stood_still_has_lasted_as_long_as_its_frames():
    clock = SegmentClock().start(100, 5_000_000_000, lag_total=0, frame_hz=50.0)
    clock = clock.in_step(110, 65_000_000_000, frame_hz=50.0)
    played = clock.finish(160, 66_000_000_000, lag_total=0)
    assert (played.frames, played.rta_ms) == (60, 1200)
    assert SegmentClock().in_step(110, 65_000_000_000, frame_hz=50.0) == SegmentClock()
