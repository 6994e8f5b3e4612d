"""How the attempt goes: the timer, deaths and delta, the estimate with its range. Pure."""

from __future__ import annotations

from spinlab_pad.lab.view import DeltaView, EstimateView, View
from spinlab_pad.overlay.items import Item, Rect, Text
from spinlab_pad.overlay.sheet import SMALL, VALUE, Block, Sheet
from spinlab_pad.overlay.theme import Colour
from spinlab_pad.overlay.times import arrow, delta, timer_text, value

TIMER_SIZES = (108, 96, 84, 72, 60, 48, 40, 32)

FINE_MS = 10_000
"""Deltas below are shown to a hundredth."""


def timer(view: View, sheet: Sheet) -> Block:
    """The big timer, right-aligned; its box is always as wide and high, so a change redraws only it."""
    shown = timer_text(view.timer, sheet.now_ms)
    # Sized by how many digits there are, not by which, so that the size doesn't jump.
    size = sheet.fit(shown.translate(_ZEROS), sheet.width, TIMER_SIZES, bold=True)
    height = sheet.px(TIMER_SIZES[0])
    y = (height - sheet.line(size)) // 2
    text = sheet.text((0, y), sheet.width, shown, size, _timer_colour(view, sheet), bold=True, align="right")
    return Block(height, (text,))


def _timer_colour(view: View, sheet: Sheet) -> Colour:
    theme = sheet.theme
    if view.timer.running:
        return theme.text if view.delta is None else standing_colour(view.delta.delta_ms, sheet)
    if view.connection.state == "lost" or view.timer.frozen_ms is None:
        return theme.dim
    last = view.result
    of_last = last is not None and last.time_ms == view.timer.frozen_ms
    return theme.gold if of_last and last is not None and last.gold and last.valid else theme.text


_ZEROS = str.maketrans("123456789", "0" * 9)


def standing_colour(delta_ms: int, sheet: Sheet) -> Colour:
    """Ahead, behind or even."""
    return sheet.theme.ahead if delta_ms < 0 else sheet.theme.behind if delta_ms > 0 else sheet.theme.text


