"""Traces: what a frame costs to record and to read. `python -m tests.bench.bench_trace`.

The game is one in which a counter and a position change in every frame, which is what play looks like. Recording costs
the loop what `feed` takes; the rest is done on the thread, which the loop shares the interpreter with.
"""

from __future__ import annotations

import asyncio
import io
import tempfile
import time
from pathlib import Path

from spinlab_pad.app.trace_file import TraceFile
from spinlab_pad.app.trace_thread import OneTrace, TraceThread
from spinlab_pad.app.tracing import print_events
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import load_profile

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


async def feed(path: Path, shots: list[Snapshot]) -> float:
    """Seconds that the loop spends on handing them to the thread."""
    thread = TraceThread(OneTrace(TraceFile(path)))
    thread.begin(SMW)
    spent = 0.0
    for start in range(0, len(shots), BLOCK):
        started = time.perf_counter()
        for shot in shots[start : start + BLOCK]:
            thread.feed(shot)
        spent += time.perf_counter() - started
        await asyncio.sleep(0)
    await thread.close()
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
            started = time.perf_counter()
            print_events(str(path), None, as_json=False, out=out, err=io.StringIO())
            print(f"{time.perf_counter() - started:8.2f} s   detect over {name}: {out.getvalue().splitlines()[-1]}")
        spent = asyncio.run(feed(Path(folder) / "fed.jsonl.gz", shots))
        print(f"{spent / FRAMES * 1e6:8.2f} us  a frame on the loop while it is recorded")


if __name__ == "__main__":
    main()
