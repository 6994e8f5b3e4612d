"""How fast everything behind the emulator is: `python -m tests.bench.bench_lab [--attempts N]`.

In one process: libretro.py alone, then the whole loop on the embedded core (every frame's snapshot through detector,
lab, scheduler and store) while recorded inputs are repeated, so that no bot's thinking is in the figure.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from spinlab_pad import assets
from spinlab_pad.lab import commands
from tests.app.stage import Stage, recorded
from tests.bench.bench_embedded import libretro_alone


async def loop_fps(folder: Path, attempts: int) -> tuple[float, int]:
    """Frames a second of practice over so many attempts, and how many attempts were stored."""
    stage = Stage(folder)
    async with stage.companion as companion:
        running = asyncio.ensure_future(companion.run())
        await recorded(stage)
        stage.parrot.lab = companion.lab
        view = await stage.do(commands.StartPractice())
        first, started = view.connection.frame or 0, time.perf_counter()
        view = await stage.until(lambda view: view.session is not None and view.session.attempts >= attempts)
        rate = ((view.connection.frame or 0) - first) / (time.perf_counter() - started)
        stored = view.session.attempts if view.session else 0
        companion.lab.quit.set()
        await running
    return rate, stored


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--attempts", type=int, default=40)
    attempts = parser.parse_args().attempts
    bare = libretro_alone(assets.path("cartridge/spinlab.sfc"), 4000)
    with tempfile.TemporaryDirectory() as folder:
        rate, stored = asyncio.run(loop_fps(Path(folder), attempts))
    print(f"libretro.py alone  {bare:6.0f} fps  {bare / 60.0988:5.1f} x real time")
    print(
        f"the whole loop     {rate:6.0f} fps  {rate / 60.0988:5.1f} x real time  {rate / bare:.2f} of it"
        f"  ({stored} attempts stored)"
    )


if __name__ == "__main__":
    main()
