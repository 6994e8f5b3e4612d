"""Settings of RetroArch that are in the way, each in one sentence with what to change. Pure, but for looking whether
files are there.

From measurements: single-instance run-ahead with late or early polling polls twice a frame and loses every hotkey
command; hardcore mode drops loads; without a core's description RetroArch 1.10.1 to 1.21 refuses to save, and 1.20.0 to
1.22.2 crashes when it is asked for its status; preemptive frames record input twice.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import Trouble
from spinlab_pad.emulator.retroarch import faults
from spinlab_pad.emulator.retroarch.cores import info_name
from spinlab_pad.emulator.retroarch.nci import Release
from spinlab_pad.emulator.retroarch.user_settings import UserSettings

RUN_AHEAD: Final = Trouble(
    "run-ahead",
    "RetroArch loses save and pause commands with Run-Ahead in a single instance: set Settings > Latency > Run-Ahead "
    "to Second Instance Mode, or Settings > Input > Polling Behavior to Normal",
    "error",
)
HARDCORE: Final = Trouble(
    "hardcore",
    "RetroArch is set to Achievements > Hardcore Mode, which forbids loads: turn it off",
    "error",
)
PREEMPTIVE: Final = Trouble(
    "preemptive-frames",
    "Preemptive Frames spoil RetroArch's own replays: for those, set Settings > Latency > Run-Ahead to Second "
    "Instance Mode; states are fine",
)

NORMAL_POLLING: Final = 1
LATE_POLLING: Final = 2

BYPASS_SINCE: Final = (1, 15)
"""The first release with core_info_savestate_bypass."""

SAVES_ANYWAY_SINCE: Final = (1, 22)
"""The first release that saves the state of a core without description."""


def run_ahead(settings: UserSettings) -> bool:
    """Whether hotkey commands are lost."""
    return (
        settings.on("run_ahead_enabled", default=False)
        and settings.number("run_ahead_frames", 1) > 0
        and not settings.on("run_ahead_secondary_instance", default=True)
        and not settings.on("preemptive_frames_enable", default=False)
        and settings.number("input_poll_type_behavior", LATE_POLLING) != NORMAL_POLLING
    )


def hardcore(settings: UserSettings) -> bool:
    """Whether loads are forbidden: with achievements on and somebody logged in."""
    return (
        settings.on("cheevos_enable", default=False)
        and settings.on("cheevos_hardcore_mode_enable", default=True)
        and bool(settings.text("cheevos_username"))
        and bool(settings.text("cheevos_token") or settings.text("cheevos_password"))
    )


def preemptive(settings: UserSettings) -> bool:
    """Whether replays are recorded wrongly."""
    return settings.on("preemptive_frames_enable", default=False) and settings.number("run_ahead_frames", 1) > 0


def undescribed(settings: UserSettings, core: Path | None) -> bool:
    """Whether RetroArch has no description of the core, or doesn't find the core in its core folder, without which it
    looks for none; False where that can't be known.
    """
    folder = settings.path("libretro_info_path")
    if core is None or folder is None or not folder.is_dir():
        return False
    cores = settings.path("libretro_directory", core.parent)
    listed = cores is None or cores == core.parent or (cores / core.name).is_file()
    return not (listed and (folder / info_name(core)).is_file())


def no_description(core: Path) -> Trouble:
    """What a core without description means."""
    return Trouble(
        "core-info",
        f"RetroArch has no description of the core {core.name}, without which it may not save: choose Online Updater > "
        f"Update Core Info Files, and load the game again",
        "error",
    )


def crashes(settings: UserSettings, release: Release, core: Path | None) -> bool:
    """Whether this RetroArch might crash if it were asked for its status."""
    return faults.may_apply(faults.CRASHES, release) and undescribed(settings, core)


def can_bypass(version: tuple[int, int]) -> bool:
    """Whether core_info_savestate_bypass decides about the states of a core without description."""
    return BYPASS_SINCE <= version < SAVES_ANYWAY_SINCE


def needs_description(release: Release, *, bypass: bool) -> bool:
    """Whether it saves only with a core that it has a description of; `bypass` is core_info_savestate_bypass."""
    return release >= (1, 10, 1) and release[:2] < SAVES_ANYWAY_SINCE and not (bypass and can_bypass(release[:2]))


def refuses_saves(settings: UserSettings, release: Release, core: Path | None) -> bool:
    """Whether RetroArch doesn't save for lack of the core's description."""
    bypass = settings.on("core_info_savestate_bypass", default=False)
    return needs_description(release, bypass=bypass) and undescribed(settings, core)


def known(settings: UserSettings, release: Release, core: Path | None) -> tuple[Trouble, ...]:
    """All of it that is known of a RetroArch with these settings, overrides on top."""
    found = [
        trouble
        for trouble, there in (
            (RUN_AHEAD, run_ahead(settings)),
            (HARDCORE, hardcore(settings)),
            (PREEMPTIVE, preemptive(settings)),
        )
        if there
    ]
    if core is not None and refuses_saves(settings, release, core):
        found.append(no_description(core))
    return tuple(found)
