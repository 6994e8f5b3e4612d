from collections.abc import Awaitable, Callable

import pytest

from spinlab_pad.emulator.port import Recording, Unsupported
from tests.emulator.no_replays import NoReplays

NONE = NoReplays()
RECORDING = Recording(b"", "BSV2", 0, True, None, None)


@pytest.mark.parametrize(
    "call",
    [
        NONE.start_recording,
        NONE.stop_recording,
        NONE.recordings,
        NONE.playback_ended,
        NONE.stop_playback,
        lambda: NONE.read_recording("game.replay1"),
        lambda: NONE.discard_recording("game.replay1"),
        lambda: NONE.play_recording(RECORDING),
    ],
)
async def test_what_can_not_be_recorded_names_who_can(call: Callable[[], Awaitable[object]]) -> None:
    with pytest.raises(Unsupported, match=r"RetroArch 1\.16"):
        await call()


async def test_nothing_is_ever_recorded() -> None:
    assert await NONE.replay_progress() is None
