"""The replay mode: plays the recorded inputs of a reference run and captures from them again.

What is captured goes into a run of its own, marked as a replay: start states replace those of this core, segments that
nobody had are kept, and none of its times counts for the runner. Rules:

- Takes are played in order, each a stream of its own: what is in flight at its end is void, as it was in the run.
- The pieces of a take are one stream. Between two of them some frames ran that no file holds; the game's own counter
  says how many, and they count as frames that were not seen.
- What comes right after frames that were not seen may have come in one of them: a start that is known better stays.
- It is played at whatever speed the emulator runs. Where that is so fast that too few frames are seen it ends, before
  states of the wrong moments take the place of good ones.
- What happens is compared with what was seen to happen in the run, event by event and frame by frame.

`TABLE` is the state machine.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

from spinlab_pad.emulator.port import EmulatorError, Recording, StateError
from spinlab_pad.game.events import Event
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.context import Attached, LabContext, wall_ms
from spinlab_pad.lab.machine import ANY, END, Machine, Table, row, table
from spinlab_pad.lab.mode import ModeName, Unheld
from spinlab_pad.lab.picture import OpenRun
from spinlab_pad.lab.reference.mode import ReferenceMode
from spinlab_pad.lab.reference.writer import RunWriter
from spinlab_pad.lab.replay import comparison
from spinlab_pad.lab.replay import result as replay_result
from spinlab_pad.lab.replay.comparison import Comparison
from spinlab_pad.lab.replay.take import Shown, Taken
from spinlab_pad.lab.scene import ModeFacts, Scene
from spinlab_pad.lab.view import ProgressView
from spinlab_pad.store.errors import StoreError
from spinlab_pad.store.recordings import PieceRecord, ReplayRecord, TakeRecord
from spinlab_pad.store.records import RunRecord

TABLE: Final[Table] = table(
    row("starting", "started", "playing"),
    row("playing", "piece_ended", "starting"),
    row("starting", "all_played", "ended"),
    row("starting playing", "failed jumped detached", "ended"),
    row(ANY, "stop_replay", END),
)
"""A piece is about to be played, it plays, and where no more is to be played the mode has itself stopped."""

START_DEADLINE_S: Final = 10.0
"""Frames show the start of a piece when the emulator has said that it plays."""
SHOWN_EVERY: Final = 30
"""Frames after which it is shown anew how far the replay is."""
LAST_FRAMES_S: Final = 1.0
"""An emulator says that a playback has ended before its last frame was handed on."""


class ReplayMode(Unheld):
    """One replay of the run `of`, captured into `run`."""

    def __init__(
        self,
        context: LabContext,
        here: Attached,
        of: RunRecord,
        writer: RunWriter,
        run: RunRecord,
        takes: Sequence[Taken],
        left_out: str | None = None,
    ) -> None:
        self._context = context
        self._here = here
        self._takes = takes
        self._left_out = left_out
        self._machine = Machine(TABLE, "starting")
        self._writer = writer
        self._capturer = ReferenceMode(context, run, here.core, None, writer)
        self._compared = Comparison()
        self._taken: Taken | None = None
        self._shown: Shown | None = None
        self._early: list[Snapshot] | None = None
        """Frames that came while the emulator had not said yet under which load id the next piece plays."""
        self._awaited: int | None = None
        """The load id of the piece whose start is awaited."""
        self._begun = asyncio.Event()
        self._moved = asyncio.Event()
        self._done_frames = 0
        self._fed = 0
        self._trouble: str | None = None
        self._driver: asyncio.Task[None] | None = None
        self.of = of
        self.run = run
        self.result: ReplayRecord | None = None

    @property
    def name(self) -> ModeName:
        """Which mode this is."""
        return "replay"

    @property
    def phase(self) -> str:
        """The state in `TABLE`."""
        return self._machine.state

    def shown(self) -> OpenRun:
        """The run that is captured, as the View shows it."""
        tally = self._writer.tally
        return OpenRun(self.run, tally.splits, tally.new, recording=True)

    def fits(self, here: Attached) -> bool:
        """Whether the recording is of this game and core."""
        return (here.game.id, here.core) == (self.run.game, self._here.core)

    def begin(self) -> None:
        """Play from now on."""
        self._driver = self._context.start(self._drive(), "replay")

    # frames

    def feed(self, snapshot: Snapshot, events: Sequence[Event]) -> None:
        """Take one frame in; `events` are of the hub's detector, which sees another stream."""
        if self._early is not None:
            self._early.append(snapshot)
            return
        if self.phase == "starting" and not self._started(snapshot):
            return
        if self.phase != "playing":
            return
        assert self._shown is not None
        if snapshot.load_id != self._shown.load_id:
            self._break_off("jumped", "a state was loaded by hand")
            return
        shown, happened = self._shown.see(snapshot, self._context.counter(snapshot))
        self._capturer.ahead(self._shown.ahead)
        self._capturer.feed(shown, happened)
        if self._shown.blind:
            self._break_off("failed", "too few frames are seen: let it run four times as fast at most")
        self._moved.set()
        self._fed += 1
        if self._fed % SHOWN_EVERY == 0:
            self._context.changed()

    def _started(self, snapshot: Snapshot) -> bool:
        """Whether this frame is the start of the piece that is awaited."""
        if self._awaited is None or snapshot.load_id < self._awaited:
            return False
        if snapshot.load_id > self._awaited:
            self._break_off("failed", "another state was loaded meanwhile")
            return False
        assert self._shown is not None
        self._awaited = None
        self._machine.fire("started")
        self._shown.begin_piece(snapshot)
        self._begun.set()
        self._context.changed()
        return True

    def jumped(self) -> None:
        """The hub's own detector sees the jumps between pieces; those that matter show in the load id."""

    def detached(self) -> None:
        """The emulator has gone, and the playback with it."""
        self._break_off("detached", "the emulator has gone")

    async def reattached(self, away_s: float) -> None:
        """The replay has ended when the emulator went."""

    async def carry_out(self, command: Command) -> Refused | None:
        """Nothing but its end can be asked of it."""
        raise AssertionError(f"{command.name} passed the rules in a replay")

    def facts(self) -> ModeFacts:
        """Nothing that the rules ask."""
        return ModeFacts()

    def scene(self) -> Scene:
        """The clock of the segment in flight, and how far it is."""
        lengths = [piece.frames for taken in self._takes for piece in taken.take.pieces]
        of = None if None in lengths else sum(length or 0 for length in lengths)
        playing = self._shown.piece_frames if self._shown is not None and self.phase == "playing" else 0
        return replace(self._capturer.scene(), progress=ProgressView(self._done_frames + playing, of, "frames"))

    # beside the frames

    async def _drive(self) -> None:
        """Play everything, then have the mode stopped."""
        try:
            for taken in self._takes:
                self._taken, self._shown = taken, Shown(self._here.profile)
                self._capturer.jumped()
                for piece in taken.take.pieces:
                    await self._play(taken.take, piece)
                self._compare()
        except (EmulatorError, StoreError) as error:
            self._break_off("failed", str(error))
        except TimeoutError:
            self._break_off("failed", "its start was not seen: close RetroArch's menu and resume the game")
        else:
            self._machine.fire("all_played")
            self._context.ask(commands.StopReplay())

    async def _play(self, take: TakeRecord, piece: PieceRecord) -> None:
        """Play one piece to its end.

        Raises:
            StateError: the emulator doesn't take it, or its playback was ended by somebody.
        """
        context, emulator = self._context, self._here.emulator
        kept = await context.store.call(lambda store: store.recordings.data(piece))
        recording = Recording(kept.data, kept.format, kept.frames, kept.complete, kept.crc32, kept.started_s)
        self._begun.clear()
        await self._load(recording)
        async with asyncio.timeout(START_DEADLINE_S):
            await self._begun.wait()
        shown = self._shown
        assert shown is not None
        if not await emulator.playback_ended():
            raise StateError(f"the playback was ended by hand, {shown.piece_frames} frames after its start")
        if piece.frames is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(LAST_FRAMES_S):
                    while shown.piece_frames < piece.frames:
                        self._moved.clear()
                        await self._moved.wait()
        self._done_frames += shown.piece_frames
        self._machine.fire("piece_ended")

    async def _load(self, recording: Recording) -> None:
        """Have a recording played; its start may have been seen by then."""
        early: list[Snapshot] = []
        self._early = early
        try:
            async with self._context.io:
                loaded = await self._here.emulator.play_recording(recording)
        finally:
            self._early = None
        self._awaited = loaded.load_id
        for snapshot in early:
            self.feed(snapshot, ())

    def _compare(self) -> None:
        """Take the events of the take in hand into account, as far as it was played."""
        taken, shown = self._taken, self._shown
        self._taken = self._shown = None
        if taken is not None and shown is not None:
            found = comparison.compare(taken.events, shown.events, taken.take.frames, shown.frames)
            self._compared = self._compared.joined(found)

    def _break_off(self, trigger: str, why: str) -> None:
        """No more is played."""
        if not self._machine.can(trigger):
            return
        self._machine.fire(trigger)
        self._trouble = why
        self._capturer.jumped()
        if self._driver is not None and self._driver is not asyncio.current_task():
            self._driver.cancel()
        self._context.ask(commands.StopReplay())

    async def stop(self) -> None:
        """End the playback, keep what was captured, and say what came of it."""
        whole = self.phase == "ended" and self._trouble is None
        if self._driver is not None:
            self._driver.cancel()
            await asyncio.wait([self._driver])
        here = self._context.attached
        if here is not None and here.emulator is self._here.emulator:
            with suppress(EmulatorError):
                await here.emulator.stop_playback()
                await here.emulator.resume()
        await self._capturer.settle()
        self._compare()
        self._machine.fire("stop_replay")
        await self._keep(whole)

    async def _keep(self, whole: bool) -> None:
        context, run, compared = self._context, self.run.id, self._compared
        try:
            found = await context.store.call(lambda store: replay_result.captured(store, self.run, self._here.core))
            why = None if whole else self._trouble or "stopped"
            told = replay_result.words(self.of.name, found, compared, why, self._left_out)
            result = ReplayRecord(run, whole, compared.events, compared.alike, compared.difference, told)
            await context.store.call(lambda store: store.recordings.finish_replay(result, wall_ms()))
            if context.attached is not None:
                await context.load_course()
        except StoreError as error:
            context.tell("replay", "error", str(error))
            return
        self.result = result
        good = whole and compared.difference is None
        context.tell("replay", "good" if good else "warn", told)
