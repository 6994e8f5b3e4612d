"""Play recordings with RetroArch 1.16 and newer: a file in a slot of ours, and PLAY_REPLAY_SLOT in a pause.

Within a running frame that command comes one frame late, and hangs bsnes-mercury (measured on 1.22.2). A file that
RetroArch refuses leaves it with the end of a replay that it doesn't have: it pauses again after every frame
(libretro/RetroArch#19622), until some recording is begun and halted. So files are checked before, and where one is
refused all the same, that is done. At the end of a replay RetroArch pauses itself.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

from spinlab_pad.emulator.port import Recording, StateError
from spinlab_pad.emulator.retroarch import nci, replay_file
from spinlab_pad.emulator.retroarch.active_replay import HINT, Active, ActiveReplay
from spinlab_pad.emulator.retroarch.questions import Questions
from spinlab_pad.emulator.retroarch.replay_folder import STAGED_SLOT, ReplayFolder
from spinlab_pad.emulator.retroarch.replay_start import ReplayStart
from spinlab_pad.emulator.retroarch.sampler import Sampler
from spinlab_pad.emulator.retroarch.turns import Turns

TRIES: Final = 3
REFUSED: Final = 0
ANSWER_S: Final = 0.5
"""RetroArch answers when it has read the file, some 20 ms, and says that it plays a frame later."""

START_DEADLINE_S: Final = 2.0
LOOK_EVERY_S: Final = 0.01
FOLLOW_EVERY_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class _Playing:
    """The playback that runs."""

    identifier: int | None
    frames: int | None


class SlotPlayer:
    """Plays in `folder`."""

    def __init__(
        self, active: ActiveReplay, questions: Questions, sampler: Sampler, folder: ReplayFolder, turns: Turns
    ) -> None:
        self._active = active
        self._questions = questions
        self._sampler = sampler
        self._folder = folder
        self._turns = turns
        self._playing: _Playing | None = None

    @property
    def busy(self) -> bool:
        """Whether a playback of ours runs, as far as is known without asking."""
        return self._playing is not None

    async def play(self, recording: Recording, core_state_bytes: int) -> int:
        """Load the start of a recording while paused; resuming plays it. Returns the load id.

        `core_state_bytes` is the size of this core's states.

        Raises:
            StateError: RetroArch must not get this recording, doesn't take it, or is not paused.
        """
        await self._active.check_free()
        status = await self._questions.status()
        if status.state is not nci.RunState.PAUSED:
            raise StateError("a recording is played from a pause only: pause the game first")
        replay = await asyncio.to_thread(playable, recording, status.crc32, core_state_bytes)
        try:
            load_id = await self._load_start(replay, recording.data)
        except BaseException:
            self._folder.give_back()
            raise
        self._playing = _Playing(replay.identifier, replay.frames)
        return load_id

    async def stop(self) -> None:
        """End the playback; the game goes on from there."""
        playing, self._playing = self._playing, None
        active = await self._active.now()
        if active is not None and active.playing:
            try:
                await self._active.halt()
            except BaseException:
                self._playing = playing
                raise
        self._folder.give_back()

    async def ended(self) -> bool:
        """Wait for the end of the playback; whether it was its own, and not a stop or a load."""
        playing = self._playing
        while playing is not None and self._playing is playing:
            if not await self.is_running():
                if self._playing is not playing:
                    break
                self._over()
                return (await self._questions.status()).state is nci.RunState.PAUSED
            await asyncio.sleep(FOLLOW_EVERY_S)
        return False

    async def is_running(self) -> bool:
        """Whether RetroArch goes on with our playback; it is only asked where there is one."""
        playing = self._playing
        if playing is None:
            return False
        active = await self._active.now()
        return active is not None and active.playing and active.identifier == playing.identifier

    def length(self, active: Active) -> int | None:
        """All frames of what is played, if that is ours."""
        playing = self._playing
        return playing.frames if playing is not None and playing.identifier == active.identifier else None

    def give_up(self) -> None:
        """RetroArch can't be asked: leave the folder in order."""
        self._over()

    def _over(self) -> None:
        """Nothing of ours is played any more: the staged file goes."""
        self._playing = None
        self._folder.give_back()

    async def _load_start(self, replay: replay_file.Replay, data: bytes) -> int:
        """Send the command and see the recording's first state in memory."""
        start = ReplayStart(self._turns.field.address)
        seen = self._sampler.watch_load(start)
        try:
            async with asyncio.timeout(START_DEADLINE_S):
                await start.looked.wait()
            start.sent()
            for _ in range(TRIES):
                self._folder.stage(data)  # each time: `_unblock` takes it away
                if await self._send() != REFUSED and await self._says_so(replay.identifier):
                    start.accept()
                    async with asyncio.timeout(START_DEADLINE_S):
                        return await seen
                # On a busy machine a good file was refused too, for a cause that is not known: try again.
                await self._unblock()
            raise StateError("RetroArch doesn't take this recording: it was made with another core or version of it")
        except TimeoutError as error:
            raise StateError(f"RetroArch doesn't play the recording: {HINT}") from error
        finally:
            seen.cancel()

    async def _send(self) -> int | None:
        """What RetroArch answers; None if a datagram was lost."""
        echo = self._questions.expect(lambda reply: isinstance(reply, nci.ReplayStarted))
        try:
            self._questions.send(nci.play_replay_slot(STAGED_SLOT))
            async with asyncio.timeout(ANSWER_S):
                reply = await echo
        except TimeoutError:
            return None
        finally:
            echo.cancel()
        return reply.identifier if isinstance(reply, nci.ReplayStarted) else None

    async def _says_so(self, identifier: int | None) -> bool:
        """Whether RetroArch plays this one."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + ANSWER_S
        while loop.time() < deadline:
            active = await self._active.now()
            if active is not None and active.playing and active.identifier == identifier:
                return True
            await asyncio.sleep(LOOK_EVERY_S)
        return False

    async def _unblock(self) -> None:
        """Take back the end that a refused file leaves: the halt of a recording does."""
        self._folder.set_aside()
        try:
            active = await self._active.record()
            await self._active.halt()
            made = self._folder.fresh(active.identifier)
            if made is not None:
                made.unlink(missing_ok=True)
        finally:
            self._folder.give_back()


def playable(recording: Recording, crc32: int | None, core_state_bytes: int) -> replay_file.Replay:
    """What the recording holds, if RetroArch may get it, with this game and a core with states of this size.

    Raises:
        StateError: it may not.
    """
    try:
        replay = replay_file.parse(recording.data)
    except replay_file.NotAReplay as error:
        raise StateError(f"this is no recording: {error}") from error
    if not replay.playable:
        raise StateError("the recording holds no frame: it was cut at its start, or RetroArch 1.15 or older made it")
    if crc32 and replay.crc32 and replay.crc32 != crc32:
        raise StateError("the recording is of another game: load that one first")
    if replay.core_state_bytes != core_state_bytes:
        raise StateError("the recording was made with another core, or with another version of it")
    return replay
