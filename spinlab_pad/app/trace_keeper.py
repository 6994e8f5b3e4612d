"""Traces that are kept while the companion runs: the last minutes of play, so that a bug report carries them.

Each file is a trace of its own. A new one begins with each connection and game, after some minutes, and at a size;
the oldest ones go.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from spinlab_pad.app.trace_file import TraceFile, TraceFileError
from spinlab_pad.app.trace_thread import Mark, OneTrace, TraceThread
from spinlab_pad.config import TraceConfig
from spinlab_pad.emulator.port import Emulator
from spinlab_pad.game.memory import Field, Snapshot
from spinlab_pad.game.profile import Profile
from spinlab_pad.lab.context import Attached

FOLDER: Final = "traces"
PATTERN: Final = "trace-*.jsonl.gz"


def kept_traces(data_dir: Path) -> list[Path]:
    """The traces that were kept, newest first."""
    return sorted((data_dir / FOLDER).glob(PATTERN), reverse=True)


class RotatingTraces:
    """Writes into the newest of a few files. Implements `trace_thread.Sink`."""

    def __init__(self, data_dir: Path, settings: TraceConfig, now: Callable[[], datetime.datetime]) -> None:
        self._data_dir = data_dir
        self._longest_ns = int(settings.minutes * 60e9)
        self._files = settings.files
        self._largest = int(settings.max_mb * 1e6 / settings.files)
        self._now = now
        self._profile: Profile | None = None
        self._trace: OneTrace | None = None
        self._since_ns = 0

    def begin(self, profile: Profile) -> None:
        self.close()
        self._profile = profile

    def take(self, block: Sequence[Snapshot]) -> None:
        assert self._profile is not None, "begin comes first"
        trace = self._trace
        if trace is not None and (block[0].t_ns - self._since_ns > self._longest_ns or trace.file.size > self._largest):
            self.close()
        if self._trace is None:
            self._trace = self._fresh(self._profile)
            self._since_ns = block[0].t_ns
        self._trace.take(block)

    def mark(self, mark: Mark) -> None:
        if self._trace is not None:
            self._trace.mark(mark)

    def close(self) -> None:
        trace, self._trace = self._trace, None
        if trace is not None:
            trace.close()

    def _fresh(self, profile: Profile) -> OneTrace:
        folder = self._data_dir / FOLDER
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for old in kept_traces(self._data_dir)[self._files - 1 :]:
                old.unlink(missing_ok=True)
        except OSError as error:
            raise TraceFileError(f"{folder} can't be used ({error.strerror}); choose another --data") from error
        trace = OneTrace(TraceFile(folder / f"trace-{self._now():%Y%m%d-%H%M%S-%f}.jsonl.gz"))
        trace.begin(profile)
        return trace


class TraceKeeper:
    """Sees every frame beside the lab. Implements `supervisor.Watcher`.

    `here` tells the game at hand. Where a trace can't be written, it is told once and nothing else happens.
    """

    fields: tuple[Field, ...] = ()

    def __init__(self, thread: TraceThread, here: Callable[[], Attached | None], tell: Callable[[str], None]) -> None:
        self._thread = thread
        self._here = here
        self._tell = tell
        self._game: Attached | None = None
        self._frame = 0
        self._off = False

    async def see(self, snapshot: Snapshot, _emulator: Emulator) -> None:
        """Take a frame; those of a game that nobody knows are left out."""
        here = self._here()
        if self._off or here is None or here.known is None:
            return
        if not self._goes_on(here, snapshot):
            self._thread.begin(here.known)
        self._game, self._frame = here, snapshot.frame
        if self._thread.failed is not None:
            self._off = True
            self._tell(f"No trace is kept any more: {self._thread.failed}")
            return
        self._thread.feed(snapshot)

    def mark(self, text: str) -> bool:
        """Take a note of the runner's; whether there is a trace that it stands in."""
        if self._off or self._game is None or self._here() is not self._game:
            return False
        self._thread.mark(Mark(self._frame, text))
        return True

    def _goes_on(self, here: Attached, snapshot: Snapshot) -> bool:
        """Whether this frame belongs to the trace in hand. One emulator may go over to another game or load the same
        one anew, and a game to another profile; another category is no other trace.
        """
        last = self._game
        return (
            last is not None
            and (last.emulator, last.game.content) == (here.emulator, here.game.content)
            and last.known is here.known
            and snapshot.frame > self._frame
        )

    async def close(self) -> None:
        """Write what is left."""
        with suppress(TraceFileError):
            await self._thread.close()


def keeper(
    data_dir: Path, settings: TraceConfig, here: Callable[[], Attached | None], tell: Callable[[str], None]
) -> TraceKeeper:
    """A keeper for this data folder."""
    sink = RotatingTraces(data_dir, settings, lambda: datetime.datetime.now(datetime.UTC))
    return TraceKeeper(TraceThread(sink), here, tell)
