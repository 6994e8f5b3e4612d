"""Start RetroArch with a private configuration on top of the runner's own, and end it again.

The instance has its own ports, its own folder for states and saves, and settings under which every command that we
send works. The runner's configuration is not written to. A keeper process sees to it that RetroArch doesn't outlive
us, however we end.
"""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import SetupError
from spinlab_pad.emulator.retroarch import cfg, cores, overrides, spread
from spinlab_pad.emulator.retroarch.process import LOG, OURS, PID, REMAPS, SAVES, STATES, Ports, Process

__all__ = ["HEADLESS", "SETTINGS", "Ports", "Process", "Recipe", "free_ports", "private_settings", "start"]

SETTINGS: Final[Mapping[str, str]] = {
    # What we talk over.
    "network_cmd_enable": "true",
    "network_remote_enable": "true",
    "network_remote_enable_user_p1": "true",
    "network_remote_enable_user_p2": "true",
    # State files lie flat in our own folder, slot 0 is saved to, nothing is packed, thinned out or loaded unasked.
    "sort_savestates_enable": "false",
    "sort_savestates_by_content_enable": "false",
    "savestates_in_content_dir": "false",
    "savestate_auto_index": "false",
    "savestate_auto_save": "false",
    "savestate_auto_load": "false",
    "savestate_max_keep": "0",
    "savestate_thumbnail_enable": "false",
    "savestate_file_compression": "false",
    "state_slot": "0",
    "replay_auto_index": "false",
    # Loading states rewrites save RAM: the runner's own must not be that, and a state is loaded with its own.
    "block_sram_overwrite": "false",
    "sort_savefiles_enable": "false",
    "sort_savefiles_by_content_enable": "false",
    "savefiles_in_content_dir": "false",
    # Each of these would drop commands or forbid loads; the bypass lets cores without an info file save.
    "cheevos_hardcore_mode_enable": "false",
    "run_ahead_secondary_instance": "true",
    "preemptive_frames_enable": "false",
    "core_info_savestate_bypass": "true",
    "quit_press_twice": "false",
    # Practice goes on behind another window, and leaves no trace in the runner's settings and lists.
    "pause_nonactive": "false",
    "config_save_on_exit": "false",
    "notification_show_save_state": "false",
    "history_list_enable": "false",
    "content_runtime_log": "false",
    "content_runtime_log_aggregate": "false",
    # Its log comes to us.
    "log_verbosity": "true",
    "log_to_file": "false",
    "frontend_log_level": "1",
}
"""What every instance of ours gets."""

HEADLESS: Final[Mapping[str, str]] = {
    "video_driver": "null",
    "audio_driver": "null",
    "input_driver": "null",
    "input_joypad_driver": "null",
    "menu_driver": "null",
    "microphone_driver": "null",
    "midi_driver": "null",
    "vrr_runloop_enable": "true",
    "check_firmware_before_loading": "false",
}
"""No window and no sound; paced by the run loop, because null drivers run as fast as they go."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one RetroArch with one core is started.

    `command` starts RetroArch (its own arguments follow); `core` and `info_folder` are as RetroArch sees them;
    `settings` come on top of ours. `own_config` starts from an empty configuration instead of the runner's.
    `overrides` is the folder of the runner's overrides. Of a RetroArch in a sandbox, `workplace` is a folder that it
    sees. One that looks for its files where it is started is started in `start_in`.
    """

    name: str
    command: tuple[str, ...]
    core: Path
    info_folder: Path | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    own_config: bool = False
    overrides: Path | None = None
    workplace: Path | None = None
    start_in: Path | None = None


PORTS: Final = (20_000, 32_000)
"""Above the well-known ports, and below those that systems hand out to anybody (Linux: from 32,768)."""


def free_ports() -> Ports:
    """Ports that nobody listens on; RetroArch would share one with another instance without a word."""
    for _ in range(50):
        base = random.randrange(*PORTS)
        with _claimed(base, 1 + spread.USERS) as claimed:
            if claimed:
                return Ports(base, base + 1)
    raise SetupError("no free UDP ports were found; close programs that use the network")


