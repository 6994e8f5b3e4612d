import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.emulator.embedded.pacing import BEHIND_FRAMES_MAX, Pacer, Speed

HZ = 60.0988
PERIOD_NS = 1e9 / HZ


def play(pacer: Pacer, work_ns: list[int], start_ns: int = 5_000) -> list[int]:
    """Start times of frames that each take so long, on a clock that sleeps exactly as asked."""
    now, starts = start_ns, []
    for work in work_ns:
        now += pacer.wait_ns(now)
        starts.append(now)
        now += work
    return starts


def test_the_first_frame_is_due_at_once() -> None:
    assert Pacer(HZ, 1.0).wait_ns(123) == 0


@given(work=st.lists(st.integers(0, int(PERIOD_NS)), min_size=2, max_size=300), speed=st.floats(0.1, 1.0))
def test_frames_that_are_quick_enough_stay_on_the_grid_for_ever(work: list[int], speed: float) -> None:
    starts = play(Pacer(HZ, speed), work)
    assert all(abs(start - starts[0] - n * PERIOD_NS / speed) <= 1 for n, start in enumerate(starts))


def test_there_is_no_drift_over_an_hour() -> None:
    frames = round(3600 * HZ)
    starts = play(Pacer(HZ, 1.0), [1_000_000] * frames)
    assert abs((starts[-1] - starts[0]) - (frames - 1) * PERIOD_NS) <= 1


def test_a_short_delay_is_caught_up() -> None:
    starts = play(Pacer(HZ, 1.0), [0, int(2.5 * PERIOD_NS), 0, 0, 0, 0])
    assert starts[-1] - starts[0] == pytest.approx(5 * PERIOD_NS, abs=2)


def test_a_long_delay_is_let_go() -> None:
    delay = int((BEHIND_FRAMES_MAX + 60) * PERIOD_NS)
    starts = play(Pacer(HZ, 1.0), [0, delay, 0, 0, 0])
    assert starts[2] == starts[1] + delay
    assert starts[3] - starts[2] == pytest.approx(PERIOD_NS, abs=2)


@given(work=st.lists(st.integers(0, int(50 * PERIOD_NS)), min_size=1, max_size=100))
def test_never_more_than_a_few_frames_are_ahead_of_their_time(work: list[int]) -> None:
    starts = play(Pacer(HZ, 1.0), work)
    for first in range(len(starts)):
        burst = sum(1 for start in starts[first:] if start <= starts[first] + 1)
        assert burst <= BEHIND_FRAMES_MAX + 2


def test_after_a_restart_the_next_frame_is_due_and_begins_the_grid() -> None:
    pacer = Pacer(HZ, 1.0)
    play(pacer, [0, 0, 0])
    pacer.restart()
    assert pacer.wait_ns(10**12) == 0
    assert pacer.wait_ns(10**12) == round(PERIOD_NS)


def test_a_new_speed_begins_a_grid_of_its_own() -> None:
    pacer = Pacer(HZ, 1.0)
    play(pacer, [0, 0, 0])
    pacer.speed = 4.0
    assert pacer.wait_ns(10**9) == 0
    assert pacer.wait_ns(10**9) == round(PERIOD_NS / 4)


def test_as_fast_as_it_goes_never_waits() -> None:
    assert play(Pacer(HZ, "max"), [7] * 5) == [5_000 + 7 * n for n in range(5)]


@pytest.mark.parametrize("speed", [0, -1.0, float("inf"), float("nan")])
def test_a_speed_that_is_none_is_refused(speed: Speed) -> None:
    with pytest.raises(ValueError, match="neither 'max' nor a number above 0"):
        Pacer(HZ, speed)
