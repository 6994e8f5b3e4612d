"""Times as a speedrunner reads them. Pure.

The minus is U+2212, as wide as a digit; an em dash stands for what isn't known.
"""

from __future__ import annotations

from typing import Final, Literal

from spinlab_pad.lab.view import TimerView

UNKNOWN: Final = "—"
MINUS: Final = "−"

Decimals = Literal[0, 1, 2]


def clock(ms: int | None, decimals: Decimals = 2) -> str:
    """'0:34.25', '12:03.4', '1:02:03'; cut off, never rounded up, so that a time is never shown before it
    passed.
    """
    if ms is None:
        return UNKNOWN
    sign, ms = (MINUS, -ms) if ms < 0 else ("", ms)
    minutes, rest_ms = divmod(ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    whole, fraction_ms = divmod(rest_ms, 1000)
    head = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    tail = f".{fraction_ms // 10 ** (3 - decimals):0{decimals}}" if decimals else ""
    return f"{sign}{head}:{whole:02}{tail}"


def value(ms: int | None, decimals: Decimals = 2) -> str:
    """As `clock`, without decimals from an hour on, where nobody reads them."""
    return clock(ms, 0 if ms is not None and abs(ms) >= 3_600_000 else decimals)


def delta(ms: int, decimals: Decimals = 1) -> str:
    """'−1.2', '+0.4', '+1:02': always signed; no decimals above a minute."""
    sign, ms = (MINUS, -ms) if ms < 0 else ("+", ms)
    if ms >= 60_000:
        return sign + clock(ms, 0)
    whole, fraction_ms = divmod(ms, 1000)
    return f"{sign}{whole}" + (f".{fraction_ms // 10 ** (3 - decimals):0{decimals}}" if decimals else "")


def arrow(ms: int) -> str:
    """Up for faster, down for slower: read without colour."""
    return "▲" if ms < 0 else "▼" if ms > 0 else "="


def shown_ms(timer: TimerView, now_ms: int) -> int | None:
    """What the timer shows at `now_ms` (Unix ms); None where nothing was timed yet."""
    if timer.running and timer.started_ms is not None:
        return max(0, timer.offset_ms + now_ms - timer.started_ms)
    return timer.frozen_ms


def timer_text(timer: TimerView, now_ms: int) -> str:
    """Tenths while it runs, hundredths when it stands."""
    return clock(shown_ms(timer, now_ms), 1 if timer.running else 2)
