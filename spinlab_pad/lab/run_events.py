"""What happens in a speed run, one value after another, for whoever follows it beside the View. Pure.

Order: `Started`, then any number of the others, then `Finished` or `Reset`; nothing comes between those and the next
`Started`. `index` counts splits from 0 in the order of the run. Every event carries the time of the run at which it
happened, so that a listener which was away can catch up from any of them. Listeners are called in the frame of the
event (`LabContext.run_listeners`): they return at once and do their work elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class RunTime:
    """A moment of a run. `frames` are video frames since its start, lag frames included; `time_ms` is the run's own
    time, which is what is compared with a PB; `real_ms` is what the wall clock says.

    In a full run `time_ms` is `frames` at the console's refresh rate. In chained practice it is the sum of what was
    played and of the penalty of each death.
    """

    frames: int
    time_ms: int
    real_ms: int


@dataclass(frozen=True, slots=True)
class Started:
    """A run has begun: its clock runs from `at`, which is 0 or the few frames by which a start state is late.

    `names` are those of all splits in their order; `attempt` counts the runs of this course, this one included.
    """

    at: RunTime
    kind: Literal["full", "chained"]
    names: tuple[str, ...]
    attempt: int


@dataclass(frozen=True, slots=True)
class Split:
    """The end of a segment was reached. After the last one comes `Finished` with the same time.

    Just after `Undone` it is the same split that counts again, with the time that it had.
    """

    at: RunTime
    index: int
    name: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A split stays without a time: another came first, the runner gave it up, or (after `Undone`) took it back."""

    at: RunTime
    index: int
    name: str


@dataclass(frozen=True, slots=True)
class Undone:
    """The last split that was reached is taken back, and what was skipped after it; in the same frame comes what they
    are now.
    """

    at: RunTime
    index: int
    name: str


@dataclass(frozen=True, slots=True)
class Paused:
    """The run's own time stands still: no frame of the game runs, or a start is being loaded in chained practice."""

    at: RunTime


@dataclass(frozen=True, slots=True)
class Resumed:
    """The run's own time runs again, from `at`."""

    at: RunTime


@dataclass(frozen=True, slots=True)
class Reset:
    """The run was given up, or the game jumped; it did not come to its end."""

    at: RunTime


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of the last segment was reached; `pb`: it is the best of its course."""

    at: RunTime
    pb: bool


RunEvent = Started | Split | Skipped | Undone | Paused | Resumed | Reset | Finished
RunListener = Callable[[RunEvent], None]