def attempt(view: View, sheet: Sheet) -> Block:
    """The deaths of the attempt; while there is a live delta that, and where it was taken (`beside_way` has them then).

    One line either way, so that nothing below moves when a delta comes or goes.
    """
    height = sheet.px(VALUE)
    if view.delta is None:
        return Block(height, (_deaths(view, sheet),))
    shown = standing(view.delta)
    size = sheet.fit(shown, sheet.width * 3 // 5, (VALUE, 40, 36), bold=True)
    right = min(sheet.width * 3 // 5, sheet.wide(shown, size, bold=True))
    at = (sheet.width - right, (height - sheet.line(size)) // 2)
    colour = standing_colour(view.delta.delta_ms, sheet)
    room = sheet.width - right - sheet.px(14)
    where = place(view.delta.at, room, sheet)
    return Block(
        height,
        (
            sheet.text((0, (height - sheet.line(SMALL)) // 2), room, where, SMALL, sheet.theme.dim),
            sheet.text(at, right, shown, size, colour, bold=True, align="right"),
        ),
    )


def beside_way(view: View) -> str:
    """The deaths, where the live delta has taken their place."""
    return f"✗ {view.deaths}" if view.delta is not None and view.deaths else ""


def standing(shown: DeltaView) -> str:
    """A live delta: '▲ −0.23'."""
    ms = shown.delta_ms
    return f"{arrow(ms)} {delta(ms, 2 if abs(ms) < FINE_MS else 1)}"


def place(at: str, room: int, sheet: Sheet) -> str:
    """Where a delta was taken, in the fullest words that fit into `room` px: the screen is what stays."""
    parts = at.split(", ")
    inner = parts[1:] if len(parts) > 1 and parts[1].startswith("screen ") else parts
    forms = (f"at {at}", at, ", ".join(inner), inner[0])
    return next((form for form in forms if sheet.wide(form, SMALL) <= room), inner[0])


def _deaths(view: View, sheet: Sheet) -> Text:
    word = "no deaths" if view.deaths == 0 else f"✗ {view.deaths} death" + ("" if view.deaths == 1 else "s")
    colour, bold = (sheet.theme.dim, False) if view.deaths == 0 else (sheet.theme.text, True)
    size = sheet.fit(word, sheet.width, (36, SMALL), bold)
    y = (sheet.px(VALUE) - sheet.line(size)) // 2
    return sheet.text((0, y), sheet.width, word, size, colour, bold=bold)


def estimate(shown: EstimateView, sheet: Sheet, compact: bool = False) -> Block:
    """The expected time and the gold, the 80 % interval as a bar with both on it.

    `compact` puts both times on one line, under their signs instead of their words, and the ends of the
    interval beside the bar.
    """
    y = sheet.px(8)
    items: list[Item] = []
    gold = sheet.theme.gold if shown.gold_ms is not None else sheet.theme.dim
    expected, best = value(shown.expected_ms, 1), value(shown.gold_ms)
    short, star = f"≈ {expected}", f"★ {best}"
    if compact and sheet.both_fit(short, star, sheet.width - 2 * sheet.px(18), sheet.px(14)):
        items += _pair(sheet, y, short, star, gold)
    else:
        items += _row(sheet, y, "expect", expected, sheet.theme.text)
        y += sheet.line(VALUE)
        items += _row(sheet, y, "★ gold", best, gold, label_colour=gold)
    y += sheet.line(VALUE)
    pad = sheet.px(18)
    room = sheet.width - 2 * pad
    if shown.low_ms is not None and shown.high_ms is not None:
        bar = _inline if compact else _above
        items += bar(shown, sheet, pad, y, room)
        y += sheet.px(40) + (0 if compact else sheet.line(SMALL))
    elif shown.expected_ms is None:
        items.append(sheet.text((pad, y), room, _thin(shown.attempts), SMALL, sheet.theme.dim))
        y += sheet.line(SMALL)
    height = y + sheet.px(8)
    return Block(height, (Rect(0, 0, sheet.width, height, sheet.theme.card, sheet.px(14)), *items))


def _pair(sheet: Sheet, y: int, left: str, right: str, colour: Colour) -> tuple[Item, Item]:
    """Two values on one line."""
    pad = sheet.px(18)
    room = sheet.width - 2 * pad
    gap = sheet.px(14)
    size = sheet.fit(left + right, room - gap, (VALUE, 44, 42, 40, 36, SMALL), bold=True)
    drop = (sheet.line(VALUE) - sheet.line(size)) // 2
    wide = sheet.wide(left, size, bold=True)
    return (
        sheet.text((pad, y + drop), wide, left, size, sheet.theme.text, bold=True),
        sheet.text((pad + wide + gap, y + drop), room - wide - gap, right, size, colour, bold=True, align="right"),
    )


def _thin(attempts: int) -> str:
    return "not tried yet" if attempts == 0 else f"too few tries yet ({attempts})"


def _row(
    sheet: Sheet, y: int, label: str, shown: str, colour: Colour, *, label_colour: Colour | None = None
) -> tuple[Item, Item]:
    """A label on the left and its value on the right, on one line of the height of values."""
    pad = sheet.px(18)
    drop = (sheet.line(VALUE) - sheet.line(SMALL)) // 2
    left = sheet.wide(label, SMALL)
    room = sheet.width - 2 * pad - left - sheet.px(10)
    size = sheet.fit(shown, room, (VALUE, 40, 36, SMALL), bold=True)
    return (
        sheet.text((pad, y + drop), left, label, SMALL, label_colour or sheet.theme.dim),
        sheet.text(
            (sheet.width - pad - room, y + (sheet.line(VALUE) - sheet.line(size)) // 2),
            room, shown, size, colour, bold=True, align="right",
        ),
    )  # fmt: skip


def _above(shown: EstimateView, sheet: Sheet, x: int, y: int, room: int) -> list[Item]:
    """The bar over the whole width, the ends of the interval below it."""
    half, below = room // 2, y + sheet.px(40)
    low, high = value(shown.low_ms, 1), value(shown.high_ms, 1)
    return [
        *_bar(shown, sheet, x, y, room),
        sheet.text((x, below), half, low, SMALL, sheet.theme.dim),
        sheet.text((x + half, below), half, high, SMALL, sheet.theme.dim, align="right"),
    ]


def _inline(shown: EstimateView, sheet: Sheet, x: int, y: int, room: int) -> list[Item]:
    """The bar between the ends of the interval; alone where they leave it no room."""
    low, high = value(shown.low_ms, 1), value(shown.high_ms, 1)
    left, right = sheet.wide(low, SMALL), sheet.wide(high, SMALL)
    gap = sheet.px(10)
    inner = room - left - right - 2 * gap
    if inner < room // 3:
        return _bar(shown, sheet, x, y, room)
    drop = y + sheet.px(20) - sheet.line(SMALL) // 2
    return [
        sheet.text((x, drop), left, low, SMALL, sheet.theme.dim),
        *_bar(shown, sheet, x + left + gap, y, inner),
        sheet.text((x + room - right, drop), right, high, SMALL, sheet.theme.dim),
    ]


def _bar(shown: EstimateView, sheet: Sheet, x: int, y: int, room: int) -> list[Item]:
    """The bar from low to high, a mark at the expected time, the star at the gold; 40 units high."""
    assert shown.low_ms is not None
    assert shown.high_ms is not None
    marks = [ms for ms in (shown.low_ms, shown.high_ms, shown.expected_ms, shown.gold_ms) if ms is not None]
    first, span = min(marks), max(1, max(marks) - min(marks))
    star_px = sheet.wide("★", SMALL, bold=True)
    left, inner = x + star_px // 2, room - star_px

    def place(ms: int) -> int:
        return left + inner * (ms - first) // span

    low, high = place(shown.low_ms), place(shown.high_ms)
    thick = sheet.px(14)
    middle = y + sheet.px(20)
    track = Rect(x, middle - sheet.px(1), room, sheet.px(3), sheet.theme.rule)
    range_bar = Rect(low, middle - thick // 2, max(thick, high - low), thick, sheet.theme.practice, thick // 2)
    items: list[Item] = [track, range_bar]
    if shown.expected_ms is not None:
        wide, tall = sheet.px(5), sheet.px(32)
        at = place(shown.expected_ms) - wide // 2
        items.append(Rect(at - wide // 2, middle - tall // 2, wide * 2, tall, sheet.theme.card))
        items.append(Rect(at, middle - tall // 2, wide, tall, sheet.theme.text))
    if shown.gold_ms is not None:
        at = place(shown.gold_ms) - star_px // 2
        star = sheet.text((at, middle - sheet.line(SMALL) // 2), star_px, "★", SMALL, sheet.theme.gold, bold=True)
        items.append(star)
    return items
