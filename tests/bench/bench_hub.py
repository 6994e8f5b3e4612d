"""What the hub costs: `python -m tests.bench.bench_hub [--seconds N]`.

For each mode that a desk can begin: frames with events go through `Lab.feed`, 1,000 a second of game time, and the View
is built anew and encoded 60 times a second, as pad, overlay and pages want it. Printed are shares of one core, beside
the cost of the same frames without a mode, all of one run, so that they can be compared on any machine. Then the same
for a course of 300 segments, and the size of the View with 200.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spinlab_pad.lab import commands
from spinlab_pad.route.clock import Played
from spinlab_pad.route.waypoints import Segment, Waypoint
from spinlab_pad.store.records import SegmentRecord, StartState
from spinlab_pad.store.store import Store
from spinlab_pad.web.answers import encode
from tests.lab.fakes import DEATH, GAME, LEAVE, NOTHING, RESPAWN, TAPE, Changes, Desk, desk_in, enter

EVENTS_A_S: Final = 1_000
VIEWS_A_S: Final = 60
GAME_ID: Final = f"{GAME.crc32:08x}"

EVENTFUL: Final[Sequence[Changes]] = (DEATH, *RESPAWN, *enter(5), NOTHING, TAPE, DEATH, *RESPAWN, *LEAVE, *enter(6))
"""Frames of which about every third makes an event, over and over."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Microseconds of each: a frame, an event's frames, a View built, and one encoded; bytes of the View."""

    frame_us: float
    event_us: float
    build_us: float
    encode_us: float
    size: int

    @property
    def share(self) -> float:
        """Of a core, for `EVENTS_A_S` and `VIEWS_A_S`."""
        return (EVENTS_A_S * self.event_us + VIEWS_A_S * (self.build_us + self.encode_us)) / 1e6


async def cost_of(desk: Desk, seconds: float) -> Cost:
    """Feed and look for so long; what goes on beside the frames is given its turn between the looks.

    Counted is the processor's time of this thread: a machine that is busy with other things makes no difference.
    """
    lab, seen = desk.lab, 0

    def count(_snapshot: object, events: tuple[object, ...]) -> None:
        nonlocal seen
        seen += len(events)

    lab.on_events = count
    feeding = building = encoding = 0.0
    frames = views = size = 0
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        for changes in EVENTFUL:
            snapshot = desk.emulator.step(changes)
            started = time.thread_time()
            lab.feed(snapshot)
            feeding += time.thread_time() - started
            frames += 1
        await asyncio.sleep(0)
        lab.touch()
        started = time.thread_time()
        view = lab.view()
        built = time.thread_time()
        size = len(encode(view))
        building += built - started
        encoding += time.thread_time() - built
        views += 1
    return Cost(
        frame_us=feeding / frames * 1e6,
        event_us=feeding / max(seen, 1) * 1e6,
        build_us=building / views * 1e6,
        encode_us=encoding / views * 1e6,
        size=size,
    )


def widen(store: Store, run: int, segments: int) -> None:
    """A run of many levels, each with a checkpoint, played like the first one."""
    state = store.start_states(GAME_ID, GAME.core)[0]
    data = store.states.get(state.sha256)
    for number in range(segments // 2):
        level = 100 + number
        start, middle, end = (Waypoint(level, place) for place in ("entrance", "checkpoint1", "goal"))
        for place, goal in ((start, middle), (middle, end)):
            name = f"A level with quite a long name {level}"
            record = SegmentRecord(Segment(place, goal), name, True)
            store.add_split(run, GAME_ID, record, Played(900, 900, 900, 15_000, 0), frame_hz=60.0, now_ms=1)
            store.put_state(GAME_ID, StartState(place, "hot", GAME.core, "", state.event_counter, 0, run), data, 1)


async def ready(desk: Desk, segments: int) -> None:
    """A finished run of so many segments."""
    await desk.attach()
    await desk.wait(2)
    view = await desk.record(5)
    assert view.run is not None
    run = view.run.id
    await desk.store.call(lambda store: widen(store, run, segments - 2))
    await desk.do(commands.ActivateRun(run))


async def nothing(_desk: Desk) -> None:
    """No mode."""


def by(command: commands.Command) -> Callable[[Desk], Awaitable[None]]:
    """Begin a mode."""

    async def begin(desk: Desk) -> None:
        await desk.do(command)
        for _ in range(20):
            await desk.play(NOTHING)
            await asyncio.sleep(0.001)

    return begin


BEGUN: Final[Mapping[str, Callable[[Desk], Awaitable[None]]]] = {
    "idle": nothing,
    "reference": by(commands.StartReference()),
    "practice": by(commands.StartPractice()),
    "cold_fill": by(commands.StartColdFill()),
}
"""How each mode is begun on a desk."""


async def measure(segments: int, seconds: float) -> dict[str, Cost]:
    """The cost in each mode on a course of so many segments."""
    found: dict[str, Cost] = {}
    for name, begin in BEGUN.items():
        with tempfile.TemporaryDirectory() as folder:
            async with desk_in(Path(folder), allocator="mix") as desk:
                await ready(desk, segments)
                await begin(desk)
                assert desk.lab.view().mode == name
                found[name] = await cost_of(desk, seconds)
    return found


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=1.0, help="how long each mode is measured")
    seconds = parser.parse_args().seconds
    for segments in (6, 200, 300):
        print(f"{segments} segments       frame    an event    a View   encoded    core at 1,000/s   idle     View")
        costs = asyncio.run(measure(segments, seconds))
        for name, cost in costs.items():
            print(
                f"  {name:12} {cost.frame_us:7.1f} us {cost.event_us:8.1f} us {cost.build_us:6.0f} us"
                f" {cost.encode_us:6.0f} us {100 * cost.share:12.1f} %   {cost.share / costs['idle'].share:8.2f} x"
                f" {cost.size:6} bytes"
            )


if __name__ == "__main__":
    main()
