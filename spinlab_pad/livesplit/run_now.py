"""Our run as it is now, put together from what the lab tells of it. Pure.

Only full runs are followed: chained practice, from save states, would fill LiveSplit's splits with bests that no run
had.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from spinlab_pad.lab.run_events import Finished, Paused, Reset, Resumed, RunEvent, Skipped, Split, Started, Undone


@dataclass(frozen=True, slots=True)
class SplitMade:
    """A split that is behind us: the run's time at it (None: it was skipped), and when we were told, in seconds."""

    ms: int | None
    at_s: float


@dataclass(frozen=True, slots=True)
class RunNow:
    """The newest run. `number` counts runs from 1, `of` is how many splits it has, `splits` are those behind it.

    The run's time was `told_ms` at `told_s`, seconds of the same clock as everywhere here.
    """

    number: int = 0
    stage: Literal["none", "running", "finished"] = "none"
    of: int = 0
    splits: tuple[SplitMade, ...] = ()
    started_s: float = 0.0
    told_ms: int = 0
    told_s: float = 0.0
    paused: bool = False
    taken_back: tuple[int, SplitMade] | None = None
    """The last split with a time that was undone, and its index: it may come to count again."""

    def clock_ms(self, now_s: float) -> int:
        """The run's time at `now_s`, in real time since it was last told."""
        if self.paused or self.stage != "running":
            return self.told_ms
        return self.told_ms + max(0, round((now_s - self.told_s) * 1000))


def follow(run: RunNow, event: RunEvent, now_s: float) -> RunNow:
    """The run after this event."""
    match event:
        case Started(kind="full"):
            run = RunNow(run.number + 1, "running", len(event.names), started_s=now_s)
        case Started():
            return run
        case _ if run.stage != "running":
            return run
        case Split(index=index):
            run = replace(run, splits=_until(run, index, now_s, event.at.time_ms))
            if run.splits[-1].at_s < now_s:  # it counts again, with the time that it had: the run has gone on since
                return run
        case Skipped(index=index):
            run = replace(run, splits=_until(run, index, now_s, None))
        case Undone(index=index):
            gone = run.splits[index : index + 1]
            if gone and gone[0].ms is not None:
                run = replace(run, taken_back=(index, gone[0]))
            run = replace(run, splits=run.splits[:index])
        case Paused():
            run = replace(run, paused=True)
        case Resumed():
            run = replace(run, paused=False)
        case Reset():
            return RunNow(run.number)
        case Finished():
            run = replace(run, stage="finished")
    return replace(run, told_ms=event.at.time_ms, told_s=now_s)


def _until(run: RunNow, index: int, now_s: float, ms: int | None) -> tuple[SplitMade, ...]:
    """The splits up to this one, with its time; those before it of which nothing was told are skipped."""
    missing = (SplitMade(None, now_s),) * (index - len(run.splits))
    made = SplitMade(ms, now_s)
    if run.taken_back is not None and run.taken_back[0] == index and run.taken_back[1].ms == ms:
        made = run.taken_back[1]  # it counts again, and is as old as it is
    return (*run.splits[:index], *missing, made)
