"""The check of RetroArch's version: which of the known faults it has. Pure."""

from __future__ import annotations

from typing import Final

from spinlab_pad.emulator.retroarch import faults
from spinlab_pad.emulator.retroarch.abilities import version_number
from spinlab_pad.emulator.retroarch.doctor.check import Check, Remedy, State
from spinlab_pad.emulator.retroarch.nci import Release

OLDEST: Final[Release] = (1, 14, 0)
"""Older ones were not run."""

NEWEST: Final[Release] = (1, 22, 2)
"""Newer ones were not run."""


def number(text: str) -> Release | None:
    """A version as numbers; None where there are none."""
    release = version_number(text)
    return release if any(release) else None


def check_version(text: str, platform: str) -> Check:
    """The version and its known faults, but for those of other systems than `platform` (as in `sys.platform`)."""
    release = number(text)
    if release is None:
        return _check("warn", text or "not told", "its version is not understood, so its faults are not known")
    linux = platform.startswith("linux")
    found = [fault for fault in faults.faults_of(release) if not (fault.not_on_linux and linux)]
    words = "; ".join(fault.text for fault in found)
    if any(fault.serious for fault in found):
        return _check("fail" if faults.NO_STATUS in found else "warn", text, words)
    if release < OLDEST:
        return _check("warn", text, f"versions before 1.14 were not tried; {words}")
    if release > NEWEST:
        return _check("pass", f"{text}, newer than the newest that was tried (1.22.2)", "")
    return _check("pass", text, words)


def _check(state: State, found: str, why: str) -> Check:
    if state == "pass":
        return Check("version", "RetroArch", "Version", "pass", found, "1.14 or newer", why)
    remedy = Remedy(do="install the newest RetroArch from retroarch.com or your distribution")
    return Check("version", "RetroArch", "Version", state, found, "1.19 or newer", why, remedy)
