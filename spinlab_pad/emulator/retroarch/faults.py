"""Faults of single RetroArch releases that a runner may meet, in words. Pure.

Sources: measurement on 1.14.0 and 1.22.2; for what lies between, RetroArch's source, change log and issues.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from spinlab_pad.emulator.retroarch.nci import Release


@dataclass(frozen=True, slots=True)
class Fault:
    """In the releases from `first` to before `fixed_in` (None: not fixed yet); `text` says what goes wrong and what to
    do."""

    first: Release
    fixed_in: Release | None
    text: str


NO_MEMORY: Final = Fault(
    # cheevos.c sets memory up for a game with achievements only; CHANGES.md, 1.19.0.
    (1, 17, 0),
    (1, 19, 0),
    "it shows work RAM only of games with achievements, or with a core that tells its memory map (bsnes-mercury): "
    "update RetroArch to 1.19 or newer",
)

FAULTS: Final = (
    NO_MEMORY,
    # command.c copies a system id that may be NULL; fixed in January 2026.
    Fault(
        (1, 20, 0),
        (1, 22, 3),
        "it crashes when asked for its status while the core's description is missing: get it by Online Updater > "
        "Update Core Info Files",
    ),
    # command.c: command_post_state_loaded pauses hardcore whether or not the load took place.
    Fault((1, 15, 0), None, "a load by slot number switches Achievements > Hardcore Mode off"),
    # input_driver.c of 1.14 writes each input twice.
    Fault((1, 14, 0), (1, 15, 0), "its recordings hold every input twice and don't play back as they were played"),
    # replay files are read and written without a seek between; glibc forgives it.
    Fault(
        (1, 15, 0),
        (1, 22, 3),
        "on Windows and macOS a state that is saved while a replay is recorded cuts the replay off",
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


def of_release(release: Release) -> tuple[str, ...]:
    """What is wrong with that release, in words."""
    return tuple(fault.text for fault in FAULTS if applies(fault, release))
