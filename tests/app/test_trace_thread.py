"""Frames on their way to a trace: nothing waits for the disk, and what it refuses is told."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest

from spinlab_pad.app import trace_thread
from spinlab_pad.app.trace_file import TraceFileError
from spinlab_pad.app.trace_thread import Mark, TraceThread
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import Profile
from tests.app.program import DEADLINE_S
from tests.game.script import SMW


class Disk:
    """A sink that notes, waits at `gate` and fails where told to."""

    def __init__(self, error: Exception | None = None) -> None:
        self.seen: list[object] = []
        self.gate = threading.Event()
        self.gate.set()
        self.error = error
        self.came = threading.Event()

    def begin(self, profile: Profile) -> None:
        self.seen.append(profile.name)

    def take(self, block: Sequence[Snapshot]) -> None:
        self.came.set()
        assert self.gate.wait(DEADLINE_S)
        if self.error is not None:
            raise self.error
        self.seen.append([shot.frame for shot in block])

    def mark(self, mark: Mark) -> None:
        self.seen.append((mark.frame, mark.text))

    def close(self) -> None:
        self.seen.append("closed")


def shots(*frames: int) -> list[Snapshot]:
    return [Snapshot(frame, frame) for frame in frames]


async def until(event: threading.Event) -> None:
    assert await asyncio.to_thread(event.wait, DEADLINE_S)


async def test_all_frames_arrive_in_order_and_games_lie_between_them():
    disk = Disk()
    thread = TraceThread(disk)
    thread.begin(SMW)
    for shot in shots(1, 2, 3):
        thread.feed(shot)
    thread.begin(SMW)
    thread.feed(shots(1)[0])
    await thread.close()
    assert disk.seen == ["smw", [1, 2, 3], "smw", [1], "closed"]


async def test_a_game_that_stands_still_leaves_no_frame_behind():
    disk = Disk()
    thread = TraceThread(disk)
    thread.begin(SMW)
    thread.feed(shots(7)[0])
    await until(disk.came)
    await thread.close()
    assert disk.seen == ["smw", [7], "closed"]


@pytest.mark.parametrize(
    ("error", "says"), [(TraceFileError("full"), "full"), (ValueError("odd"), "the trace can't be written (odd)")]
)
async def test_what_the_disk_refuses_is_told_and_ends_it(error, says):
    disk = Disk(error)
    thread = TraceThread(disk)
    thread.begin(SMW)
    thread.feed(shots(1)[0])
    await until(disk.came)
    with pytest.raises(TraceFileError) as caught:
        await thread.close()
    assert str(caught.value) == str(thread.failed) == says
    assert disk.seen == ["smw"]


async def test_a_disk_that_hangs_is_given_up(monkeypatch):
    monkeypatch.setattr(trace_thread, "BLOCK_FRAMES", 2)
    monkeypatch.setattr(trace_thread, "WAITING_MAX", 3)
    monkeypatch.setattr(trace_thread, "PATIENCE_S", 0.01)
    disk = Disk()
    disk.gate.clear()
    thread = TraceThread(disk)
    thread.begin(SMW)
    for shot in shots(0, 1):
        thread.feed(shot)
    await until(disk.came)
    for shot in shots(*range(2, 40)):
        thread.feed(shot)
    assert "too slow" in str(thread.failed)
    with pytest.raises(TraceFileError, match="does not answer"):
        await thread.close()
    disk.gate.set()


async def test_a_mark_stands_behind_the_frames_before_it():
    disk = Disk()
    thread = TraceThread(disk)
    thread.begin(SMW)
    for shot in shots(1, 2):
        thread.feed(shot)
    thread.mark(Mark(2, "here"))
    thread.feed(shots(3)[0])
    await thread.close()
    assert disk.seen == ["smw", [1, 2], (2, "here"), [3], "closed"]
