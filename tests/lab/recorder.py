"""The emulator in memory, with recordings: what the test plays is recorded, and played again whatever it plays then."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace

from spinlab_pad.emulator.port import (
    Capabilities,
    Loaded,
    Recording,
    RecordingFile,
    ReplayProgress,
    StateError,
)
from spinlab_pad.game.memory import Snapshot
from tests.lab.fakes import FRAME_NS, Changes, FakeEmulator, Fault


class RecordingEmulator(FakeEmulator):
    """`record_faults` and `play_faults` are what the next calls do instead of working; `files` lie in its folder."""

    def __init__(self, frame: int = 0, *, plays: bool = True) -> None:
        super().__init__(frame)
        self.plays = plays
        self.record_faults: list[Fault] = []
        self.stop_faults: list[Fault] = []
        self.play_faults: list[Fault] = []
        self.files: dict[str, tuple[RecordingFile, Recording]] = {}
        self.begun = self._begun_s = 0
        self._begin: dict[str, int] | None = None
        self._recorded: list[tuple[Changes, int]] = []
        self._script: list[tuple[Changes, int]] | None = None
        self._shows_start = False
        self._whole = False
        self._over = asyncio.Event()

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, record=True, play=self.plays)

    @property
    def left(self) -> int:
        """Frames of what is played that are still to come."""
        return len(self._script or ())

    def step(self, changes: Changes, turns: int = 1) -> Snapshot:
        if self._shows_start:
            self._shows_start = False
            self.frame += 1
            return Snapshot(self.frame, self.frame * FRAME_NS, dict(self.values), self.load_id)
        if self._script is not None:
            changes, turns = self._script.pop(0)
            if not self._script:
                self._leave(whole=True)
        if self._begin is not None:
            self._recorded.append((changes, turns))
        return super().step(changes, turns)

    def jump(self) -> None:
        """The runner loads a state, which ends what is played."""
        self.load_id += 1
        if self._script is not None:
            self._leave(whole=False)

    def _leave(self, *, whole: bool) -> None:
        self._script, self._whole = None, whole
        self.paused = whole
        self._over.set()

    async def start_recording(self) -> None:
        await self._answer(self.record_faults)
        self._begin, self._recorded, self._begun_s = dict(self.values), [], int(time.time())
        self.begun += 1

    async def stop_recording(self) -> tuple[Recording, ...]:
        begin, self._begin = self._begin, None
        if self.stop_faults:
            await self._answer(self.stop_faults)
        if begin is None:
            raise StateError("nothing is being recorded")
        data = json.dumps({"begin": begin, "frames": self._recorded}).encode()
        name, frames = f"recording{self.begun}", len(self._recorded)
        recording = Recording(data, "FAKE", frames, True, 0xCAFE, self._begun_s, name)
        self.files[name] = RecordingFile(name, len(data), "FAKE", frames, True, self._begun_s), recording
        return (recording,)

    async def recordings(self) -> tuple[RecordingFile, ...]:
        await self._answer([])
        return tuple(file for file, _ in self.files.values())

    async def read_recording(self, name: str) -> Recording:
        return self._named(name)[1]

    async def discard_recording(self, name: str) -> None:
        self._named(name)
        del self.files[name]

    def _named(self, name: str) -> tuple[RecordingFile, Recording]:
        if name not in self.files:
            raise StateError(f"there is no recording {name}")
        return self.files[name]

    async def play_recording(self, recording: Recording) -> Loaded:
        await self._answer(self.play_faults)
        told = json.loads(recording.data)
        if not told["frames"]:
            raise StateError("the recording holds no frame")
        self.values = dict(told["begin"])
        self._script = [(changes, turns) for changes, turns in told["frames"]]
        self._shows_start, self._whole, self._over = True, False, asyncio.Event()
        self.load_id += 1
        self.paused = False
        return Loaded(self.load_id, 1.0)

    async def playback_ended(self) -> bool:
        await self._over.wait()
        return self._whole

    async def stop_playback(self) -> None:
        await self._answer([])
        if self._script is not None:
            self._leave(whole=False)

    async def replay_progress(self) -> ReplayProgress | None:
        return None
