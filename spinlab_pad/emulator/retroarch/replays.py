"""All that the adapter does with recordings: one recorder, one player and one shelf, as far as this RetroArch has them.

A state of another recording is refused by RetroArch while it records, and ends what it plays. Our own states are
always such (they hold no replay), so loads are refused here while a recording or a playback of ours runs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeVar

from spinlab_pad.emulator.port import (
    WHO_CAN,
    Recording,
    RecordingFile,
    ReplayProgress,
    SetupError,
    StateError,
    Unreachable,
    Unsupported,
)
from spinlab_pad.emulator.retroarch.active_replay import ActiveReplay
from spinlab_pad.emulator.retroarch.replay_shelf import Shelf
from spinlab_pad.emulator.retroarch.slot_player import SlotPlayer

PREEMPTIVE: Final = "preemptive_frames_enable"
CLOSE_DEADLINE_S: Final = 3.0

Part = TypeVar("Part")


class Recorder(Protocol):
    """One way to record; see `SlotRecorder`."""

    @property
    def busy(self) -> bool: ...
    async def put_left_away(self) -> None: ...
    async def end_unended(self) -> None: ...
    async def start(self) -> None: ...
    async def stop(self) -> tuple[Recording, ...]: ...
    async def saved(self) -> None: ...
    async def is_running(self) -> bool: ...
    async def close(self) -> None: ...
    def give_up(self) -> None: ...


@dataclass(slots=True)
class Replays:
    """What there is of it; None for what this RetroArch can't, `why_not` says what to do about that.

    `settings` are RetroArch's, as far as they are known.
    """

    recorder: Recorder | None = None
    player: SlotPlayer | None = None
    shelf: Shelf | None = None
    active: ActiveReplay | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    why_not: str = WHO_CAN
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def start(self) -> None:
        """Record from one of the next frames on; see the port."""
        recorder = _there(self.recorder, self.why_not)
        self._check_settings()
        async with self._one_at_a_time:
            if recorder.busy:
                raise StateError("a recording runs already, or was not taken yet: stop it first")
            if self.player is not None and await self.player.is_running():
                raise StateError("a recording is played back: stop it first")
            await recorder.put_left_away()
            await recorder.start()

    async def stop(self) -> tuple[Recording, ...]:
        """End the recording and give it; see the port."""
        recorder = _there(self.recorder, self.why_not)
        async with self._one_at_a_time:
            if not recorder.busy:
                raise StateError("nothing is being recorded")
            return await recorder.stop()

    async def saved(self) -> None:
        """A state was saved; raises `StateError` where the recording could not be begun anew."""
        if self.recorder is not None and self.recorder.busy:
            async with self._one_at_a_time:
                await self.recorder.saved()

    async def recordings(self) -> tuple[RecordingFile, ...]:
        """What of ours lies in RetroArch's folder; a recording that a crash of ours has left is ended for it."""
        shelf = _there(self.shelf, self.why_not)
        if self.recorder is not None:
            async with self._one_at_a_time:
                await self.recorder.put_left_away()
        return await shelf.list()

    async def read(self, name: str) -> Recording:
        """One of `recordings`."""
        return await _there(self.shelf, self.why_not).read(name)

    async def discard(self, name: str) -> None:
        """Remove one of `recordings`."""
        await _there(self.shelf, self.why_not).discard(name)

    async def play(self, recording: Recording, core_state_bytes: int) -> int:
        """Load the start of a recording while paused; resuming plays it. Returns the load id."""
        player = _there(self.player, WHO_CAN)
        self._check_settings()
        async with self._one_at_a_time:
            if self.recorder is not None:
                await self.recorder.put_left_away()
            return await player.play(recording, core_state_bytes)

    async def ended(self) -> bool:
        """Wait for the end of the playback; whether it was its own. RetroArch pauses there."""
        return await _there(self.player, WHO_CAN).ended()

    async def stop_playing(self) -> None:
        """End the playback; the game goes on from there."""
        player = _there(self.player, WHO_CAN)
        async with self._one_at_a_time:
            await player.stop()

    async def progress(self) -> ReplayProgress | None:
        """What is recorded or played back right now."""
        if self.active is None:
            runs = self.recorder is not None and await self.recorder.is_running()
            return ReplayProgress("recording", None, None) if runs else None
        active = await self.active.now()
        if active is None:
            return None
        if active.recording:
            return ReplayProgress("recording", active.frame, None)
        return ReplayProgress("playing", active.frame, self.player.length(active) if self.player else None)

    async def check_load(self) -> None:
        """Refuse a load that would be refused, or would spoil what is recorded or played."""
        if self.recorder is not None:
            await self.recorder.end_unended()
            if await self.recorder.is_running():
                raise StateError("a recording runs, and no other state can be loaded into it: stop it first")
        if self.player is not None and self.player.busy:
            if await self.player.is_running():
                raise StateError("a recording is played back, which a load would end: stop it first")
            self.player.give_up()

    async def why_not_loaded(self, error: StateError) -> StateError:
        """What a failed load is due to: RetroArch refuses them while the runner records."""
        active = await self.active.now() if self.active is not None else None
        if active is not None and active.recording:
            return StateError("RetroArch records a replay, and loads no other state meanwhile: halt the recording")
        return error

    async def close(self) -> None:
        """End what is ours; a recording that was not taken is kept in the folder."""
        try:
            with suppress(Unreachable, StateError, TimeoutError):
                async with asyncio.timeout(CLOSE_DEADLINE_S):
                    if self.recorder is not None:
                        await self.recorder.close()
                    if self.player is not None and self.player.busy:
                        await self.player.stop()
        finally:
            for part in (self.recorder, self.player):
                with suppress(StateError, OSError):  # what stays aside is given back by the next attach
                    if part is not None:
                        part.give_up()

    def _check_settings(self) -> None:
        if self.settings.get(PREEMPTIVE) == "true":
            raise SetupError(
                "RetroArch is set to preemptive frames, which ruin recordings: set Latency > Run-Ahead to second "
                "instance or off"
            )


def _there(part: Part | None, why_not: str) -> Part:
    if part is None:
        raise Unsupported(why_not)
    return part
