"""Record with RetroArch 1.14 and older: one key that begins and ends, and a file that tells which it was.

BSV_RECORD_TOGGLE writes `<game>.srm.bsv` into the save-file folder (cleared of the runner's own before). Nothing tells
whether it records, so the file is looked at: it appears at once, grows by whole buffers while it is written, and gets
the rest when it is closed. The key is never pressed again before it is known what it did: it would begin anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import Recording, StateError
from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.emulator.retroarch.active_replay import HINT
from spinlab_pad.emulator.retroarch.hotkeys import Hotkeys
from spinlab_pad.emulator.retroarch.replay_folder import ReplayFolder
from spinlab_pad.emulator.retroarch.replay_shelf import read_file

TRIES: Final = 3
START_S: Final = 0.6
"""The file appears two frames after the key."""

STILL_S: Final = 2.5
"""A file that is recorded grows at least so often: a 4 KiB buffer, 96 bytes a frame (bsnes-mercury)."""

BUFFER_BYTES: Final = 4096
LOOK_EVERY_S: Final = 0.01


class ToggledRecorder:
    """Records to `folder`. `now_s` is the monotonic clock."""

    def __init__(self, hotkeys: Hotkeys, folder: ReplayFolder, now_s: Callable[[], float]) -> None:
        self._hotkeys = hotkeys
        self._folder = folder
        self._now_s = now_s
        self._live: Path | None = None
        self._kept: Path | None = None

    @property
    def busy(self) -> bool:
        """Whether a recording of ours runs or was not taken yet."""
        return self._live is not None or self._kept is not None

    async def start(self) -> None:
        """Record from one of the next frames on.

        Raises:
            StateError: RetroArch doesn't.
        """
        self._folder.set_aside()
        try:
            for _ in range(TRIES):
                await self._hotkeys.press(nci.BSV_RECORD_TOGGLE)
                self._live = await self._appeared()
                if self._live is not None:
                    self._folder.mark_live(self._live)
                    return
            raise StateError(f"RetroArch doesn't record to {self._folder.base}: {HINT}")
        finally:
            self._folder.give_back()

    async def put_left_away(self) -> None:
        """A recording that a crash of ours has left is kept; if it still runs, the first key of `start` ends it."""
        while self._live is None and (left := self._folder.live()) is not None:
            self._folder.keep(left)
        self._folder.give_back()

    async def end_unended(self) -> None:
        """Nothing: where the key was lost the recording goes on, and `stop` can be asked again."""

    async def stop(self) -> tuple[Recording, ...]:
        """End the recording and give it."""
        await self.close()
        kept, self._kept = self._kept, None
        if kept is None:
            return ()
        return (await asyncio.to_thread(read_file, kept, self._folder.name(kept)),)

    async def saved(self) -> None:
        """Nothing: this version writes on after a save."""

    async def is_running(self) -> bool:
        """Whether a recording of ours runs, as far as is known: RetroArch doesn't tell."""
        return self._live is not None

    async def close(self) -> None:
        """End the recording; if it is not taken it stays in the folder, marked as ours.

        Raises:
            StateError: RetroArch goes on recording.
        """
        if self._live is None:
            return
        for _ in range(TRIES):
            size = _size(self._live)
            await self._hotkeys.press(nci.BSV_RECORD_TOGGLE)
            if await self._was_closed(self._live, size):
                self._put_away(self._live)
                return
        raise StateError(f"RetroArch doesn't end the recording: {HINT}")

    def give_up(self) -> None:
        """RetroArch can't be asked: leave the folder in order."""
        if self._live is not None:
            self._put_away(self._live)
        self._folder.give_back()

    def _put_away(self, live: Path) -> None:
        self._live = None
        if live.exists():
            self._kept = self._folder.keep(live)
        self._folder.give_back()

    async def _appeared(self) -> Path | None:
        """The file of the recording that has just begun."""
        deadline = self._now_s() + START_S
        while (path := self._folder.fresh(None)) is None and self._now_s() < deadline:
            await asyncio.sleep(LOOK_EVERY_S)
        return path

    async def _was_closed(self, path: Path, before: int) -> bool:
        """Whether the file got the rest, or stands still for longer than one that is recorded does."""
        grown_s = self._now_s()
        size = before
        while self._now_s() - grown_s < STILL_S:
            await asyncio.sleep(LOOK_EVERY_S)
            now = _size(path)
            if now != size and now % BUFFER_BYTES:
                return True
            if now > before + BUFFER_BYTES:
                return False  # a whole buffer more than was under way: the key was lost
            size, grown_s = now, grown_s if now == size else self._now_s()
        return True


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
