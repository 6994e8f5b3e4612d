"""How well estimators have predicted a runner's own attempts, as text: tables, and in words at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from spinlab_pad.schedule.marks import AgeMarks, Score
from spinlab_pad.simulate.table import NOTHING, aligned, piped

SURE: Final = 2.0
"""Standard errors from which a difference is taken for more than chance."""

LEAST: Final = 100
"""Attempts from which calibration is worth a word: a tenth of them has then ten, give or take three."""

COLUMNS: Final = {
    "told": "attempts that it had an answer for; all are compared on those that every one had",
    "score": "logarithm of the probability that it gave to what came; higher is better",
    "behind": "mean score of the best one less its own, ± one standard error",
    "CRPS": "distance of its prediction from the time that came, in seconds and as a share of the time",
    "in 50 %": "times within its middle 50, 80 and 95 %; the nearer to those the better",
}
"""What the columns say that need it."""


@dataclass(frozen=True, slots=True)
class History:
    """Scores on the attempts of one game, the best first. `chosen` is the estimator that the runner uses.

    `segments` were played in practice or speed runs, from `first_s` to `last_s`, Unix time.
    """

    game: str
    game_id: str
    chosen: str
    segments: int
    first_s: float
    last_s: float
    scores: tuple[Score, ...]

    @property
    def asked(self) -> int:
        """Attempts that were to be predicted."""
        return self.scores[0].asked if self.scores else 0

    @property
    def compared(self) -> int:
        """Those that every estimator has predicted."""
        return self.scores[0].marks.attempts if self.scores else 0


def plain(history: History) -> str:
    """What a newcomer can read in a terminal of 100 columns."""
    days = " to ".join(
        dict.fromkeys(date.fromtimestamp(at_s).isoformat() for at_s in (history.first_s, history.last_s))
    )
    lines = [
        f"{history.game}: {_counted(history.asked, 'attempt')} at {_counted(history.segments, 'segment')}, {days}.",
        "Each was predicted from those before it by every estimator, and then shown to them.",
        "",
        *aligned(_marks(history)),
        "",
        *(f"{name:>8}: {says}" for name, says in COLUMNS.items()),
        "",
        "Score by which attempt of its segment it was:",
        "",
        *aligned(_ages(history)),
        "",
        "Times by where they fell in the prediction, from its fastest tenth to its slowest, in %; 10 each is perfect:",
        "",
        *aligned(_calibration(history)),
        "",
        *_verdict(history),
    ]
    return "\n".join(lines)


def markdown(history: History) -> str:
    """The same tables for a document."""
    tables = (_marks(history), _ages(history), _calibration(history))
    return "\n\n".join(["\n".join(piped(table)) for table in tables] + [" ".join(_verdict(history))])


def _marks(history: History) -> list[list[str]]:
    rows = [["estimator", "told", "score", "behind", "CRPS", "", "in 50 %", "80 %", "95 %"]]
    for score in history.scores:
        marks = score.marks
        rows.append(
            [
                score.estimator,
                f"{100 * score.answered / score.asked:.0f} %",
                _number(marks.log_score, ".3f"),
                _behind(score),
                NOTHING if marks.crps_ms is None else f"{marks.crps_ms / 1_000:.2f} s",
                _percent(marks.crps_log, ".1f"),
                *(_percent(share) for share in (marks.coverage_50, marks.coverage_80, marks.coverage_95)),
            ]
        )
    return rows


def _ages(history: History) -> list[list[str]]:
    ages = history.scores[0].by_age
    head = ["estimator", *(f"{_age(age)} ({age.marks.attempts:,})" for age in ages)]
    rows = [[one.estimator, *(_number(age.marks.log_score, ".3f") for age in one.by_age)] for one in history.scores]
    return [head, *rows]


def _calibration(history: History) -> list[list[str]]:
    rows = [["estimator", *(str(number) for number in range(1, len(history.scores[0].pit) + 1))]]
    for score in history.scores:
        total = sum(score.pit)
        rows.append([score.estimator, *(NOTHING if not total else f"{100 * n / total:.0f}" for n in score.pit)])
    return rows


def _verdict(history: History) -> Iterator[str]:
    """Which one predicts the runner best, and whether that is sure."""
    best, *others = history.scores
    beaten: list[str] = []
    close: list[str] = []
    for score in others:
        sure = score.behind is not None and score.behind_se is not None and score.behind > SURE * score.behind_se
        (beaten if sure else close).append(score.estimator)
    seen = _counted(history.compared, "attempt")
    yield f"{best.estimator} predicts you best so far, on {seen} that all had an answer to."
    if beaten:
        yield f"It is ahead of {_listed(beaten)} by more than chance explains."
    if close:
        yield f"Between it and {_listed(close)} nothing is decided yet: it may be chance."
    if history.chosen == best.estimator:
        yield "It is the one that you use."
    elif history.chosen in beaten:
        yield f"You use {history.chosen}; to change that, set scheduler.estimator to {best.estimator} in your settings."
    else:
        yield f"You use {history.chosen}, and there is no reason to change that yet."
    yield from _width(best)


def _width(best: Score) -> Iterator[str]:
    share, total = best.marks.coverage_80, sum(best.pit)
    if share is None or total < LEAST:
        return
    error = (0.8 * 0.2 / total) ** 0.5
    if abs(share - 0.8) <= SURE * error:
        yield f"Its 80 % intervals are right: {_percent(share)} of your times were in them."
    else:
        word = "too narrow" if share < 0.8 else "too wide"
        yield f"Its 80 % intervals are {word}: {_percent(share)} of your times were in them."


def _behind(score: Score) -> str:
    if not score.behind:
        return "best" if score.behind is not None else NOTHING
    spread = "" if score.behind_se is None else f" ±{score.behind_se:.3f}"
    return f"{score.behind:.3f}{spread}"


def _age(age: AgeMarks) -> str:
    return f"{age.first}.-{age.last}." if age.last is not None else f"from {age.first}."


def _number(value: float | None, shape: str) -> str:
    return NOTHING if value is None else f"{value:{shape}}"


def _percent(share: float | None, shape: str = ".0f") -> str:
    return NOTHING if share is None else f"{100 * share:{shape}} %"


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
