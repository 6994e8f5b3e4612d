"""Records what the pads of the embedded core hold, frame by frame, and plays it again.

Rules, as RetroArch has them: one thing at a time; no other state is loaded meanwhile; the pads do nothing while a
recording is played; at its end the game is paused.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from spinlab_pad.emulator.embedded.recordings import FORMAT, Inputs, NotARecording, dump, packed, parse
from spinlab_pad.emulator.embedded.states import check_state
from spinlab_pad.emulator.port import Recording, RecordingFile, ReplayProgress, StateError

if TYPE_CHECKING:
    from spinlab_pad.emulator.embedded.core import LibretroCore

_NOTHING_HELD: Final = (0, 0)


class Replays:
    """What is recorded or played in one core. `crc32` is of its content, `now_s` unix time."""

    def __init__(self, core: LibretroCore, crc32: int, now_s: Callable[[], float] = time.time) -> None:
        self._core = core
        self._crc32 = crc32
        self._now_s = now_s
        self._state = b""
        self._started_s = 0
        self._recorded: bytearray | None = None
        self._playing: Inputs | None = None
        self._at = 0
        self._ended = asyncio.Event()
        self._whole = False
        self._pressed = _NOTHING_HELD

    # frames

    def before(self) -> None:
        """A frame is about to run: what is recorded of it, or what the recording holds in it."""
        pads = self._core.pads
        if self._recorded is not None:
            self._recorded += packed(pads[0], pads[1])
        elif self._playing is not None:
            pads[0], pads[1] = self._playing.held(self._at)
            self._at += 1

    def after(self) -> bool:
        """A frame ran; whether the playback came to its end with it."""
        if self._playing is None or self._at < self._playing.frames:
            return False
        self._leave(whole=True)
        return True

    def press(self, buttons: int, port: int) -> None:
        """Hold this on a pad; while a recording is played, from its end on."""
        if self._playing is None:
            self._core.pads[port] = buttons
        else:
            first, second = self._pressed
            self._pressed = (buttons, second) if port == 0 else (first, buttons)

    # the port

    def start(self) -> None:
        """Record from the next frame on."""
        self.check_free("no other can be begun")
        self._state, self._started_s = self._core.serialize(), int(self._now_s())
        self._recorded = bytearray()

    def stop(self) -> tuple[Recording, ...]:
        """End the recording and take it; also from a core that was closed."""
        recorded, self._recorded = self._recorded, None
        if recorded is None:
            raise StateError("nothing is being recorded")
        inputs = Inputs(self._name, self._crc32, self._started_s, self._state, bytes(recorded))
        return (Recording(dump(inputs), FORMAT, inputs.frames, True, self._crc32, self._started_s),)

    def play(self, recording: Recording) -> None:
        """Put the start of a recording into the core; the next frame is its first.

        Raises:
            StateError: something is recorded or played, or this core can't play it; the game goes on as it was.
        """
        self.check_free("no other can be played")
        try:
            inputs = parse(recording.data)
        except NotARecording as error:
            raise StateError(f"this is no recording of the embedded core: {error}") from error
        if inputs.core != self._name:
            raise StateError(f"the recording was made with {inputs.core}, and here runs {self._name}")
        if inputs.crc32 != self._crc32:
            raise StateError("the recording is of another game: load that one first")
        if not inputs.frames:
            raise StateError("the recording holds no frame")
        before = self._core.serialize()
        check_state(inputs.state, before)
        if not self._core.unserialize(inputs.state):
            self._core.unserialize(before)
            raise StateError(f"{self._name} refuses the start of the recording")
        self._playing, self._at = inputs, 0
        self._ended, self._whole = asyncio.Event(), False
        self._pressed = self._core.pads[0], self._core.pads[1]

    async def ended(self) -> bool:
        """Wait for the end of the playback; whether it was its own."""
        if self._playing is not None:
            await self._ended.wait()
        return self._whole

    def stop_playing(self) -> None:
        """The game goes on from here, by its pads."""
        if self._playing is not None:
            self._leave(whole=False)

    def progress(self) -> ReplayProgress | None:
        """What is recorded or played right now."""
        if self._recorded is not None:
            return ReplayProgress("recording", len(self._recorded) // len(packed(0, 0)), None)
        if self._playing is not None:
            return ReplayProgress("playing", self._at, self._playing.frames)
        return None

    def check_free(self, what: str) -> None:
        """Nothing is recorded or played.

        Raises:
            StateError: something is; `what` can't be done for it.
        """
        if self._recorded is not None:
            raise StateError(f"{what} while a recording is made: stop it first")
        if self._playing is not None:
            raise StateError(f"{what} while a recording is played back: stop it first")

    @property
    def _name(self) -> str:
        return f"{self._core.name} {self._core.version}"

    def _leave(self, *, whole: bool) -> None:
        self._playing, self._whole = None, whole
        self._core.pads[0], self._core.pads[1] = self._pressed
        self._ended.set()


class InMemory:
    """The part of `Emulator` about the emulator's folder: an embedded core has none."""

    async def recordings(self) -> tuple[RecordingFile, ...]:
        """None lie anywhere."""
        return ()

    async def read_recording(self, name: str) -> Recording:
        """Raises `StateError`."""
        raise StateError(f"there is no recording {name}: the embedded core keeps none")

    async def discard_recording(self, name: str) -> None:
        """Raises `StateError`."""
        raise StateError(f"there is no recording {name}: the embedded core keeps none")
