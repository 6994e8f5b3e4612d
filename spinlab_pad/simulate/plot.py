"""The summary as a picture: share of the oracle's gain against minutes of practice, as SVG text.

Legible on white and on black: the picture has no background, and its ink follows the reader's colour scheme.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from spinlab_pad.simulate.policy import ORACLE
from spinlab_pad.simulate.summary import ALL_WORLDS, Row, Summary

WIDTH: Final = 860
HEIGHT: Final = 460
LEFT: Final = 56
RIGHT: Final = 210
TOP: Final = 44
BOTTOM: Final = 48
LABEL_PX: Final = 17
"""Least distance between the names at the right end of the lines."""

COLOURS: Final = (
    ("#0072b2", "#56b4e9"),
    ("#d55e00", "#ff8c42"),
    ("#007a5a", "#2fd0a0"),
    ("#a8458a", "#e59ac6"),
    ("#8a6d00", "#f0cf3a"),
    ("#5a5a5a", "#b9b9b9"),
    ("#7a3cc2", "#b796f2"),
    ("#b0122a", "#ff7b88"),
)
"""Ink on light and on dark, after Okabe and Ito's palette for all kinds of colour vision; used in turn."""

DASHES: Final = ("", "7 4", "2 3")
"""Where the colours begin again, the strokes differ."""


class _Line(NamedTuple):
    name: str
    number: int
    points: tuple[tuple[float, float, float], ...]
    """Minutes, share, standard error."""


class _Scale(NamedTuple):
    """From minutes and shares to pixels."""

    longest: float
    lowest: float
    highest: float

    def x(self, minutes: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * minutes / self.longest

    def y(self, share: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (self.highest - share) / (self.highest - self.lowest)


def svg(summary: Summary) -> str:
    """A whole SVG document; the lines are means over all runners, the bands one standard error."""
    lines = [
        _line(row, summary.curve_minutes, number)
        for number, row in enumerate(row for row in summary.of(ALL_WORLDS) if row.policy != ORACLE)
    ]
    shares = [share for line in lines for _, share, _ in line.points]
    lowest = min(0.0, *shares) if shares else 0.0
    highest = max(1.0, *shares) if shares else 1.0
    scale = _Scale(summary.minutes[-1], _tenth_below(lowest), _tenth_below(highest + 0.0999))
    title = f"Share of the gain that is possible ({summary.runners} simulated runners)"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="{escape(title)}" font-family="system-ui, sans-serif" font-size="13">',
        _style(len(lines)),
        f'<text class="ink" x="{LEFT}" y="22" font-size="15" font-weight="600">{escape(title)}</text>',
        *_axes(scale, summary),
        *(_band(line, scale) for line in lines),
        *(_stroke(line, scale) for line in lines),
        *_labels(lines, scale),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _tenth_below(share: float) -> float:
    return (share * 10.0 // 1.0) / 10.0


def _line(row: Row, minutes: Sequence[float], number: int) -> _Line:
    return _Line(
        row.policy,
        number,
        tuple(
            (after, mean.value, mean.error or 0.0)
            for after, mean in zip(minutes, row.curve, strict=True)
            if mean.value is not None
        ),
    )


def _style(lines: int) -> str:
    def rules(which: int) -> str:
        return " ".join(f".c{number} {{ color: {COLOURS[number % len(COLOURS)][which]}; }}" for number in range(lines))

    return (
        "<style>\n"
        f".ink {{ fill: #1f2328; }} .soft {{ fill: #57606a; }} .grid {{ stroke: #8c959f; }} {rules(0)}\n"
        "@media (prefers-color-scheme: dark) { .ink { fill: #f0f3f6; } .soft { fill: #b1bac4; } "
        f".grid {{ stroke: #7d8590; }} {rules(1)} }}\n"
        ".band { fill: currentColor; fill-opacity: 0.1; } .line { stroke: currentColor; fill: none; "
        "stroke-width: 2; stroke-linejoin: round; } .name { fill: currentColor; }\n"
        "</style>"
    )


def _axes(scale: _Scale, summary: Summary) -> list[str]:
    parts: list[str] = []
    for tenth in range(round(10 * scale.lowest), round(10 * scale.highest) + 1, 2):
        y = scale.y(tenth / 10)
        whole = "" if tenth == 10 else ' stroke-opacity="0.35"'
        parts.append(
            f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke-width="1"{whole}/>'
            f'<text class="soft" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10 * tenth} %</text>'
        )
    parts.append(
        f'<text class="soft" x="{WIDTH - RIGHT + 8}" y="{scale.y(1.0) + 4:.1f}">{ORACLE}: knows every curve</text>'
    )
    for minutes in summary.minutes:
        x = scale.x(minutes)
        parts.append(
            f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke-width="1" '
            f'stroke-opacity="0.35" stroke-dasharray="3 4"/>'
            f'<text class="soft" x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{minutes:g}</text>'
        )
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(
        f'<text class="soft" x="{middle:.1f}" y="{HEIGHT - 10}" text-anchor="middle">minutes of practice</text>'
    )
    return parts


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _band(line: _Line, scale: _Scale) -> str:
    upper = [(scale.x(minutes), scale.y(share + error)) for minutes, share, error in line.points]
    lower = [(scale.x(minutes), scale.y(share - error)) for minutes, share, error in reversed(line.points)]
    return f'<polygon class="band c{line.number}" points="{_path(upper + lower)}"/>'


def _stroke(line: _Line, scale: _Scale) -> str:
    points = [(scale.x(minutes), scale.y(share)) for minutes, share, _ in line.points]
    dash = DASHES[line.number // len(COLOURS) % len(DASHES)]
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<polyline class="line c{line.number}" points="{_path(points)}"{dashed}/>'


def _labels(lines: Sequence[_Line], scale: _Scale) -> list[str]:
    """Each line's name at its end; names that would lie on each other are moved apart, downwards first."""
    ends = sorted((scale.y(line.points[-1][1]), line) for line in lines if line.points)
    places: list[float] = []
    for y, _ in ends:
        places.append(max(y, places[-1] + LABEL_PX) if places else max(y, scale.y(1.0) + LABEL_PX))
    over = places[-1] - (HEIGHT - BOTTOM) if places else 0.0
    for number in range(len(places) - 1, -1, -1):
        if over <= 0.0:
            break
        places[number] -= over
        over = places[number - 1] + LABEL_PX - places[number] if number else 0.0
    return [
        f'<text class="name c{line.number}" x="{WIDTH - RIGHT + 8}" y="{place + 4:.1f}">'
        f"{escape(line.name)} {100 * line.points[-1][1]:.0f} %</text>"
        for place, (_, line) in zip(places, ends, strict=True)
    ]
