"""The settings that a RetroArch which somebody else started has read, as far as they can be known from outside.

RetroArch tells only a handful over the network. The rest lies in its files: the main one, those appended on its command
line, and the overrides of core, folder and game, each on top of the ones before (configuration.c). Which main file it
is, says its command line where the system shows it (Linux); elsewhere the usual place is taken, and `certain` is False.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from spinlab_pad.emulator.retroarch import cfg, overrides
from spinlab_pad.emulator.retroarch.find import installations
from spinlab_pad.emulator.retroarch.machine import Machine, this_machine
from spinlab_pad.emulator.retroarch.processes import Running, listening


@dataclass(frozen=True, slots=True)
class UserSettings:
    """Names and values as they are in effect, and the files that they come from, those read last at the end.

    `certain`: it is known that the running RetroArch has read these files. It may have changed settings since, in its
    menu; it writes them when it ends. `process` is what the system shows of it.
    """

    files: tuple[Path, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    certain: bool = False
    process: Running | None = None

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
        files = [file for file in overrides.files(place, core, content) if file.is_file()]
        return replace(self, files=(*self.files, *files), values={**self.values, **cfg.read_all(files)})


def of_files(files: Sequence[Path], *, certain: bool = False) -> UserSettings:
    """The settings in these files, the main one first."""
    return UserSettings(tuple(files), cfg.read_all(files), certain)


def of_port(port: int, machine: Machine | None = None) -> UserSettings:
    """The settings of the RetroArch on this machine that listens on UDP `port`.

    Where the system doesn't show who listens, those of the first installation that has any.
    """
    machine = machine or this_machine()
    process = listening(port, machine)
    if process is not None:
        return replace(of_files(process.files, certain=True), process=process)
    for installation in installations(machine):
        if installation.config.is_file():
            return of_files((installation.config,))
    return UserSettings()
