"""A speed run: the standing, the splits around the current one, the chances, and the card at its end. Pure."""

from __future__ import annotations

from spinlab_pad.lab.view import SpeedRunView, SplitView, View
from spinlab_pad.overlay.items import Item, Rect
from spinlab_pad.overlay.parts.timing import standing_colour
from spinlab_pad.overlay.sheet import SMALL, TITLE, VALUE, Block, Sheet, stack
from spinlab_pad.overlay.theme import Colour
from spinlab_pad.overlay.times import UNKNOWN, arrow, clock, delta, value

ROW = 46
"""Height of a split, in units."""
TENTHS_BELOW_MS = 60_000
"""Times of splits are told to a tenth below a minute: from there on the names need the room."""
Told = tuple[str, Colour]


def ahead_ms(view: View) -> int | None:
    """The standing against the PB: live where there is a delta, else at the last split."""
    if view.delta is not None:
        return view.delta.delta_ms
    return view.speed_run.ahead_ms if view.speed_run is not None else None


def standing(view: View, sheet: Sheet) -> Block:
    """Deaths on the left, ahead or behind on the right; as high with as without."""
    height = sheet.px(VALUE)
    ms = ahead_ms(view)
    shown = "" if ms is None else f"{arrow(ms)} {delta(ms, 2 if abs(ms) < 10_000 else 1)}"
    size = sheet.fit(shown, sheet.width * 3 // 5, (VALUE, 40, 36, SMALL), bold=True)
    wide = min(sheet.width * 3 // 5, sheet.wide(shown, size, bold=True))
    deaths = "no deaths" if view.deaths == 0 else f"✗ {view.deaths}"
    room = sheet.width - wide - sheet.px(14)
    items = [sheet.text((0, (height - sheet.line(36)) // 2), room, deaths, 36, sheet.theme.dim)]
    if ms is not None:
        at = (sheet.width - wide, (height - sheet.line(size)) // 2)
        items.append(sheet.text(at, wide, shown, size, standing_colour(ms, sheet), bold=True, align="right"))
    return Block(height, tuple(items))


def place(view: SpeedRunView) -> int:
    """The place of the current split, from 1; the last one's when the run is over."""
    current = next((n for n, split in enumerate(view.splits) if split.state == "current"), None)
    done = sum(split.state == "done" for split in view.splits)
    return view.first + (current if current is not None else max(0, done - 1))


def splits(view: SpeedRunView, sheet: Sheet, rows: int) -> Block:
    """`rows` splits with the current one among them, in the middle where it can be."""
    middle = place(view) - view.first
    first = max(0, min(middle - rows // 2, len(view.splits) - rows))
    shown = view.splits[first : first + rows]
    return stack([_split(split, sheet) for split in shown])


def _split(shown: SplitView, sheet: Sheet) -> Block:
    """Name, difference, time; the current one is filled and has an arrow: colour alone tells nothing."""
    theme, height, pad, gap = sheet.theme, sheet.px(ROW), sheet.px(8), sheet.px(10)
    current = shown.state == "current"
    drop = (height - sheet.line(SMALL)) // 2
    time, colour = _time(shown, sheet)
    wide = sheet.wide(time, SMALL, bold=True)
    items: list[Item] = [Rect(0, 0, sheet.width, height, theme.card, sheet.px(10))] if current else []
    x = sheet.width - pad - wide
    items.append(sheet.text((x, drop), wide, time, SMALL, colour, bold=True, align="right"))
    against = _against(shown, sheet)
    inner = 0 if against is None else sheet.wide(against[0], SMALL, bold=True)
    # Whose time it is matters more than how it stands.
    if against is not None and x - 2 * gap - pad - inner >= sheet.width // 5:
        words, tint = against
        x -= gap + inner
        items.append(sheet.text((x, drop), inner, words, SMALL, tint, bold=True, align="right"))
    name = f"▶ {shown.name}" if current else shown.name
    name_colour = theme.text if current or shown.state == "done" else theme.dim
    items.append(sheet.text((pad, drop), x - gap - pad, name, SMALL, name_colour, bold=current))
    return Block(height, tuple(items))


def _time(shown: SplitView, sheet: Sheet) -> Told:
    ms = shown.split_ms if shown.split_ms is not None else shown.pb_ms
    text = clock(ms, 1 if ms is not None and ms < TENTHS_BELOW_MS else 0)
    return text, sheet.theme.text if shown.split_ms is not None else sheet.theme.dim


def _against(shown: SplitView, sheet: Sheet) -> Told | None:
    if shown.state != "done":
        return None
    if shown.delta_ms is None:
        return ("★", sheet.theme.gold) if shown.gold else None
    words = delta(shown.delta_ms)
    if shown.gold:
        return f"★ {words}", sheet.theme.gold
    return words, standing_colour(shown.delta_ms, sheet)


def numbers(view: SpeedRunView, sheet: Sheet, rows: int) -> Block:
    """What the run may come to: a label on the left and its value on the right, the first `rows` of them."""
    theme = sheet.theme
    chance = UNKNOWN if view.pb_chance is None else f"{round(view.pb_chance * 100)} %"
    told: list[tuple[str, str, Colour]] = [
        ("best possible", value(view.best_possible_ms, 1), theme.text),
        ("PB chance", chance, theme.text),
        ("sum of best", value(view.sum_of_best_ms, 1), theme.gold),
        ("expected", value(view.expected_ms, 1), theme.text),
        (f"attempt {view.attempt}", f"{view.finished} finished", theme.dim),
    ]
    known = [("PB", value(view.pb_ms, 1), theme.text), *(row for row in told if row[1] != UNKNOWN)]
    return stack([_number(label, shown, sheet, colour) for label, shown, colour in known[:rows]])


def _number(label: str, shown: str, sheet: Sheet, colour: Colour) -> Block:
    left = sheet.wide(label, SMALL)
    room = sheet.width - left - sheet.px(14)
    right = sheet.text((sheet.width - room, 0), room, shown, SMALL, colour, bold=True, align="right")
    return Block(sheet.line(SMALL), (sheet.text((0, 0), left, label, SMALL, sheet.theme.dim), right))


def ended(view: SpeedRunView) -> str | None:
    """What is said at the end of a run; None while there is none."""
    if view.result_ms is None:
        return None
    return "★ New PB!" if view.pb else "Finished"


def end_card(view: SpeedRunView, sheet: Sheet) -> Block:
    """The run that has just ended: its time, and how it stands to the best before it."""
    words = ended(view)
    assert words is not None, "no run has ended"
    theme, pad = sheet.theme, sheet.px(18)
    room = sheet.width - 2 * pad
    colour = theme.gold if view.pb else theme.text
    time = clock(view.result_ms)
    against = _end_words(view)
    size = sheet.fit(time, room, (96, 84, 72, 60, VALUE, TITLE), bold=True)
    y = pad + sheet.line(TITLE)
    height = y + sheet.line(size) + sheet.line(36) + pad
    ground = [Rect(0, 0, sheet.width, height, theme.card, sheet.px(14))]
    if view.pb:
        ground.append(Rect(0, 0, sheet.width, height, theme.gold, sheet.px(14), sheet.px(4)))
    tint = theme.dim if view.ahead_ms is None else standing_colour(view.ahead_ms, sheet)
    return Block(
        height,
        (
            *ground,
            sheet.text((pad, pad), room, words, TITLE, colour, bold=True),
            sheet.text((pad, y), room, time, size, colour, bold=True, align="right"),
            sheet.text((pad, y + sheet.line(size)), room, against, 36, tint, bold=True, align="right"),
        ),
    )


def _end_words(view: SpeedRunView) -> str:
    if view.ahead_ms is None:
        return "your first one" if view.pb else "no PB"
    words = f"{arrow(view.ahead_ms)} {delta(view.ahead_ms, 1)}"
    return words if view.pb else f"no PB · {words}"
