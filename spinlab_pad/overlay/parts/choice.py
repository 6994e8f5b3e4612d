"""What is asked: the question, the choices around the marked one, and what more is known of that one. Pure."""

from __future__ import annotations

from typing import Final

from spinlab_pad.lab.view import ChoiceView, QuestionView, View
from spinlab_pad.overlay.items import Item, Rect
from spinlab_pad.overlay.sheet import SMALL, TITLE, VALUE, Block, Sheet, stack

ROW: Final = 60
"""Height of a choice, in units."""
FORMS: Final = (7, 5, 3, 1)
"""How many choices are shown, from the fullest form to the smallest."""


def question(view: View, shown: QuestionView, sheet: Sheet) -> tuple[Block, ...]:
    """The question in its forms, the fullest first."""
    head = [_title(shown, sheet)]
    if shown.key == "profile" and view.game is not None:
        head.append(_line(view.game.name, sheet))
    return tuple(stack([*head, *_rows(shown, sheet, count)], sheet.px(10)) for count in FORMS)


def _title(shown: QuestionView, sheet: Sheet) -> Block:
    size = sheet.fit(shown.title, sheet.width, (VALUE, 42, TITLE, 34), bold=True)
    lines = sheet.wrap(shown.title, sheet.width, size, 2, bold=True)
    rows = [
        sheet.text((0, row * sheet.line(size)), sheet.width, line, size, sheet.theme.text, bold=True)
        for row, line in enumerate(lines)
    ]
    return Block(len(lines) * sheet.line(size), tuple(rows))


def _line(words: str, sheet: Sheet) -> Block:
    return Block(sheet.line(SMALL), (sheet.text((0, 0), sheet.width, words, SMALL, sheet.theme.dim),))


def _rows(shown: QuestionView, sheet: Sheet, count: int) -> list[Block]:
    """`count` choices with the marked one among them, in the middle where it can be, and where in the list that is."""
    marked = shown.cursor - shown.first
    start = max(0, min(marked - count // 2, len(shown.choices) - count))
    rows = [
        _choice(choice, sheet, marked=place == marked, lines=2 if place == marked or shown.key == "profile" else 1)
        for place, choice in enumerate(shown.choices)
        if start <= place < start + count
    ]
    all_shown = shown.total <= min(count, len(shown.choices))
    place = "" if all_shown else f"{shown.cursor + 1} of {shown.total}"
    return [stack(rows, sheet.px(4)), _foot(shown.choices[marked].note, place, sheet)]


def _choice(choice: ChoiceView, sheet: Sheet, *, marked: bool, lines: int) -> Block:
    """A choice in at most `lines` lines; the marked one is filled and has an arrow: colour alone tells nothing."""
    pad, sign = sheet.px(14), sheet.px(34)
    theme = sheet.theme
    room = sheet.width - 2 * pad - sign
    size = sheet.fit(choice.label, room, (TITLE, 34, SMALL), bold=marked)
    rows = sheet.wrap(choice.label, room, size, lines, bold=marked)
    height = sheet.px(ROW) + (len(rows) - 1) * sheet.line(size)
    colour = theme.ink if marked else theme.text
    top = (height - len(rows) * sheet.line(size)) // 2
    items: list[Item] = [Rect(0, 0, sheet.width, height, theme.practice if marked else theme.card, sheet.px(12))]
    if marked:
        drop = (height - sheet.line(SMALL)) // 2
        items.append(sheet.text((pad, drop), sign, "▶", SMALL, colour, bold=True))
    for index, row in enumerate(rows):
        at = (pad + sign, top + index * sheet.line(size))
        items.append(sheet.text(at, room, row, size, colour, bold=marked))
    return Block(height, tuple(items))


def _foot(note: str, place: str, sheet: Sheet) -> Block:
    """What more is known of the marked choice on the left, its place in a long list on the right, or below it."""
    theme, line = sheet.theme, sheet.line(SMALL)
    if not place:
        return Block(line, (sheet.text((0, 0), sheet.width, note, SMALL, theme.dim),))
    wide = sheet.wide(place, SMALL)
    room = sheet.width - wide - sheet.px(14)
    below = 0 if sheet.wide(note, SMALL) <= room else line
    left = sheet.text((0, 0), sheet.width if below else room, note, SMALL, theme.dim)
    right = sheet.text((sheet.width - wide, below), wide, place, SMALL, theme.dim, align="right")
    return Block(line + below, (left, right))
