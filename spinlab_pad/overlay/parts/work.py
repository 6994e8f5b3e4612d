"""What the runner is to do, or need not do, in the modes that gather starts and at the ends of practice. Pure."""

from __future__ import annotations

from spinlab_pad.lab.view import View
from spinlab_pad.overlay.items import Item, Rect
from spinlab_pad.overlay.parts import bar
from spinlab_pad.overlay.sheet import SMALL, TITLE, Block, Sheet
from spinlab_pad.overlay.theme import Colour

Words = tuple[str, str]
"""A title, and what there is to say."""


def task(view: View, sheet: Sheet) -> tuple[Block, ...]:
    """The card of the moment in its forms, the fullest first; empty where the numbers speak for themselves."""
    told = words_of(view)
    if told is None:
        return ()
    title, words = told
    colour = _colour(view, sheet)
    return tuple(
        _card(title, words if lines else "", view, sheet, colour=colour, lines=lines) for lines in (5, 5, 5, 3, 3, 0)
    )


def words_of(view: View) -> Words | None:
    """What is to be said of the moment."""
    match view.mode, view.phase:
        case "reference", phase:
            new = view.run.new_segments if view.run is not None else 0
            return f"Recording, {new} new" if new else "Recording", _recording(phase)
        case "cold_fill", _:
            where = view.segment.start if view.segment is not None else "the checkpoint"
            return "Die on purpose", f"Once you are back at {where}, its cold start is saved and the next one comes."
        case "replay", _:
            return "The recording plays", "Its starts are captured anew. Your pad is not used."
        case "practice", "done":
            return "✓ Goal reached", "All of it is kept. Go on with another goal from the menu, or stop here."
        case "practice", "stuck":
            return "✗ Nothing loads", "Retry when the emulator is well again, or record the run anew."
        case _:
            return None


def _recording(phase: str) -> str:
    if phase == "outside":
        return "Go into a level: the next segment starts at its entrance."
    if phase == "dead":
        return "Deaths are fine: play on, the segment goes on."
    return "Every checkpoint and every goal ends a segment. Deaths are fine: play on."


def _colour(view: View, sheet: Sheet) -> Colour:
    theme = sheet.theme
    if view.phase == "stuck":
        return theme.error
    if view.phase == "done":
        return theme.good
    return theme.recording if view.mode == "reference" else theme.practice


def _card(title: str, words: str, view: View, sheet: Sheet, *, colour: Colour, lines: int) -> Block:
    """A title, a few lines of text, and how far the work is, on a card."""
    pad = sheet.px(18)
    room = sheet.width - 2 * pad
    size = sheet.fit(title, room, (TITLE, 34, SMALL), bold=True)
    items = [sheet.text((pad, pad), room, title, size, colour, bold=True)]
    y = pad + sheet.line(size) + sheet.px(4)
    for line in sheet.wrap(words, room, SMALL, lines) if lines else ():
        items.append(sheet.text((pad, y), room, line, SMALL, sheet.theme.text))
        y += sheet.line(SMALL)
    ground: list[Item] = []
    if view.progress is not None:
        y += sheet.px(8)
        shown = bar.progress(view.progress, sheet, room, colour)
        ground += shown.at(pad, y)
        y += shown.height
    height = y + pad
    return Block(height, (Rect(0, 0, sheet.width, height, sheet.theme.card, sheet.px(14)), *items, *ground))
