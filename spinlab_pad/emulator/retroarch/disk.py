"""File work that is done at once as long as it is quick, and in a thread once it was not.

A local state file is read or written in less than a millisecond, less than handing it to a thread costs in latency. A
network home or a disk that sleeps takes longer, and must not hold up the frames.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

SLOW_S: Final = 0.004
"""A quarter of a frame."""

RECOVERED: Final = 50
"""Quick pieces of work in a row until it is done at once again."""

Result = TypeVar("Result")


class Disk:
    """Runs pieces of file work one after another."""

    def __init__(self, now_s: Callable[[], float] = time.perf_counter) -> None:
        self._now_s = now_s
        self._wary = 0
        self._under_way = 0
        self._closed = False
        self._thread: ThreadPoolExecutor | None = None

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do it. When cancelled, the work is done to its end first: two never overlap."""
        if self._closed or not (self._wary or self._under_way):
            return self._timed(work)
        self._thread = self._thread or ThreadPoolExecutor(1, "disk")
        future = asyncio.get_running_loop().run_in_executor(self._thread, self._timed, work)
        self._under_way += 1
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            await asyncio.wait((future,))
            raise
        finally:
            self._under_way -= 1

    def close(self) -> None:
        """End the thread after what it is at, which is not waited for; what comes from now on is done at once."""
        self._closed = True
        if self._thread is not None:
            self._thread.shutdown(wait=False)
            self._thread = None

    def _timed(self, work: Callable[[], Result]) -> Result:
        started = self._now_s()
        try:
            return work()
        finally:
            slow = self._now_s() - started > SLOW_S
            self._wary = RECOVERED if slow else max(0, self._wary - 1)


def free_bytes(folder: Path) -> int | None:
    """Room on the disk of a folder; None where it can't be told."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def writable(folder: Path) -> bool:
    """Whether we may write there, which mostly holds for a RetroArch of the same user too."""
    return os.access(folder, os.W_OK | os.X_OK)
