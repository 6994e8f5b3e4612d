"""Live: whether RetroArch's hotkey commands have an effect. Run-ahead with a single instance loses them all.

Pausing is the one whose effect RetroArch tells (GET_STATUS) and that changes nothing in the game.
"""

from __future__ import annotations

import time
from typing import Final

from spinlab_pad.emulator.port import Emulator, StateError
from spinlab_pad.emulator.retroarch.doctor.check import Check, Remedy
from spinlab_pad.emulator.retroarch.doctor.wanted import BY_NAME, Situation
from spinlab_pad.emulator.retroarch.obstacles import run_ahead
from spinlab_pad.emulator.retroarch.user_settings import UserSettings

KEY: Final = "hotkeys"
TITLE: Final = "Hotkey commands"
WANTED: Final = "pause and resume have an effect"


async def pause_and_resume(emulator: Emulator) -> str:
    """Two toggles, each confirmed; what was done, in words.

    Raises:
        StateError: one of them has no effect.
    """
    started = time.monotonic()
    await emulator.pause()
    paused = time.monotonic()
    await emulator.resume()
    return f"paused in {(paused - started) * 1e3:.0f} ms, resumed in {(time.monotonic() - paused) * 1e3:.0f} ms"


async def resume(emulator: Emulator) -> str:
    """One toggle, for a game that is paused; what was done, in words.

    Raises:
        StateError: it has no effect.
    """
    started = time.monotonic()
    await emulator.resume()
    return f"resumed in {(time.monotonic() - started) * 1e3:.0f} ms; it is paused again in the end"


def passed(words: str) -> Check:
    """The commands have an effect."""
    return Check(KEY, "Live test", TITLE, "pass", words, WANTED)


def failed(error: StateError, told: UserSettings, situation: Situation) -> Check:
    """They have none: by the settings, if these tell why."""
    if run_ahead(told):
        row = BY_NAME["run_ahead_secondary_instance"]
        return Check(
            KEY, "Live test", TITLE, "fail", "no effect", WANTED, row.why,
            Remedy(menu=row.menu, line=row.line(situation)),
        )  # fmt: skip
    return Check(
        KEY, "Live test", TITLE, "fail", "no effect", WANTED, str(error),
        Remedy(
            do="close RetroArch's menu and dialogs",
            menu="Settings > Latency > Run-Ahead > Second Instance Mode or Off",
            line='run_ahead_secondary_instance = "true"',
        ),
    )  # fmt: skip
