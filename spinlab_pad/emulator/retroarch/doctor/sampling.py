"""Live: whether every frame of the game is seen, through the sampler that practice uses."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from spinlab_pad.emulator.port import Emulator
from spinlab_pad.emulator.retroarch.doctor.check import Check, Remedy, State
from spinlab_pad.emulator.retroarch.turns import FRAME_COUNTER
from spinlab_pad.game.memory import WRAM_SIZE

KEY: Final = "sampling"
TITLE: Final = "Frames"
SECONDS: Final = 3.0
MISSED_OK: Final = 0.01
MISSED_MAX: Final = 0.3
"""Where RetroArch is paced by its sound alone, two frames run at once and a fifth of them is never seen."""

PACE_OK: Final = 0.04
"""A 60 Hz screen and the SNES differ by 0.2 %; 50 Hz games by 17 %."""

STILL_S: Final = 0.2
"""Longer than lag in play; an upload of music is taken for a standstill if it is there at the very end."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """Counts of a while. `moved`: the game's memory changed; an open menu and a paused window hold it still."""

    seconds: float
    seen: int
    missed: int
    hz: float
    moved: bool

    @property
    def share_missed(self) -> float:
        return self.missed / max(1, self.seen + self.missed)

    @property
    def pace_hz(self) -> float:
        return (self.seen + self.missed) / self.seconds


async def sample(emulator: Emulator, progress: Callable[[str], None], seconds: float) -> Sampled:
    """Watch the frames for a while."""
    stats = emulator.stats
    before = (stats.frames_seen, stats.frames_missed)
    started = time.monotonic()
    told = 0
    last: int | None = None
    turned_at = -math.inf
    frames = emulator.frames((FRAME_COUNTER,))
    try:
        async with asyncio.timeout(seconds):
            async for snapshot in frames:
                count = snapshot[FRAME_COUNTER.name]
                if last is not None and count != last:
                    turned_at = time.monotonic()
                last = count
                if int(time.monotonic() - started) != told:
                    told = int(time.monotonic() - started)
                    progress(f"watching the game's frames, {told} of {seconds:.0f} s")
    except TimeoutError:
        pass
    finally:
        await frames.aclose()  # type: ignore[attr-defined]
    took = time.monotonic() - started
    seen, missed = stats.frames_seen - before[0], stats.frames_missed - before[1]
    # An emulator that never moved since we came may count frames all the same, and the game may have stopped later.
    moved = time.monotonic() - turned_at < STILL_S or await _moves(emulator)
    return Sampled(took, seen, missed, emulator.capabilities.frame_hz, moved)


async def _moves(emulator: Emulator) -> bool:
    """Whether memory changes, wherever; for games that count their frames elsewhere."""
    before = await emulator.read(0, WRAM_SIZE)
    await asyncio.sleep(STILL_S)
    return before != await emulator.read(0, WRAM_SIZE)


def check(sampled: Sampled) -> Check:
    """The judgement of what was sampled."""
    pace = f"{sampled.pace_hz:.1f} frames a second"
    found = f"{sampled.seen} seen, {sampled.missed} missed ({sampled.share_missed:.1%}), {pace}"
    wanted = f"all of them, {sampled.hz:.1f} a second"
    if not sampled.moved:
        return Check(
            KEY, "Live test", TITLE, "fail", "the game stands still", wanted,
            "RetroArch answers, but no frame runs: its menu is open, or its window has lost the focus",
            Remedy(
                do="close RetroArch's menu; start the doctor while the game runs",
                menu="Settings > User Interface > Pause Content When Not Active > Off",
                line='pause_nonactive = "false"',
            ),
        )  # fmt: skip
    if sampled.share_missed > MISSED_OK:
        state: State = "fail" if sampled.share_missed > MISSED_MAX else "warn"
        return Check(
            KEY, "Live test", TITLE, state, found, wanted,
            "RetroArch runs frames in bursts, or this machine is busy; times stay right, events may come a frame late",
            Remedy(
                do="close programs that use the processor; leave fast-forward",
                menu="Settings > Video > Synchronization > Vertical Sync (VSync) > On",
                line='video_vsync = "true"',
            ),
        )  # fmt: skip
    if abs(sampled.pace_hz / sampled.hz - 1) > PACE_OK:
        return Check(
            KEY, "Live test", TITLE, "warn", found, wanted,
            "the game doesn't run at its own speed: fast-forward, slow motion, a 50 Hz game, or a busy machine; "
            "such attempts are kept and not used for estimates",
            Remedy(do="leave fast-forward and slow motion; see that RetroArch reaches full speed"),
        )  # fmt: skip
    return Check(KEY, "Live test", TITLE, "pass", found, wanted)
