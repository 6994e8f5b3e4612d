"""What the RetroArch adapter sees and how fast: `python -m tests.bench.bench_retroarch [SECONDS]`.

For each of the two installations: three runs of SECONDS (60) of sampling with the fields of a profile; then saves and
loads. Save: from the call to the frame that the state holds (in the game's frames) and to the complete state (in
frames of wall time). Load: from the call to the first snapshot of the loaded state.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

from spinlab_pad.emulator.port import Emulator
from spinlab_pad.emulator.retroarch import launch
from spinlab_pad.game.profile import load_profile
from tests.emulator.cartridge import CARTRIDGE, FIELDS, walk_into_level
from tests.emulator.watch import watching
from tests.emulators.installations import installations

RUNS = 3
ROUNDS = 100
FRAME_MS = 1000 / 60.0988
LOG_NMI = next(field for field in FIELDS if field.name == "log_nmi")


def spread(values: Sequence[float]) -> str:
    """p50, p99 and maximum."""
    ordered = sorted(values)
    return " ".join(
        f"{name} {ordered[min(len(ordered) - 1, int(len(ordered) * share))]:6.2f}"
        for name, share in (("p50", 0.5), ("p99", 0.99), ("max", 1.0))
    )


async def sampling(emulator: Emulator, seconds: float) -> None:
    fields = tuple(field for field in load_profile("smw").fields if field.name != "frame_counter") + FIELDS[:1]
    for run in range(RUNS):
        seen, missed, lag = emulator.stats.frames_seen, emulator.stats.frames_missed, emulator.stats.lag_frames
        async with watching(emulator, fields) as watch:
            await watch_for(watch.snapshots, seconds)
        seen, missed = emulator.stats.frames_seen - seen, emulator.stats.frames_missed - missed
        print(
            f"  run {run + 1}: {seen} frames seen, {missed} missed ({100 * missed / max(1, seen + missed):.2f} %), "
            f"{emulator.stats.lag_frames - lag} lag, {emulator.stats.timeouts} timeouts so far"
        )


async def watch_for(snapshots: Sequence[object], seconds: float) -> None:
    wanted = len(snapshots) + seconds / (FRAME_MS / 1000)
    while len(snapshots) < wanted:
        await asyncio.sleep(0.2)


async def states(emulator: Emulator) -> None:
    wire: list[float] = []
    complete: list[float] = []
    loads: list[float] = []
    async with watching(emulator, FIELDS) as watch:
        await walk_into_level(emulator, watch)
        first = await emulator.save_state()
        for _ in range(ROUNDS):
            await watch.take(7)
            asked = watch.snapshots[-1]["log_nmi"]
            state = await emulator.save_state()
            assert state.wram is not None
            saved = LOG_NMI.decode(state.wram[LOG_NMI.address : LOG_NMI.address + LOG_NMI.size])
            wire.append(saved - asked)
            complete.append(state.ms / FRAME_MS)
        for _ in range(ROUNDS):
            await watch.take(7)
            loads.append((await emulator.load_state(first.data)).ms)
    print(f"  save, call to the frame in the state (frames):    {spread(wire)}")
    print(f"  save, call to the complete state (frames):        {spread(complete)}")
    print(f"  load, call to the first snapshot of it (ms):      {spread(loads)}")


async def main(seconds: float) -> None:
    for name, recipe in installations().items():
        emulator = await launch(recipe, CARTRIDGE, headless=True)
        try:
            game = await emulator.identify()
            print(f"{name}: RetroArch {game.version}, {game.core}")
            await sampling(emulator, seconds)
            await states(emulator)
        finally:
            await emulator.close()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0))
