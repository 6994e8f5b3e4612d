"""What is said to LiveSplit's server, and what it answers. Pure.

A command is one line of text; most answer nothing, and one that is not known answers nothing either. Questions are
answered in the order in which they came, without an echo; so a question whose answer is late must never be followed by
another one over the same connection. The builds since 1.8.29 catch no fault of a command: only what their table holds,
with its argument, may be sent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from spinlab_pad.livesplit.errors import Nonsense

Phase = Literal["NotRunning", "Running", "Ended", "Paused"]
"""LiveSplit's own words for what its timer does."""

START: Final = "starttimer"
"""Does nothing unless the timer is NotRunning. Game time is unset afterwards."""
SPLIT: Final = "split"
"""Does nothing unless the timer is Running. The split's game time is that of now."""
SKIP: Final = "skipsplit"
"""The current split stays empty. Does nothing at the last split."""
UNDO: Final = "unsplit"
"""Back to the split before, which becomes empty; an Ended timer runs again."""
RESET: Final = "reset"
"""Keeps what was split, without asking, and makes the timer NotRunning. Game time runs again."""
HOLD: Final = "pausegametime"
"""Game time stands; while it stands it is exactly what was set."""
RELEASE: Final = "unpausegametime"
"""Game time runs on from where it stands."""

QUESTIONS: Final = ("getcurrenttimerphase", "getsplitindex")
"""Together they say where the timer stands; every version answers both."""

ANSWER_MAX: Final = 64
"""Characters of the longest answer that is taken for one."""

_INDEX = re.compile(r"-?[0-9]{1,6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where LiveSplit's timer stands. `index` is that of the current split: -1 unless it runs, the count of splits when
    it has ended."""

    phase: Phase
    index: int


def standing(answers: Sequence[str]) -> Standing:
    """What the answers to `QUESTIONS` say.

    Raises:
        Nonsense: they are not LiveSplit's.
    """
    if len(answers) != len(QUESTIONS):
        raise _nonsense(answers)
    word, number = answers
    for phase in get_args(Phase):
        if phase == word and _INDEX.fullmatch(number) and (int(number) >= 0) == (phase != "NotRunning"):
            return Standing(phase, int(number))
    raise _nonsense(answers)


def set_clock(ms: int) -> str:
    """The command that sets game time; `ms` from 0. Every version reads hours, minutes, seconds and thousandths."""
    minutes, rest = divmod(ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"setgametime {hours}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"


def _nonsense(answers: Sequence[str]) -> Nonsense:
    said = " and ".join(repr(answer[:ANSWER_MAX]) for answer in answers)
    return Nonsense(f"something answers that isn't LiveSplit ({said}); check livesplit.port and livesplit.protocol")
