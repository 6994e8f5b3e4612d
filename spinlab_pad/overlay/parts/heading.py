"""Where the runner is: game, connection, mode, segment. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from spinlab_pad.lab.view import ConnectionState, ConnectionView, Mode, PaceName, SegmentView, View
from spinlab_pad.overlay.items import Item, Rect
from spinlab_pad.overlay.parts import run
from spinlab_pad.overlay.sheet import SMALL, TITLE, VALUE, Block, Sheet
from spinlab_pad.overlay.theme import Colour, Theme

STATES: Final[Mapping[ConnectionState, str]] = {
    "waiting": "○ waiting",
    "connecting": "○ connecting",
    "playing": "● live",
    "paused": "○ paused",
    "lost": "✗ lost",
}
PACES: Final[Mapping[PaceName, str]] = {
    "fast": "▲ fast-forward",
    "slow": "▼ slow motion",
    "rewind": "◀ rewind",
    "paused": "○ paused",
    "standstill": "○ stands still",
    "silent": "✗ no answer",
}
"""What is said of a game that is connected and doesn't simply play."""


def pace_word(connection: ConnectionView) -> str | None:
    """What the emulator does with time; None where it simply plays or where there is none."""
    return PACES.get(connection.pace or "normal") if connection.state == "playing" else None


def state_word(connection: ConnectionView) -> str:
    """How it stands with the emulator."""
    return pace_word(connection) or STATES[connection.state]


def state_colour(connection: ConnectionView, theme: Theme) -> Colour:
    """Colour of the connection's word."""
    if pace_word(connection) is not None:
        return theme.dim if connection.pace in ("paused", "standstill") else theme.warn
    return {"playing": theme.good, "lost": theme.error}.get(connection.state, theme.dim)


BADGES: Final[Mapping[Mode, tuple[str, str]]] = {
    "reference": ("● REC", "recording"),
    "reference_paused": ("REC PAUSED", "idle"),
    "practice": ("PRACTICE", "practice"),
    "cold_fill": ("COLD FILL", "practice"),
    "replay": ("▶ REPLAY", "idle"),
    "speed_run": ("SPEED RUN", "practice"),
}
"""The word of each mode and the name of its colour in the theme."""


ENDS: Final[Mapping[str, tuple[str, str]]] = {"done": ("DONE", "practice"), "stuck": ("STUCK", "recording")}
"""The same of practice that serves nothing any more, by its phase."""


def badge_of(view: View) -> tuple[str, str]:
    """The word of the moment and the name of its colour in the theme."""
    if view.start is not None:
        return "GET READY", "practice"
    if view.mode == "idle":
        unknown = view.game is not None and view.game.profile is None
        return ("WHICH GAME?" if unknown else "READY"), "idle"
    if view.connection.state == "paused" and view.mode not in ("reference", "reference_paused"):
        return "PAUSED", "idle"
    if view.mode == "practice" and view.phase in ENDS:
        return ENDS[view.phase]
    if view.speed_run is not None and view.speed_run.kind == "chained":
        return "CHAINED", "practice"
    return BADGES[view.mode]


def mode_colour(view: View, theme: Theme) -> Colour:
    """The colour that stands for the mode."""
    if view.connection.state == "lost":
        return theme.error
    return {"recording": theme.recording, "practice": theme.practice, "idle": theme.idle}[badge_of(view)[1]]


def top_line(view: View, sheet: Sheet) -> Block:
    """The game on the left, the connection on the right."""
    state = state_word(view.connection)
    room = min(sheet.width, sheet.wide(state, SMALL, bold=True))
    game = view.game.name if view.game is not None else "no game"
    left = sheet.text((0, 0), sheet.width - room - sheet.px(14), game, SMALL, sheet.theme.dim)
    colour = state_colour(view.connection, sheet.theme)
    right = sheet.text((sheet.width - room, 0), room, state, SMALL, colour, bold=True, align="right")
    return Block(sheet.line(SMALL), (left, right))


