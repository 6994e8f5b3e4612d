"""A disk that gets full or takes nothing any more, while the program goes on."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Disk:
    """A small disk of its own at `folder`, where the system lets us mount one; else a folder that is closed instead."""

    def __init__(self, folder: Path, size: str = "6m") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
        self._mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0

    @contextmanager
    def full(self) -> Iterator[None]:
        """No byte more fits on it."""
        if not self._mounted:
            with self.read_only():
                yield
            return
        filler = self._folder / "filler"
        with filler.open("wb", buffering=0) as out, suppress(OSError):
            while True:
                out.write(bytes(4096))
        try:
            yield
        finally:
            filler.unlink()

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """Nothing can be written or removed."""
        self._open(writable=False)
        try:
            yield
        finally:
            self._open(writable=True)

    def _open(self, *, writable: bool) -> None:
        if self._mounted:
            how = "remount,rw" if writable else "remount,ro"
            subprocess.run(["mount", "-o", how, str(self._folder)], check=True)
        else:
            self._folder.chmod(0o700 if writable else 0o500)

    def close(self) -> None:
        if self._mounted:
            subprocess.run(["umount", "-l", str(self._folder)], check=True)
