"""Whether the core that runs has its info file. Without one RetroArch refuses save states, or crashes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from spinlab_pad.emulator.retroarch import faults, obstacles
from spinlab_pad.emulator.retroarch.abilities import version_number
from spinlab_pad.emulator.retroarch.cores import info_name
from spinlab_pad.emulator.retroarch.doctor.check import Check, Remedy, State
from spinlab_pad.emulator.retroarch.find import info_folder
from spinlab_pad.emulator.retroarch.nci import Release
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
    if obstacles.undescribed(told, core):
        return InfoFile(core, None, missing=True)
    configured = told.path("libretro_info_path")
    usual = (told.folder, told.folder and told.folder / "info", info_folder(core))
    folders = usual if configured is None else (configured,)
    files = (folder / info_name(core) for folder in folders if folder)
    return InfoFile(core, next((file for file in files if file.is_file()), None), missing=False)


def check(info: InfoFile, version: str, *, bypass: bool) -> Check:
    """What a missing info file means to this version (empty: not known)."""
    if info.found is not None:
        return Check(KEY, "RetroArch", TITLE, "pass", str(info.found), info.core.stem)
    state, why = _consequence(version_number(version), bypass=bypass)
    if not info.missing:
        state, why = "warn", f"it was not found in the usual folders; {why}"
    return Check(
        KEY, "RetroArch", TITLE, state, f"none for {info.core.stem}",
        f"{info_name(info.core)} where RetroArch looks for it", why, REMEDY,
    )  # fmt: skip


def asking_crashes(info: InfoFile | None, version: str) -> bool:
    """Whether GET_STATUS might end this RetroArch."""
    return info is not None and info.missing and faults.may_apply(faults.CRASHES, version_number(version))


def _consequence(release: Release, *, bypass: bool) -> tuple[State, str]:
    if faults.may_apply(faults.CRASHES, release):
        return (
            "fail",
            "RetroArch 1.20 to 1.22.2 crashes when it is asked which game runs, so the game was not looked at",
        )
    if obstacles.needs_description(release, bypass=bypass):
        return "fail", "RetroArch refuses save states to a core that it knows nothing about"
    forced = "; saves are forced by core_info_savestate_bypass"
    return "warn", f"RetroArch can't tell what the core can do{forced if obstacles.can_bypass(release[:2]) else ''}"
