"""A RetroArch of ours as a process: whether it runs, how it ended, and its end with all that it started."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.retroarch import farewell, spread

QUIT_TRIES: Final = 4
QUIT_EVERY_S: Final = 0.25
"""RetroArch ends 20 ms after QUIT, on a busy machine 100; where it hangs, no need to wait long."""

EXIT_DEADLINE_S: Final = 8.0
"""Longer than the keeper's own patience, twice."""

TAIL_BYTES: Final = 16_384

STATES: Final = "states"
SAVES: Final = "saves"
REMAPS: Final = "remaps"
LOG: Final = "retroarch.log"
PID: Final = "retroarch.pid"
OURS: Final = "spinlab.cfg"


@dataclass(frozen=True, slots=True)
class Ports:
    """UDP ports of one instance: commands, and the first of its network pads."""

    commands: int
    pads: int


class Process:
    """A started RetroArch. `folder` holds its states, saves, settings and log; a `temporary` one goes with it."""

    def __init__(self, folder: Path, ports: Ports, keeper: subprocess.Popen[bytes], *, temporary: bool) -> None:
        self.folder = folder
        self.ports = ports
        self._temporary = temporary
        self._keeper = keeper

    @property
    def states(self) -> Path:
        return self.folder / STATES

    @property
    def settings(self) -> Path:
        """The file of our own settings."""
        return self.folder / OURS

    @property
    def log(self) -> Path:
        """The file that it writes its log to."""
        return self.folder / LOG

    @property
    def exit_status(self) -> int | None:
        """Status of RetroArch, negative or above 128 where a signal ended it; None while it runs."""
        return self._keeper.poll()

    @property
    def ended(self) -> str | None:
        """How it ended, in one line; None while it runs."""
        status = self.exit_status
        return None if status is None else farewell.ended(status, self._tail())

    @property
    def pads_are_spread(self) -> bool:
        """Whether every button of the first pad has a user of its own."""
        try:
            return spread.used(self.log.read_text("utf-8", "replace"), self.folder / REMAPS)
        except OSError:
            return False

    def last_words(self) -> str:
        """What the end of its log tells, in one line."""
        return farewell.last_words(self._tail())

    def _tail(self) -> str:
        try:
            with self.log.open("rb") as file:
                file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL_BYTES))
                return file.read().decode("utf-8", "replace")
        except OSError:
            return ""

    async def close(self, quit_softly: Callable[[], None] | None) -> int:
        """End RetroArch and all that it started; its exit status.

        `quit_softly` sends QUIT; None where RetroArch doesn't listen yet. It may be dropped, so it is called some times
        before RetroArch is ended hard. Where this is cancelled, RetroArch is ended all the same, just not waited for.
        """
        assert self._keeper.stdin is not None
        status = self._keeper.poll()
        try:
            for _ in range(QUIT_TRIES):
                if status is not None or quit_softly is None:
                    break
                quit_softly()
                status = await self.ended_within(QUIT_EVERY_S)
        finally:
            self._keeper.stdin.close()
        if status is None:
            status = await self.ended_within(EXIT_DEADLINE_S)
        if status is None:
            self._keeper.kill()
            status = self._keeper.wait()
        if status < 0:
            self._kill_rest()
        if self._temporary:
            shutil.rmtree(self.folder, ignore_errors=True)
        return status

    def _kill_rest(self) -> None:
        """End what a keeper that was killed has left behind."""
        try:
            if os.name == "posix":
                os.killpg(int((self.folder / PID).read_text()), signal.SIGKILL)
        except (OSError, ValueError):
            pass  # it ended with its keeper, or was never started

    async def ended_within(self, seconds: float) -> int | None:
        """Its exit status; None where it still runs after this time."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while (status := self._keeper.poll()) is None and loop.time() < deadline:
            await asyncio.sleep(0.005)
        return status
