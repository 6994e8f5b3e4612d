"""Write wanted settings: into a file that RetroArch is started with, or into its own while it doesn't run.

RetroArch writes its own file when it ends, so a change made meanwhile is lost; that is refused. Before a change the
file is copied beside itself, and the new one takes its place in one step.
"""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.retroarch import cfg
from spinlab_pad.emulator.retroarch.doctor.wanted import BY_NAME, Situation, source
from spinlab_pad.emulator.retroarch.find import this_machine
from spinlab_pad.emulator.retroarch.nci import DEFAULT_PORT
from spinlab_pad.emulator.retroarch.processes import holder, some_runs
from spinlab_pad.emulator.retroarch.user_settings import UserSettings

APPENDED: Final = "spinlab-doctor.cfg"
BACKUP: Final = ".spinlab-backup-"
RUNNING: Final = "RetroArch is running and would write over its settings when it ends: close it, then try again"
NO_FILE: Final = "RetroArch has no settings file yet: start it once and close it, then try again"


@dataclass(frozen=True, slots=True)
class Change:
    """One setting in RetroArch's file. `old` is None where no line held it. `elsewhere` is another file that
    overrides the change, empty where none does.
    """

    name: str
    old: str | None
    new: str
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class Fixed:
    """What was done to `file`, and the copy of how it was. `refused` says why nothing was done; then both are None."""

    changes: tuple[Change, ...] = ()
    file: Path | None = None
    backup: Path | None = None
    refused: str = ""

    def to_json(self) -> dict[str, object]:
        """As JSON holds it."""
        return {
            "changes": [asdict(change) for change in self.changes],
            "file": str(self.file) if self.file else None,
            "backup": str(self.backup) if self.backup else None,
            "refused": self.refused,
        }


def values_of(names: Iterable[str], situation: Situation) -> dict[str, str]:
    """The wanted values of settings that can be fixed; other names are left out."""
    rows = (BY_NAME[name] for name in names if name in BY_NAME)
    return {row.name: row.value(situation) for row in rows if row.fixable}


def write_appended(folder: Path, names: Iterable[str], situation: Situation) -> Path:
    """Write the file that `retroarch --appendconfig FILE` reads on top of its own.

    Raises:
        OSError: the folder can't be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / APPENDED
    _replace(file, cfg.text(values_of(names, situation)).encode())
    return file


def fix(
    told: UserSettings, names: Iterable[str], situation: Situation | None = None, *, running: bool | None = None
) -> Fixed:
    """Change these settings in RetroArch's own file, and nothing else in it.

    `running` says whether RetroArch runs; without it that is found out. An `OSError` of the disk is a refusal too.
    """
    situation = situation or Situation(told.number("network_cmd_port", DEFAULT_PORT))
    if told.main is None or not told.main.is_file():
        return Fixed(refused=NO_FILE)
    if is_running(told, situation.port) if running is None else running:
        return Fixed(refused=RUNNING)
    try:
        return _fix(told, told.main, values_of(names, situation))
    except OSError as error:
        return Fixed(refused=f"{error.filename or told.main} can't be written ({error.strerror}); nothing was changed")


def is_running(told: UserSettings, port: int) -> bool:
    """Whether a RetroArch that might write over its settings runs: seen by the system, or by a port that is taken."""
    machine = this_machine()
    if told.certain or some_runs(machine):
        return True
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours:
        try:
            ours.bind(("0.0.0.0", port))
        except OSError:
            name = holder(port, machine)
            return not name or "retroarch" in name.lower()
    return False


def _fix(told: UserSettings, main: Path, values: dict[str, str]) -> Fixed:
    file = main.resolve()  # a link stays a link
    raw = file.read_bytes()
    text = raw.decode("utf-8", "surrogateescape")
    before = cfg.parse(text)
    changes = tuple(
        Change(name, before.get(name), new, _elsewhere(told, main, name))
        for name, new in values.items()
        if before.get(name) != new
    )
    if not changes:
        return Fixed(file=file)
    backup = _backup(file, raw)
    _replace(
        file, cfg.changed(text, {change.name: change.new for change in changes}).encode("utf-8", "surrogateescape")
    )
    return Fixed(changes, file, backup)


def _elsewhere(told: UserSettings, main: Path, name: str) -> str:
    file = source(told, name)
    return str(file) if file is not None and file != main else ""


def _backup(file: Path, raw: bytes) -> Path:
    """A copy under the first number that is free."""
    number = 1
    while True:
        backup = file.with_name(f"{file.name}{BACKUP}{number}")
        try:
            with backup.open("xb") as copy:
                copy.write(raw)
                copy.flush()
                os.fsync(copy.fileno())
        except FileExistsError:
            number += 1
            continue
        shutil.copymode(file, backup)
        return backup


def _replace(file: Path, raw: bytes) -> None:
    """Put a complete file in the place of `file`, or leave that one as it is."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as fresh:
            fresh.write(raw)
            fresh.flush()
            os.fsync(fresh.fileno())
        if file.exists():
            shutil.copymode(file, name)
        else:
            os.chmod(name, 0o644)
        os.replace(name, file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
