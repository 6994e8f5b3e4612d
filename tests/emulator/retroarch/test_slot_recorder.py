"""The end of a recording, also where RetroArch doesn't want to end it; it is recorded by a RetroArch in memory."""

from __future__ import annotations

import struct
import time
from pathlib import Path

import pytest

from spinlab_pad.emulator.port import StateError, Unreachable
from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.emulator.retroarch.active_replay import RECORDING, ActiveReplay
from spinlab_pad.emulator.retroarch.hotkeys import Hotkeys
from spinlab_pad.emulator.retroarch.replay_folder import ReplayFolder
from spinlab_pad.emulator.retroarch.replay_shelf import Shelf
from spinlab_pad.emulator.retroarch.replays import Replays
from spinlab_pad.emulator.retroarch.slot_recorder import SlotRecorder


def replay(identifier: int, state: bytes = bytes(14)) -> bytes:
    return struct.pack("<4s3IQ4I", b"2VSB", 2, 0, 0, identifier, 0, 128, 16, 0) + state


class Recording:
    """Tells what it records and obeys the two keys; `deaf` to keys with its menu open, `silent` when it hangs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.active: int | None = None
        self.deaf = self.silent = False
        self._begun = 1_700_000_000

    def send(self, *commands: bytes) -> None:
        if self.deaf or self.silent:
            return
        if nci.RECORD_REPLAY in commands and self.active is None:
            self._begun += 1
            self.active = self._begun
            (self.folder / "game.replay0").write_bytes(replay(self.active))
        if nci.HALT_REPLAY in commands:
            self.active = None

    async def parameter(self, name: str) -> str:
        assert name == "active_replay"
        if self.silent:
            raise Unreachable("it hangs")
        return f"{self.active or 0} {RECORDING if self.active is not None else 0} 60"


@pytest.fixture
def retroarch(tmp_path: Path) -> Recording:
    return Recording(tmp_path)


@pytest.fixture
def replays(retroarch: Recording, tmp_path: Path) -> Replays:
    folder = ReplayFolder(tmp_path, "game", lambda: tmp_path)
    active = ActiveReplay(retroarch, Hotkeys(retroarch))  # type: ignore[arg-type]
    return Replays(SlotRecorder(active, folder, time.monotonic, saves_cut=False), shelf=Shelf(folder), active=active)


async def test_a_recording_that_does_not_end_is_ended_before_the_next_load(
    replays: Replays, retroarch: Recording
) -> None:
    await replays.start()
    retroarch.deaf = True
    with pytest.raises(StateError, match="doesn't end its replay"):
        await replays.stop()
    with pytest.raises(StateError, match="doesn't end its replay"):
        await replays.check_load()
    retroarch.deaf = False
    await replays.check_load()
    assert retroarch.active is None
    (left,) = await replays.recordings()
    assert left.started_s == 1_700_000_001


async def test_the_next_recording_begins_where_the_one_before_did_not_end(
    replays: Replays, retroarch: Recording
) -> None:
    await replays.start()
    retroarch.deaf = True
    with pytest.raises(StateError):
        await replays.stop()
    retroarch.deaf = False
    await replays.start()
    (taken,) = await replays.stop()
    assert taken.started_s == 1_700_000_002
    await replays.check_load()


async def test_one_that_was_taken_from_a_silent_retroarch_is_ended_when_it_answers(
    replays: Replays, retroarch: Recording
) -> None:
    await replays.start()
    retroarch.silent = True
    (taken,) = await replays.stop()
    assert taken.started_s == 1_700_000_001
    retroarch.silent = False
    await replays.check_load()
    assert retroarch.active is None


async def test_what_was_given_lies_there_until_it_is_discarded(replays: Replays, tmp_path: Path) -> None:
    mine = tmp_path / "game.replay0"
    mine.write_text("mine")
    for number in (1, 2):
        await replays.start()
        (taken,) = await replays.stop()
        assert (taken.file, mine.read_text()) == (f"game.replay0.{number}.spinlab-recording", "mine")
    for file in await replays.recordings():
        await replays.discard(file.name)
    assert [path.name for path in tmp_path.iterdir()] == ["game.replay0"]


async def test_a_recording_of_somebody_else_is_not_ended(replays: Replays, retroarch: Recording) -> None:
    await replays.start()
    retroarch.silent = True
    await replays.stop()
    retroarch.silent, retroarch.active = False, 1_800_000_000
    await replays.check_load()
    assert retroarch.active == 1_800_000_000