class _claimed:
    """Holds `count` UDP ports from `base` for the length of a block; true if they were all free."""

    def __init__(self, base: int, count: int) -> None:
        self._ports = range(base, base + count)
        self._sockets: list[socket.socket] = []

    def __enter__(self) -> bool:
        for port in self._ports:
            holder = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self._sockets.append(holder)
            try:
                holder.bind(("0.0.0.0", port))
            except OSError:
                return False
        return True

    def __exit__(self, *_: object) -> None:
        for holder in self._sockets:
            holder.close()


def private_settings(recipe: Recipe, ports: Ports, folder: Path, *, headless: bool) -> dict[str, str]:
    """All settings of an instance that keeps its files in `folder`."""
    settings = {
        **SETTINGS,
        "network_cmd_port": str(ports.commands),
        "network_remote_base_port": str(ports.pads),
        "savestate_directory": str(folder / STATES),
        "savefile_directory": str(folder / SAVES),
        "libretro_directory": str(recipe.core.parent),
    }
    if recipe.info_folder is not None:
        settings["libretro_info_path"] = str(recipe.info_folder)
    if cores.needs_early_polling(cores.name_of(recipe.core)):
        # Polled late, this core shows memory from the middle of a frame.
        settings["input_poll_type_behavior"] = "0"
    return {**settings, **(HEADLESS if headless else {}), **recipe.settings}


def start(recipe: Recipe, rom: Path, folder: Path, *, headless: bool, temporary: bool = False) -> Process:
    """Start RetroArch with `rom`; it isn't ready yet. A `temporary` folder is removed when it is closed.

    Raises:
        SetupError: RetroArch, the core or the game is not there.
    """
    if shutil.which(recipe.command[0]) is None:
        raise SetupError(f"RetroArch is not at {recipe.command[0]}; install it or set emulator.retroarch_path")
    if not recipe.core.is_file():
        raise SetupError(f"the core {recipe.core} is not there; download it in RetroArch or set emulator.ra_core_path")
    if not rom.is_file():
        raise SetupError(f"the game {rom} is not there")
    folder, game = Path(os.path.abspath(folder)), Path(os.path.abspath(rom))
    ports = free_ports()
    for name in (STATES, SAVES):
        (folder / name).mkdir(parents=True, exist_ok=True)
    settings = private_settings(recipe, ports, folder, headless=headless)
    if headless:
        settings = {**spread.write(folder / REMAPS, recipe.core), **settings}
    if recipe.overrides is not None:
        settings = {**overrides.settings(recipe.overrides, recipe.core, game), **settings}
    if recipe.workplace is not None:
        game = folder / rom.name
        shutil.copyfile(rom, game)
    appended = folder / OURS
    appended.write_text(cfg.text(settings), "utf-8")
    command = [*_session_bus(), *recipe.command, "--verbose", "--appendconfig", str(appended)]
    if recipe.own_config:
        empty = folder / "retroarch.cfg"
        empty.write_text("")
        command += ["--config", str(empty)]
    if os.name == "nt":
        # A program with windows has no standard output there.
        command += ["--log-file", str(folder / LOG)]
    command += ["--libretro", str(recipe.core), str(game)]
    keeper = [sys.executable, "-m", "spinlab_pad.emulator.retroarch.keeper", str(folder / PID), *command]
    with (folder / (LOG if os.name != "nt" else "output.log")).open("wb") as log:
        process = subprocess.Popen(
            keeper,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=_environment(),
            cwd=recipe.start_in,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    return Process(folder, ports, process, temporary=temporary)


def _session_bus() -> tuple[str, ...]:
    """Root without a session bus needs one: RetroArch aborts inside of libgamemode without. It ends with the bus."""
    if os.name != "posix" or os.geteuid() != 0 or os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return ()
    wrapper, leash = shutil.which("dbus-run-session"), shutil.which("setpriv")
    return (wrapper, "--", *((leash, "--pdeathsig", "KILL") if leash else ())) if wrapper else ()


def _environment() -> dict[str, str]:
    """Our environment, in which the keeper finds this package wherever it was started from."""
    package = str(Path(__file__).resolve().parents[3])
    paths = [package, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
