"""The settings that a RetroArch which somebody else started has read, as far as they can be known from outside.

RetroArch tells only a handful over the network. The rest lies in its files: the main one, those appended on its command
line, and the overrides of core, folder and game, each on top of the ones before (configuration.c). Which main file it
is, says its command line where the system shows it (Linux); elsewhere the usual place is taken, and `certain` is False.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.retroarch import cfg
from spinlab_pad.emulator.retroarch.find import Machine, installations, this_machine

MAIN: Final = "retroarch.cfg"
_PROC: Final = Path("/proc")


@dataclass(frozen=True, slots=True)
class UserSettings:
    """Names and values as they are in effect, and the files that they come from, those read last at the end.

    `certain`: it is known that the running RetroArch has read these files. It may have changed settings since, in its
    menu; it writes them when it ends.
    """

    files: tuple[Path, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    certain: bool = False

    @property
    def main(self) -> Path | None:
        """The file that RetroArch itself writes; None where none is known."""
        return self.files[0] if self.files else None

    @property
    def folder(self) -> Path | None:
        """RetroArch's own folder, where its logs, states and overrides lie unless they were put elsewhere."""
        return self.main.parent if self.main else None

    def text(self, name: str, default: str = "") -> str:
        """One setting as it is written; `default` where no file holds it."""
        return self.values.get(name, default)

    def on(self, name: str, *, default: bool) -> bool:
        """Whether a setting is switched on; `default` is RetroArch's own where no file holds it."""
        return self.values.get(name, "true" if default else "false") in {"true", "1"}

    def number(self, name: str, default: int) -> int:
        """A whole number; `default` where there is none."""
        try:
            return int(self.values.get(name, ""))
        except ValueError:
            return default

    def path(self, name: str, default: Path | None = None) -> Path | None:
        """A folder or file; `default` where it is not set. `~` is the home, `:` RetroArch's own folder."""
        value = self.values.get(name, "")
        if value in {"", "default"}:
            return default
        if value.startswith(":"):
            return self.folder / value[1:].lstrip("/\\") if self.folder else default
        return Path(value).expanduser()

    def overridden(self, core: str, content: Path | None) -> UserSettings:
        """With the overrides for a core, by its library's name, and for a game on top."""
        if not core or not self.on("auto_overrides_enable", default=True):
            return self
        place = self.path("rgui_config_directory", self.folder / "config" if self.folder else None)
        if place is None:
            return self
        names = [core, *((content.parent.name, content.stem) if content is not None else ())]
        files = [file for name in names if (file := place / core / f"{name}.cfg").is_file()]
        return replace(self, files=(*self.files, *files), values={**self.values, **cfg.read_all(files)})


def of_files(files: Sequence[Path], *, certain: bool = False) -> UserSettings:
    """The settings in these files, the main one first."""
    return UserSettings(tuple(files), cfg.read_all(files), certain)


def of_port(port: int, machine: Machine | None = None) -> UserSettings:
    """The settings of the RetroArch on this machine that listens on UDP `port`.

    Where the system doesn't show who listens, those of the first installation that has any.
    """
    machine = machine or this_machine()
    if machine.platform.startswith("linux"):
        for process in _listeners(port):
            files = _files_of(process)
            if files:
                return of_files(files, certain=True)
    for installation in installations(machine):
        if (main := installation.folder / MAIN).is_file():
            return of_files((main,))
    return UserSettings()


def files_of_command(command: Sequence[str], environ: Mapping[str, str], working: Path) -> tuple[Path, ...]:
    """The configuration files that a command line names, the main one first. Pure."""
    config = environ.get("XDG_CONFIG_HOME") or str(Path(environ.get("HOME", "/"), ".config"))
    main = Path(config, "retroarch", MAIN)
    appended: list[Path] = []
    for option, value in _options(command):
        if option in {"-c", "--config"}:
            main = working / value
        elif option == "--appendconfig":
            appended += [working / name for name in value.split("|") if name]
    return (main, *appended)


def _options(command: Sequence[str]) -> Iterator[tuple[str, str]]:
    for place, word in enumerate(command):
        name, equals, value = word.partition("=")
        if equals and name.startswith("--"):
            yield name, value
        elif word.startswith("-") and place + 1 < len(command):
            yield word, command[place + 1]


def _files_of(process: Path) -> tuple[Path, ...]:
    try:
        command = os.fsdecode((process / "cmdline").read_bytes()).split("\0")
        environ = dict(
            pair.split("=", 1) for pair in os.fsdecode((process / "environ").read_bytes()).split("\0") if "=" in pair
        )
        return files_of_command(command, environ, (process / "cwd").resolve())
    except OSError:
        return ()


def _listeners(port: int) -> Iterator[Path]:
    """Folders in /proc of the processes of which we may see that they hold a UDP socket at `port`, newest first."""
    try:
        table = (_PROC / "net/udp").read_text()
    except OSError:
        return
    rows = (row.split() for row in table.splitlines()[1:])
    sockets = {f"socket:[{row[9]}]" for row in rows if int(row[1].rpartition(":")[2], 16) == port}
    if not sockets:
        return
    processes = (entry for entry in os.scandir(_PROC) if re.fullmatch(r"\d+", entry.name))
    for process in sorted(processes, key=lambda entry: -int(entry.name)):
        try:
            files = Path(process.path, "fd")
            held = {os.readlink(files / name) for name in os.listdir(files)}
        except OSError:
            continue
        if held & sockets:
            yield Path(process.path)
