"""RetroArch programs that run on this machine: which files they read, which core they hold, where they listen.

Read from /proc on Linux. Elsewhere the system is only asked whether there is one (tasklist, pgrep; not run so far).
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.retroarch.layouts import CONFIG
from spinlab_pad.emulator.retroarch.machine import Machine

_PROC: Final = Path("/proc")
_CORE: Final = re.compile(r"\s(/\S.*_libretro\.so)$", re.MULTILINE)
_PROGRAMS: Final = ("retroarch", "retroarch.bin", "retroarch.real")
_LOADER: Final = "ld-linux"


@dataclass(frozen=True, slots=True)
class Running:
    """A RetroArch that runs. `files` are its configuration files, the main one first, `core` the loaded core's file,
    `content` the game on its command line, `home` its user's home, `ports` the UDP ports at which it listens (commands
    and pads).
    """

    pid: int
    files: tuple[Path, ...]
    core: Path | None
    content: Path | None
    home: Path
    ports: frozenset[int]


def retroarchs(machine: Machine) -> tuple[Running, ...]:
    """All that we may look at, newest first; none where the system doesn't show them."""
    if not machine.platform.startswith("linux"):
        return ()
    found = (_running(folder) for folder in _processes() if _is_retroarch(folder))
    return tuple(item for item in found if item is not None)


def listening(port: int, machine: Machine) -> Running | None:
    """The one that listens at UDP `port`; of several the newest, which gets all that is sent there."""
    return next((item for item in retroarchs(machine) if port in item.ports), None)


def of_this_home(running: Iterable[Running], machine: Machine) -> tuple[Running, ...]:
    """Those of the same user's home: another's has its own settings."""
    return tuple(item for item in running if item.home == machine.home)


def some_runs(machine: Machine) -> bool:
    """Whether a RetroArch of this user runs, as far as the system tells."""
    match machine.platform:
        case "win32":
            return "retroarch" in _said("tasklist", "/FI", "IMAGENAME eq retroarch.exe").lower()
        case "darwin":
            return bool(_said("pgrep", "-x", "RetroArch"))
    return bool(of_this_home(retroarchs(machine), machine))


def holder(port: int, machine: Machine) -> str:
    """Name of the program that listens at UDP `port`; empty where that is not shown."""
    if not machine.platform.startswith("linux"):
        return ""
    names = (_name(folder) for folder in _processes() if port in _ports(folder))
    return next(names, "")


def files_of_command(command: Sequence[str], environ: Mapping[str, str], working: Path) -> tuple[Path, ...]:
    """The configuration files that a command line names, the main one first. Pure."""
    config = environ.get("XDG_CONFIG_HOME") or str(Path(environ.get("HOME", "/"), ".config"))
    main = Path(config, "retroarch", CONFIG)
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


def _processes() -> Iterator[Path]:
    numbers = sorted((int(name) for name in os.listdir(_PROC) if name.isdecimal()), reverse=True)
    return (_PROC / str(number) for number in numbers)


def _words(folder: Path, name: str) -> list[str]:
    return os.fsdecode((folder / name).read_bytes()).split("\0")


def _is_retroarch(folder: Path) -> bool:
    try:
        program = os.path.basename(os.readlink(folder / "exe"))
        if program in _PROGRAMS:
            return True
        # A RetroArch that is started through another dynamic loader carries that one's name.
        return program.startswith(_LOADER) and any(
            os.path.basename(word) in _PROGRAMS for word in _words(folder, "cmdline")
        )
    except OSError:
        return False


def _running(folder: Path) -> Running | None:
    try:
        command = [word for word in _words(folder, "cmdline") if word]
        environ: Mapping[str, str] = dict(pair.split("=", 1) for pair in _words(folder, "environ") if "=" in pair)
        working = (folder / "cwd").resolve()
        cores = _CORE.findall((folder / "maps").read_text("utf-8", "replace"))
        files = files_of_command(command, environ, working)
    except OSError:
        return None
    last = working / command[-1] if command else working
    content = last if len(command) > 1 and os.path.isfile(last) and last not in files else None
    core = Path(cores[0]) if cores else None
    return Running(int(folder.name), files, core, content, Path(environ.get("HOME", "/")), frozenset(_ports(folder)))


def _ports(folder: Path) -> set[int]:
    """UDP ports of a process, each of which it has bound."""
    try:
        sockets = _links(folder / "fd")
        rows = [row.split() for row in (_PROC / "net/udp").read_text().splitlines()[1:]]
    except OSError:
        return set()
    return {int(row[1].rpartition(":")[2], 16) for row in rows if f"socket:[{row[9]}]" in sockets}


def _links(folder: Path) -> set[str]:
    """Where the links in a folder point to; those that go away meanwhile are left out."""
    found: set[str] = set()
    for name in os.listdir(folder):
        with suppress(OSError):
            found.add(os.readlink(folder / name))
    return found


def _name(folder: Path) -> str:
    try:
        return (folder / "comm").read_text().strip()
    except OSError:
        return ""


def _said(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=5).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
