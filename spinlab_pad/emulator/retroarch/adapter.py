"""RetroArch as an `Emulator`: puts link, sampler, states and pads together."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from spinlab_pad.emulator.datagrams import DatagramCounts
from spinlab_pad.emulator.port import (
    Buttons,
    Capabilities,
    ContentClosed,
    Game,
    Loaded,
    Pace,
    Recording,
    RecordingFile,
    ReplayProgress,
    SamplingStats,
    SavedState,
    SetupError,
    StateError,
    Trouble,
    Unreachable,
)
from spinlab_pad.emulator.retroarch import cores, letting_go, nci
from spinlab_pad.emulator.retroarch.abilities import Abilities
from spinlab_pad.emulator.retroarch.parts import Parts
from spinlab_pad.emulator.retroarch.process import Process
from spinlab_pad.emulator.retroarch.questions import NoMemory
from spinlab_pad.emulator.retroarch.turns import FRAME_COUNTER
from spinlab_pad.game.memory import WRAM_SIZE, Field, MemoryRangeError, Snapshot, check_within

END_DEADLINE_S: Final = 0.5
"""From a refused datagram to the exit status of a RetroArch of ours; a few ms on an idle machine."""


class RetroArch:
    """One RetroArch with one game, attached to or started by us."""

    def __init__(self, parts: Parts, anew: Callable[[Process], Awaitable[Parts]] | None = None) -> None:
        self._anew = anew
        self._closed = False
        self._toggling = asyncio.Lock()
        self._take(parts)

    def _take(self, parts: Parts) -> None:
        self._parts = parts
        parts.sampler.runs_on = cores.run_on(parts.core)
        if parts.pads is not None:
            parts.sampler.on_frame = parts.pads.tick

    @property
    def capabilities(self) -> Capabilities:
        """What this RetroArch can do; `save_state` and `load_state` need its files on this machine."""
        can_save = self._parts.states.available
        return Capabilities(
            emulator="RetroArch",
            version=self._parts.version,
            save_state=can_save,
            load_state=can_save,
            press=self._parts.pads is not None and not self._parts.pads.refused,
            frame_hz=self._parts.sampler.frame_hz,
            record=self._parts.replays.recorder is not None,
            play=self._parts.replays.player is not None,
        )

    @property
    def stats(self) -> SamplingStats:
        """Live counters of the sampler."""
        return self._parts.sampler.stats

    @property
    def pace(self) -> Pace:
        """What it does with time right now."""
        return self._parts.sampler.pace

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """What is wrong right now and does not end the connection."""
        return self._parts.troubles.current()

    @property
    def abilities(self) -> Abilities:
        """What this RetroArch with this core can do, and what is known to be wrong with it."""
        return self._parts.abilities

    @property
    def datagrams(self) -> DatagramCounts:
        """What came from RetroArch's address and answered nothing, by kind."""
        return self._parts.questions.counts

    @property
    def details(self) -> tuple[str, ...]:
        """What this RetroArch can and can't do, in words."""
        return self._parts.abilities.can()

    @property
    def process(self) -> Process | None:
        """The RetroArch that we started; None when attached."""
        return self._parts.process

    async def identify(self) -> Game:
        """The running content; raises `Unreachable` or `SetupError` (nothing loaded)."""
        status = await self._status()
        if status.state is nci.RunState.CONTENTLESS:
            raise SetupError("RetroArch runs without a game; load one")
        core = self._parts.core or self._parts.states.core_name or status.system
        path = str(self._parts.content) if self._parts.content is not None else None
        return Game(status.content, status.system, status.crc32, core, self._parts.version, path)

    def count_turns(self, counter: Field | None) -> None:
        """Where the game counts its turns; one without a counter is counted by looks."""
        self._parts.turns.field = counter or FRAME_COUNTER

    async def frames(self, fields: Sequence[Field]) -> AsyncIterator[Snapshot]:
        """Every frame's snapshot, in order; see the port.

        Raises:
            MemoryRangeError: a field lies outside of work RAM.
        """
        check_within(fields, WRAM_SIZE)
        try:
            async for snapshot in self._parts.sampler.snapshots(fields):
                yield snapshot
        except Unreachable as error:
            if self._parts.process is not None and not self._closed:
                status = await self._parts.process.ended_within(END_DEADLINE_S)
                if status is None and self._parts.sampler.refused:
                    raise ContentClosed("RetroArch has closed the game; load it again") from error
            raise self._explained(error) from error

    async def read(self, address: int, size: int) -> bytes:
        """Bytes of work RAM, in pieces that are each of one frame.

        Raises:
            MemoryRangeError: outside of work RAM.
        """
        if size < 1 or not 0 <= address <= WRAM_SIZE - size:
            raise MemoryRangeError(f"{size} bytes at {address:#x} are not within work RAM (0 to {WRAM_SIZE:#x})")
        self._check_open()
        try:
            return await self._parts.questions.read_all(address, size, self._parts.space)
        except Unreachable as error:
            raise self._explained(error) from error
        except NoMemory as error:
            raise SetupError(f"RetroArch shows no work RAM ({error}); load a game with a SNES core") from error

    async def save_state(self) -> SavedState:
        """A complete, parsed state of one of the next three frames."""
        self._check_open()
        wram: bytes | None = None
        self._parts.sampler.saving()
        try:
            saved = await self._parts.states.save()
            wram = saved.wram
            await self._renew_recording()
        except Unreachable as error:
            raise self._explained(error) from error
        finally:
            self._parts.sampler.saved(wram)
        return saved

    async def load_state(self, data: bytes) -> Loaded:
        """Load a core state and return when the memory of the loaded state was seen."""
        self._check_open()
        try:
            await self._parts.replays.check_load()
            return await self._load(data)
        except Unreachable as error:
            raise self._explained(error) from error

    async def pause(self) -> None:
        """Pause; nothing happens when paused already."""
        await self._bring_to(nci.RunState.PAUSED)

    async def resume(self) -> None:
        """Go on; nothing happens when running already."""
        await self._bring_to(nci.RunState.PLAYING)

    def press(self, buttons: Buttons, port: int = 0) -> None:
        """Hold exactly these buttons on pad `port` (0 or 1), one change a frame, until the next call."""
        self._check_open()
        if self._parts.pads is None:
            raise Unreachable("this RetroArch has no network pad; turn on Settings > Network > Network RetroPad")
        self._parts.pads.press(buttons, port)

    async def message(self, text: str) -> None:
        """Show a short text on RetroArch's screen for about 3 s. They queue up: send few."""
        self._check_open()
        self._parts.questions.send(nci.show_message(text))

    async def start_recording(self) -> None:
        """Record from one of the next frames on; see the port."""
        with self._open():
            await self._parts.replays.start()
            self._parts.troubles.clear(RECORDING)

    async def stop_recording(self) -> tuple[Recording, ...]:
        """End the recording and give it, also when RetroArch has ended meanwhile."""
        return await self._parts.replays.stop()

    async def recordings(self) -> tuple[RecordingFile, ...]:
        """The recordings of this game in RetroArch's folder that are ours."""
        return await self._parts.replays.recordings()

    async def read_recording(self, name: str) -> Recording:
        """One of `recordings`."""
        return await self._parts.replays.read(name)

    async def discard_recording(self, name: str) -> None:
        """Remove one of `recordings`."""
        await self._parts.replays.discard(name)

    async def play_recording(self, recording: Recording) -> Loaded:
        """Load the start of a recording and play it; see the port."""
        with self._open():
            started = time.monotonic()
            # Tells the folder, and the size of this core's states: RetroArch stumbles over a foreign one.
            state = await self._parts.states.save() if self.capabilities.play else SavedState(b"")
            was_running = (await self._status()).state is nci.RunState.PLAYING
            await self.pause()
            try:
                load_id = await self._parts.replays.play(recording, len(state.data))
            except BaseException:
                if was_running:
                    await self.resume()
                raise
            await self.resume()
            return Loaded(load_id, (time.monotonic() - started) * 1e3)

    async def playback_ended(self) -> bool:
        """Wait for the end of the playback; whether it came to its own end. RetroArch pauses there."""
        with self._open():
            return await self._parts.replays.ended()

    async def stop_playback(self) -> None:
        """End the playback; the game goes on from there."""
        with self._open():
            await self._parts.replays.stop_playing()

    async def replay_progress(self) -> ReplayProgress | None:
        """What is recorded or played back right now."""
        with self._open():
            return await self._parts.replays.progress()

    async def follow(self) -> None:
        """Go over to the game that runs now in the RetroArch that we started, which goes on meanwhile.

        For after `ContentChanged`; may be tried again until a game is there.

        Raises:
            SetupError: none is loaded, or what is loaded shows no work RAM.
            Unreachable: RetroArch has ended or doesn't answer.
        """
        process = self._parts.process
        if process is None or self._anew is None or self._closed:
            raise Unreachable(CLOSED)
        await letting_go.made(self._steps_of_letting_go())
        try:
            self._take(await self._anew(process))
        except Unreachable as error:
            raise self._explained(error) from error

    async def close(self) -> None:
        """Let go; ends RetroArch only where we started it."""
        if self._closed:
            return
        self._closed = True
        *steps, last = self._steps_of_letting_go()
        await letting_go.made((*steps, self._close_process, last))

    def _steps_of_letting_go(self) -> tuple[letting_go.Step, ...]:
        """What letting go of a game does, in order, the questions last. A save in flight goes on with frames and
        answers, so states come first.
        """
        return (
            self._parts.states.settle,
            self._close_states,
            self._end_frames,
            self._parts.replays.close,
            self._close_sampler,
            self._close_log,
            self._close_questions,
        )

    async def _close_states(self) -> None:
        self._parts.states.close()

    async def _end_frames(self) -> None:
        self._parts.sampler.end(Unreachable(CLOSED))
        if self._parts.pads is not None:
            self._parts.pads.close()

    async def _close_sampler(self) -> None:
        self._parts.sampler.close()

    async def _close_log(self) -> None:
        if self._parts.log is not None:
            await self._parts.log.stop()

    async def _close_process(self) -> None:
        if self._parts.process is not None:
            await self._parts.process.close(lambda: self._parts.questions.send(nci.QUIT))

    async def _close_questions(self) -> None:
        self._parts.questions.close()
        await asyncio.sleep(0)  # the sockets close with the next turn of the loop

    @contextmanager
    def _open(self) -> Iterator[None]:
        """For calls that need a RetroArch that is there; what is known of its end is said."""
        self._check_open()
        try:
            yield
        except Unreachable as error:
            raise self._explained(error) from error

    async def _load(self, data: bytes) -> Loaded:
        try:
            return await self._parts.states.load(data)
        except StateError as error:
            raise await self._parts.replays.why_not_loaded(error) from error

    async def _renew_recording(self) -> None:
        """The save is done, whatever becomes of the recording."""
        try:
            await self._parts.replays.saved()
        except StateError as error:
            self._parts.troubles.pin(Trouble(RECORDING, f"the recording has ended: {error}"))

    async def _status(self) -> nci.Status:
        self._check_open()
        try:
            return await self._parts.questions.status()
        except Unreachable as error:
            raise self._explained(error) from error

    async def _bring_to(self, wanted: nci.RunState) -> None:
        """Toggle only where the status says so, and until it says so."""

        async def arrived() -> bool:
            status = await self._status()
            if status.state is nci.RunState.CONTENTLESS:
                raise SetupError("RetroArch runs without a game; load one")
            return status.state is wanted

        async with self._toggling:  # two that toggle towards different ends would take each other's effect for theirs
            there = await self._parts.hotkeys.until(nci.PAUSE_TOGGLE, arrived)
        if not there:
            raise StateError(
                f"RetroArch doesn't become {wanted.value.lower()}: close its menu, and set Latency > Run-Ahead to "
                f"second instance or off"
            )

    def _check_open(self) -> None:
        if self._closed:
            raise Unreachable(CLOSED)
        if self._parts.sampler.ended is not None:
            raise self._explained(self._parts.sampler.ended)

    def _explained(self, error: Unreachable) -> Unreachable:
        """What is known of the end of a RetroArch that we started, instead of what the socket knows."""
        process = self._parts.process
        ended = process.ended if process is not None else None
        return error if self._closed or ended is None else Unreachable(ended)


RECORDING: Final = "recording"
"""Key of the trouble of a recording that could not go on."""

CLOSED: Final = "the connection to RetroArch is closed; connect again"
