"""The recordings of ours that lie in RetroArch's folder: list them, read one, remove one."""

from __future__ import annotations

import asyncio
from pathlib import Path

from spinlab_pad.emulator.port import Recording, RecordingFile, StateError
from spinlab_pad.emulator.retroarch import replay_file
from spinlab_pad.emulator.retroarch.replay_file import Layout
from spinlab_pad.emulator.retroarch.replay_folder import ReplayFolder


def read_file(path: Path, name: str) -> Recording:
    """A recording out of its file, which is called by `name`; one of 1.14 as it can be played.

    Raises:
        StateError: it can't be read, or is none.
    """
    try:
        raw = path.read_bytes()
        replay = replay_file.parse(raw)
        data = replay_file.mended(raw)
    except OSError as error:
        raise StateError(f"recording {path} can't be read ({error.strerror})") from error
    except replay_file.NotAReplay as error:
        raise StateError(f"{path} is no recording: {error}") from error
    layout = Layout.RAW if replay.layout is Layout.DOUBLED else replay.layout
    return Recording(data, layout.value, replay.frames, not replay.truncated, replay.crc32, replay.identifier, name)


class Shelf:
    """The recordings in `folder`. An hour of play is 43 MB, so files are read in a thread."""

    def __init__(self, folder: ReplayFolder) -> None:
        self._folder = folder

    async def list(self) -> tuple[RecordingFile, ...]:
        """Ours, the oldest first; files that are no replays are left out."""
        return await asyncio.to_thread(self._list)

    async def read(self, name: str) -> Recording:
        """One of the list."""
        return await asyncio.to_thread(read_file, self._named(name), name)

    async def discard(self, name: str) -> None:
        """Remove one that is ours and done.

        Raises:
            StateError: it is the runner's, or is being recorded.
        """
        path = self._named(name)
        if not self._folder.is_kept(path):
            raise StateError(f"{name} is the runner's own or is being recorded: delete it in RetroArch")
        path.unlink(missing_ok=True)

    def _list(self) -> tuple[RecordingFile, ...]:
        found: list[RecordingFile] = []
        for path in filter(self._folder.is_ours, self._folder.all()):
            try:
                raw = path.read_bytes()
                replay = replay_file.parse(raw)
            except (OSError, replay_file.NotAReplay):
                continue
            found.append(
                RecordingFile(
                    name=self._folder.name(path),
                    size=len(raw),
                    format=replay.layout.value,
                    frames=replay.frames,
                    complete=not replay.truncated,
                    started_s=replay.identifier,
                )
            )
        return tuple(found)

    def _named(self, name: str) -> Path:
        for path in self._folder.all():
            if self._folder.name(path) == name:
                return path
        raise StateError(f"there is no recording {name} of this game")
