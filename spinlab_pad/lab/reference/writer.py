"""What reference runs yield, as it is handed to the keeper: told only when it is on disk.

What the disk doesn't take is tried again also when the run is paused, goes on or is finished.
"""

from __future__ import annotations

from collections.abc import Hashable
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar

from spinlab_pad.emulator.port import Emulator, EmulatorError
from spinlab_pad.game.profile import Profile
from spinlab_pad.lab.context import LabContext, wall_ms
from spinlab_pad.lab.keeper import LOST, RECORDING, SAVE_STATE, SEGMENT, Kind
from spinlab_pad.lab.reference.familiar import recorded
from spinlab_pad.route.clock import Played
from spinlab_pad.route.subsplits import Passed
from spinlab_pad.store.captures import Kin, Tally
from spinlab_pad.store.recordings import Piece
from spinlab_pad.store.records import SegmentRecord, StartState
from spinlab_pad.store.store import Store


@dataclass(frozen=True, slots=True)
class Closed:
    """A segment that was closed at `at_ms` in a sitting (`capture`) of a run of `game`."""

    kind: ClassVar[Kind] = SEGMENT
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

    kind: ClassVar[Kind] = SAVE_STATE
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

    kind: ClassVar[Kind] = RECORDING
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


class RunWriter:
    """Hands over what the open run yields, and counts what of it is on disk."""

    def __init__(self, context: LabContext) -> None:
        self._context = context
        self._keeper = context.keeper
        self._run: int | None = None
        self.tally = Tally()
        """What of the open run is on disk."""

    async def turn_to(self, run: int | None) -> None:
        """This is the open run from now on."""
        async with self._keeper.alone:
            store = self._context.store
            self.tally = Tally() if run is None else await store.call(lambda store: store.captures.tally(run))
            if run != self._run:
                self._context.clear(LOST)
            self._run = run

    def closed(self, run: int) -> int:
        """Segments of a run that are not on disk yet."""
        return self._keeper.waiting(SEGMENT, of=_of(run))

    def waits(self, run: int) -> bool:
        """Whether something of a run is not on disk yet."""
        return self._keeper.waiting(of=_of(run)) > 0

    @property
    def recordings_wait(self) -> bool:
        """Whether the inputs of some run are not on disk yet."""
        return self._keeper.waiting(RECORDING) > 0

    def add(self, item: Item) -> None:
        """Take in what is to be kept, and start to write it."""

        def kept(kin: Kin | None) -> None:
            if isinstance(item, Closed):
                assert kin is not None
                self._kept(item, kin)
            discard()

        def discard() -> None:
            if isinstance(item, Pressed):
                self._context.start(item.discard_files(), "recording files", finish=True)

        self._keeper.add(item.kind, item.what, item.write, kept=kept, dropped=discard, of=_of(item.run))

    def drop(self, run: int) -> None:
        """The run is discarded: nothing of it is written any more."""
        self._keeper.drop(_of(run))

    async def keep(self) -> None:
        """Write what waits, as far as the disk takes it."""
        await self._keeper.keep()

    def _kept(self, closed: Closed, kin: Kin) -> None:
        if closed.run == self._run:
            had = self.tally
            new = not kin.here and not kin.before
            self.tally = Tally(had.splits + 1, had.segments + (not kin.here), had.new + new)
        self._context.tell("split", "good", recorded(closed.profile, closed.record, kin))


def _of(run: int) -> Hashable:
    """A reference run as an owner of what waits."""
    return "reference run", run
