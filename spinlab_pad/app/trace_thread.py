"""Frames on their way to a trace: taken on the loop, written in blocks on a thread.

What the loop does for a frame is to put it into a list. A block goes to the thread half a second after its first
frame, also when the game stands still then.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from spinlab_pad.app.trace_file import TraceFile, TraceFileError
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import Profile
from spinlab_pad.game.trace import TraceWriter

_log = logging.getLogger(__name__)

BLOCK_S: Final = 0.5
BLOCK_FRAMES: Final = 600
"""A game that runs faster than real time makes a block sooner."""
WAITING_MAX: Final = 240
"""Blocks that wait for the disk, two minutes of play; a disk that is further behind doesn't come back."""
PATIENCE_S: Final = 5.0
"""How long the end waits for the disk."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A note of the runner's at a frame."""

    frame: int
    text: str


class Sink(Protocol):
    """Where frames go, on the thread. Each call raises `TraceFileError` where that can't be written."""

    def begin(self, profile: Profile) -> None:
        """Another game, or the same anew: what comes next has nothing to do with what came before."""
        ...

    def take(self, block: Sequence[Snapshot]) -> None:
        """Bring these frames to the disk."""
        ...

    def mark(self, mark: Mark) -> None:
        """Bring a note to the disk, if there is a trace."""
        ...

    def close(self) -> None:
        """The end."""
        ...


class OneTrace:
    """One file, which exists from now on."""

    def __init__(self, file: TraceFile) -> None:
        self.file = file
        self._writer: TraceWriter | None = None

    def begin(self, profile: Profile) -> None:
        self._writer = TraceWriter(self.file.write, profile.name, [field.name for field in profile.fields])
        self.file.flush()

    def take(self, block: Sequence[Snapshot]) -> None:
        assert self._writer is not None, "begin comes first"
        for snapshot in block:
            self._writer.feed(snapshot)
        self.file.flush()

    def mark(self, mark: Mark) -> None:
        if self._writer is not None:
            self._writer.mark(mark.frame, mark.text)
            self.file.flush()

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self.file.close()


class TraceThread:
    """Feeds a sink from the loop. `failed` says why nothing is written any more, None while all is well."""

    def __init__(self, sink: Sink) -> None:
        self.failed: TraceFileError | None = None
        self._sink = sink
        self._block: list[Snapshot] = []
        self._timer: asyncio.TimerHandle | None = None
        self._queue: queue.SimpleQueue[Profile | Mark | Sequence[Snapshot] | None] = queue.SimpleQueue()
        # A disk that never answers must not keep the program from ending.
        self._thread = threading.Thread(target=self._work, name="trace", daemon=True)
        self._thread.start()

    def begin(self, profile: Profile) -> None:
        """Another game, or the same anew."""
        self._push()
        self._queue.put(profile)

    def mark(self, mark: Mark) -> None:
        """Take a note after the frames so far."""
        self._push()
        self._queue.put(mark)

    def feed(self, snapshot: Snapshot) -> None:
        """Take a frame."""
        block = self._block
        block.append(snapshot)
        if len(block) == 1:
            self._timer = asyncio.get_running_loop().call_later(BLOCK_S, self._push)
        elif len(block) >= BLOCK_FRAMES:
            self._push()

    async def close(self) -> None:
        """Write what is left.

        Raises:
            TraceFileError: it, or anything before, could not be written.
        """
        self._push()
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join, PATIENCE_S)
        if self._thread.is_alive():
            raise TraceFileError("the disk does not answer; the end of the trace is missing")
        if self.failed is not None:
            raise self.failed

    def _push(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._block:
            return
        if self._queue.qsize() >= WAITING_MAX and self.failed is None:
            self.failed = TraceFileError("the disk is too slow for the trace; put it on another one")
        if self.failed is None:
            self._queue.put(self._block)
        self._block = []

    def _work(self) -> None:
        """The thread: until the end, or the first error."""
        try:
            while (item := self._queue.get()) is not None:
                if isinstance(item, Profile):
                    self._sink.begin(item)
                elif isinstance(item, Mark):
                    if self.failed is None:
                        self._sink.mark(item)
                elif self.failed is None:
                    self._sink.take(item)
            self._sink.close()
        except TraceFileError as error:
            self.failed = error
        except Exception as error:
            _log.exception("writing a trace")
            self.failed = TraceFileError(f"the trace can't be written ({error})")
