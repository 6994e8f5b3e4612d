"""Whether the core that runs has its info file. Without one RetroArch refuses save states, or crashes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from spinlab_pad.emulator.retroarch.doctor import versions
from spinlab_pad.emulator.retroarch.doctor.check import Check, Remedy, State
from spinlab_pad.emulator.retroarch.find import info_folder
from spinlab_pad.emulator.retroarch.user_settings import UserSettings

KEY = "core_info"
TITLE = "Core info file"
REMEDY = Remedy(
    do="with a distribution's RetroArch install its package of core infos (Debian: libretro-core-info)",
    menu="Main Menu > Online Updater > Update Core Info Files",
)


@dataclass(frozen=True, slots=True)
class InfoFile:
    """The info file of `core`. `missing` only where the settings say for certain where it should lie."""

    core: Path
    found: Path | None
    missing: bool


def look(core: Path, told: UserSettings) -> InfoFile:
    """Look where the settings say; without them, where cores usually have theirs."""
    name = f"{core.stem}.info"
    configured = told.path("libretro_info_path")
    if configured is not None:
        file = configured / name
        # The core must also lie in the configured core folder under its own name.
        cores = told.path("libretro_directory", core.parent) or core.parent
        there = file.is_file() and (cores / core.name).is_file()
        return InfoFile(core, file if there else None, not there)
    usual = [
        folder / name for folder in (told.folder, told.folder and told.folder / "info", info_folder(core)) if folder
    ]
    return InfoFile(core, next((file for file in usual if file.is_file()), None), False)


def check(info: InfoFile, version: str, *, bypass: bool) -> Check:
    """What a missing info file means to this version (empty: not known)."""
    if info.found is not None:
        return Check(KEY, "RetroArch", TITLE, "pass", str(info.found), info.core.stem)
    number = versions.number(version)
    state, why = _consequence(number, bypass=bypass)
    if not info.missing:
        state, why = "warn", f"it was not found in the usual folders; {why}"
    return Check(
        KEY, "RetroArch", TITLE, state, f"none for {info.core.stem}",
        f"{info.core.stem}.info where RetroArch looks for it", why, REMEDY,
    )  # fmt: skip


def asking_crashes(info: InfoFile | None, version: str) -> bool:
    """Whether GET_STATUS is known to end this RetroArch."""
    return (
        info is not None and info.missing and versions.within(versions.number(version), versions.CRASHES_WITHOUT_INFO)
    )


def _consequence(number: versions.Number | None, *, bypass: bool) -> tuple[State, str]:
    if versions.within(number, versions.CRASHES_WITHOUT_INFO):
        return (
            "fail",
            "RetroArch 1.20 to 1.22.2 crashes when it is asked which game runs, so the game was not looked at",
        )
    assert number is not None
    if number > versions.NEWEST:
        return "warn", "RetroArch can't tell what the core can do"
    if number >= (1, 15, 0) and bypass:
        return "warn", "RetroArch can't tell what the core can do; saves are forced by core_info_savestate_bypass"
    return "fail", "RetroArch refuses save states to a core that it knows nothing about"
