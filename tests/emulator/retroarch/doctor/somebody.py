"""A RetroArch of somebody else's with any settings, and what the doctor says of it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from spinlab_pad.emulator.retroarch import cfg
from spinlab_pad.emulator.retroarch.doctor import Check, Order, Subject, examine
from spinlab_pad.emulator.retroarch.doctor.listening import greet
from spinlab_pad.emulator.retroarch.find import Machine, this_machine
from spinlab_pad.emulator.retroarch.launch import HEADLESS, Recipe, free_ports
from spinlab_pad.emulator.retroarch.processes import of_this_home, retroarchs
from tests.app.faults import end
from tests.emulator.cartridge import CARTRIDGE

DEADLINE_S = 20.0

RIGHT: Mapping[str, str] = {
    "network_cmd_enable": "true",
    "cheevos_hardcore_mode_enable": "false",
    "pause_nonactive": "false",
    "log_to_file": "true",
    "log_verbosity": "true",
    "config_save_on_exit": "false",
}
"""What a person who has followed the instructions has set."""


@dataclass(slots=True)
class Somebody:
    """A home with a RetroArch in it; `main` is its settings file, `program` starts it."""

    home: Path
    recipe: Recipe
    port: int
    settings: dict[str, str]

    @property
    def main(self) -> Path:
        return self.home / "retroarch.cfg"

    @property
    def program(self) -> Path:
        return self.home / "retroarch"

    @property
    def machine(self) -> Machine:
        return replace(this_machine(), home=self.home, environ={"HOME": str(self.home), "PATH": ""})

    def write(self) -> None:
        """The settings file and the program, as an installation has them."""
        (self.home / "states").mkdir(exist_ok=True)
        self.main.write_text(cfg.text(self.settings))
        self.program.write_text("#!/bin/sh\nexit 3\n")
        self.program.chmod(0o755)

    @asynccontextmanager
    async def running(self, *content: str, answers: bool = True) -> AsyncIterator[subprocess.Popen[bytes]]:
        """It runs, with a game unless `content` says otherwise, until the end of the block."""
        given = ("--config", str(self.main), "--verbose", "-L", str(self.recipe.core), *(content or (str(CARTRIDGE),)))
        bus = ("dbus-run-session", "--") if os.geteuid() == 0 else ()
        with (self.home / "log").open("ab") as log:
            process = subprocess.Popen(
                [*bus, *self.recipe.command, *given], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, env={**os.environ, "HOME": str(self.home), "XDG_CONFIG_HOME": ""},
            )  # fmt: skip
        try:
            await (self.until_it_answers() if answers else self._until_it_is_there())
            yield process
        finally:
            end(process)

    async def until_it_answers(self) -> None:
        """Wait for its answer."""
        deadline = time.monotonic() + DEADLINE_S
        while (await greet("127.0.0.1", self.port)).kind != "retroarch":
            assert time.monotonic() < deadline, (self.home / "log").read_text("utf-8", "replace")[-2000:]
            await asyncio.sleep(0.02)

    async def _until_it_is_there(self) -> None:
        deadline = time.monotonic() + DEADLINE_S
        while not of_this_home(retroarchs(self.machine), self.machine):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.02)

    async def examined(self, port: int | None = None, leave_alone: str = "") -> Found:
        """What the doctor says."""
        checks: list[Check] = []
        order = Order(
            "127.0.0.1", port or self.port, program=self.program, leave_alone=leave_alone, machine=self.machine
        )
        subject = await examine(order, checks.append, lambda text: None)
        return Found({check.key: check for check in checks}, subject, [check.key for check in checks])


@dataclass(frozen=True, slots=True)
class Found:
    """The checks by their keys, and what was examined."""

    checks: Mapping[str, Check]
    subject: Subject
    keys: Sequence[str]

    def __getitem__(self, key: str) -> Check:
        return self.checks[key]

    def failed(self) -> set[str]:
        """Keys of the failed checks, but for the share of frames seen, which a busy machine spoils."""
        checks = (check for check in self.checks.values() if check.state == "fail")
        return {check.key for check in checks if check.key != "sampling" or "still" in check.found}


def somebody(home: Path, recipe: Recipe, **changes: str) -> Somebody:
    """A home in which all is well but for `changes`."""
    port = free_ports().commands
    settings = {
        **HEADLESS,
        **RIGHT,
        "menu_driver": "rgui",
        "network_cmd_port": str(port),
        "savestate_directory": str(home / "states"),
        "savefile_directory": str(home / "saves"),
        "libretro_directory": str(recipe.core.parent),
        "libretro_info_path": str(recipe.info_folder),
        **changes,
    }
    if "bsnes_mercury" in recipe.core.name and "input_poll_type_behavior" not in changes:
        settings["input_poll_type_behavior"] = "0"
    made = Somebody(home, recipe, port, settings)
    made.write()
    return made
