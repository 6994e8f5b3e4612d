"""`spinlab-pad trace record`: the frames of a running game into a file."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from spinlab_pad.app.errors import UsageError
from spinlab_pad.app.observing import chosen_profile, follow, observed
from spinlab_pad.app.sources import Source, attached
from spinlab_pad.app.statusline import StatusLine, clock, size
from spinlab_pad.app.stopping import stop_on_signals
from spinlab_pad.app.trace_file import TraceFile, TraceFileError
from spinlab_pad.app.trace_thread import OneTrace, TraceThread
from spinlab_pad.app.tracing import event_words
from spinlab_pad.config import Config
from spinlab_pad.game.detector import Detector
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import Profile

SHOWN_S: Final = 0.25
"""How often the progress at a terminal changes."""
TOLD_S: Final = 10.0
"""How often a line tells it elsewhere."""


@dataclass(frozen=True, slots=True)
class RecordOptions:
    """What the command line says."""

    file: Path
    seconds: float | None = None
    attach: tuple[str, int] | None = None
    profile: str | None = None
    events: bool = False


class Recording:
    """Takes frames: counts them, tells events, and hands them to the file's thread."""

    def __init__(self, profile: Profile, thread: TraceThread, status: StatusLine, *, events: bool) -> None:
        self.frames = 0
        self.events = 0
        self.loads = 0
        self._detector = Detector(profile)
        self._thread = thread
        self._status = status
        self._tell_events = events
        self._first: Snapshot | None = None
        self._last: Snapshot | None = None

    @property
    def ns(self) -> int:
        """The time from the first frame to the last one."""
        return self._last.t_ns - self._first.t_ns if self._first and self._last else 0

    def see(self, snapshot: Snapshot) -> None:
        """Take a frame.

        Raises:
            TraceFileError: the file can't be written any more.
        """
        if self._thread.failed is not None:
            raise self._thread.failed
        self._thread.feed(snapshot)
        last, self._last = self._last, snapshot
        self._first = self._first or snapshot
        self.frames += 1
        if last is not None and last.load_id != snapshot.load_id:
            self.loads += 1
        for event in self._detector.feed(snapshot):
            self.events += 1
            if self._tell_events:
                self._status.line(event_words(event, self.ns))

    def words(self, written: int) -> str:
        """How much there is; `written` bytes are on disk."""
        parts = [clock(self.ns), f"{self.frames:,} frames", f"{self.events} event{'' if self.events == 1 else 's'}"]
        if self.loads:
            parts.append(f"{self.loads} load{'' if self.loads == 1 else 's'}")
        return ", ".join([*parts, size(written)])


async def record(config: Config, options: RecordOptions, out: TextIO, source: Source | None = None) -> None:
    """Record until Ctrl+C, for `seconds`, or until the emulator ends; what was recorded is told at the end.

    Raises:
        UsageError: the file is there already.
        ProfileError: there is no such profile.
        TraceFileError: the file can't be written; what was written up to then is kept.
    """
    if options.file.exists():
        raise UsageError(f"{options.file} is there already; give another name, or remove it")
    stop = stop_on_signals()
    status = StatusLine(out, TOLD_S)
    profiles = chosen_profile(config, options.profile)
    address = options.attach or (config.network.nci_host, config.network.nci_port)
    source = source or attached(config, address, only_watched=True)
    file = TraceFile(options.file)
    thread = TraceThread(OneTrace(file))
    begun = False
    try:
        async with observed(source, stop, lambda why: status.line(f"Waiting for {source.label}: {why}")) as found:
            if found is None:
                return
            emulator, game = found
            profile = profiles(game)
            emulator.count_turns(profile.turns)
            begun = True
            thread.begin(profile)
            recording = Recording(profile, thread, status, events=options.events)
            status.line(f"Recording {game.name} with the profile {profile.name} to {options.file}; Ctrl+C ends it.")
            showing = asyncio.create_task(_show(status, recording, file))
            try:
                ended = await follow(emulator, profile.fields, recording.see, stop, options.seconds)
            finally:
                showing.cancel()
                status.wipe()
                with suppress(TraceFileError):
                    await thread.close()
                status.line(f"Recorded {recording.words(file.size)}: {options.file}")
            if thread.failed is not None:
                raise thread.failed
            if ended is not None:
                status.line(f"The recording ended: {ended}")
            status.line(f"See what happened in it: spinlab-pad detect {options.file}")
    finally:
        with suppress(TraceFileError):
            await thread.close()
        if not begun:
            options.file.unlink(missing_ok=True)
            status.line("Nothing was recorded.")


async def _show(status: StatusLine, recording: Recording, file: TraceFile) -> None:
    while True:
        status.show(recording.words(file.size))
        await asyncio.sleep(SHOWN_S)
