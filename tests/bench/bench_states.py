"""How long saves and loads take on the real RetroArch: `python -m tests.bench.bench_states [ROUNDS] [NAME...]`.

For each installation ROUNDS (1,000) saves and as many loads while the game runs and is watched, once on a RetroArch of
our own and once attached. Save: from the call to the complete, parsed state, and from the newest frame at the call to
the frame that the state holds, by the game's own count. Load: from the call, with which the file is staged, to the
first look at the loaded state. All in frames of 16.64 ms.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

from spinlab_pad.emulator.port import Emulator
from spinlab_pad.emulator.retroarch import attach, launch
from tests.emulator.cartridge import CARTRIDGE, FIELDS, walk_into_level
from tests.emulator.watch import watching
from tests.emulators.installations import installations

ROUNDS = 1000
FRAME_MS = 1000 / 60.0988
LOG_NMI = next(field for field in FIELDS if field.name == "log_nmi")


def spread(values: Sequence[float]) -> str:
    """p50, p99 and maximum."""
    ordered = sorted(values)
    return " ".join(
        f"{name} {ordered[min(len(ordered) - 1, int(len(ordered) * share))]:6.2f}"
        for name, share in (("p50", 0.5), ("p99", 0.99), ("max", 1.0))
    )


async def states(emulator: Emulator, rounds: int) -> None:
    held: list[float] = []
    saves: list[float] = []
    loads: list[float] = []
    async with watching(emulator, FIELDS) as watch:
        first = await emulator.save_state()
        for number in range(rounds):
            await watch.take(number % 5 + 3)
            asked = watch.snapshots[-1]["log_nmi"]
            state = await emulator.save_state()
            assert state.wram is not None
            held.append(LOG_NMI.decode(state.wram[LOG_NMI.address : LOG_NMI.address + LOG_NMI.size]) - asked)
            saves.append(state.ms / FRAME_MS)
        for number in range(rounds):
            await watch.take(number % 5 + 3)
            loads.append((await emulator.load_state(first.data)).ms / FRAME_MS)
    print(f"    save, call to the complete state: {spread(saves)}")
    print(f"    save, call to the frame in it:    {spread(held)}")
    print(f"    load, call to the sight of it:    {spread(loads)}", flush=True)


async def main(rounds: int, names: Sequence[str]) -> None:
    for name in names:
        ours = await launch(installations()[name], CARTRIDGE, headless=True)
        try:
            game = await ours.identify()
            print(f"{name}: RetroArch {game.version}, {game.core}, {rounds} rounds, in frames\n  launched")
            async with watching(ours, FIELDS) as watch:
                await walk_into_level(ours, watch)
            await states(ours, rounds)
            assert ours.process is not None
            print("  attached")
            attached = await attach("127.0.0.1", ours.process.ports.commands, pad_port=ours.process.ports.pads)
            try:
                await states(attached, rounds)
            finally:
                await attached.close()
        finally:
            await ours.close()


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    asyncio.run(main(asked, sys.argv[2:] or list(installations())))
