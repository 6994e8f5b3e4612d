"""Record with RetroArch 1.16 and newer: RECORD_REPLAY, then a file that carries the identifier that RetroArch tells.

A save state holds all of the recording so far (200 bytes a frame), so a long recording is begun anew at a save. On
Windows and macOS, up to 1.22, RetroArch writes no frame after a save state: there every save begins it anew. What was
recorded until then is a piece; pieces lie in RetroArch's folder until they are discarded.

A recording that was to end and that RetroArch goes on with (its menu is open, or it didn't answer) stands in nobody's
way: it is ended before whatever can't be done beside it, and its file is left for whoever looks what lies there.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import Recording, StateError, Unreachable
from spinlab_pad.emulator.retroarch.active_replay import ActiveReplay
from spinlab_pad.emulator.retroarch.replay_folder import ReplayFolder
from spinlab_pad.emulator.retroarch.replay_shelf import read_file

PIECE_S: Final = 600.0
"""A recording older than this is begun anew at the next save: 36,000 frames, which cost each save 7 MB."""

FILE_DEADLINE_S: Final = 1.0
"""The file is there with the first frame of the recording."""

LOOK_EVERY_S: Final = 0.01
CUT_BY_SAVES: Final = ("win32", "darwin")
LAST_THAT_CUTS: Final = (1, 22)


def cut_by_saves(version: tuple[int, int], platform: str = sys.platform) -> bool:
    """Whether a save state ends what this RetroArch writes of a recording (libretro/RetroArch#19022)."""
    return platform in CUT_BY_SAVES and version <= LAST_THAT_CUTS


@dataclass(frozen=True, slots=True)
class _Live:
    """The recording that runs."""

    identifier: int
    path: Path
    since_s: float


class SlotRecorder:
    """Records to `folder`. `now_s` is the monotonic clock; with `saves_cut`, every save begins the recording anew."""

    def __init__(
        self, active: ActiveReplay, folder: ReplayFolder, now_s: Callable[[], float], *, saves_cut: bool
    ) -> None:
        self._active = active
        self._folder = folder
        self._now_s = now_s
        self._saves_cut = saves_cut
        self._live: _Live | None = None
        self._unended: int | None = None
        """The identifier of a recording that was to end and may go on all the same."""
        self._pieces: list[Path] = []

    @property
    def busy(self) -> bool:
        """Whether a recording of ours runs or was not taken yet, and nobody has asked for its end."""
        return self._unended is None and (self._live is not None or bool(self._pieces))

    async def start(self) -> None:
        """Record from one of the next frames on.

        Raises:
            StateError: RetroArch doesn't, or there is a replay already.
        """
        await self._active.check_free()
        await self._begin()

    async def put_left_away(self) -> None:
        """A recording that a crash of ours has left is halted if it still runs, and kept: it can be listed and read.

        Raises:
            StateError: RetroArch doesn't halt it.
        """
        await self.end_unended()
        if self._live is not None:
            return
        while (left := self._folder.live()) is not None:
            active = await self._active.now()
            if active is not None and active.recording and self._folder.fresh(active.identifier) == left:
                await self._active.halt()
            self._folder.keep(left)
        self._folder.give_back()

    async def end_unended(self) -> None:
        """A recording that was to end is ended now if it still runs, and kept as one that a crash has left.

        Raises:
            StateError: RetroArch still doesn't.
        """
        if self._unended is None:
            return
        await self._halt(self._unended)
        self._put_away()
        self._unended = None
        self._pieces.clear()

    async def stop(self) -> tuple[Recording, ...]:
        """End the recording and give its pieces, also from a RetroArch that is gone.

        Raises:
            StateError: RetroArch doesn't end it, which `end_unended` tries again; nothing is given.
        """
        if self._live is not None:
            self._unended = self._live.identifier
            try:
                await self._halt(self._unended)
            except Unreachable:
                pass  # it has ended; or it is silent, and is halted when it answers again
            else:
                self._unended = None
            self._put_away()
        pieces, self._pieces = self._pieces, []
        return tuple([await asyncio.to_thread(read_file, path, self._folder.name(path)) for path in pieces])

    async def saved(self) -> None:
        """A state was saved: begin the recording anew where that has cut it, or where it has become long.

        Raises:
            StateError: the recording has ended; the pieces until then can still be taken.
        """
        live = self._live
        if live is not None and (self._saves_cut or self._now_s() - live.since_s > PIECE_S):
            await self._finish()
            await self._begin()

    async def is_running(self) -> bool:
        """Whether RetroArch goes on with our recording; it is only asked where there is one."""
        if self._live is None:
            return False
        active = await self._active.now()
        return active is not None and active.recording and active.identifier == self._live.identifier

    async def close(self) -> None:
        """End the recording; what was not taken stays in the folder, marked as ours."""
        await self.end_unended()
        await self._finish()

    def give_up(self) -> None:
        """RetroArch can't be asked: leave the folder in order."""
        self._put_away()

    async def _begin(self) -> None:
        """Record, and find out to which file."""
        self._folder.set_aside()
        try:
            active = await self._active.record()
            path = await self._appeared(active.identifier)
            if path is None:
                await self._active.halt()
                raise StateError(f"RetroArch records, but there is no new replay file in {self._folder.base}")
            self._folder.mark_live(path)
            self._live = _Live(active.identifier, path, self._now_s())
        finally:
            self._folder.give_back()

    async def _appeared(self, identifier: int) -> Path | None:
        """The file of the recording that has just begun."""
        deadline = self._now_s() + FILE_DEADLINE_S
        while (path := self._folder.fresh(identifier)) is None and self._now_s() < deadline:
            await asyncio.sleep(LOOK_EVERY_S)
        return path

    async def _finish(self) -> None:
        """Halt the recording if it still runs, and put its file away."""
        if self._live is not None:
            await self._halt(self._live.identifier)
        self._put_away()

    async def _halt(self, identifier: int) -> None:
        """Halt the recording with this identifier if it is what RetroArch records."""
        active = await self._active.now()
        if active is not None and active.recording and active.identifier == identifier:
            await self._active.halt()

    def _put_away(self) -> None:
        """The recording runs no more: its file makes way for the runner's own of that name."""
        if self._live is not None and self._live.path.exists():
            self._pieces.append(self._folder.keep(self._live.path))
        self._live = None
        self._folder.give_back()
