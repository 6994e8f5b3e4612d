"""Who follows sees what is newest, and is woken by each announcement."""

import asyncio

from spinlab_pad.lab.news import News


async def test_a_slow_follower_misses_middle_ones_and_never_the_newest():
    news, newest = News(), [0]
    followed = news.follow(lambda: newest[0])
    assert await anext(followed) == 0
    for newest[0] in (1, 2, 3):
        news.announce()
    assert await asyncio.wait_for(anext(followed), 5) == 3
    waiting = asyncio.ensure_future(anext(followed))
    await asyncio.sleep(0)
    assert not waiting.done()
    news.announce()
    assert await asyncio.wait_for(waiting, 5) == 3
