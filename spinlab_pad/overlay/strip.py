"""The strip, 640 x 200 units: the least that a corner of the screen needs. Pure."""

from __future__ import annotations

from spinlab_pad.lab.view import QuestionView, View
from spinlab_pad.overlay.items import Item
from spinlab_pad.overlay.parts import bar, guide, heading, run, start, timing, work
from spinlab_pad.overlay.parts.session import goal_share
from spinlab_pad.overlay.sheet import SMALL, Block, Sheet
from spinlab_pad.overlay.theme import Colour
from spinlab_pad.overlay.times import arrow, clock, delta, timer_text

TIMER = (84, 72, 60, 48, 40)
Told = tuple[str, Colour]


def strip(view: View, sheet: Sheet, height: int, holding: guide.Holding | None) -> Block:
    """Three lines: what is played, the timer beside expectation and live delta or last result, what to do."""
    top = _title(view, sheet)
    if view.question is not None:
        bottom = _bottom(view, sheet)
        asked = _asked(view.question, sheet, height - top.height - bottom.height)
        return Block(height, (*top.at(0, 0), *asked.at(0, top.height), *bottom.at(0, height - bottom.height)))
    bottom = _bottom(view, sheet) if holding is None else guide.hold(holding, sheet)
    room = height - top.height - bottom.height
    items: list[Item] = [*top.at(0, 0), *bottom.at(0, height - bottom.height)]
    items += _middle(view, sheet, room).at(0, top.height)
    return Block(height, tuple(items))


