"""Start RetroArch with a private configuration on top of the runner's own, and end it again.

The instance has its own ports, its own folder for states and saves, and settings under which every command that we
send works. The runner's configuration is not written to. A keeper process sees to it that RetroArch doesn't outlive
us, however we end.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import SetupError
from spinlab_pad.emulator.retroarch import cfg, spread

QUIT_TRIES: Final = 4
QUIT_EVERY_S: Final = 0.25
"""RetroArch ends 20 ms after QUIT, on a busy machine 100; where it hangs, no need to wait long."""

EXIT_DEADLINE_S: Final = 8.0
"""Longer than the keeper's own patience, twice."""

LOG_LINES: Final = 3
REMAPS: Final = "remaps"

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
    # Loading states rewrites save RAM: the runner's own must not be that.
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
    "log_verbosity": "true",
}
"""What every instance of ours gets."""

HEADLESS: Final[Mapping[str, str]] = {
    "video_driver": "null",
    "audio_driver": "null",
    "input_driver": "null",
    "input_joypad_driver": "null",
    "menu_driver": "null",
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


@dataclass(frozen=True, slots=True)
class Ports:
    """UDP ports of one instance: commands, and the first of its network pads."""

    commands: int
    pads: int


def free_ports() -> Ports:
    """Ports that nobody listens on; RetroArch would share one with another instance without a word."""
    for _ in range(50):
        base = random.randrange(20_000, 60_000)
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
        "savestate_directory": str(folder / "states"),
        "savefile_directory": str(folder / "saves"),
        "libretro_directory": str(recipe.core.parent),
    }
    if recipe.info_folder is not None:
        settings["libretro_info_path"] = str(recipe.info_folder)
    if "bsnes_mercury" in recipe.core.name:
        # Polled late, this core shows memory from the middle of a frame.
        settings["input_poll_type_behavior"] = "0"
    return {**settings, **(HEADLESS if headless else {}), **recipe.settings}


class Process:
    """A started RetroArch. `folder` holds its states, saves, settings and log."""

    def __init__(self, folder: Path, ports: Ports, keeper: subprocess.Popen[bytes], *, temporary: bool) -> None:
        self.folder = folder
        self._temporary = temporary
        self.ports = ports
        self._keeper = keeper

    @property
    def states(self) -> Path:
        return self.folder / "states"

    @property
    def exit_status(self) -> int | None:
        """Status of RetroArch; None while it runs."""
        return self._keeper.poll()

    @property
    def pads_are_spread(self) -> bool:
        """Whether every button of the first pad has a user of its own."""
        return spread.used(self._log(), self.folder / REMAPS)

    def last_words(self) -> str:
        """The end of its log, in one line."""
        lines = [line.strip() for line in self._log().splitlines() if line.strip()]
        return " / ".join(lines[-LOG_LINES:]) or "the log is empty"

    def _log(self) -> str:
        try:
            return (self.folder / "retroarch.log").read_text("utf-8", "replace")
        except OSError:
            return ""

    async def close(self, quit_softly: Callable[[], None]) -> int:
        """End RetroArch and all that it started; its exit status.

        `quit_softly` sends QUIT. It may be dropped, so it is called some times before RetroArch is ended hard.
        """
        assert self._keeper.stdin is not None
        status = self._keeper.poll()
        for _ in range(QUIT_TRIES):
            if status is not None:
                break
            quit_softly()
            status = await self.ended_within(QUIT_EVERY_S)
        self._keeper.stdin.close()
        if status is None:
            status = await self.ended_within(EXIT_DEADLINE_S)
        if status is None:
            self._keeper.kill()
            status = self._keeper.wait()
        if self._temporary:
            shutil.rmtree(self.folder, ignore_errors=True)
        return status

    async def ended_within(self, seconds: float) -> int | None:
        """Its exit status; None where it still runs after this time."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while (status := self._keeper.poll()) is None and loop.time() < deadline:
            await asyncio.sleep(0.005)
        return status


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
    ports = free_ports()
    for name in ("states", "saves"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    settings = private_settings(recipe, ports, folder, headless=headless)
    if headless:
        settings = {**spread.write(folder / REMAPS, recipe.core), **settings}
    appended = folder / "spinlab.cfg"
    appended.write_text(cfg.text(settings), "utf-8")
    command = [*_session_bus(), *recipe.command, "--verbose", "--appendconfig", str(appended)]
    if recipe.own_config:
        empty = folder / "retroarch.cfg"
        empty.write_text("")
        command += ["--config", str(empty)]
    command += ["--libretro", str(recipe.core), str(rom)]
    keeper = [sys.executable, "-m", "spinlab_pad.emulator.retroarch.keeper", *command]
    with (folder / "retroarch.log").open("wb") as log:
        process = subprocess.Popen(
            keeper,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=_environment(),
            start_new_session=True,
        )
    return Process(folder, ports, process, temporary=temporary)


def _session_bus() -> tuple[str, ...]:
    """Root without a session bus needs one: RetroArch aborts inside of libgamemode without."""
    if os.name != "posix" or os.geteuid() != 0 or os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return ()
    wrapper = shutil.which("dbus-run-session")
    return (wrapper, "--") if wrapper else ()


def _environment() -> dict[str, str]:
    """Our environment, in which the keeper finds this package wherever it was started from."""
    package = str(Path(__file__).resolve().parents[3])
    paths = [package, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
