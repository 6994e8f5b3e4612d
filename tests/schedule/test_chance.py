from __future__ import annotations

from spinlab_pad.schedule.chance import draw


def test_a_draw_depends_on_seed_and_place_alone() -> None:
    assert draw(3, 7) == draw(3, 7)
    assert len({draw(seed, k) for seed in range(-5, 5) for k in range(50)}) == 500


def test_draws_are_uniform_from_0_to_below_1() -> None:
    draws = [draw(0, k) for k in range(4_000)]
    assert all(0.0 <= u < 1.0 for u in draws)
    tenths = [sum(int(u * 10) == tenth for u in draws) for tenth in range(10)]
    assert all(320 < count < 480 for count in tenths)  # 400 +- 4 standard deviations of 19
