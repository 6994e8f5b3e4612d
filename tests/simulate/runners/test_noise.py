from __future__ import annotations

import numpy as np
import pytest

from spinlab_pad.simulate.chance import stream
from spinlab_pad.simulate.runners.curves import Exponential
from spinlab_pad.simulate.runners.noise import FLOOR, Noise, Shape, Slips

DRAWS = 20_000


@pytest.mark.parametrize("shape", ["lognormal", "floored", "exgauss"])
def test_factors_have_the_mean_1_the_deviation_asked_for_and_a_tail_to_the_right(shape: Shape) -> None:
    noise = Noise(shape, 0.12, 0.12, Exponential(1.0))
    random = stream(1)
    values = np.array([noise.factor(0.0, random) for _ in range(DRAWS)])
    assert values.mean() == pytest.approx(1.0, abs=4 * 0.12 / DRAWS**0.5)
    assert values.std() == pytest.approx(0.12, rel=0.06)
    assert ((values - 1.0) ** 3).mean() / 0.12**3 > 0.3


def test_times_settle_with_skill() -> None:
    noise = Noise("lognormal", 0.2, 0.02, Exponential(5.0))
    assert noise.deviation(0.0) == pytest.approx(0.2)
    assert noise.deviation(100.0) == pytest.approx(0.02)


def test_nobody_passes_a_floor() -> None:
    noise = Noise("floored", 0.18, 0.18, Exponential(1.0))
    random = stream(2)
    assert min(noise.factor(0.0, random) for _ in range(2_000)) > FLOOR


def test_slips_have_the_mean_that_the_true_time_counts_with() -> None:
    slips = Slips(slips=0.3, slip_share=0.5, pauses=0.1)
    random = stream(3)
    values = [slips.factor(random) for _ in range(DRAWS)]
    assert float(np.mean(values)) == pytest.approx(slips.mean, abs=0.012)
    pauses = [slips.pause_s(random) for _ in range(DRAWS)]
    assert float(np.mean([pause > 0.0 for pause in pauses])) == pytest.approx(0.1, abs=0.01)
    assert max(pauses) <= slips.longest_pause_s
