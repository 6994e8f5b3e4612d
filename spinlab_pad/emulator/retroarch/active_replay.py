"""What RetroArch records or plays right now, as it tells itself (`GET_CONFIG_PARAM active_replay`, since 1.16)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from spinlab_pad.emulator.port import WHO_CAN, StateError, Unsupported
from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.emulator.retroarch.hotkeys import Hotkeys
from spinlab_pad.emulator.retroarch.questions import Questions

RECORDING: Final = 8
PLAYING: Final = 4
"""Flags in the answer (input_driver.h)."""

HINT: Final = "close RetroArch's menu, resume the game, and set Latency > Run-Ahead to second instance or off"

_ANSWER: Final = re.compile(r"(\d+) (\d+) (-?\d+)")


@dataclass(frozen=True, slots=True)
class Active:
    """A replay that RetroArch records or plays, and how many frames of it are done."""

    identifier: int
    recording: bool
    playing: bool
    frame: int


def parse_active(told: str) -> Active | None:
    """Understand the answer; None where there is no replay.

    Raises:
        Unsupported: this RetroArch doesn't tell.
    """
    found = _ANSWER.fullmatch(told.strip())
    if found is None:
        raise Unsupported(WHO_CAN)
    identifier, flags, frame = (int(value) for value in found.groups())
    active = Active(identifier, bool(flags & RECORDING), bool(flags & PLAYING), frame)
    return active if active.recording or active.playing else None


class ActiveReplay:
    """Asks for it, and begins and ends it with keys that are believed only when it says so."""

    def __init__(self, questions: Questions, hotkeys: Hotkeys) -> None:
        self._questions = questions
        self._hotkeys = hotkeys

    async def now(self) -> Active | None:
        """What is recorded or played right now, by whomever."""
        return parse_active(await self._questions.parameter("active_replay"))

    async def record(self) -> Active:
        """Begin to record.

        Raises:
            StateError: RetroArch doesn't.
        """
        if await self._hotkeys.until(nci.RECORD_REPLAY, self._is_recording):
            active = await self.now()
            if active is not None:
                return active
        raise StateError(f"RetroArch doesn't record: {HINT}")

    async def halt(self) -> None:
        """End what is recorded or played.

        Raises:
            StateError: RetroArch doesn't.
        """
        if not await self._hotkeys.until(nci.HALT_REPLAY, self._is_idle):
            raise StateError(f"RetroArch doesn't end its replay: {HINT}")

    async def check_free(self) -> None:
        """Neither start over somebody's recording nor break off a playback.

        Raises:
            StateError: there is one.
        """
        active = await self.now()
        if active is not None:
            what = "records" if active.recording else "plays back"
            raise StateError(f"RetroArch {what} a replay already: halt it first")

    async def _is_recording(self) -> bool:
        active = await self.now()
        return active is not None and active.recording

    async def _is_idle(self) -> bool:
        return await self.now() is None
