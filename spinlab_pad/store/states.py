"""State files and recordings, kept under the SHA-256 of their content: `states/ab/abcd....state`.

Written to a temporary name, synced, renamed: a file under its final name is complete.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from spinlab_pad.store.errors import StateFileError, mapped


class StateFiles:
    """A folder of files of one kind; `what` and `remedy` are what an error says of one that is lost."""

    suffix = ".state"
    what = "save state"
    remedy = "record this segment anew"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        """Where the state with this hash lies."""
        return self._folder / sha256[:2] / f"{sha256}{self.suffix}"

    def put(self, data: bytes) -> str:
        """Keep a state and return its hash; one that is there already, whole, is not written again."""
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path(sha256)
        with mapped(target):
            if target.exists() and target.read_bytes() == data:
                return sha256
            _make_folder(target.parent)
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(name, target)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
            _sync_folder(target.parent)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes of a state.

        Raises:
            StateFileError: the file is gone or its content has changed.
        """
        target = self.path(sha256)
        try:
            data = target.read_bytes()
        except OSError as error:
            raise StateFileError(f"{self.what} {target} can't be read: {self.remedy}") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StateFileError(f"{self.what} {target} has changed on disk: {self.remedy}")
        return data

    def sweep(self, wanted: Collection[str], since_ms: int = 0) -> int:
        """Delete files that nobody refers to, and leftovers of broken writes; return how many.

        Files from before `since_ms` (Unix time) stay, and so does one that can't be deleted (read-only, open in another
        program) until the next time.
        """
        if not self._folder.is_dir():
            return 0
        swept = 0
        for file in self._folder.glob("??/*"):
            if not (file.suffix == self.suffix and file.stem in wanted):
                with suppress(OSError):
                    if file.stat().st_mtime_ns >= since_ms * 1_000_000:
                        file.unlink()
                        swept += 1
        return swept


def _make_folder(folder: Path) -> None:
    """Make a folder, durably."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    """Make a rename in the folder durable, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
