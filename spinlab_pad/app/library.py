"""The folder with games: looked through in a thread, each file read only where it is new or has changed.

A file is taken for unchanged while path, size and time of change are; what was found in it is kept in the store, so
that a start with thousands of games reads none of them.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from spinlab_pad.game.rom import COPIER_BYTES, LARGEST_BYTES, RomError, read_rom
from spinlab_pad.lab.games.library import Scan
from spinlab_pad.store.errors import StoreError
from spinlab_pad.store.records import RomFile
from spinlab_pad.store.thread import StoreThread

_log = logging.getLogger(__name__)

ROM_SUFFIXES: Final = (".sfc", ".smc", ".fig", ".swc")
"""Endings of SNES games."""
PACKED_SUFFIXES: Final = (".zip", ".7z")
"""Endings of files that may hold games."""
DEPTH_MAX: Final = 6
"""Folders within folders that are looked into."""
FILES_MAX: Final = 20_000
"""Files that are listed; the rest of a larger collection is left out, and that is told."""
BATCH: Final = 32
"""Files that are read between two steps of the shown progress; about 0.2 s on a hard disk."""


class RomLibrary:
    """Implements `lab.library.Library`. `changed` is called when more is known, `done` when a look has ended."""

    def __init__(
        self, folder: Path, store: StoreThread, changed: Callable[[], None], done: Callable[[], None] = lambda: None
    ) -> None:
        self._folder = folder
        self._store = store
        self._changed = changed
        self._done = done
        self._wanted = asyncio.Event()
        self._wanted.set()
        self._listed: tuple[RomFile, ...] = ()
        """Everything that lies in the folder, by path; what isn't read yet has neither checksum nor problem."""
        self.files: tuple[RomFile, ...] = ()
        self.playable: tuple[RomFile, ...] = ()
        self.scanning: Scan | None = Scan(0, 0)
        self.problem: str | None = None

    @property
    def folder(self) -> str:
        """The folder."""
        return str(self._folder)

    def scan(self) -> None:
        """Look through it again; nothing happens where that is under way."""
        if self.scanning is None:
            self.scanning = Scan(0, 0)
            self._wanted.set()

    async def run(self) -> None:
        """Look through the folder now and whenever that is wanted, until cancelled."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                await self._look()
            except StoreError as error:
                _log.warning("what was found in %s is not kept: %s", self._folder, error)
            self.scanning = None
            self._changed()
            self._done()

    async def find(self, crc32: int | None, name: str) -> RomFile | None:
        """The file of a running game: by its checksum, or by its name where the emulator tells no checksum.

        Also finds a file that the look under way has not come to yet, if it is called like the game.
        """
        if crc32 is None:
            return next((file for file in self.playable if Path(file.path).stem == name), None)
        known = next((file for file in self.playable if file.crc32 == crc32), None)
        if known is not None:
            return known
        alike = [file for file in self._listed if file.crc32 is None and Path(file.path).stem == name]
        read = await asyncio.to_thread(lambda: [examined(file) for file in alike])
        return next((file for file in read if file.crc32 == crc32), None)

    async def _look(self) -> None:
        try:
            found = await asyncio.to_thread(lambda: listing(self._folder))
        except OSError as error:
            self.problem = f"{self._folder}: {error.strerror or error}; correct rom.dir in config.yaml"
            self._show(Shown())
            return
        self.problem = None
        if len(found) > FILES_MAX:
            self.problem = f"{self._folder} holds more than {FILES_MAX} games; the rest is left out"
        found = found[:FILES_MAX]
        kept = {file.path: file for file in await self._store.call(lambda store: store.rom_files.all())}
        entries = [_as_before(file, kept.get(file.path)) for file in found]
        self._listed = tuple(entries)
        new = [place for place, file in enumerate(entries) if file.crc32 is None and file.problem is None]
        gone = kept.keys() - {file.path for file in found}
        if gone:
            await self._store.call(lambda store: store.rom_files.put([], gone))
        self._show(await asyncio.to_thread(lambda: shown_of(entries)))
        for start in range(0, len(new), BATCH):
            self.scanning = Scan(start, len(new))
            self._changed()
            await self._read(entries, new[start : start + BATCH])

    async def _read(self, entries: list[RomFile], places: Sequence[int]) -> None:
        """Read the files at these places, and show what is known by now."""

        def work() -> tuple[list[RomFile], Shown]:
            read = [examined(entries[place]) for place in places]
            for place, file in zip(places, read, strict=True):
                entries[place] = file
            return read, shown_of(entries)

        read, shown = await asyncio.to_thread(work)
        self._listed = tuple(entries)
        self._show(shown)
        # A file that can't be read now may be readable next time.
        lasting = [file for file in read if file.crc32 is not None or not _unreadable(file)]
        await self._store.call(lambda store: store.rom_files.put(lasting))

    def _show(self, shown: Shown) -> None:
        self.files, self.playable = shown.files, shown.playable
        self._changed()


@dataclass(frozen=True, slots=True)
class Shown:
    """What was looked at, by name, and of that what can be played."""

    files: tuple[RomFile, ...] = ()
    playable: tuple[RomFile, ...] = ()


def shown_of(entries: Sequence[RomFile]) -> Shown:
    """Sort out what was found. For a thread: with thousands of files the frames of a game would wait for it."""
    looked = [file for file in entries if file.crc32 is not None or file.problem is not None]
    files = tuple(sorted(looked, key=lambda file: (Path(file.path).stem.casefold(), file.path)))
    # The same bytes in two places are one game: the first by name.
    games = {file.crc32: file for file in reversed(files)}
    return Shown(files, tuple(file for file in files if file.crc32 is not None and games[file.crc32] is file))


def listing(folder: Path) -> list[RomFile]:
    """The files of a folder and of those in it that may be games, unread, by path. What is hidden is left out.

    Raises:
        OSError: the folder itself can't be read.
    """
    with os.scandir(folder):  # os.walk keeps quiet about a folder that isn't there
        pass
    found = []
    for where, entry in _walk(folder, 0, set()):
        suffix = Path(entry.name).suffix.lower()
        if suffix not in ROM_SUFFIXES + PACKED_SUFFIXES:
            continue
        try:
            status = entry.stat()
        except OSError:
            continue  # a link to nowhere, or gone meanwhile
        name = str(where / entry.name)
        file = RomFile(_as_text(name), status.st_size, status.st_mtime_ns)
        if file.path != name:
            file = replace(file, problem="its name, or that of its folder, is not UTF-8; rename it")
        elif suffix in PACKED_SUFFIXES:
            file = replace(file, problem=f"this is a {suffix[1:]} file; unpack it to start the game from here")
        found.append(file)
    return sorted(found, key=lambda file: file.path)


def _walk(folder: Path, depth: int, seen: set[tuple[int, int]]) -> Iterator[tuple[Path, os.DirEntry[str]]]:
    """Files with their folder; each folder once, whatever links lead to it."""
    try:
        status = folder.stat()
        with os.scandir(folder) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
    except OSError:
        return
    if (status.st_dev, status.st_ino) in seen:
        return
    seen.add((status.st_dev, status.st_ino))
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if not entry.is_dir():
            yield folder, entry
        elif depth < DEPTH_MAX:
            yield from _walk(folder / entry.name, depth + 1, seen)


def examined(file: RomFile) -> RomFile:
    """The file with what is found in it, or with the problem that it has."""
    if file.size > LARGEST_BYTES + COPIER_BYTES:
        return replace(file, problem=f"{file.size >> 20} MiB are too many for a SNES game; use a .sfc or .smc file")
    try:
        rom = read_rom(Path(file.path).read_bytes())
    except OSError as error:
        return replace(file, problem=f"{_UNREADABLE} ({error.strerror or error}); allow it to this user")
    except RomError as error:
        return replace(file, problem=str(error))
    header = rom.header
    return replace(
        file,
        crc32=rom.crc32,
        bare_crc32=rom.bare_crc32,
        sha256=rom.sha256,
        title=header.title if header is not None else None,
        mapping=header.mapping if header is not None else None,
    )


def looked_at(path: Path) -> RomFile | None:
    """What is found in one file; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    file = examined(RomFile(str(path), status.st_size, status.st_mtime_ns))
    return replace(file, path=_as_text(file.path))


def _as_text(path: str) -> str:
    """The path as it can be kept and shown: what Linux takes for a name need not be text."""
    return path.encode("utf-8", "replace").decode("utf-8")


_UNREADABLE: Final = "can't be read"


def _unreadable(file: RomFile) -> bool:
    return file.problem is not None and file.problem.startswith(_UNREADABLE)


def _as_before(file: RomFile, kept: RomFile | None) -> RomFile:
    """What is known of a file that has not changed since, else the file as it was found."""
    same = kept is not None and (kept.size, kept.mtime_ns) == (file.size, file.mtime_ns)
    return kept if same and kept is not None else file
