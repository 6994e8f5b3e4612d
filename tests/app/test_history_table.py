"""The words at the end: what is sure is said to be, and what may be chance as well."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spinlab_pad.app.history_table import History, markdown, plain
from spinlab_pad.schedule.marks import AgeMarks, Marks, Score

MARKS = Marks(400, 350, -0.5, 1_200.0, 0.08, 0.5, 0.8, 0.95)
BEST = Score("belief", 500, 450, -200.0, MARKS, 0.0, 0.0, (35,) * 10, (AgeMarks(1, 3, MARKS), AgeMarks(4, None, MARKS)))
FAR = replace(BEST, estimator="kalman", behind=0.05, behind_se=0.02)
NEAR = replace(BEST, estimator="exp_decay", behind=0.05, behind_se=0.03)
ALONE = replace(BEST, estimator="rolling_mean", behind=0.5, behind_se=None)


def told(*others: Score, chosen: str = "belief", best: Score = BEST) -> str:
    history = History("Training", "1a", chosen, 7, 1_700_000_000.0, 1_700_000_000.0, (best, *others))
    return plain(history)


def test_the_best_one_comes_with_how_sure_that_is() -> None:
    text = told(FAR, NEAR, ALONE)
    assert "belief predicts you best so far, on 400 attempts that all had an answer to." in text
    assert "It is the one that you use." in text
    assert "It is ahead of kalman by more than chance explains." in text
    assert "Between it and exp_decay and rolling_mean nothing is decided yet" in text


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ("kalman", "You use kalman; to change that, set scheduler.estimator to belief"),
        ("exp_decay", "You use exp_decay, and there is no reason to change that yet."),
    ],
)
def test_who_uses_another_one_is_told_what_to_do(chosen: str, says: str) -> None:
    assert says in told(FAR, NEAR, chosen=chosen)


@pytest.mark.parametrize(
    ("coverage", "says"), [(0.82, "are right: 82 %"), (0.7, "are too narrow: 70 %"), (0.9, "are too wide: 90 %")]
)
def test_intervals_are_judged_by_what_chance_allows(coverage: float, says: str) -> None:
    assert says in told(best=replace(BEST, marks=replace(MARKS, coverage_80=coverage)))


def test_a_few_times_say_nothing_of_intervals() -> None:
    assert "intervals" not in told(best=replace(BEST, pit=(9,) * 10))


def test_what_is_not_known_is_a_dash() -> None:
    none = Marks(0, 0, None, None, None, None, None, None)
    text = told(replace(BEST, estimator="kalman", behind=None, behind_se=None, marks=none, pit=(0,) * 10))
    row = next(line for line in text.splitlines() if line.startswith("kalman"))
    assert row.split() == ["kalman", "90", "%", *"-------"]


def test_a_document_has_three_tables_and_the_words() -> None:
    text = markdown(History("Training", "1a", "belief", 7, 0.0, 0.0, (BEST, FAR)))
    assert text.count("|---|") == 3
    assert "belief predicts you best so far" in text.splitlines()[-1]
