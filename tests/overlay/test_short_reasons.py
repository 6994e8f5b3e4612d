"""Why a segment was chosen is read across the room: every allocator's short reason stands in the column uncut."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from spinlab_pad.overlay.layout import COLUMN
from spinlab_pad.schedule.allocators import greedy, least_played, random, round_robin, spaced, value
from spinlab_pad.schedule.allocators.base import Allocator, Context
from spinlab_pad.schedule.worth import Worth
from tests.overlay.reading import words
from tests.overlay.views import BUSY, PRACTISING
from tests.schedule.allocators.contexts import UNKNOWN, context

DAY_S = 86_400.0


def gaining(per_minute_s: float, death_rate: float = math.nan, plays: int = 5) -> Context:
    """One segment of which a minute of practice takes so much off a run."""
    worth = UNKNOWN if math.isnan(per_minute_s) else Worth(1_000.0 * per_minute_s, 0.0, 60_000.0, death_rate)
    return context([plays], worths=[worth], draw=0.5)


def many(made: Context, count: int) -> Context:
    """The same among `count` segments, the last of which comes next."""
    order = tuple(f"s{n}" for n in range(count))
    plays, served = dict.fromkeys(order, 240), dict.fromkeys(order, 7)
    plays[order[-1]], served[order[-1]] = 239, 6
    return replace(made, order=order, plays=plays, last_served=served, draw=0.999_999)


REASONS = [
    pytest.param(value.choose, gaining(0.24, 0.38), "−0.24 s/min ✗ 38 %", id="saves"),
    pytest.param(greedy.choose, gaining(9.99, 0.999), "−9.99 s/min ✗ 100 %", id="saves much"),
    pytest.param(value.choose, gaining(123.4, 0.999), "−123 s/min ✗ 100 %", id="saves no end"),
    pytest.param(value.choose, gaining(0.24), "−0.24 s/min", id="deaths not known"),
    pytest.param(value.choose, gaining(0.004, 0.999), "<0.01 s/min ✗ 100 %", id="saves little"),
    pytest.param(value.choose, gaining(-0.2, 0.999), "least loss ✗ 100 %", id="saves nothing"),
    pytest.param(value.choose, gaining(math.nan, plays=0), "new: no attempts", id="new"),
    pytest.param(greedy.choose, gaining(math.nan, plays=2), "new: 2 attempts", id="hardly known"),
    pytest.param(least_played.choose, context([4, 2]), "fewest attempts: 2", id="least played"),
    pytest.param(least_played.choose, many(context([1]), 4), "fewest attempts: 239", id="much played"),
    pytest.param(round_robin.choose, context([3, 3], [1, 0]), "in turn: 2 of 2", id="in turn"),
    pytest.param(round_robin.choose, many(context([1]), 400), "in turn: 400 of 400", id="in turn of many"),
    pytest.param(random.choose, many(context([1]), 400), "random: 1 of 400", id="random"),
    pytest.param(spaced.choose, context([3], dues=[(-3 * DAY_S, DAY_S)]), "due 3 days ago", id="due"),
    pytest.param(spaced.choose, context([3], dues=[(-400 * DAY_S, DAY_S)]), "due 400 days ago", id="long due"),
    pytest.param(spaced.choose, context([3], dues=[(35 * 3_600.0, DAY_S)]), "due in 35 h", id="not due"),
    pytest.param(spaced.choose, context([3]), "new", id="not reviewed"),
]


@pytest.mark.parametrize(("choose", "made", "short"), REASONS)
def test_the_short_reason_stands_in_the_column_whole(choose: Allocator, made: Context, short: str) -> None:
    choice = choose(made)
    assert (choice.short or choice.why) == short
    assert PRACTISING.segment is not None
    segment = replace(PRACTISING.segment, why=choice.why, why_short=short)
    for size in (COLUMN, (320, 720), (960, 2160)):
        assert f"now\n{short}\nnext" in words(replace(PRACTISING, segment=segment), size)
        assert f"now\n{short}\nnext" in words(replace(BUSY, segment=segment), size)


def test_what_comes_next_has_its_short_reason_where_there_is_room() -> None:
    shown = words(PRACTISING, (480, 1200))
    assert "Spike Corridor\n−0.19 s/min\nGrassy Start\nrandom: 1 of 6\nThe Last Tower" in shown
