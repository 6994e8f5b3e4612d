"""The machine that RetroArch is looked for on, and the folders that the templates of `places.py` stand for there."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.retroarch.layouts import LAYOUTS, STEAM

_NAME: Final = re.compile(r"\{([^}]+)\}")
_LIBRARY: Final = re.compile(r'^\s*"(?:path|\d+)"\s+"([^"]*[/\\][^"]*)"', re.MULTILINE)
"""A line of Steam's libraryfolders.vdf: `"path" "FOLDER"`, of old `"1" "FOLDER"`."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What the places depend on; `platform` is as in `sys.platform`, `root` the system's root folder or drive."""

    platform: str
    home: Path
    environ: Mapping[str, str]
    root: Path = Path("/")

    @property
    def suffix(self) -> str:
        """Ending of a core's file name."""
        return {"win32": ".dll", "darwin": ".dylib"}.get(self.platform, ".so")

    @property
    def family(self) -> str:
        """The platform whose layouts hold here."""
        return self.platform if self.platform in LAYOUTS else "linux"

    def which(self, program: str) -> str | None:
        """The program as it can be started; None where it can't."""
        return shutil.which(program, path=self.environ.get("PATH"))


def this_machine() -> Machine:
    """The machine that we run on."""
    environ = dict(os.environ)
    if sys.platform == "win32":
        environ["SteamPath"] = _steam_of_registry()
        return Machine(sys.platform, Path.home(), environ, Path(environ.get("SystemDrive", "C:") + "/"))
    return Machine(sys.platform, Path.home(), environ)


def _steam_of_registry() -> str:
    """Steam's folder as Steam wrote it into the registry (Windows); empty without."""
    if sys.platform != "win32":
        return ""
    import winreg  # noqa: PLC0415 (there on Windows only)

    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, r"Software\Valve\Steam") as key:
            return str(winreg.QueryValueEx(key, "SteamPath")[0])
    except OSError:
        return ""


class Folders:
    """Fills in templates for one machine."""

    def __init__(self, machine: Machine) -> None:
        home, environ = machine.home, machine.environ
        self._names: dict[str, Sequence[str]] = {
            "appdata": (str(home / "AppData/Roaming"),),
            "localappdata": (str(home / "AppData/Local"),),
            **{name.lower(): (value,) for name, value in environ.items() if value},
            "root": (str(machine.root).rstrip("/\\"),),
            "home": (str(home),),
            "config": (environ.get("XDG_CONFIG_HOME") or str(home / ".config"),),
        }
        self._names["steam"] = tuple(dict.fromkeys(self._steam_libraries(STEAM[machine.family])))

    def all(self, templates: Iterable[str], **more: Path) -> Iterator[Path]:
        """Every path that the templates stand for; those with a `*` only where they are there.

        `more` are names besides those of the machine; a template with a name that nothing is known of stands for none.
        """
        for template in templates:
            for text in self._filled(template, {name: (str(path),) for name, path in more.items()}):
                if "*" in text:
                    fixed, _, rest = text.partition("*")
                    folder, _, start = fixed.rpartition("/")
                    yield from sorted(Path(folder or "/").glob(f"{start}*{rest}"))
                else:
                    yield Path(text)

    def first(self, templates: Iterable[str], **more: Path) -> Path:
        """The first that is there, else the last."""
        paths = list(self.all(templates, **more))
        return next((path for path in paths if path.exists()), paths[-1])

    def _filled(self, template: str, more: Mapping[str, Sequence[str]]) -> Iterator[str]:
        name = _NAME.search(template)
        if name is None:
            yield template
            return
        for value in more.get(name[1]) or self._names.get(name[1], ()):
            yield from self._filled(template[: name.start()] + value + template[name.end() :], more)

    def _steam_libraries(self, templates: Iterable[str]) -> Iterator[str]:
        for steam in self.all(templates):
            yield str(steam)
            try:
                listed = (steam / "steamapps/libraryfolders.vdf").read_text("utf-8", "replace")
            except OSError:
                continue
            yield from (library.replace("\\\\", "\\") for library in _LIBRARY.findall(listed))
