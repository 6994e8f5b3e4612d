"""The practice session: its counters, its streak and marks, and how far its goal is. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from spinlab_pad.lab.view import SessionView, View
from spinlab_pad.overlay.items import Item
from spinlab_pad.overlay.parts.bar import bar
from spinlab_pad.overlay.sheet import SMALL, Block, Sheet, stack
from spinlab_pad.overlay.theme import Colour
from spinlab_pad.overlay.times import arrow, delta

MINUTE_MS = 60_000
STREAK_FROM = 2
"""One segment without a death is no streak yet."""
Told = tuple[str, Colour]


def session(shown: SessionView, sheet: Sheet, next_minutes: int | None = None) -> Block:
    """The counters of the session; below them what is special about it, and how far its goal is.

    With `next_minutes`, what so many minutes more are expected to bring.
    """
    marks = list(_marks(shown, sheet))
    lines = [_line(_counters(shown, sheet), sheet)]
    if next_minutes is not None and shown.next_gain_ms is not None:
        lines.append(_line(_expected(next_minutes, shown.next_gain_ms, sheet), sheet))
    lines += [*([_line(marks, sheet)] if marks else []), *_goal(shown, sheet)]
    return stack(lines, sheet.px(4))


def _expected(minutes: int, gain_ms: int, sheet: Sheet) -> list[Told]:
    """What is expected is no result: it has the sign, but not the colour of one."""
    return [(f"in {minutes} min", sheet.theme.dim), (f"{arrow(gain_ms)} {delta(gain_ms, 1)}", sheet.theme.text)]


def goal_share(view: View, now_ms: int) -> tuple[str, float] | None:
    """How far the session's goal is, in words and as a share; of two goals the one that is nearer. None without one."""
    return None if view.session is None else _told(view.session, now_ms)


def _told(shown: SessionView, now_ms: int) -> tuple[str, float] | None:
    found = []
    if shown.goal_minutes:
        done = max(0, now_ms - shown.started_ms) // MINUTE_MS
        found.append((f"{done} of {shown.goal_minutes} min", done / shown.goal_minutes))
    if shown.goal_attempts:
        found.append((f"{shown.attempts} of {shown.goal_attempts}", shown.attempts / shown.goal_attempts))
    return max(found, key=lambda item: item[1], default=None)


def _counters(shown: SessionView, sheet: Sheet) -> list[Told]:
    """Completed of all, deaths, golds; then what it brought."""
    parts = [
        (f"✓ {shown.completed}/{shown.attempts}", sheet.theme.text),
        (f"✗ {shown.deaths}", sheet.theme.text),
        (f"★ {shown.golds}", sheet.theme.gold if shown.golds else sheet.theme.dim),
    ]
    if shown.gain_ms is not None:
        gained = sheet.theme.ahead if shown.gain_ms <= 0 else sheet.theme.behind
        parts.append((f"{arrow(shown.gain_ms)} {delta(shown.gain_ms)}", gained))
    return parts


def _marks(shown: SessionView, sheet: Sheet) -> Iterable[Told]:
    if shown.pinned is not None:
        yield "◆ alone", sheet.theme.practice
    elif shown.only:
        yield f"◆ only {shown.only}", sheet.theme.practice
    if shown.streak >= STREAK_FROM:
        yield f"streak {shown.streak}", sheet.theme.good
    if shown.days >= STREAK_FROM:
        yield f"day {shown.days}", sheet.theme.dim


def _line(parts: list[Told], sheet: Sheet) -> Block:
    """Texts on one line, evenly apart; what has no room is left out."""
    wides = [sheet.wide(text, SMALL) for text, _ in parts]
    gap = max(sheet.px(10), (sheet.width - sum(wides)) // max(1, len(parts) - 1))
    items, x = [], 0
    for (text, colour), wide in zip(parts, wides, strict=True):
        if x + wide <= sheet.width:
            items.append(sheet.text((x, 0), wide, text, SMALL, colour))
        x += wide + gap
    return Block(sheet.line(SMALL), tuple(items))


def _goal(shown: SessionView, sheet: Sheet) -> list[Block]:
    """The goal: a bar, and beside it how far it is."""
    found = _told(shown, sheet.now_ms)
    if found is None:
        return []
    words, share = found
    wide = min(sheet.width, sheet.wide(words, SMALL))
    room = sheet.width - wide - sheet.px(16)
    height = sheet.line(SMALL)
    items: list[Item] = [sheet.text((sheet.width - wide, 0), wide, words, SMALL, sheet.theme.text, align="right")]
    if room >= sheet.px(60):
        filled = bar(sheet, room, share, sheet.theme.good if share >= 1 else sheet.theme.practice)
        items += filled.at(0, (height - filled.height) // 2)
    return [Block(height, tuple(items))]