def badge(view: View, sheet: Sheet) -> Block:
    """The mode as a filled badge, the segment's place on the right; with nothing going on, the category."""
    word, _ = badge_of(view)
    height, pad = sheet.px(50), sheet.px(18)
    wide = min(sheet.width, sheet.wide(word, SMALL, bold=True) + 2 * pad)
    drop = (height - sheet.line(SMALL)) // 2
    items: list[Item] = [
        Rect(0, 0, wide, height, mode_colour(view, sheet.theme), radius=sheet.px(12)),
        sheet.text((pad, drop), wide - 2 * pad, word, SMALL, sheet.theme.ink, bold=True, align="centre"),
    ]
    place = _place(view)
    if place:
        room = sheet.width - wide - sheet.px(14)
        size = sheet.fit(place, room, (TITLE, 34, SMALL), bold=True)
        y = (height - sheet.line(size)) // 2
        items.append(sheet.text((sheet.width - room, y), room, place, size, sheet.theme.text, bold=True, align="right"))
    return Block(height, tuple(items))


def _place(view: View) -> str:
    if view.mode in ("reference", "reference_paused"):
        count = view.run.segments if view.run is not None else 0
        return f"{count} segment" + ("" if count == 1 else "s")
    if view.speed_run is not None:
        return f"{run.place(view.speed_run)} / {view.speed_run.of}"
    if view.segment is not None:
        return f"{view.segment.place} / {view.segment.of}"
    return view.game.category if view.game is not None and view.game.profile is not None else ""


def segment(shown: SegmentView, sheet: Sheet, beside: str = "") -> Block:
    """The name, on two lines where it's long, and from where to where it goes; `beside` stands at the end of that."""
    size = sheet.fit(shown.name, sheet.width, (VALUE, 42, TITLE, 34), bold=True)
    lines = sheet.wrap(shown.name, sheet.width, size, 2, bold=True)
    items = [
        sheet.text((0, row * sheet.line(size)), sheet.width, line, size, sheet.theme.text, bold=True)
        for row, line in enumerate(lines)
    ]
    y = len(lines) * sheet.line(size)
    room = sheet.width
    if beside:
        wide = sheet.wide(beside, SMALL, bold=True)
        room -= wide + sheet.px(14)
        items.append(sheet.text((sheet.width - wide, y), wide, beside, SMALL, sheet.theme.text, bold=True))
    items.append(sheet.text((0, y), room, _way(shown, sheet, room), SMALL, sheet.theme.dim))
    return Block(y + sheet.line(SMALL), tuple(items))


def _way(shown: SegmentView, sheet: Sheet, room: int) -> str:
    """'entrance → checkpoint 1', in its short form where there's no room."""
    long = f"{shown.start} → {shown.end}"
    return long if sheet.wide(long, SMALL) <= room else long.replace("checkpoint", "CP")


def lost(connection: ConnectionView, why: str | None, sheet: Sheet) -> Block:
    """What to do when the emulator doesn't answer any more; `why` is the lab's own word on it."""
    emulator = connection.emulator or "The emulator"
    words = why or f"{emulator} does not answer. Start the game again; practice goes on by itself."
    return card("✗ Connection lost", words, sheet, sheet.theme.error)


def card(title: str, words: str, sheet: Sheet, colour: Colour, lines: int = 5) -> Block:
    """A title and a few lines of text on a card."""
    pad = sheet.px(18)
    room = sheet.width - 2 * pad
    size = sheet.fit(title, room, (TITLE, 34, SMALL), bold=True)
    top = pad + sheet.line(size) + sheet.px(4)
    rows = [
        sheet.text((pad, top + row * sheet.line(SMALL)), room, line, SMALL, sheet.theme.text)
        for row, line in enumerate(sheet.wrap(words, room, SMALL, lines))
    ]
    height = top + len(rows) * sheet.line(SMALL) + pad
    head = sheet.text((pad, pad), room, title, size, colour, bold=True)
    return Block(height, (Rect(0, 0, sheet.width, height, sheet.theme.card, sheet.px(14)), head, *rows))
