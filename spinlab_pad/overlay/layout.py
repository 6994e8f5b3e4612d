"""View -> items: which parts are shown where. Pure.

The column: parts from the top keep their place; the prompt and a notice stand at the bottom; what lies
between is shown as far as there is room, the least important part going first. The strip is the same in 640
x 200.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from spinlab_pad.lab.view import SpeedRunView, View
from spinlab_pad.overlay.items import Item, Measure, Rect
from spinlab_pad.overlay.parts import choice, guide, heading, history, run, session, start, timing, work
from spinlab_pad.overlay.parts.guide import Holding
from spinlab_pad.overlay.sheet import Block, Sheet
from spinlab_pad.overlay.strip import strip
from spinlab_pad.overlay.theme import Theme

COLUMN: Final = (480, 1080)
STRIP: Final = (640, 200)
"""Sizes in units that the two forms are drawn for."""

MARGIN: Final = 0.05
"""Share of width and height that stays free on every side: old sets cut the edges off."""

STRIPE: Final = 6
"""Width of the stripe in the mode's colour on the edge, in units."""

GAP: Final = 11

USUAL_PROMPT: Final = 157
"""Height that the prompt of a running practice takes, in units."""


def layout(
    view: View,
    size: tuple[int, int],
    theme: Theme,
    now_ms: int,
    measure: Measure,
    *,
    scale: float = 1.0,
    margin: float = MARGIN,
    holding: Holding | None = None,
) -> tuple[Item, ...]:
    """The whole picture in drawing order.

    `size` in px; wider than 1.6 times its height makes a strip. `now_ms` is Unix time. `scale` (0.5 to 2)
    makes everything larger, with less of it; `margin` is 0 to 0.1.
    """
    wide, high = size
    is_strip = wide > 1.6 * high
    reference = STRIP if is_strip else COLUMN
    unit = min(wide / reference[0], high / reference[1]) * scale
    x, y = round(wide * margin), round(high * margin)
    sheet = Sheet(wide - 2 * x, unit, theme, measure, now_ms)
    edge = Rect(0, 0, sheet.px(STRIPE), high, heading.mode_colour(view, theme))
    ground = (Rect(0, 0, wide, high, theme.panel), edge)
    room = high - 2 * y
    parts = strip(view, sheet, room, holding) if is_strip else column(view, sheet, room, holding)
    return (*ground, *parts.at(x, y))


@dataclass(frozen=True, slots=True)
class Part:
    """One part in its forms from the fullest to the smallest; the part with the least weight goes first.

    `elastic`: takes the form that there is room for at the moment; for the lowest, with nothing below that
    it moves.
    """

    weight: int
    forms: tuple[Block, ...]
    elastic: bool = False


def column(view: View, sheet: Sheet, height: int, holding: Holding | None) -> Block:
    """The parts of a column `height` px high."""
    gap = sheet.px(GAP)
    items: list[Item] = []
    bottom = height
    for block in _bottom(view, sheet, height, holding):
        bottom -= block.height
        items += block.at(0, bottom)
        bottom -= gap
    y = 0
    # The form is chosen for the usual prompt, so that nothing changes its shape while the layer is open.
    usual = height - sheet.px(USUAL_PROMPT)
    for block in _dropped(_parts(view, sheet), usual, bottom, gap):
        items += block.at(0, y)
        y += block.height + gap
    return Block(height, tuple(items))


def _formed(parts: list[Part], room: int, gap: int) -> list[tuple[Part, Block]]:
    """Each part in its fullest form with which all fit into `room` px, else in its smallest."""
    formed: list[tuple[Part, Block]] = []
    for step in range(max(len(part.forms) for part in parts)):
        formed = [(part, part.forms[min(step, len(part.forms) - 1)]) for part in parts]
        if _height([block for _, block in formed], gap) <= room:
            break
    return formed


def _dropped(parts: list[Part], usual: int, room: int, gap: int) -> list[Block]:
    """What fits into `room` px: elastic parts give way first, then those with the least weight go."""
    left = _formed(parts, usual, gap)
    while left:
        rigid = [block for part, block in left if not part.elastic]
        for forms in ([form] for part, _ in left if part.elastic for form in part.forms):
            if _height([*rigid, *forms], gap) <= room:
                return [*rigid, *forms]
        if _height([block for _, block in left], gap) <= room:
            return [block for _, block in left]
        left.remove(min(left, key=lambda entry: entry[0].weight))
    return []


def _height(blocks: list[Block], gap: int) -> int:
    return sum(block.height for block in blocks) + gap * max(0, len(blocks) - 1)


