"""How fast the embedded core runs: `python -m tests.bench.bench_embedded [ROM] [--frames N]`.

Runs take turns within one process, so that the ratios hold on a busy machine: libretro.py with its own drivers and
`session.run()` alone, our drivers alone, `frames()` with thirty fields, and the same with pictures kept. The growth
of memory is measured first, while nothing else has taken any: over ten times the frames, with a save and a load in
every 500.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import statistics
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from libretro.builder import defaults

from spinlab_pad.emulator.embedded import EmbeddedCore
from spinlab_pad.emulator.embedded.core import start_core
from spinlab_pad.emulator.embedded.locate import find_core
from spinlab_pad.game.memory import Field

CARTRIDGE = Path(__file__).parents[2] / "assets" / "cartridge" / "spinlab.sfc"
ADDRESSES = (0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x71, 0x72, 0x7B, 0x7D, 0x100, 0x906, 0xDBE, 0xDD5)
MORE_ADDRESSES = (0x13BF, 0x13C6, 0x13CE, 0x13D4, 0x141A, 0x141C, 0x1420, 0x1422, 0x1493, 0x1935, 0x1DFB)
WORDS = (0x94, 0x96, 0x10B, 0x1B403)
FIELDS = (
    *(Field(f"byte_{address:x}", address) for address in ADDRESSES + MORE_ADDRESSES),
    *(Field(f"word_{address:x}", address, 2) for address in WORDS),
)
ROUNDS = 5


def libretro_alone(rom: Path, frames: int) -> float:
    """Frames a second of libretro.py's own session with its default drivers."""
    with defaults(str(find_core())).with_content(str(rom)).with_log(None).build() as session:
        started = time.perf_counter()
        for _ in range(frames):
            session.run()
        return frames / (time.perf_counter() - started)


def drivers_alone(rom: Path, frames: int) -> float:
    """Frames a second of the core with our drivers, no snapshot taken."""
    core = start_core(find_core(), rom)
    started = time.perf_counter()
    for _ in range(frames):
        core.run()
    rate = frames / (time.perf_counter() - started)
    core.close()
    return rate


async def through_frames(rom: Path, frames: int, pictures: bool = False) -> float:
    """Frames a second through `frames()`."""
    emulator = await EmbeddedCore.open(rom, speed="max")
    emulator.pictures = pictures
    started = time.perf_counter()
    async for snapshot in emulator.frames(FIELDS):
        if snapshot.frame == frames:
            break
    rate = frames / (time.perf_counter() - started)
    await emulator.close()
    return rate


async def timed_ms(call: Callable[[], Awaitable[object]], times: int = 100) -> float:
    """Median milliseconds of a call."""
    taken: list[float] = []
    for _ in range(times):
        started = time.perf_counter()
        await call()
        taken.append((time.perf_counter() - started) * 1e3)
    return statistics.median(taken)


async def states(rom: Path) -> tuple[int, float, float]:
    """Size of a state, and median milliseconds of a save and of a load."""
    emulator = await EmbeddedCore.open(rom, speed="max")
    async for snapshot in emulator.frames(FIELDS):
        if snapshot.frame == 100:
            break
    state = await emulator.save_state()
    save_ms = await timed_ms(emulator.save_state)
    load_ms = await timed_ms(lambda: emulator.load_state(state.data))
    await emulator.close()
    return len(state.data), save_ms, load_ms


async def memory_growth_kib(rom: Path, frames: int) -> int:
    """By how much the peak of this process grows over so many frames after the first thousand."""
    emulator = await EmbeddedCore.open(rom, speed="max")
    emulator.pictures = True
    grown_from = 0
    state = None
    async for snapshot in emulator.frames(FIELDS):
        if snapshot.frame % 500 == 0:
            if state is not None:
                await emulator.load_state(state.data)
            state = await emulator.save_state()
        if snapshot.frame == 1000:
            grown_from = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        if snapshot.frame == 1000 + frames:
            break
    await emulator.close()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - grown_from


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rom", nargs="?", type=Path, default=CARTRIDGE)
    parser.add_argument("--frames", type=int, default=2000, help="frames of each run (default 2000)")
    arguments = parser.parse_args()
    rom, frames = arguments.rom, arguments.frames
    rates: dict[str, list[float]] = {}
    growth_kib = asyncio.run(memory_growth_kib(rom, 10 * frames))
    for _ in range(ROUNDS):
        rates.setdefault("libretro.py session.run()", []).append(libretro_alone(rom, frames))
        rates.setdefault("our drivers, no snapshot", []).append(drivers_alone(rom, frames))
        rates.setdefault("frames(), 30 fields", []).append(asyncio.run(through_frames(rom, frames)))
        rates.setdefault("frames(), with pictures", []).append(asyncio.run(through_frames(rom, frames, True)))
    bare = statistics.median(rates["libretro.py session.run()"])
    for name, all_rates in rates.items():
        rate = statistics.median(all_rates)
        print(f"{name:28} {rate:7.0f} fps  {rate / 60.0988:5.1f} x real time  {rate / bare:5.2f} of libretro.py alone")
    size, save_ms, load_ms = asyncio.run(states(rom))
    print(f"state {size} bytes: save {save_ms:.2f} ms, load {load_ms:.2f} ms")
    print(f"memory grew by {growth_kib} KiB over {10 * frames} frames")


if __name__ == "__main__":
    main()
