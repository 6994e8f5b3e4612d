from __future__ import annotations

import pytest

from spinlab_pad.simulate.chance import stream


def test_a_name_always_gives_the_same_numbers() -> None:
    assert stream(1, 2, 3).random(5).tolist() == stream(1, 2, 3).random(5).tolist()
    assert stream(3, 1).random() == pytest.approx(0.11532326387271397)  # on any machine, in any version


def test_neighbouring_names_give_unrelated_numbers() -> None:
    firsts = {stream(*name).random() for name in [(1,), (2,), (1, 0), (1, 2), (2, 1), (1, 2, 0)]}
    assert len(firsts) == 6


def test_attempts_of_a_segment_are_independent_and_uniform() -> None:
    draws = [stream(3, segment, attempt).random() for segment in range(30) for attempt in range(30)]
    assert sum(draws) / len(draws) == pytest.approx(0.5, abs=4 * 12**-0.5 * len(draws) ** -0.5)
