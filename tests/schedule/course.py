"""A small run, what may be played of it, and a runner who plays it."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest

from spinlab_pad.schedule import ALLOCATORS, Attempt, Choice, Scheduler, SegmentInfo
from tests.schedule.examples import aborted, attempts, completed

RUN = [SegmentInfo(id) for id in "abcd"]

every_allocator = pytest.mark.parametrize("allocator", list(ALLOCATORS))


def logs() -> st.SearchStrategy[list[Attempt]]:
    """Attempts over several segments as they may come in."""
    return st.lists(st.sampled_from("abcd").flatmap(attempts), max_size=15)


def play(scheduler: Scheduler, rounds: int) -> list[Choice]:
    """Serve and record that many times; the times get faster, segment d kills."""
    choices = []
    for n in range(rounds):
        choice = scheduler.next(now_s=30.0 * n)
        choices.append(choice)
        attempt = completed(10_000 + 5_000 // (n + 1), segment=choice.segment, started_s=30.0 * n, id=1_000 + n)
        scheduler.record(
            aborted(2, segment="d", started_s=30.0 * n, id=1_000 + n) if choice.segment == "d" else attempt
        )
    return choices
