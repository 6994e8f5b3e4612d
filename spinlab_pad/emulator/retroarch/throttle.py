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

MEASURED_FRAMES: Final = 15
FASTEST_S: Final = 0.014
"""A frame takes 16.6 ms (NTSC) or 20 ms (PAL); a busy machine only makes it longer."""


async def is_missing(questions: Questions, space: nci.Space) -> bool:
    """Whether the game that plays runs clearly too fast; takes half a second at normal speed.

    RetroArch answers once a frame, so the time of an answer is the time of a frame.
    """
    took: list[float] = []
    for _ in range(SETTLE_FRAMES + MEASURED_FRAMES):
        started = time.monotonic()
        await questions.read(0, 1, space)
        await asyncio.sleep(BREATH_S)
        took.append(time.monotonic() - started)
    return sum(took[SETTLE_FRAMES:]) < FASTEST_S * MEASURED_FRAMES
