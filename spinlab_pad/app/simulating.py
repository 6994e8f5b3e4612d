"""`simulate`: a contest on simulated runners, spread over processes, with its progress and its results."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, TextIO, TypeVar

from spinlab_pad.app.errors import UsageError
from spinlab_pad.app.progress import Progress
from spinlab_pad.app.workers import spread
from spinlab_pad.simulate import WORLDS, Calendar, Played, jobs, measure, play, policies, summarise
from spinlab_pad.simulate.plot import svg
from spinlab_pad.simulate.runners.rater import Kind
from spinlab_pad.simulate.summary import Summary
from spinlab_pad.simulate.table import markdown, markdown_estimators, plain, plain_estimators

MINUTES: Final = (40.0, 120.0, 240.0)
RUNNERS: Final = 48

GROUPS: Final = {
    "main": tuple(name for name, world in WORLDS.items() if not world.held_out),
    "held-out": tuple(name for name, world in WORLDS.items() if world.held_out),
    "all": tuple(WORLDS),
}
"""Names for several worlds."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class SimulateOptions:
    """What was asked for; None is our choice. `raters`: how all runners rate; `shape`: how results are printed."""

    runners: int = RUNNERS
    minutes: tuple[float, ...] | None = None
    sessions: int | None = None
    estimator: str | None = None
    allocator: str | None = None
    seeds: tuple[int, ...] = (0,)
    worlds: tuple[str, ...] = ("main",)
    raters: Kind | None = None
    processes: int = 1
    shape: str = "plain"
    plot: Path | None = None


def simulate(options: SimulateOptions, out: TextIO, err: TextIO) -> int:
    """Carry out the contest and print it; how many runners it rests on.

    Ctrl+C ends it early with the runners that were done.

    Raises:
        UsageError: a name that nobody knows, or minutes that make no sense.
    """
    worlds = world_names(options.worlds)
    if options.plot is not None and (options.plot.is_dir() or not options.plot.parent.is_dir()):
        raise UsageError(f"{options.plot} can't be written; name a file in a folder that is there")
    try:
        chosen = policies(options.allocator, options.estimator)
        calendar = Calendar(options.minutes or MINUTES, options.sessions)
    except ValueError as error:
        raise UsageError(str(error)) from None
    todo = jobs(worlds, options.runners, options.seeds, chosen, calendar, options.raters)
    played: list[Played] = []
    early = collect(spread(play, todo, options.processes), len(todo), played.append, err)
    summary = summarise(played, chosen)
    if early:
        print(f"Ended early, with {summary.runners} of {options.runners * len(options.seeds)} runners.", file=err)
    if not summary.runners:
        return 0
    print(_printed(summary, options), file=out, flush=True)
    if options.plot is not None:
        options.plot.write_text(svg(summary), encoding="utf-8")
        print(f"The plot is in {options.plot}", file=err)
    return summary.runners


def measure_estimators(options: SimulateOptions, out: TextIO, err: TextIO) -> int:
    """Find out how right the estimators are after the longest of the minutes, and print it.

    Returns how many runners it rests on. Ctrl+C ends it early.

    Raises:
        UsageError: a world that nobody knows.
    """
    calendar = Calendar((max(options.minutes or (measure.MINUTES,)),), options.sessions)
    worlds = world_names(options.worlds)
    todo = measure.measurements(worlds, options.runners, options.seeds, calendar, options.raters)
    measured: list[measure.Measured] = []
    early = collect(spread(measure.measure, todo, options.processes), len(todo), measured.extend, err)
    found = measure.reports(measured)
    if early:
        print("Ended early.", file=err)
    if not found:
        return 0
    if options.shape == "json":
        print(json.dumps({"minutes": calendar.minutes[0], "estimators": [asdict(one) for one in found]}), file=out)
    elif options.shape == "markdown":
        print(markdown_estimators(found), file=out)
    else:
        print(plain_estimators(found, calendar.minutes[0]), file=out)
    return max((one.runners for one in found), default=0)


def world_names(asked: Iterable[str]) -> tuple[str, ...]:
    """Worlds by name or group, each once, in their order; UsageError where there is none of that name."""
    found: list[str] = []
    for name in asked:
        if name not in GROUPS and name not in WORLDS:
            raise UsageError(f"no world is called {name!r}; there are {', '.join((*WORLDS, *GROUPS))}")
        found.extend(GROUPS.get(name, (name,)))
    return tuple(name for name in WORLDS if name in found)


def collect(results: Iterator[Result], total: int, take: Callable[[Result], object], err: TextIO) -> bool:
    """Take results as they come, and tell how far it is; True where Ctrl+C has ended it."""
    progress = Progress(err, "played")
    try:
        for done, result in enumerate(results, 1):
            take(result)
            progress(done, total)
    except KeyboardInterrupt:
        return True
    finally:
        progress.wipe()
    return False


def _printed(summary: Summary, options: SimulateOptions) -> str:
    if options.shape == "json":
        asked = {"seeds": options.seeds, "sessions": options.sessions, "raters": options.raters}
        return json.dumps(asked | asdict(summary))
    return markdown(summary) if options.shape == "markdown" else plain(summary)
