"""The sampler beside the naive way, on a busy machine: `python -m tests.bench.bench_sampling [SECONDS] [NAME]`.

One RetroArch (NAME, by default 1.22.2 with snes9x) plays the cartridge for SECONDS (600). A spinning process keeps one
core busy. Two other processes watch every frame at the same time: ours, which takes a profile's fields through the
adapter, and the naive way, a blocking socket that reads and then sleeps a sixtieth of a second. Both are judged by the
game's own 32-bit count of its interrupts: a count that was not seen is a frame that was missed.

Reported for each: frames seen and missed, CPU time of its process as a share of one core, and the time from request
to answer. For ours also the age: from the answer, which is the end of a frame, to the snapshot in the consumer's hand;
and how far its frame numbers are from the game's count at the end.
"""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from typing import Final

from spinlab_pad.emulator.retroarch import attach, launch
from spinlab_pad.emulator.times import Times
from spinlab_pad.game.memory import Field
from spinlab_pad.game.profile import load_profile
from tests.emulator.cartridge import CARTRIDGE, LOG_ADDRESS, walk_into_level
from tests.emulator.watch import watching
from tests.emulators.installations import SNES9X, installations

COUNT: Final = Field("log_nmi", LOG_ADDRESS + 4, 4)
MISSED_MAX: Final = 0.0001
CPU_MAX: Final = 0.03
FRAME_MS: Final = 1000 / 60.0988
SPIN: Final = "while True: pass"
READ: Final = f"READ_CORE_RAM {COUNT.address:x} {COUNT.size}".encode()
REPLY_TIMEOUT_S: Final = 0.25


class Judge:
    """Counts frames by the game's own count, told of every look."""

    def __init__(self) -> None:
        self.seen = self.missed = 0
        self.first = self.last = -1

    def look(self, count: int) -> None:
        if count == self.last:
            return
        if self.last < 0:
            self.first = count
        else:
            self.missed += count - self.last - 1
        self.seen += 1
        self.last = count

    def report(self, cpu: float, latency: Times) -> dict[str, float | None]:
        return {
            "seen": self.seen,
            "missed": self.missed,
            "missed_share": self.missed / max(1, self.seen + self.missed),
            "cpu_share": cpu,
            "latency_p50_ms": latency.percentile_ms(0.5),
            "latency_p99_ms": latency.percentile_ms(0.99),
        }


async def ours(port: int, seconds: float) -> dict[str, float | None]:
    """Sample through the adapter."""
    emulator = await attach("127.0.0.1", port)
    judge, numbers = Judge(), []
    until = cpu = started = 0.0
    try:
        async for snapshot in emulator.frames((*load_profile("smw").fields, COUNT)):
            if not until:
                cpu, started = time.process_time(), time.monotonic()
                until = started + seconds
            judge.look(snapshot["log_nmi"])
            numbers.append((snapshot.frame, snapshot["log_nmi"]))
            if time.monotonic() >= until:
                break
        cpu_share = (time.process_time() - cpu) / (time.monotonic() - started)
        stats = emulator.stats
    finally:
        await emulator.close()
    off = (numbers[-1][0] - numbers[0][0]) - (numbers[-1][1] - numbers[0][1])
    age = {"age_p50_ms": stats.age.percentile_ms(0.5), "age_p99_ms": stats.age.percentile_ms(0.99)}
    told = {"told_missed": stats.frames_missed, "numbers_off": off, "in_bursts": stats.frames_in_bursts}
    return {**judge.report(cpu_share, stats.latency), **age, **told}


def naive(port: int, seconds: float) -> dict[str, float | None]:
    """Read, then sleep a frame, as most tools do."""
    judge, latency = Judge(), Times()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.settimeout(REPLY_TIMEOUT_S)
        wire.connect(("127.0.0.1", port))
        cpu, started = time.process_time(), time.monotonic()
        while time.monotonic() < started + seconds:
            asked_ns = time.monotonic_ns()
            wire.send(READ)
            try:
                told = wire.recv(4096).split()
            except TimeoutError:
                continue
            latency.add(time.monotonic_ns() - asked_ns)
            judge.look(int.from_bytes(bytes(int(byte, 16) for byte in told[2:]), "little"))
            time.sleep(1 / 60)
        cpu_share = (time.process_time() - cpu) / (time.monotonic() - started)
    return judge.report(cpu_share, latency)


def beside(*arguments: str) -> subprocess.Popen[str]:
    """This module once more, in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.bench.bench_sampling", *arguments], stdout=subprocess.PIPE, text=True
    )


def show(names: Iterable[str], *columns: dict[str, float | None]) -> None:
    for name in names:
        cells = (column.get(name) for column in columns)
        print(f"  {name:>16}", *("           -" if cell is None else f"{cell:12.5g}" for cell in cells))


async def main(seconds: float, name: str) -> int:
    """Run all of it; 0 where the targets are met."""
    emulator = await launch(installations()[name], CARTRIDGE, headless=True)
    spinning = subprocess.Popen([sys.executable, "-c", SPIN])
    try:
        async with watching(emulator, (*load_profile("smw").fields, COUNT)) as watch:
            await walk_into_level(emulator, watch)
        assert emulator.process is not None
        port = str(emulator.process.ports.commands)
        watchers = [beside(way, port, str(seconds)) for way in ("ours", "naive")]
        told = await asyncio.gather(*(asyncio.to_thread(process.communicate) for process in watchers))
    finally:
        spinning.kill()
        spinning.wait()
        await emulator.close()
    mine, other = (json.loads(out) for out, _ in told)
    print(f"{name}, {seconds:g} s, one core kept busy\n  {'':>16} {'ours':>12} {'naive':>12}")
    show(mine, mine, other)
    met = (
        mine["missed_share"] <= MISSED_MAX and mine["cpu_share"] <= CPU_MAX and mine["age_p99_ms"] <= FRAME_MS,
        mine["numbers_off"] == 0,
    )
    print("  targets:", "met" if all(met) else f"NOT met (missed {MISSED_MAX:.2%}, CPU {CPU_MAX:.0%}, age a frame)")
    return 0 if all(met) else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["ours"]:
        print(json.dumps(asyncio.run(ours(int(sys.argv[2]), float(sys.argv[3])))))
    elif sys.argv[1:2] == ["naive"]:
        print(json.dumps(naive(int(sys.argv[2]), float(sys.argv[3]))))
    else:
        asked = float(sys.argv[1]) if len(sys.argv) > 1 else 600.0
        sys.exit(asyncio.run(main(asked, sys.argv[2] if len(sys.argv) > 2 else SNES9X)))
