"""Whether anything holds a RetroArch with a window to the game's speed.

Sound or vertical sync do; without a sound card and with a display that doesn't wait it runs as fast as it can, or at
the display's own 144 Hz. The run loop's own pacing (`vrr_runloop_enable`) helps everywhere, but RetroArch then gives
up vertical sync on a display that is slower than the game, such as one of 60.0 Hz (driver.c; its log says "Game FPS >
Monitor FPS"): the picture tears. So it is turned on only where it is needed.
"""

from __future__ import annotations

import asyncio
import time
from typing import Final

from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.emulator.retroarch.questions import BREATH_S, Questions

PACED: Final = {"vrr_runloop_enable": "true"}

SETTLE_FRAMES: Final = 15
"""The sound buffer is filled first, at full speed."""

LEAST_FRAMES: Final = 15
MOST_FRAMES: Final = 45
"""Paced by sound alone, frames come in bursts; over so many the mean is right to a tenth."""

FASTEST_S: Final = 0.014
CLEARLY_NORMAL_S: Final = 0.0155
"""A frame takes 16.6 ms (NTSC) or 20 ms (PAL), and 13.3 ms on a display of 75 Hz; a busy machine only makes it
longer."""


async def is_missing(questions: Questions, space: nci.Space) -> bool:
    """Whether the game that plays runs clearly too fast; takes half a second at normal speed.

    RetroArch answers once a frame, so the time of an answer is the time of a frame.
    """
    for _ in range(SETTLE_FRAMES):
        await _one_frame(questions, space)
    took_s = 0.0
    for frames in range(1, MOST_FRAMES + 1):
        took_s += await _one_frame(questions, space)
        if frames >= LEAST_FRAMES and took_s / frames > CLEARLY_NORMAL_S:
            return False
    return took_s / MOST_FRAMES < FASTEST_S


async def _one_frame(questions: Questions, space: nci.Space) -> float:
    """How long a frame took, in seconds."""
    started = time.monotonic()
    await questions.read(0, 1, space)
    await asyncio.sleep(BREATH_S)
    return time.monotonic() - started
