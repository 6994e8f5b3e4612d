"""Spaced repetition: what is due first, for those who want to have every segment come back before it is forgotten.

It knows nothing of what practice is worth in a run, only of when something was last practised and how that went.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from spinlab_pad.schedule.allocators.base import Context
from spinlab_pad.schedule.types import Choice

NAME: Final = "spaced"

_MINUTE_S, _HOUR_S, _DAY_S = 60.0, 3_600.0, 86_400.0


def choose(context: Context) -> Choice:
    """What is most overdue for its interval, then what is new, in the order of the run, then what is due soonest.

    Of equals the one that was served longest ago.
    """
    dues = context.dues
    late_s = context.now_s - dues.due_s
    new = np.isnan(late_s)
    if (late_s >= 0.0).any():
        place = _first(context, np.where(late_s >= 0.0, late_s / dues.interval_s, -1.0))
        why = short = f"due {_span(late_s[place])} ago" if late_s[place] >= _MINUTE_S else "due now"
    elif new.any():
        return Choice(context.order[int(np.flatnonzero(new)[0])], "new", NAME)
    else:
        place = _first(context, late_s)
        short = f"due in {_span(-late_s[place])}"
        why = f"{short}: nothing else is due"
    return Choice(context.order[place], why, NAME, 1.0, _numbers(late_s[place], dues.interval_s[place]), short)


def _first(context: Context, urgency: np.ndarray[tuple[int], np.dtype[np.float64]]) -> int:
    top = np.flatnonzero(urgency == urgency.max()).tolist()
    return min(top, key=lambda place: context.last_served[context.order[place]])


def _numbers(late_s: float, interval_s: float) -> Mapping[str, float]:
    """Seconds until it is due (negative: since), and from the last review until then."""
    return {"due_in_s": float(-late_s), "interval_s": float(interval_s)}


def _span(seconds: float) -> str:
    """'3 min', '2 h', '4 days'; at least a minute."""
    if seconds < 90.0 * _MINUTE_S:
        return f"{max(round(seconds / _MINUTE_S), 1)} min"
    if seconds < 36.0 * _HOUR_S:
        return f"{round(seconds / _HOUR_S)} h"
    return f"{round(seconds / _DAY_S)} days"
