"""Faults of single RetroArch releases that a runner may meet, in words. Pure.

Sources: measurement on 1.14.0 and 1.22.2; for what lies between and before, RetroArch's source, change log and issues.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from spinlab_pad.emulator.retroarch.nci import Release

PAUSED_SAVES_SINCE: Final[Release] = (1, 15, 0)
"""The first release that saves and loads while it is paused."""

_FIRST: Final[Release] = (0, 0, 1)
"""Every release; (0, 0, 0) stands for one whose number isn't understood."""


@dataclass(frozen=True, slots=True)
class Fault:
    """In the releases from `first` to before `fixed_in` (None: not fixed yet); `text` says what goes wrong and what to
    do.

    `serious`: practice suffers from it. `not_on_linux`: met on the other systems only.
    """

    first: Release
    fixed_in: Release | None
    text: str
    serious: bool = False
    not_on_linux: bool = False


NO_STATUS: Final = Fault(
    # GET_STATUS came with 1.8.5.
    _FIRST, (1, 8, 5), "it doesn't tell which game runs; practice needs 1.8.5 or newer", serious=True,
)  # fmt: skip

NO_MEMORY: Final = Fault(
    # cheevos.c sets memory up for a game with achievements only; CHANGES.md, 1.19.0.
    (1, 17, 0),
    (1, 19, 0),
    "it shows work RAM only of games with achievements, or with a core that tells its memory map (bsnes-mercury): "
    "update RetroArch to 1.19 or newer",
    serious=True,
)

CRASHES: Final = Fault(
    # command.c copies a system id that may be NULL; fixed in January 2026.
    (1, 20, 0),
    (1, 22, 3),
    "it crashes when asked for the game while the core's description is missing: get it by Online Updater > "
    "Update Core Info Files",
)

FAULTS: Final = (
    NO_STATUS,
    NO_MEMORY,
    CRASHES,
    Fault(_FIRST, PAUSED_SAVES_SINCE, "states are neither saved nor loaded while paused: resume first"),
    # command.c: command_post_state_loaded pauses hardcore whether or not the load took place.
    Fault((1, 15, 0), None, "a load by slot number switches Achievements > Hardcore Mode off"),
    # input_driver.c of 1.14 writes each input twice.
    Fault((1, 14, 0), (1, 15, 0), "its recordings hold every input twice and don't play back as they were played"),
    # replay files are read and written without a seek between; glibc forgives it.
    Fault(
        (1, 15, 0),
        (1, 22, 3),
        "on Windows and macOS a state that is saved while a replay is recorded cuts it off",
        not_on_linux=True,
    ),
    Fault(
        (1, 15, 0),
        None,
        "a replay that is started by slot number while the game runs is a frame late, and hangs bsnes-mercury: "
        "pause first",
    ),
)


def applies(fault: Fault, release: Release) -> bool:
    """Whether that release has the fault."""
    return fault.first <= release and (fault.fixed_in is None or release < fault.fixed_in)


def may_apply(fault: Fault, release: Release) -> bool:
    """The same, where a wrong no would do harm: a release that isn't understood may have any fault."""
    return not any(release) or applies(fault, release)


def faults_of(release: Release) -> tuple[Fault, ...]:
    """What is wrong with that release."""
    return tuple(fault for fault in FAULTS if applies(fault, release))


def of_release(release: Release) -> tuple[str, ...]:
    """What is wrong with that release, in words."""
    return tuple(fault.text for fault in faults_of(release))
