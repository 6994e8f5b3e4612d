"""Why a save or a load came to nothing: the most likely cause in one sentence, for the error and for the board."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import StateError, Trouble, Unreachable
from spinlab_pad.emulator.retroarch import nci, obstacles
from spinlab_pad.emulator.retroarch.disk import free_bytes, writable
from spinlab_pad.emulator.retroarch.questions import Questions
from spinlab_pad.emulator.retroarch.slots import StateFolder
from spinlab_pad.emulator.retroarch.troubles import Troubles
from spinlab_pad.emulator.retroarch.user_settings import UserSettings

HINT_SAVE: Final = (
    "close RetroArch's menu, set Latency > Run-Ahead to second instance or off, use a core with save states, and get "
    "its description by Online Updater > Update Core Info Files"
)
HINT_LOAD: Final = (
    "close RetroArch's menu, turn off Achievements > Hardcore Mode, and set Latency > Run-Ahead to second instance "
    "or off"
)
NO_STATES: Final = "save-state"
NO_LOADS: Final = "load-state"
FOLDER: Final = "state-folder"
"""Keys of troubles that a failed save or load shows: the first two for a while, the folder's until one succeeds."""

SAVES: Final = (obstacles.RUN_AHEAD.key, "core-info")
LOADS: Final = (obstacles.HARDCORE.key, obstacles.RUN_AHEAD.key)
"""Keys of troubles known beforehand that explain a failed save or load."""

MIN_FREE_BYTES: Final = 1 << 20
"""Room for a state, where its size isn't known yet."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of this RetroArch beside the network: its settings, and the troubles that follow from them."""

    settings: UserSettings = field(default_factory=UserSettings)
    troubles: tuple[Trouble, ...] = ()
    hardcore: bool = False

    def sentence(self, *keys: str) -> str | None:
        """What one of these troubles says, if it is there."""
        return next((trouble.text for trouble in self.troubles if trouble.key in keys), None)


class Reasons:
    """Looks for causes and pins them on `troubles`.

    `honours_paused` tells whether this version heeds the commands while paused.
    """

    def __init__(
        self, questions: Questions, troubles: Troubles, known: Known, honours_paused: Callable[[], bool]
    ) -> None:
        self._questions = questions
        self._troubles = troubles
        self._known = known
        self._honours_paused = honours_paused

    def saved(self) -> None:
        """A save worked: what would have been in its way is not."""
        for key in (NO_STATES, FOLDER, *SAVES):
            self._troubles.clear(key)

    def loaded(self) -> None:
        """A load worked."""
        for key in (NO_LOADS, FOLDER, obstacles.HARDCORE.key):
            self._troubles.clear(key)

    def folder(self, text: str) -> None:
        """Something is wrong with the folder."""
        self._troubles.pin(Trouble(FOLDER, text, "error"))

    async def not_saved(self, folder: StateFolder, partial: Path | None, size: int | None) -> StateError:
        """The error of a save without a state; `partial` is a file that was left cut, `size` that of a state."""
        if (why := _of_disk(folder, partial, size or MIN_FREE_BYTES)) is not None:
            self.folder(f"RetroArch saves no states: {why}")
        else:
            why = await self._why(HINT_SAVE, *SAVES)
            self._troubles.pin(Trouble(NO_STATES, f"RetroArch saves no states: {why}", "error"), passing=True)
        return StateError(f"RetroArch saved no state ({folder.why_not}): {why}")

    async def not_loaded(self) -> StateError:
        """The error of a load whose state was never seen."""
        why = await self._why(HINT_LOAD, *LOADS)
        self._troubles.pin(Trouble(NO_LOADS, f"RetroArch loads no states: {why}", "error"), passing=True)
        return StateError(f"RetroArch didn't load the state: {why}")

    async def _why(self, hint: str, *keys: str) -> str:
        try:
            status = await self._questions.status()
        except Unreachable as error:
            return str(error)
        if status.state is nci.RunState.CONTENTLESS:
            return "no game is loaded; load one"
        if status.state is nci.RunState.PAUSED and not self._honours_paused():
            return "this version ignores state commands while paused; resume first"
        return self._known.sentence(*keys) or hint


def _of_disk(folder: StateFolder, partial: Path | None, size: int) -> str | None:
    """What is wrong with the folder; None where nothing is to be seen."""
    place = partial.parent if partial is not None else folder.folder or folder.likely or folder.base
    if (free := free_bytes(place)) is not None and free < size:
        return f"the disk of RetroArch's state folder {place} is full: make room there"
    if partial is not None:
        return f"it left {partial.name} incomplete in {place} (removed): check that disk"
    return None if writable(place) else f"RetroArch's state folder {place} can't be written to: allow it"
