from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.emulator.times import Times


@given(st.lists(st.integers(2_000, 10**10), min_size=1, max_size=200), st.sampled_from([0.5, 0.9, 0.99, 1.0]))
def test_a_percentile_is_right_to_an_eighth_of_an_octave(durations: list[int], share: float) -> None:
    times = Times()
    for duration_ns in durations:
        times.add(duration_ns)
    told = times.percentile_ms(share)
    true = sorted(durations)[max(0, -(-int(share * len(durations) * 1000) // 1000) - 1)] / 1e6
    assert told is not None
    assert told >= true * 0.99
    assert any(told <= duration_ns / 1e6 * 2 ** (1 / 8) * 1.01 for duration_ns in durations)


def test_nothing_has_no_percentile_and_extremes_are_counted() -> None:
    times = Times()
    assert times.percentile_ms(0.5) is None
    for duration_ns in (-5, 0, 1, 10**15):
        times.add(duration_ns)
    assert times.count == 4
    assert times.percentile_ms(0.5) is not None