def _asked(shown: QuestionView, sheet: Sheet, height: int) -> Block:
    """The question, and the marked choice with its place in the list."""
    marked = shown.choices[shown.cursor - shown.first]
    place = f"{shown.cursor + 1} of {shown.total}"
    wide = sheet.wide(place, SMALL)
    room = sheet.width - wide - sheet.px(14)
    line = sheet.line(SMALL)
    top = max(0, (height - 2 * line) // 2)
    return Block(
        height,
        (
            sheet.text((0, top), room, shown.title, SMALL, sheet.theme.dim),
            sheet.text((room, top), sheet.width - room, place, SMALL, sheet.theme.dim, align="right"),
            sheet.text((0, top + line), sheet.width, f"▶ {marked.label}", SMALL, sheet.theme.text, bold=True),
        ),
    )


def _title(view: View, sheet: Sheet) -> Block:
    word = heading.pace_word(view.connection) or _place(view) or heading.state_word(view.connection)
    wide = min(sheet.width, sheet.wide(word, SMALL, bold=True))
    colour = heading.mode_colour(view, sheet.theme)
    room = sheet.width - wide - sheet.px(14)
    left = sheet.text((0, 0), room, _name(view), SMALL, sheet.theme.text, bold=True)
    right = sheet.text((sheet.width - wide, 0), wide, word, SMALL, colour, bold=True, align="right")
    return Block(sheet.line(SMALL), (left, right))


def _place(view: View) -> str:
    if view.speed_run is not None:
        return f"{run.place(view.speed_run)} / {view.speed_run.of}"
    return f"{view.segment.place} / {view.segment.of}" if view.segment is not None else ""


def _name(view: View) -> str:
    """What is played, in the mode's word where no name says it."""
    if view.question is not None and view.question.key == "profile" and view.game is not None:
        return view.game.name
    ended = run.ended(view.speed_run) if view.speed_run is not None else None
    if ended is not None:
        return ended
    return view.segment.name if view.segment is not None else heading.badge_of(view)[0]


def _middle(view: View, sheet: Sheet, height: int) -> Block:
    """The timer, or what stands in its place, and on the right up to two lines."""
    half = sheet.width * 5 // 9
    shown, tint = _large(view, sheet)
    sizes = [size for size in TIMER if sheet.line(size) <= height] or [SMALL]
    size = sheet.fit(shown, half, [*sizes, SMALL], bold=True)
    items: list[Item] = [sheet.text((0, (height - sheet.line(size)) // 2), half, shown, size, tint, bold=True)]
    lines = [line for line in _beside(view, sheet) if line is not None]
    line_px = sheet.line(SMALL)
    top = (height - len(lines) * line_px) // 2
    for row, (words, colour) in enumerate(lines):
        at = (half, top + row * line_px)
        items.append(sheet.text(at, sheet.width - half, words, SMALL, colour, bold=True, align="right"))
    return Block(height, tuple(items))


def _large(view: View, sheet: Sheet) -> Told:
    if view.start is not None:
        number = start.count(view.start)
        return (start.told(view.start), sheet.theme.text) if number is None else (number, sheet.theme.gold)
    ended = view.speed_run.result_ms if view.speed_run is not None else None
    if ended is not None and view.speed_run is not None:
        return clock(ended), sheet.theme.gold if view.speed_run.pb else sheet.theme.text
    if view.timer.frozen_ms is None and not view.timer.running:
        if view.progress is not None:
            return bar.words_of(view.progress), sheet.theme.text
        told = work.words_of(view)
        if told is not None and view.mode == "practice":
            return told[0], sheet.theme.text
    return timer_text(view.timer, sheet.now_ms), sheet.theme.text


def _beside(view: View, sheet: Sheet) -> tuple[Told | None, ...]:
    """Two lines of what matters most."""
    theme = sheet.theme
    if view.speed_run is not None:
        ms = run.ahead_ms(view)
        best = view.speed_run.pb_ms if view.speed_run.result_ms is not None else view.speed_run.best_possible_ms
        word = "PB" if view.speed_run.result_ms is not None else "best"
        standing = None if ms is None else (f"{arrow(ms)} {delta(ms, 2)}", timing.standing_colour(ms, sheet))
        return (standing, None if best is None else (f"{word} {clock(best, 0)}", theme.dim))
    if view.mode == "cold_fill":
        shown = view.progress
        done = None if shown is None or shown.of is None else (f"{shown.done} of {shown.of}", theme.dim)
        return ("now die", theme.practice), done
    if view.mode == "replay":
        return (("your pad is", theme.dim), ("not used", theme.dim))
    if view.phase in ("done", "stuck"):
        goal = goal_share(view, sheet.now_ms)
        return (None if goal is None else (goal[0], theme.dim),)
    return _expected(view, sheet), _live(view, sheet) or _last(view, sheet)


def _expected(view: View, sheet: Sheet) -> Told | None:
    if view.estimate is None:
        return None
    return f"expect {clock(view.estimate.expected_ms, 1)}", sheet.theme.dim


def _live(view: View, sheet: Sheet) -> Told | None:
    if view.delta is None:
        return None
    return timing.standing(view.delta), timing.standing_colour(view.delta.delta_ms, sheet)


def _last(view: View, sheet: Sheet) -> Told | None:
    last = view.result
    if last is None:
        return None
    if not last.completed:
        return "✗ not finished", sheet.theme.dim
    if last.delta_ms is None or last.gold:
        return (
            f"{'★' if last.gold else '✓'} {clock(last.time_ms)}",
            sheet.theme.gold if last.gold else sheet.theme.text,
        )
    colour = sheet.theme.ahead if last.delta_ms <= 0 else sheet.theme.behind
    return f"{arrow(last.delta_ms)} {delta(last.delta_ms, 2)}", colour


def _bottom(view: View, sheet: Sheet) -> Block:
    """A notice, else what the pad does, else the deaths."""
    shown = guide.newest(view.notices, sheet.now_ms)
    if shown is not None:
        words, colour = f"{guide.SIGNS[shown.level]} {shown.text}", guide.level_colour(shown.level, sheet)
    elif view.prompt is not None:
        words, colour = _prompt(view), sheet.theme.dim
    else:
        words, colour = f"deaths {view.deaths}", sheet.theme.dim
    return Block(sheet.line(SMALL), (sheet.text((0, 0), sheet.width, words, SMALL, colour),))


def _prompt(view: View) -> str:
    assert view.prompt is not None
    parts = [view.prompt.title]
    for item in view.prompt.items:
        control = item.control.rpartition(" + ")[2]
        parts.append(f"{guide.ARROWS.get(control.removeprefix('d-pad '), control)} {item.action}")
    return " · ".join(parts)
