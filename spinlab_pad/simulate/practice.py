"""A runner practises by a calendar, segment by segment, as somebody chooses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spinlab_pad.schedule.types import Attempt
from spinlab_pad.simulate.calendar import DAY_S, Calendar
from spinlab_pad.simulate.policy import Chooser
from spinlab_pad.simulate.runners.runner import Player


@dataclass(frozen=True, slots=True)
class Play:
    """An attempt of the segment at this place of the run, begun after `practised_s` seconds of practice."""

    segment: int
    attempt: Attempt
    practised_s: float


@dataclass(frozen=True, slots=True)
class Break:
    """Days between two sessions."""

    days: float


def practise(player: Player, chooser: Chooser, calendar: Calendar, now_s: float) -> Iterator[Play | Break]:
    """Practise from `now_s` on; each step is told when it is over. An attempt that a session's end falls into is played
    to its own end."""
    practised_s = 0.0
    ends_s = calendar.ends_s
    for session, end_s in enumerate(ends_s):
        began_s = practised_s
        while practised_s < end_s:
            segment = chooser.next(now_s, calendar.left_s(practised_s))
            attempt = player.play(segment, now_s, practised_s - began_s)
            chooser.record(attempt)
            yield Play(segment, attempt, practised_s)
            practised_s += attempt.duration_s
            now_s += attempt.duration_s
        if session + 1 < len(ends_s):
            days = calendar.gap_days(session)
            player.rest(days)
            now_s += days * DAY_S
            yield Break(days)
