"""The loader of a mode: one load at a time, none forgotten, and what fails is tried again."""

from __future__ import annotations

import asyncio

import pytest

from spinlab_pad.lab.starts import loader
from spinlab_pad.lab.starts.loader import Loader
from tests.lab.fakes import Desk


class Bench:
    """A loader whose loads the test ends by hand; the answers say whether each was settled."""

    def __init__(self, desk: Desk) -> None:
        self.context = desk.lab.context
        self.loads = 0
        self.tried_again = 0
        self.answers: list[bool] = []
        self.go = asyncio.Semaphore(0)
        self.loader = Loader(self.context, self._load, self._again)
        self.loader.start()

    async def _load(self) -> bool:
        self.loads += 1
        await self.go.acquire()
        return self.answers.pop(0) if self.answers else True

    def _again(self) -> None:
        self.tried_again += 1

    async def settled(self) -> bool:
        """Whether nobody waits for the emulator any more, after the loop had its turns."""
        for _ in range(5):
            await asyncio.sleep(0)
        return not self.context._io_wanted


@pytest.fixture
async def bench(desk: Desk) -> Bench:
    await desk.attach()
    return Bench(desk)


async def test_a_wish_that_comes_during_a_load_is_carried_out_after_it(bench: Bench):
    bench.loader.want()
    assert not await bench.settled()
    bench.loader.want()
    bench.loader.want()
    assert (bench.loads, bench.loader.wished) == (1, True)
    bench.go.release()
    assert not await bench.settled()
    assert (bench.loads, bench.loader.wished) == (2, False)
    bench.go.release()
    assert await bench.settled()
    assert bench.loads == 2


async def test_what_was_not_settled_is_tried_again_while_there_is_an_emulator(
    desk: Desk, bench: Bench, monkeypatch: pytest.MonkeyPatch
):
    bench.answers = [False]
    bench.loader.want()
    bench.go.release()
    await desk.true(lambda: bench.tried_again == 1)
    monkeypatch.setattr(bench.context, "attached", None)
    await bench.loader._after_a_while()
    assert bench.tried_again == 1


async def test_a_new_wish_does_not_wait_until_it_is_time_to_try_again(
    desk: Desk, bench: Bench, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(loader, "RETRY_S", 60)
    bench.answers = [False, True]
    bench.loader.want()
    bench.go.release()
    assert await bench.settled()
    bench.loader.want()
    bench.go.release()
    await desk.true(lambda: bench.loads == 2)
    assert bench.tried_again == 0


@pytest.mark.parametrize("when", ["before it has begun", "while a load is under way"])
async def test_the_end_leaves_nobody_waiting(bench: Bench, when: str):
    bench.loader.want()
    if when == "while a load is under way":
        assert not await bench.settled()
    await bench.loader.end()
    bench.loader.loaded()
    assert await bench.settled()
    assert bench.loads == (1 if when == "while a load is under way" else 0)
