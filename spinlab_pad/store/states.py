"""State files and recordings, kept under the SHA-256 of their content: `states/ab/abcd....state`.

Written to a temporary name, synced, renamed: a file under its final name is complete.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from spinlab_pad.store.errors import StateFileError, mapped

_UNFINISHED: Final = ".new-"


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
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=_UNFINISHED)
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

    def remove(self, sha256: str) -> None:
        """Nobody names this state any more. One that can't be deleted (read-only, open in another program) stays."""
        with suppress(OSError):
            self.path(sha256).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Delete what broken writes have left.

        A whole file stays also where nothing names it: the database may be an older one that was brought back, and the
        newer one may come back, too.
        """
        for file in self._folder.glob(f"??/{_UNFINISHED}*"):
            with suppress(OSError):
                file.unlink()


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
