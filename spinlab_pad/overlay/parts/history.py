"""What was and what comes: last result, last ten, queue, run. Pure."""

from __future__ import annotations

from typing import Final

from spinlab_pad.lab.view import QueueItem, RecentView, ResultView, RunView
from spinlab_pad.overlay.items import Item, Rect
from spinlab_pad.overlay.sheet import SMALL, TITLE, VALUE, Block, Sheet
from spinlab_pad.overlay.theme import Colour
from spinlab_pad.overlay.times import arrow, clock, delta, value

DOTS: Final = 10


def result(shown: ResultView, sheet: Sheet, compact: bool = False) -> Block:
    """The last attempt: time, then what it means by word, sign and colour; `compact` on one line."""
    pad, y = sheet.px(18), sheet.px(8)
    room = sheet.width - 2 * pad
    mark, time, colour = _time(shown, sheet)
    meaning, meaning_colour = _meaning(shown, sheet)
    tall = sheet.line(VALUE)
    short = meaning.partition(" · ")[0]
    if compact and sheet.both_fit(f"{mark} {time}", short, room, sheet.px(14)):
        height = tall + 2 * y
        texts = _sides(sheet, (pad, y), (f"{mark} {time}", colour), (short, meaning_colour))
    else:
        height = tall + sheet.line(36) + 2 * y
        at = (pad, y + tall)
        fits = sheet.wide(meaning, 36, bold=True) <= room
        texts = (
            *_sides(sheet, (pad, y), (f"{mark} last", colour), (time, colour)),
            sheet.text(at, room, meaning if fits else short, 36, meaning_colour, bold=True, align="right"),
        )
    ground = [Rect(0, 0, sheet.width, height, sheet.theme.card, sheet.px(14))]
    if shown.gold and shown.valid:
        ground.append(Rect(0, 0, sheet.width, height, sheet.theme.gold, sheet.px(14), sheet.px(4)))
    return Block(height, (*ground, *texts))


Told = tuple[str, Colour]


def _sides(sheet: Sheet, at: tuple[int, int], left_told: Told, right_told: Told) -> tuple[Item, ...]:
    """Two texts on one line of values, as large as both fit."""
    (left, left_colour), (right, right_colour) = left_told, right_told
    x, y = at
    room, gap = sheet.width - 2 * x, sheet.px(14)
    size = sheet.fit(left + right, room - gap, (VALUE, 44, 42, 40, 36, SMALL), bold=True)
    drop = (sheet.line(VALUE) - sheet.line(size)) // 2
    wide = min(sheet.wide(left, size, bold=True), room * 2 // 3)
    rest = room - wide - gap
    return (
        sheet.text((x, y + drop), wide, left, size, left_colour, bold=True),
        sheet.text((x + wide + gap, y + drop), rest, right, size, right_colour, bold=True, align="right"),
    )


def _time(shown: ResultView, sheet: Sheet) -> tuple[str, str, Colour]:
    """Mark, time and colour of the first line."""
    if not shown.completed:
        return "✗", "no finish", sheet.theme.text
    if shown.gold and shown.valid:
        return "★", value(shown.time_ms), sheet.theme.gold
    return "✓", value(shown.time_ms), sheet.theme.text


def _meaning(shown: ResultView, sheet: Sheet) -> tuple[str, Colour]:
    """Second line: against the estimate, or what else there is to say."""
    rated = f" · {shown.rating}" if shown.rating else ""
    if not shown.valid:
        return "void", sheet.theme.dim
    if not shown.completed:
        return f"{_deaths(shown.deaths)}{rated}", sheet.theme.dim
    if shown.delta_ms is None:
        return f"{'new gold!' if shown.gold else _deaths(shown.deaths)}{rated}", sheet.theme.dim
    standing = f"{arrow(shown.delta_ms)} {delta(shown.delta_ms, 2)}"
    colour = sheet.theme.ahead if shown.delta_ms <= 0 else sheet.theme.behind
    return f"{standing}{rated}", colour


def _deaths(count: int) -> str:
    return "no deaths" if count == 0 else f"{count} death" + ("" if count == 1 else "s")


def recent(shown: tuple[RecentView, ...], sheet: Sheet) -> Block:
    """The last ten, newest on the right: star gold, dot completed, cross not completed."""
    height = sheet.line(34)
    cell = sheet.width // DOTS
    items = []
    for index in range(DOTS):
        row = DOTS - 1 - index
        sign, colour = _dot(shown[row], sheet) if row < len(shown) else ("·", sheet.theme.rule)
        items.append(sheet.text((index * cell, 0), cell, sign, 34, colour, bold=True, align="centre"))
    return Block(height, tuple(items))


def _dot(shown: RecentView, sheet: Sheet) -> tuple[str, Colour]:
    if shown.completed and shown.gold:
        return "★", sheet.theme.gold
    return ("●", sheet.theme.ahead) if shown.completed else ("✗", sheet.theme.behind)


def queue(shown: tuple[QueueItem, ...], sheet: Sheet, count: int, with_why: int, now: str = "") -> Block:
    """The next `count` segments, the first `with_why` of them with the reason; above them the reason of the one that is
    played `now`. Reasons are the short ones: in the words for pages the figures would be cut off.
    """
    label = sheet.wide("next", SMALL) + sheet.px(14)
    room = sheet.width - label
    items: list[Item] = []
    y = 0
    if now:
        items.append(sheet.text((0, y), label, "now", SMALL, sheet.theme.dim))
        items.append(sheet.text((label, y), room, now, SMALL, sheet.theme.dim))
        y += sheet.line(SMALL)
    items.append(sheet.text((0, y), label, "next", SMALL, sheet.theme.dim))
    for index, item in enumerate(shown[:count]):
        first = index == 0
        colour = sheet.theme.text if first else sheet.theme.dim
        items.append(sheet.text((label, y), room, item.name, SMALL, colour, bold=first))
        y += sheet.line(SMALL)
        if index < with_why and item.why_short:
            items.append(sheet.text((label, y), room, item.why_short, SMALL, sheet.theme.dim))
            y += sheet.line(SMALL)
    return Block(y, tuple(items))


def run(shown: RunView, sheet: Sheet) -> Block:
    """A reference run: its name, and what it adds up to."""
    items = [sheet.text((0, 0), sheet.width, shown.name or "unnamed run", TITLE, sheet.theme.text, bold=True)]
    y = sheet.line(TITLE)
    count = f"{shown.segments} segment" + ("" if shown.segments == 1 else "s")
    items.append(sheet.text((0, y), sheet.width, count, SMALL, sheet.theme.dim))
    y += sheet.line(SMALL)
    totals = (
        ("sum of best", shown.sum_of_best_ms, sheet.theme.gold),
        ("expect", shown.expected_ms, sheet.theme.text),
    )
    for label, ms, colour in totals:
        if ms is not None:
            half = sheet.width // 2
            items.append(sheet.text((0, y), half, label, SMALL, sheet.theme.dim))
            total = clock(ms, 0)
            items.append(sheet.text((half, y), sheet.width - half, total, SMALL, colour, bold=True, align="right"))
            y += sheet.line(SMALL)
    return Block(y, tuple(items))
