"""One thing after another, whoever waits for it."""

import asyncio
from functools import partial

from spinlab_pad.lab.turns import Turns


async def test_work_is_carried_out_in_the_order_in_which_it_came():
    turns, seen = Turns(), []

    async def work(number: int, pause: asyncio.Event | None = None) -> int:
        seen.append(f"{number} begins")
        if pause is not None:
            await pause.wait()
        seen.append(f"{number} ends")
        return number

    gate = asyncio.Event()
    first = turns.queue(lambda: work(1, gate), "first")
    second = turns.queue(lambda: work(2), "second")
    await asyncio.sleep(0)
    gate.set()
    assert (await first, await second) == (1, 2)
    assert seen == ["1 begins", "1 ends", "2 begins", "2 ends"]


async def test_what_hangs_is_cancelled_and_what_waits_behind_it_is_never_begun():
    turns, begun = Turns(), []

    async def hang(name: str) -> None:
        begun.append(name)
        await asyncio.Event().wait()

    tasks = [turns.queue(partial(hang, name), name) for name in ("one", "two")]
    await asyncio.sleep(0)
    await turns.settle(0.01)
    await asyncio.wait(tasks)
    assert all(task.cancelled() for task in tasks)
    assert begun == ["one"]
    assert not turns.alone.locked()
    await turns.settle(0.01)
