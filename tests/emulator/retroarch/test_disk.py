import asyncio
import threading
import time

import pytest

from spinlab_pad.emulator.retroarch.disk import RECOVERED, SLOW_S, Disk


class Clock:
    """Time that a piece of work lets pass."""

    def __init__(self) -> None:
        self.s = 0.0

    def work(self, takes_s: float) -> int:
        self.s += takes_s
        return threading.get_ident()


async def test_slow_work_goes_to_a_thread_until_it_was_quick_for_a_while() -> None:
    clock = Clock()
    disk = Disk(lambda: clock.s)
    here = threading.get_ident()
    assert await disk.run(lambda: clock.work(SLOW_S / 2)) == here
    assert await disk.run(lambda: clock.work(SLOW_S * 2)) == here, "nobody knew"
    for _ in range(RECOVERED):
        assert await disk.run(lambda: clock.work(0.0)) != here
    assert await disk.run(lambda: clock.work(0.0)) == here
    disk.close()
    deadline = time.monotonic() + 10
    while [thread for thread in threading.enumerate() if thread.name.startswith("disk")]:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.001)


async def test_the_loop_is_free_meanwhile_and_a_cancel_waits_for_the_end() -> None:
    clock = Clock()
    disk = Disk(lambda: clock.s)
    await disk.run(lambda: clock.work(1.0))
    go_on, done = threading.Event(), threading.Event()

    def slow() -> None:
        go_on.wait(5)
        done.set()

    task = asyncio.create_task(disk.run(slow))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0)
    assert not task.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert done.is_set()
    disk.close()


async def test_an_error_of_the_work_is_the_callers() -> None:
    def fails() -> None:
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        await Disk().run(fails)


async def test_a_disk_that_hangs_is_not_waited_for_at_the_end_and_gets_no_second_thread() -> None:
    clock = Clock()
    disk = Disk(lambda: clock.s)
    await disk.run(lambda: clock.work(1.0))
    go_on = threading.Event()
    hangs = asyncio.create_task(disk.run(lambda: go_on.wait(10)))
    await asyncio.sleep(0)
    disk.close()
    assert not go_on.is_set()
    assert await disk.run(lambda: clock.work(1.0)) == threading.get_ident()
    assert await disk.run(lambda: clock.work(1.0)) == threading.get_ident()
    go_on.set()
    assert await hangs


async def test_quick_work_waits_for_slow_work_that_is_under_way() -> None:
    clock = Clock()
    disk = Disk(lambda: clock.s)
    await disk.run(lambda: clock.work(1.0))
    for _ in range(RECOVERED - 1):
        await disk.run(lambda: clock.work(0.0))
    done: list[str] = []
    go_on = threading.Event()

    def slow() -> None:
        disk._wary = 0  # as it is just before it ends
        go_on.wait(10)
        done.append("slow")

    first = asyncio.create_task(disk.run(slow))
    await asyncio.sleep(0.01)
    second = asyncio.create_task(disk.run(lambda: done.append("quick")))
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(first, second)
    assert done == ["slow", "quick"]
    disk.close()
