"""What reference runs yield on its way to the disk: kept one after another, and told only then.

What the disk doesn't take waits here, in order, and is tried again with the next one, every few seconds, and when the
run is paused, goes on or is finished: recording goes on over a full disk, and nothing is shown that is not kept.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from spinlab_pad.emulator.port import Emulator, EmulatorError
from spinlab_pad.game.profile import Profile
from spinlab_pad.lab.context import LabContext, wall_ms
from spinlab_pad.lab.reference.familiar import recorded
from spinlab_pad.route.clock import Played
from spinlab_pad.route.subsplits import Passed
from spinlab_pad.store.captures import Kin, Tally
from spinlab_pad.store.errors import DataFolderError, StoreError
from spinlab_pad.store.recordings import Piece
from spinlab_pad.store.records import SegmentRecord, StartState
from spinlab_pad.store.store import Store

NOT_KEPT: Final = "run store"
"""The notice of a disk that doesn't take what is to be kept."""
LOST: Final = "run lost"
"""The notice of what can't be kept at all."""
RETRY_S = 5.0
"""The disk is tried again after so long, also where nothing more is recorded."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A segment that was closed at `at_ms` in a sitting (`capture`) of a run of `game`."""

    run: int
    game: str
    capture: int | None
    record: SegmentRecord
    played: Played
    passed: Passed
    frame_hz: float
    at_ms: int
    profile: Profile

    @property
    def what(self) -> str:
        """As a notice calls it."""
        return self.record.name

    def write(self, store: Store) -> Kin:
        """Keep it; what was known of it before."""
        kin = store.captures.kin(self.run, self.game, self.record.segment)
        store.add_split(
            self.run,
            self.game,
            self.record,
            self.played,
            self.passed,
            frame_hz=self.frame_hz,
            now_ms=self.at_ms,
            capture=self.capture,
        )
        return kin


@dataclass(frozen=True, slots=True)
class Saved:
    """A save state of a start that a run of `game` has passed."""

    run: int
    game: str
    state: StartState
    data: bytes

    @property
    def what(self) -> str:
        """As a notice calls it."""
        return f"the save state of {self.state.waypoint.label}"

    def write(self, store: Store) -> None:
        """Keep it."""
        store.put_state(self.game, self.state, self.data, wall_ms())


@dataclass(frozen=True, slots=True)
class Pressed:
    """The pieces of a take of a run, which was seen to last so many frames.

    `emulator` has them as `files`, too, until they are kept.
    """

    run: int
    take: int
    pieces: tuple[Piece, ...]
    frames: int
    emulator: Emulator
    files: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        """As a notice calls it."""
        return "what was pressed"

    def write(self, store: Store) -> None:
        """Keep it."""
        store.recordings.keep(self.take, self.pieces, self.frames)

    async def discard_files(self) -> None:
        """Nobody needs the emulator's files any more; one that can't be removed is found by the next pick-up."""
        for name in self.files:
            with suppress(EmulatorError):
                await self.emulator.discard_recording(name)


Item = Closed | Saved | Pressed
_WORDS: Final[Mapping[type[Item], str]] = {Closed: "segment", Saved: "save state", Pressed: "recording"}


class RunWriter:
    """Writes for the open run; what another one has left waiting is kept as well."""

    def __init__(self, context: LabContext) -> None:
        self._context = context
        self._run: int | None = None
        self.tally = Tally()
        """What of the open run is on disk."""
        self._waiting: deque[Item] = deque()
        self._one_at_a_time = asyncio.Lock()
        self._later: asyncio.TimerHandle | None = None

    async def turn_to(self, run: int | None) -> None:
        """This is the open run from now on."""
        async with self._one_at_a_time:
            store = self._context.store
            self.tally = Tally() if run is None else await store.call(lambda store: store.captures.tally(run))
            if run != self._run:
                self._context.clear(LOST)
            self._run = run

    def closed(self, run: int) -> int:
        """Segments of a run that are not on disk yet."""
        return sum(item.run == run and isinstance(item, Closed) for item in self._waiting)

    def waits(self, run: int) -> bool:
        """Whether something of a run is not on disk yet."""
        return any(item.run == run for item in self._waiting)

    @property
    def recordings_wait(self) -> bool:
        """Whether the inputs of some run are not on disk yet."""
        return any(isinstance(item, Pressed) for item in self._waiting)

    def add(self, item: Item) -> None:
        """Take in what is to be kept, and start to write it."""
        self._waiting.append(item)
        self._context.start(self.keep(), NOT_KEPT, finish=True)

    def drop(self, run: int) -> None:
        """The run is discarded: nothing of it is written any more."""
        for item in self._waiting:
            if item.run == run and isinstance(item, Pressed):
                self._context.start(item.discard_files(), NOT_KEPT, finish=True)
        self._waiting = deque(item for item in self._waiting if item.run != run)
        if not self._waiting:
            self._context.clear(NOT_KEPT)

    async def keep(self) -> None:
        """Write what waits, oldest first, and tell of each segment that is on disk.

        Where the disk refuses one of a kind, those of the other kinds are tried all the same.
        """
        async with self._one_at_a_time:
            failed: dict[type, DataFolderError] = {}
            for item in tuple(self._waiting):
                if type(item) in failed:
                    continue
                try:
                    kin = await self._context.store.call(item.write)
                except DataFolderError as error:
                    failed[type(item)] = error
                except StoreError as error:
                    self._leave(item)
                    self._context.tell(LOST, "error", f"{item.what} was not kept: {error}", lasting=True)
                else:
                    self._leave(item)
                    if isinstance(item, Closed):
                        assert kin is not None
                        self._kept(item, kin)
                    elif isinstance(item, Pressed):
                        await item.discard_files()
            if failed:
                self._tell(f"Not on disk yet: {self._words()}. {next(iter(failed.values()))}")
                self._try_later()
            else:
                self._context.clear(NOT_KEPT)

    def _leave(self, item: Item) -> None:
        """It waits no more; its run may have been discarded meanwhile."""
        with suppress(ValueError):
            self._waiting.remove(item)

    def _kept(self, closed: Closed, kin: Kin) -> None:
        if closed.run == self._run:
            had = self.tally
            new = not kin.here and not kin.before
            self.tally = Tally(had.splits + 1, had.segments + (not kin.here), had.new + new)
        self._context.tell("split", "good", recorded(closed.profile, closed.record, kin))

    def _words(self) -> str:
        counts = [(sum(isinstance(item, kind) for item in self._waiting), word) for kind, word in _WORDS.items()]
        return ", ".join(f"{count} {word}" + ("" if count == 1 else "s") for count, word in counts if count)

    def _try_later(self) -> None:
        if self._later is None:
            self._later = asyncio.get_running_loop().call_later(RETRY_S, self._try_again)

    def _try_again(self) -> None:
        self._later = None
        if self._waiting:
            self._context.start(self.keep(), NOT_KEPT, finish=True)

    def _tell(self, text: str) -> None:
        self._context.tell(NOT_KEPT, "error", text, lasting=True)

    async def close(self) -> None:
        """Write what still waits; tell what can't be kept."""
        await self.keep()
        if self._later is not None:
            self._later.cancel()
            self._later = None
        if self._waiting:
            self._tell(f"Could not be written: {self._words()}; free some space on the disk")
