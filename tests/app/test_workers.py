"""Work over processes: every result comes, errors and deaths are told, and nobody is left behind."""

from __future__ import annotations

import multiprocessing
import os

import pytest

from spinlab_pad.app.workers import WorkerDied, spread


def square(number: int) -> int:
    return number * number


def fail(number: int) -> int:
    raise ValueError(f"no {number}")


def die(number: int) -> int:
    os._exit(3)


@pytest.mark.parametrize("processes", [1, 2, 9])
def test_every_item_is_worked_on_once(processes: int) -> None:
    assert sorted(spread(square, range(5), processes)) == [0, 1, 4, 9, 16]
    assert list(spread(square, [], processes)) == []


def test_what_goes_wrong_in_a_worker_goes_wrong_here() -> None:
    with pytest.raises(ValueError, match="no 7"):
        list(spread(fail, [7], 2))


def test_a_worker_that_has_gone_is_noticed() -> None:
    with pytest.raises(WorkerDied, match="has gone; try --jobs 1"):
        list(spread(die, [1], 2))


def test_who_stops_early_leaves_nobody_behind() -> None:
    results = spread(square, range(100), 2)
    next(results)
    assert multiprocessing.active_children()
    results.close()  # type: ignore[attr-defined]
    assert not multiprocessing.active_children()
