"""The summary as text: for a terminal, and as markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from spinlab_pad.simulate.measure import Report
from spinlab_pad.simulate.policy import BASELINE, ORACLE
from spinlab_pad.simulate.runners.worlds import WORLDS
from spinlab_pad.simulate.summary import ALL_WORLDS, Cell, Mean, Row, Summary

NOTHING = "-"

MEANINGS: Final = {
    "answers": "segments with an estimate of the gain",
    "off": "error of a segment's time in a run, typically",
    "run": "estimated time of the whole run, of the true one",
    "slower": "segments said to get slower by practice (the truth is near none)",
    "rho": "rank correlation of the gain per second of practice with the truth; 1 is perfect",
    "top five": "true gain per second of the five segments ranked first, of the best five",
    "in 80 %": "next times that lie in the 80 % interval",
    "score": "interval score over time: width and misses; less is better",
}
"""Columns of the table of estimators, and what they say."""


def plain(summary: Summary) -> str:
    """What a newcomer can read in a terminal of 100 columns."""
    lines = [
        f"{summary.runners} simulated runners practised under each policy, with the same luck under all.",
        f"How much of what is possible did they gain? 100 % is {ORACLE}, which knows every learning curve.",
        "",
        *aligned(_shares(summary)),
        "",
        f"Ahead of taking turns ({BASELINE}), runner by runner, in hundredths of what is possible:",
        "",
        *aligned(_differences(summary)),
    ]
    if len(summary.worlds) > 1:
        lines += ["", f"By world, after {_minutes(summary.minutes[-1])}:", "", *aligned(_by_world(summary))]
        lines += ["", *(f"  {name}: {WORLDS[name].says}" for name in summary.worlds)]
    if summary.by_seed:
        lines += ["", "By seed, share and what it is ahead:", "", *aligned(_by_seed(summary))]
    lines += [
        "",
        "± is one standard error: differences below two of them may be chance. One runner in ten did worse than",
        f"'worst tenth'; 'next day' is what is left of it a day later; both after {_minutes(summary.minutes[-1])}.",
    ]
    return "\n".join(lines)


def markdown(summary: Summary) -> str:
    """The same tables for a document."""
    tables = [_shares(summary), _differences(summary)]
    if len(summary.worlds) > 1:
        tables.append(_by_world(summary))
    if summary.by_seed:
        tables.append(_by_seed(summary))
    return "\n\n".join("\n".join(piped(table)) for table in tables)


def plain_estimators(reports: Sequence[Report], minutes: float) -> str:
    """How right the estimators are, for a terminal."""
    lines = [
        f"What the estimators knew of {max((report.runners for report in reports), default=0)} simulated runners after "
        f"{_minutes(minutes)} of practice, all from the same attempts.",
        "",
        *aligned(_right(reports)),
        "",
        *(f"{name:>9}: {says}" for name, says in MEANINGS.items()),
    ]
    return "\n".join(lines)


def markdown_estimators(reports: Sequence[Report]) -> str:
    """The same as a table for a document."""
    return "\n".join(piped(_right(reports)))


def _right(reports: Sequence[Report]) -> list[list[str]]:
    rows = [["estimator", *MEANINGS]]
    for report in reports:
        shares = (report.answers, report.off, report.run, report.slower)
        rows.append(
            [
                report.estimator,
                *(_percent(share) for share in shares),
                _number(report.rho),
                _percent(report.top),
                NOTHING if report.holds is None else f"{100 * report.holds:.1f} %",
                NOTHING if report.score is None else f"{report.score:.2f}",
            ]
        )
    return rows


def _shares(summary: Summary) -> list[list[str]]:
    head = ["policy", *map(_minutes, summary.minutes), "worst tenth", "next day", "seconds a run"]
    return [head, *(_line(row) for row in summary.of(ALL_WORLDS))]


def _line(row: Row) -> list[str]:
    last = row.cells[-1]
    return [
        row.policy,
        *(_percent(cell.share) for cell in row.cells),
        NOTHING if last.tenth is None else f"{100 * last.tenth:.0f} %",
        _percent(last.next_day),
        NOTHING if last.seconds.value is None else f"{last.seconds.value:.1f}",
    ]


def _differences(summary: Summary) -> list[list[str]]:
    head = ["policy", *map(_minutes, summary.minutes)]
    rows = [row for row in summary.of(ALL_WORLDS) if row.policy != BASELINE]
    return [head, *([row.policy, *map(_ahead, row.cells)] for row in rows)]


def _by_world(summary: Summary) -> list[list[str]]:
    rows = [["policy", *summary.worlds]]
    for best in summary.of(ALL_WORLDS):
        cells = [row.cells[-1] for world in summary.worlds for row in summary.of(world) if row.policy == best.policy]
        rows.append([best.policy, *(_percent(cell.share) for cell in cells)])
    return rows


def _by_seed(summary: Summary) -> list[list[str]]:
    """Every seed, the policies that are not the oracle; the baseline is ahead of itself by nothing."""
    minutes = [_minutes(minutes) for minutes in summary.minutes]
    rows = [["policy", "seed", *minutes, *(f"ahead {at}" for at in minutes), "worst tenth"]]
    for policy in summary.policies:
        for row in summary.by_seed:
            if row.policy == policy != ORACLE:
                tenth = row.cells[-1].tenth
                ahead = [NOTHING if policy == BASELINE else _ahead(cell) for cell in row.cells]
                worst = NOTHING if tenth is None else f"{100 * tenth:.0f} %"
                rows.append([policy, str(row.seed), *(_percent(cell.share) for cell in row.cells), *ahead, worst])
    return rows


def _ahead(cell: Cell) -> str:
    if cell.ahead.value is None:
        return NOTHING
    error = "" if cell.ahead.error is None else f" ±{100 * cell.ahead.error:.1f}"
    return f"{100 * cell.ahead.value:+.1f}{error}"


def _percent(mean: Mean) -> str:
    if mean.value is None:
        return NOTHING
    spread = f" ±{100 * mean.error:.1f}" if mean.error else ""
    return f"{100 * mean.value:.1f}{spread} %"


def _number(mean: Mean) -> str:
    if mean.value is None:
        return NOTHING
    spread = f" ±{mean.error:.2f}" if mean.error else ""
    return f"{mean.value:.2f}{spread}"


def _minutes(minutes: float) -> str:
    return f"{minutes:g} min"


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns, the first one to the left and the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(cell.rjust(width) if column else cell.ljust(width) for column, (cell, width) in enumerate(parts))
        for parts in (list(zip(row, widths, strict=True)) for row in rows)
    ]


def piped(rows: Sequence[Sequence[str]]) -> list[str]:
    """The same as a table of markdown."""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return [lines[0], "|---|" + "---:|" * (len(rows[0]) - 1), *lines[1:]]