def _bottom(view: View, sheet: Sheet, height: int, holding: Holding | None) -> list[Block]:
    """What stands at the bottom, lowest first; the prompt takes at most a little more than half."""
    blocks = []
    hold = None if holding is None else guide.hold(holding, sheet)
    if view.prompt is not None:
        sizes = [guide.prompt(view.prompt, sheet, rows) for rows in range(guide.ROWS, -1, -1)]
        fitting = [block for block in sizes if block.height <= height * 0.55][:1] or sizes[-1:]
        if hold is not None:
            # The bar takes the place of the lowest rows, so that nothing above moves meanwhile.
            room = fitting[0].height - hold.height - sheet.px(GAP)
            fitting = [block for block in sizes if block.height <= room][:1] or sizes[-1:]
        blocks += fitting
    if hold is not None:
        blocks.insert(0, hold)
    shown = guide.newest(view.notices, sheet.now_ms)
    if shown is not None and not (view.connection.state == "lost" and shown.level == "error"):
        blocks.append(guide.notice(shown, sheet))
    return blocks


def _parts(view: View, sheet: Sheet) -> list[Part]:
    """The parts from the top."""
    parts = [Part(9, (heading.top_line(view, sheet),)), Part(10, (heading.badge(view, sheet),))]
    if view.connection.state == "lost":
        why = next((item.text for item in reversed(view.notices) if item.level == "error"), None)
        parts.append(Part(11, (heading.lost(view.connection, why, sheet),)))
    if view.question is not None:
        return [*parts, Part(12, choice.question(view, view.question, sheet), elastic=True)]
    welcome = guide.first_start(view, sheet)
    if welcome:
        return [*parts, Part(8, welcome, elastic=True)]
    if view.speed_run is not None:
        return parts + _speed_run(view, view.speed_run, sheet)
    if view.segment is not None:
        parts.append(Part(8, (heading.segment(view.segment, sheet, timing.beside_way(view)),)))
    elif view.run is not None:
        parts.append(Part(8, (history.run(view.run, sheet),)))
    if view.start is not None:
        # Whoever gets ready looks at the pad and at the time to beat.
        return [*parts, Part(9, start.start(view.start, sheet)), *_estimate(view, sheet)]
    if view.phase in ("done", "stuck") or (view.mode == "replay" and view.timer.frozen_ms is None):
        pass  # nothing is timed, and nothing will be before the runner says so
    elif view.mode != "idle" or view.segment is not None:
        parts.append(Part(7, (timing.timer(view, sheet),)))
        parts.append(Part(6, (timing.attempt(view, sheet),)))
    task = work.task(view, sheet)
    if task:
        parts.append(Part(1 if view.mode == "reference" else 8, task))
    return parts + _numbers(view, sheet)


def _speed_run(view: View, shown: SpeedRunView, sheet: Sheet) -> list[Part]:
    parts = []
    if view.start is not None:
        parts.append(Part(9, start.start(view.start, sheet)))
    elif shown.result_ms is not None:
        parts.append(Part(9, (run.end_card(shown, sheet),)))
    else:
        parts.append(Part(8, (timing.timer(view, sheet),)))
        parts.append(Part(7, (run.standing(view, sheet),)))
    if shown.splits:
        parts.append(Part(6, tuple(run.splits(shown, sheet, rows) for rows in (7, 7, 5, 5, 3, 1))))
    numbers = tuple(run.numbers(shown, sheet, rows) for rows in (6, 5, 4, 3, 2, 1))
    return [*parts, Part(2, numbers, elastic=True)]


def _estimate(view: View, sheet: Sheet) -> list[Part]:
    if view.estimate is None:
        return []
    full, small = (timing.estimate(view.estimate, sheet, compact) for compact in (False, True))
    return [Part(4, (full, full, full, small))]


def _numbers(view: View, sheet: Sheet) -> list[Part]:
    parts = _estimate(view, sheet)
    if view.result is not None:
        full, small = (history.result(view.result, sheet, compact) for compact in (False, True))
        parts.append(Part(5, (full, full, small)))
    if view.recent:
        parts.append(Part(3, (history.recent(view.recent, sheet),)))
    if view.session is not None:
        outlook = view.run.outlook if view.run is not None else None
        minutes = outlook.next_minutes if outlook is not None else None
        full, small = (session.session(view.session, sheet, ahead) for ahead in (minutes, None))
        parts.append(Part(2, (*[full] * 6, small)))
    if view.queue and view.phase not in ("done", "stuck"):
        why = view.segment.why_short if view.segment is not None else ""
        forms = ((3, 3), (3, 2), (3, 1), (3, 0), (2, 0), (1, 0))
        blocks = [history.queue(view.queue, sheet, *form, now=why) for form in forms]
        blocks.append(history.queue(view.queue, sheet, *forms[-1]))
        parts.append(Part(1, tuple(blocks), elastic=True))
    return parts
