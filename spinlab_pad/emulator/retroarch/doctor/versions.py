"""What is known of RetroArch's versions: how they read memory, and which faults a runner meets. Pure.

Versions are compared by major and minor number and patch; a fault's range holds both ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from spinlab_pad.emulator.retroarch.doctor.check import Check, Remedy, State

Number = tuple[int, int, int]

OLDEST: Final = (1, 14, 0)
"""Older ones were not run."""

NEWEST: Final = (1, 22, 2)
"""Newer ones were not run."""

CRASHES_WITHOUT_INFO: Final = ((1, 20, 0), (1, 22, 2))
"""GET_STATUS copies an empty system name where the core has no info file, and RetroArch ends."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of some versions; `serious`: practice suffers from it."""

    first: Number
    last: Number
    text: str
    serious: bool = False
    elsewhere_only: bool = False
    """Not on Linux."""


FAULTS: Final = (
    Fault((0, 0, 0), (1, 8, 4), "it doesn't tell which game runs; practice needs 1.8.5 or newer", serious=True),
    Fault((0, 0, 0), (1, 14, 99), "states are neither saved nor loaded while paused, and replays play back wrong"),
    Fault((1, 17, 0), (1, 18, 0), "memory is told only with an achievement game, to most cores", serious=True),
    Fault((1, 15, 0), (1, 22, 2), "a state that is saved during a replay recording cuts it off", elsewhere_only=True),
    Fault((1, 20, 0), (1, 22, 2), "it crashes when asked for the game while the core's info file is missing"),
)


def number(text: str) -> Number | None:
    """A version as numbers; None where there are none."""
    found = re.match(r"(\d+)\.(\d+)(?:\.(\d+))?", text)
    return (int(found[1]), int(found[2]), int(found[3] or 0)) if found else None


def within(version: Number | None, span: tuple[Number, Number]) -> bool:
    """Whether a version lies in a range; an unknown one may."""
    return version is None or span[0] <= version <= span[1]


def check_version(text: str, platform: str) -> Check:
    """The version and its known faults."""
    version = number(text)
    if version is None:
        return _check("warn", text or "not told", "its version is not understood, so its faults are not known")
    faults = [
        fault
        for fault in FAULTS
        if fault.first <= version <= fault.last and not (fault.elsewhere_only and platform.startswith("linux"))
    ]
    words = "; ".join(fault.text for fault in faults)
    if any(fault.serious for fault in faults):
        return _check("fail" if version < (1, 8, 5) else "warn", text, words)
    if version < OLDEST:
        return _check("warn", text, f"versions before 1.14 were not tried; {words}")
    if version > NEWEST:
        return _check("pass", f"{text}, newer than the newest that was tried (1.22.2)", "")
    return _check("pass", text, words)


def _check(state: State, found: str, why: str) -> Check:
    if state == "pass":
        return Check("version", "RetroArch", "Version", "pass", found, "1.14 or newer", why)
    remedy = Remedy(do="install the newest RetroArch from retroarch.com or your distribution")
    return Check("version", "RetroArch", "Version", state, found, "1.19 or newer", why, remedy)
