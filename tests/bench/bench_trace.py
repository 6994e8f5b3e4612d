"""Traces: what a frame costs to record and to read. `python -m tests.bench.bench_trace`.

The game is one in which a counter and a position change in every frame, which is what play looks like. What is kept
always costs the loop what `see` takes; the rest is done on a thread, which shares the interpreter with the loop.
"""

from __future__ import annotations

import asyncio
import io
import tempfile
import time
from pathlib import Path
from typing import Any

from spinlab_pad.app.trace_file import TraceFile
from spinlab_pad.app.trace_keeper import keeper
from spinlab_pad.app.trace_thread import OneTrace
from spinlab_pad.app.tracing import print_events
from spinlab_pad.config import TraceConfig
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import load_profile
from spinlab_pad.lab.context import Attached
from spinlab_pad.store.records import GameRecord

FRAMES = 100_000
"""Half an hour of play."""
BLOCK = 30
"""Frames of half a second, which reach the disk together."""
SMW = load_profile("smw")


def recording() -> list[Snapshot]:
    """Play: the counters and the position change in each frame, the buttons now and then, a death each 1,000 frames."""
    base = {field.name: 0 for field in SMW.fields} | {"game_mode": 0x14, "level": 5, "room": 0x105}
    return [
        Snapshot(
            frame,
            frame * 16_639_267,
            base
            | {
                "frame_counter": frame & 0xFF,
                "effective_frame": frame & 0xFF,
                "player_x": frame & 0xFFF,
                "player_y": 352 - abs(frame % 60 - 30),
                "held_1": 0x41 | 0x80 * (frame // 30 & 1),
                "player_anim": 9 * (frame % 1_000 < 40),
            },
        )
        for frame in range(FRAMES)
    ]


def write(path: Path, shots: list[Snapshot]) -> float:
    """Seconds to write them in blocks."""
    started = time.perf_counter()
    trace = OneTrace(TraceFile(path))
    trace.begin(SMW)
    for start in range(0, len(shots), BLOCK):
        trace.take(shots[start : start + BLOCK])
    trace.close()
    return time.perf_counter() - started


async def keep(folder: Path, shots: list[Snapshot]) -> float:
    """Seconds that the companion's loop spends on keeping them."""
    emulator: Any = object()
    here = Attached(emulator, GameRecord("g", "G", "super_nes", 1, SMW.name), SMW, "core", "1.0")
    traces = keeper(folder, TraceConfig(), lambda: here, print)
    spent = 0.0
    for start in range(0, len(shots), BLOCK):
        started = time.perf_counter()
        for shot in shots[start : start + BLOCK]:
            await traces.see(shot, emulator)
        spent += time.perf_counter() - started
        await asyncio.sleep(0.001)  # the thread's turn
    await traces.close()
    return spent


def main() -> None:
    """Measure and print."""
    shots = recording()
    with tempfile.TemporaryDirectory(prefix="spinlab-bench-") as folder:
        for name in ("t.jsonl", "t.jsonl.gz"):
            path = Path(folder) / name
            seconds = write(path, shots)
            size = path.stat().st_size
            print(
                f"{seconds / FRAMES * 1e6:8.2f} us  a frame written to {name}, {size / FRAMES * 3.606:,.0f} KB a minute"
            )
            out = io.StringIO()
            started, worked = time.perf_counter(), time.process_time()
            print_events(str(path), None, as_json=False, out=out, err=io.StringIO())
            wall, cpu = time.perf_counter() - started, time.process_time() - worked
            print(f"{wall:8.2f} s   detect over {name} ({cpu:.2f} s of CPU): {out.getvalue().splitlines()[-1]}")
        spent = asyncio.run(keep(Path(folder), shots))
        print(f"{spent / FRAMES * 1e6:8.2f} us  a frame on the companion's loop with trace.always")


if __name__ == "__main__":
    main()
