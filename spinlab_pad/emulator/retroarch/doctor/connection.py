"""The checks of what answers at the port, and of how RetroArch is installed."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.retroarch.cores import name_of
from spinlab_pad.emulator.retroarch.doctor.check import Check, Remedy
from spinlab_pad.emulator.retroarch.doctor.listening import Greeting
from spinlab_pad.emulator.retroarch.find import Installation
from spinlab_pad.emulator.retroarch.nci import DEFAULT_PORT
from spinlab_pad.emulator.retroarch.processes import Running
from spinlab_pad.emulator.retroarch.user_settings import of_files

KEY: Final = "nci"
TITLE: Final = "Network commands"
MENU_ENABLE: Final = "Settings > Network > Network Commands"
MENU_PORT: Final = "Settings > Network > Network Command Port"
ENABLE: Final = 'network_cmd_enable = "true"'
INSTALL: Final = Remedy(
    do="install RetroArch (retroarch.com, Steam, Flatpak or your distribution), or set emulator.retroarch_path "
    "in config.yaml to its program"
)


def check_greeting(
    greeting: Greeting, host: str, port: int, *, running: Sequence[Running], holder: str, start: str
) -> Check:
    """Who answers. `running` are the RetroArchs that are seen here, `holder` is the program at the port by name,
    `start` the command that starts RetroArch.
    """
    place = f"UDP {host}:{port}"
    wanted = f"RetroArch at {place}"
    match greeting.kind:
        case "retroarch":
            return Check(KEY, "RetroArch", TITLE, "pass", f"RetroArch {greeting.text} answers at {place}", wanted)
        case "unknown host":
            return _fail(greeting.text, wanted, "", Remedy(do="correct --attach HOST:PORT or network.nci_host"))
        case "refused":
            return _refused(place, port, running, start)
        case "foreign":
            return _foreign(f"another program answers there: {greeting.text!r}", place, port)
        case "silent":
            if holder and "retroarch" not in holder.lower() and not any(port in item.ports for item in running):
                return _foreign(f"another program ({holder}) has this port", place, port)
    return _fail(
        f"no answer from {place}", wanted,
        "RetroArch is frozen, has its hotkey button held or its window out of focus, or a firewall drops the datagrams",
        Remedy(
            do="bring RetroArch to the front and let go of all buttons; on another machine open this UDP port",
            menu=f"{MENU_PORT} > {port}", line=f'network_cmd_port = "{port}"',
        ),
    )  # fmt: skip


def _refused(place: str, port: int, running: Sequence[Running], start: str) -> Check:
    wanted = f"RetroArch at {place}"
    nothing = f"nothing listens at {place}"
    others = [each for item in running if (each := _command_port(item)) is not None]
    if running and others:
        elsewhere = " and ".join(map(str, others))
        return _fail(
            f"{nothing}; a RetroArch that runs here listens at {elsewhere}", wanted,
            "RetroArch and we use different ports",
            Remedy(
                do=f"give the port: --attach 127.0.0.1:{others[0]}, or network.nci_port: {others[0]} in config.yaml",
                menu=f"{MENU_PORT} > {port}", line=f'network_cmd_port = "{port}"',
            ),
        )  # fmt: skip
    if running:
        return _fail(
            f"{nothing}, though RetroArch runs", wanted, "its network commands are off",
            Remedy(do="turn them on, then restart RetroArch", menu=f"{MENU_ENABLE} > On", line=ENABLE),
        )  # fmt: skip
    do = f"start RetroArch with your game: {start}" if start else "start RetroArch with your game"
    return _fail(
        nothing, wanted, "RetroArch doesn't run, or its network commands are off",
        Remedy(do=do, menu=f"{MENU_ENABLE} > On", line=ENABLE),
    )  # fmt: skip


def _foreign(found: str, place: str, port: int) -> Check:
    free = port + 1 if port < 65535 else port - 1
    return _fail(
        found, f"RetroArch at {place}", "only one program can have a port",
        Remedy(
            do=f"end that program, or give RetroArch another port and tell us: network.nci_port: {free}",
            menu=f"{MENU_PORT} > {free}", line=f'network_cmd_port = "{free}"',
        ),
    )  # fmt: skip


def _fail(found: str, wanted: str, why: str, remedy: Remedy) -> Check:
    return Check(KEY, "RetroArch", TITLE, "fail", found, wanted, why, remedy)


def _command_port(running: Running) -> int | None:
    """The port of its commands; None where it listens for none."""
    told = of_files(running.files)
    port = told.number("network_cmd_port", DEFAULT_PORT)
    return port if port in running.ports and told.on("network_cmd_enable", default=False) else None


def check_shared(port: int, running: Sequence[Running]) -> Check | None:
    """Whether two RetroArchs have one port; None where that can't be seen or isn't so."""
    there = [item for item in running if port in item.ports]
    if len(there) < 2:
        return None
    pids = " and ".join(str(item.pid) for item in there)
    return Check(
        "shared_port", "RetroArch", "One RetroArch a port", "warn", f"processes {pids} share UDP {port}", "one",
        "the one that was started last gets all commands, which may not be the one that you play",
        Remedy(
            do="close one of them, or give it a port of its own", menu=f"{MENU_PORT} > {port + 1}",
            line=f'network_cmd_port = "{port + 1}"',
        ),
    )  # fmt: skip


def check_installation(found: Sequence[Installation], *, runs: bool) -> Check:
    """Whether there is a RetroArch."""
    key, title = "installation", "RetroArch installed"
    if found:
        others = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        return Check(key, "RetroArch", title, "pass", f"{shlex.join(found[0].command)}{others}", "any")
    if runs:
        return Check(key, "RetroArch", title, "pass", "one runs, from a place that we don't look at", "any")
    return Check(key, "RetroArch", title, "fail", "none was found", "RetroArch 1.14 or newer", "", INSTALL)


def check_cores(installed: Sequence[Installation], named: Path | None, loaded: Path | None) -> Check:
    """Which SNES cores there are; `named` is emulator.ra_core_path, `loaded` the one that runs."""
    key, title = "cores", "SNES cores"
    if named is not None and not named.is_file():
        return Check(
            key, "RetroArch", title, "fail", f"{named} is not there", "a core", "emulator.ra_core_path names it",
            Remedy(do="correct emulator.ra_core_path in config.yaml, or remove it to search for one"),
        )  # fmt: skip
    used = named or loaded
    files = [*([used] if used else []), *(core for item in installed for core in item.cores)]
    names = dict.fromkeys(name_of(file) for file in files)
    if names:
        return Check(key, "RetroArch", title, "pass", ", ".join(names), "snes9x or another")
    return Check(
        key, "RetroArch", title, "fail", "none was found", "snes9x or another", "no game can be played without one",
        Remedy(
            do="Debian: apt install libretro-bsnes-mercury-performance",
            menu="Main Menu > Online Updater > Core Downloader > Nintendo - SNES / SFC (Snes9x - Current)",
        ),
    )  # fmt: skip
