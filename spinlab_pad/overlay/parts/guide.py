"""What to do now: the pad's prompt, the rating card, notices, and the first start. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from spinlab_pad.lab.view import Level, Notice, PromptItem, PromptView, View
from spinlab_pad.overlay.items import Item, Rect
from spinlab_pad.overlay.sheet import SMALL, VALUE, Block, Sheet, stack
from spinlab_pad.overlay.theme import Colour

TOAST_MS: Final = 3000
"""How long news stay; a warning or an error stays as long as its cause."""

SIGNS: Final[Mapping[Level, str]] = {"info": "●", "good": "✓", "warn": "▲", "error": "✗"}
ARROWS: Final[Mapping[str, str]] = {"left": "◀", "down": "▼", "right": "▶", "up": "▲"}
ROWS: Final = 7
"""At most that many controls besides the ratings."""


def prompt(shown: PromptView, sheet: Sheet, rows: int = ROWS) -> Block:
    """The ratings as the d-pad lies, and the other controls as keys, under what must be held for them."""
    opened = shown.layer == "select"
    colour = sheet.theme.gold if opened else sheet.theme.dim
    groups = _groups(shown.items)
    blocks = []
    for held, items in groups.items() or [("", [])]:
        title = shown.title if not held or len(groups) == 1 else f"Hold {held}"
        blocks.append(_title(title, sheet, colour))
        ratings = [item for item in items if item.command == "rate"]
        blocks += [_cross(ratings, sheet)] if ratings else []
        blocks += _keys([item for item in items if item.command != "rate"], sheet)[:rows]
    return _framed(blocks, sheet) if opened else stack(blocks, sheet.px(8))


def _framed(blocks: list[Block], sheet: Sheet) -> Block:
    """A frame from above the first to below the last block, beside the content, into the margin."""
    inside = stack(blocks, sheet.px(8))
    out, height = sheet.px(12), inside.height + 2 * sheet.px(10)
    frame = Rect(-out, 0, sheet.width + 2 * out, height, sheet.theme.gold, sheet.px(16), sheet.px(4))
    return Block(height, (frame, *inside.at(0, sheet.px(10))))


def _title(words: str, sheet: Sheet, colour: Colour) -> Block:
    return Block(sheet.line(SMALL), (sheet.text((0, 0), sheet.width, words, SMALL, colour, bold=True),))


def _groups(items: tuple[PromptItem, ...]) -> dict[str, list[PromptItem]]:
    """Controls by what must be held for them ('Select', or '' for nothing), which is said once then."""
    groups: dict[str, list[PromptItem]] = {}
    for item in items:
        held, _, button = item.control.rpartition(" + ")
        groups.setdefault(held, []).append(replace(item, control=button))
    return groups


def _keys(items: list[PromptItem], sheet: Sheet) -> list[Block]:
    """Rows of keys with what they do, as many on a row as fit."""
    rows: list[Block] = []
    x = 0
    for item in items:
        wide, block = _key(item, sheet)
        if rows and x + wide <= sheet.width:
            rows[-1] = Block(block.height, (*rows[-1].items, *block.at(x, 0)))
        else:
            rows.append(block)
            x = 0
        x += wide + sheet.px(20)
    return rows


def _key(item: PromptItem, sheet: Sheet) -> tuple[int, Block]:
    """The control as a key and what it does; the width of both, and the block."""
    height, pad, gap = sheet.px(46), sheet.px(12), sheet.px(10)
    key = min(sheet.width * 3 // 5, max(height, sheet.wide(item.control, SMALL, bold=True) + 2 * pad))
    room = min(sheet.wide(item.action, SMALL), sheet.width - key - gap)
    drop = (height - sheet.line(SMALL)) // 2
    ground = Rect(0, 0, key, height, sheet.theme.rule, sheet.px(10))
    text = sheet.theme.text
    name = sheet.text((pad, drop), key - 2 * pad, item.control, SMALL, text, bold=True, align="centre")
    action = sheet.text((key + gap, drop), room, item.action, SMALL, text)
    return key + gap + room, Block(height, (ground, name, action))


def _cross(ratings: list[PromptItem], sheet: Sheet) -> Block:
    """Ratings where the thumb finds them: up above, left and right beside, down below."""
    by_way = {item.control.split()[-1]: item for item in ratings}
    if len(by_way) < len(ratings) or not by_way.keys() <= ARROWS.keys():
        return stack(_keys(ratings, sheet), sheet.px(8))
    height, gap = sheet.px(46), sheet.px(6)
    half = (sheet.width - gap) // 2
    places = {
        "up": ((sheet.width - half) // 2, 0),
        "left": (0, height + gap),
        "right": (sheet.width - half, height + gap),
        "down": ((sheet.width - half) // 2, 2 * (height + gap)),
    }
    items: list[Item] = []
    drop = (height - sheet.line(SMALL)) // 2
    for way, item in by_way.items():
        x, y = places[way]
        words = f"{item.action} {ARROWS[way]}" if way == "right" else f"{ARROWS[way]} {item.action}"
        items.append(Rect(x, y, half, height, sheet.theme.card, sheet.px(10)))
        items.append(sheet.text((x, y + drop), half, words, SMALL, sheet.theme.text, bold=True, align="centre"))
    return Block(3 * height + 2 * gap, tuple(items))


@dataclass(frozen=True, slots=True)
class Holding:
    """A long press under way: what it will do in words, and how far it is (0 to 1)."""

    action: str
    fraction: float


def hold(shown: Holding, sheet: Sheet) -> Block:
    """A long press under way: what it does, and a bar that fills."""
    words = f"keep holding to {shown.action}"
    height, pad = sheet.px(70), sheet.px(14)
    room = sheet.width - 2 * pad
    bar = sheet.px(10)
    y = sheet.px(46)
    return Block(
        height,
        (
            Rect(0, 0, sheet.width, height, sheet.theme.card, sheet.px(12)),
            sheet.text((pad, sheet.px(4)), room, words, SMALL, sheet.theme.text, bold=True),
            Rect(pad, y, room, bar, sheet.theme.rule, bar // 2),
            Rect(pad, y, max(bar, round(room * min(1.0, shown.fraction))), bar, sheet.theme.warn, bar // 2),
        ),
    )


def newest(notices: tuple[Notice, ...], now_ms: int) -> Notice | None:
    """The one notice to show: fresh news first, then the newest trouble that lasts."""
    fresh = [item for item in notices if now_ms - item.at_ms < TOAST_MS]
    lasting = [item for item in notices if item.level in ("warn", "error")]
    shown = fresh or lasting
    return shown[-1] if shown else None


def notice(shown: Notice, sheet: Sheet, lines: int = 3) -> Block:
    """A card with the level's sign and up to three lines."""
    colour = level_colour(shown.level, sheet)
    pad, sign = sheet.px(16), sheet.px(44)
    room = sheet.width - 2 * pad - sign
    rows = sheet.wrap(shown.text, room, SMALL, lines)
    height = len(rows) * sheet.line(SMALL) + 2 * sheet.px(10)
    items: list[Item] = [
        Rect(0, 0, sheet.width, height, sheet.theme.card, sheet.px(12)),
        Rect(0, 0, sheet.width, height, colour, sheet.px(12), sheet.px(3)),
        sheet.text((pad, sheet.px(10)), sign, SIGNS[shown.level], SMALL, colour, bold=True),
    ]
    for index, row in enumerate(rows):
        at = (pad + sign, sheet.px(10) + index * sheet.line(SMALL))
        items.append(sheet.text(at, room, row, SMALL, sheet.theme.text))
    return Block(height, tuple(items))


