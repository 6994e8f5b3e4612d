"""A fake that can't record: each call about recordings is refused as the real ones refuse it."""

from __future__ import annotations

from spinlab_pad.emulator.port import WHO_CAN, Loaded, Recording, RecordingFile, ReplayProgress, Unsupported


class NoReplays:
    """The part of `Emulator` about recordings, where there are none."""

    async def start_recording(self) -> None:
        """Raises `Unsupported`."""
        raise Unsupported(WHO_CAN)

    async def stop_recording(self) -> tuple[Recording, ...]:
        """Raises `Unsupported`."""
        raise Unsupported(WHO_CAN)

    async def recordings(self) -> tuple[RecordingFile, ...]:
        """Raises `Unsupported`."""
        raise Unsupported(WHO_CAN)

    async def read_recording(self, name: str) -> Recording:
        """Raises `Unsupported`."""
        raise Unsupported(WHO_CAN)

    async def discard_recording(self, name: str) -> None:
        """Raises `Unsupported`."""
        raise Unsupported(WHO_CAN)

    async def play_recording(self, recording: Recording) -> Loaded:
        """Raises `Unsupported`."""
        raise Unsupported(WHO_CAN)

    async def playback_ended(self) -> bool:
        """Raises `Unsupported`."""
        raise Unsupported(WHO_CAN)

    async def stop_playback(self) -> None:
        """Raises `Unsupported`."""
        raise Unsupported(WHO_CAN)

    async def replay_progress(self) -> ReplayProgress | None:
        """None: nothing is ever recorded or played back."""
        return None