def level_colour(level: Level, sheet: Sheet) -> Colour:
    """The colour of a notice."""
    theme = sheet.theme
    return {"info": theme.dim, "good": theme.good, "warn": theme.warn, "error": theme.error}[level]


def first_start(view: View, sheet: Sheet) -> tuple[Block, ...]:
    """What to do where nothing can be practised yet, all steps and only the first; empty where there is
    something.
    """
    if view.mode != "idle" or (view.run is not None and view.run.segments > 0):
        return ()
    steps: tuple[str, ...]
    if view.game is None:
        title, steps = "Hello!", _ways_to_start(view.prompt)
    elif view.game.profile is None:
        title, steps = "Unknown game", (_way_to_say(view.prompt), "Until then nothing is recorded here.")
    else:
        title, steps = "No run yet", _steps(view.prompt)
    head = sheet.text((0, 0), sheet.width, title, VALUE, sheet.theme.text, bold=True)
    first = Block(sheet.line(VALUE), (head,))
    rows = [_step(str(number), words, sheet) for number, words in enumerate(steps, 1)]
    return stack([first, *rows], sheet.px(16)), stack([first, *rows[:1]], sheet.px(16)), rows[0]


def _step(number: str, words: str, sheet: Sheet) -> Block:
    """A number in a badge, and what to do."""
    badge, gap, size = sheet.px(46), sheet.px(16), 34
    room = sheet.width - badge - gap
    lines = sheet.wrap(words, room, size, 5)
    drop = (badge - sheet.line(size)) // 2
    rows = [
        sheet.text((badge + gap, drop + index * sheet.line(size)), room, line, size, sheet.theme.text)
        for index, line in enumerate(lines)
    ]
    ground = Rect(0, 0, badge, badge, sheet.theme.rule, badge // 2)
    sign = sheet.text((0, drop), badge, number, size, sheet.theme.text, bold=True, align="centre")
    return Block(max(badge, drop + len(lines) * sheet.line(size)), (ground, sign, *rows))


def _ways_to_start(shown: PromptView | None) -> tuple[str, ...]:
    press = _press(shown, "show_games")
    if press is None:
        return ("Start a game in RetroArch.", "It will show up here by itself.")
    return (f"{press} to start one of your games.", "Or start one in RetroArch: it shows up here by itself.")


def _way_to_say(shown: PromptView | None) -> str:
    press = _press(shown, "ask_game")
    return "Say it on the status page." if press is None else f"{press} to say it."


def _press(shown: PromptView | None, command: str) -> str | None:
    """How the pad gives a command, as the beginning of a sentence; None where it doesn't."""
    items = shown.items if shown is not None else ()
    control = next((item.control for item in items if item.command == command), None)
    if control is None:
        return None
    modifier, _, button = control.rpartition(" + ")
    held = button.startswith("hold ")
    if not modifier:
        return button.capitalize() if held else f"Press {button}"
    return f"Hold {modifier} and {button if held else f'press {button}'}"


def _steps(shown: PromptView | None) -> tuple[str, ...]:
    press = _press(shown, "start_reference")
    if press is None:
        return ("Connect a gamepad to record a reference run.",)
    return (
        f"{press} to record a reference run.",
        "Play the game. Every checkpoint and goal ends a segment.",
        "Finish the run the same way, then practise its segments.",
    )
