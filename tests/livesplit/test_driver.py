"""The whole way to a LiveSplit over real sockets, in every kind of its server, and what may go wrong on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial

import pytest

from spinlab_pad.lab.run_events import Finished, Paused, Reset, Resumed, Skipped, Split, Started, Undone
from spinlab_pad.livesplit import driver as driving
from spinlab_pad.livesplit.driver import Driver
from spinlab_pad.livesplit.link import Link, Opener
from spinlab_pad.livesplit.tcp import open_tcp
from spinlab_pad.livesplit.websocket import open_websocket
from tests.livesplit.server import Kind, Server, proxied, serving
from tests.livesplit.test_run_now import NAMES, at, started

KINDS: tuple[Kind, ...] = ("tcp", "classic", "websocket")
DEADLINE_S = 20.0


async def until(holds: Callable[[], object], what: str) -> None:
    try:
        async with asyncio.timeout(DEADLINE_S):
            while not holds():
                await asyncio.sleep(0.005)
    except TimeoutError:
        raise AssertionError(f"never seen: {what}") from None


def opener(kind: Kind, port: int) -> Opener:
    return partial(open_websocket if kind == "websocket" else open_tcp, "127.0.0.1", port)


class Followed:
    """A driver at work, and what it told."""

    def __init__(self, connect: Opener) -> None:
        self.told: list[str] = []
        self.driver = Driver(connect, lambda level, text: self.told.append(f"{level}: {text}"))
        self.hear = self.driver.hear

    def split(self, index: int, ms: int) -> None:
        self.hear(Split(at(ms), index, NAMES[index]))


@asynccontextmanager
async def followed(connect: Opener) -> AsyncIterator[Followed]:
    made = Followed(connect)
    task = asyncio.ensure_future(made.driver.run())
    try:
        yield made
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.wait((task,))


async def stands(server: Server, phase: str, index: int) -> None:
    await until(lambda: (server.timer.phase, server.timer.index) == (phase, index), f"{phase} at {index}")


@pytest.fixture(params=KINDS)
def kind(request) -> Kind:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Shorter than in life are the rests; longer is what is fresh, as the machine may be busy."""
    monkeypatch.setattr(driving, "AGAIN_S", (0.05, 0.05, 0.1))
    monkeypatch.setattr(driving, "LOOK_S", 0.05)
    monkeypatch.setattr(driving, "IDLE_LOOK_S", 0.1)
    monkeypatch.setattr("spinlab_pad.livesplit.plan.FRESH_S", 3600.0)


@contextmanager
def stale() -> Iterator[None]:
    """No split is fresh meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("spinlab_pad.livesplit.plan.FRESH_S", -1.0)
        yield


class Counted:
    """Opens connections, and counts them."""

    def __init__(self, connect: Opener) -> None:
        self.tries = 0
        self._connect = connect

    async def __call__(self) -> Link:
        self.tries += 1
        return await self._connect()

    async def more(self) -> None:
        """Until it has been tried three times more."""
        before = self.tries
        await until(lambda: self.tries > before + 3, "more tries")


async def test_a_whole_run(kind):
    async with serving(kind, 4) as server, followed(opener(kind, server.port)) as run:
        run.hear(started())
        await stands(server, "Running", 0)
        run.split(0, 12_345)
        await stands(server, "Running", 1)
        run.hear(Skipped(at(20_000), 1, "Two"))
        await stands(server, "Running", 2)
        run.split(2, 31_007)
        run.hear(Undone(at(31_500), 2, "Three"))
        run.hear(Paused(at(31_600)))
        await until(lambda: server.timer.game_held, "game time stands")
        await stands(server, "Running", 2)
        run.hear(Resumed(at(31_600)))
        run.split(2, 33_000)
        run.split(3, 7_261_001)
        run.hear(Finished(at(7_261_001), True))
        await stands(server, "Ended", 4)
        assert server.timer.game_ms() == [12_345, None, 33_000, 7_261_001]
        run.hear(started())
        await stands(server, "Running", 0)
        run.hear(Reset(at(500)))
        await stands(server, "NotRunning", -1)
        assert [phase for phase, _ in server.timer.history] == ["Ended", "Running"]
        assert not run.told


async def test_nothing_is_said_while_no_run_needs_it_and_then_once_with_the_remedy(kind, unused_tcp_port):
    connect = Counted(opener(kind, unused_tcp_port))
    async with followed(connect) as run:
        await connect.more()
        assert not run.told
        run.hear(started())
        await until(lambda: run.told, "a word")
        await connect.more()
        assert len(run.told) == 1
        assert run.told[0].startswith(f"warn: LiveSplit can't be reached at 127.0.0.1:{unused_tcp_port}: in LiveSplit")
        assert "Control > Start" in run.told[0]


async def test_it_comes_in_the_middle_of_a_run(kind, unused_tcp_port):
    async with followed(opener(kind, unused_tcp_port)) as run:
        run.hear(started())
        run.split(0, 60_000)
        await until(lambda: run.told, "a word")
        async with serving(kind, 4, unused_tcp_port) as server:
            with stale():
                await stands(server, "Running", 1)
                await until(lambda: len(run.told) == 2, "another word")
            run.split(1, 90_000)
            await stands(server, "Running", 2)
            assert server.timer.game_ms() == [None, 90_000, None, None]
            assert run.told[1:] == ["info: LiveSplit is connected"]


async def test_it_is_closed_and_opened_again_in_the_middle_of_a_run(kind, unused_tcp_port):
    async with followed(opener(kind, unused_tcp_port)) as run:
        async with serving(kind, 4, unused_tcp_port) as server:
            run.hear(started())
            run.split(0, 60_000)
            await stands(server, "Running", 1)
        await until(lambda: run.told, "a word")
        async with serving(kind, 4, unused_tcp_port) as server:
            await stands(server, "Running", 1)
            run.split(1, 90_000)
            await stands(server, "Running", 2)
            assert server.timer.game_ms()[1] == 90_000


async def test_a_cut_connection_repeats_and_loses_nothing(kind):
    async with serving(kind, 4) as server, proxied(server.port) as proxy, followed(opener(kind, proxy.port)) as run:
        run.hear(started())
        await stands(server, "Running", 0)
        for index in range(3):
            proxy.cut()
            run.split(index, 1000 * (index + 1))
            await stands(server, "Running", index + 1)
        assert server.timer.attempts == 1
        assert server.timer.game_ms()[:3] == [1000, 2000, 3000]


async def test_an_answer_that_never_comes_costs_the_connection_and_no_split_is_made_twice(kind, monkeypatch):
    for room in ("tcp", "websocket"):
        monkeypatch.setattr(f"spinlab_pad.livesplit.{room}.ANSWER_S", 0.2)
        monkeypatch.setattr(f"spinlab_pad.livesplit.{room}.CONNECT_S", 0.2)
    async with serving(kind, 4) as server, proxied(server.port) as proxy, followed(opener(kind, proxy.port)) as run:
        run.hear(started())
        await stands(server, "Running", 0)
        proxy.silent = True
        run.split(0, 1000)
        await until(lambda: run.told, "a word")
        before = proxy.connections
        await until(lambda: proxy.connections > before + 1, "more tries")
        assert server.timer.index in (0, 1)
        proxy.silent = False
        await stands(server, "Running", 1)
        run.split(1, 2000)
        await stands(server, "Running", 2)
        assert server.timer.game_ms()[1] == 2000
        assert "warn: LiveSplit doesn't answer" in run.told


async def test_late_answers_and_single_bytes_are_as_good(kind):
    async with serving(kind, 4) as server, proxied(server.port) as proxy, followed(opener(kind, proxy.port)) as run:
        proxy.late_s, proxy.crumbs = 0.1, True
        run.hear(started())
        run.split(0, 1000)
        await stands(server, "Running", 1)
        assert server.timer.game_ms()[0] == 1000
        assert not run.told


@pytest.mark.parametrize(
    "nonsense",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"\xff\xfe\x00\n\n\n",
        b"x" * 100_000,
        b"Running\nRunning\n",
        b"0\nRunning\n",
        b"Running\n-\n",
    ],
)
async def test_nonsense_is_told_and_nothing_is_sent_for_it(nonsense):
    async with serving("tcp", 4) as server, proxied(server.port) as proxy, followed(opener("tcp", proxy.port)) as run:
        proxy.instead = nonsense
        run.hear(started())
        await until(lambda: run.told, "a word")
        await until(lambda: proxy.connections > 3, "tries")
        assert not server.lines
        assert len(run.told) == 1
        assert "isn't LiveSplit" in run.told[0]


@pytest.mark.parametrize(
    ("theirs", "ours", "word"),
    [("tcp", "websocket", "Start WebSocket Server"), ("websocket", "tcp", "isn't LiveSplit")],
)
async def test_a_server_of_the_other_kind_is_not_taken_for_one(theirs, ours, word, monkeypatch):
    monkeypatch.setattr("spinlab_pad.livesplit.websocket.CONNECT_S", 0.2)
    async with serving(theirs, 4) as server, followed(opener(ours, server.port)) as run:
        run.hear(started())
        await until(lambda: run.told, "a word")
        assert word in run.told[0]
        assert server.timer.attempts == 0


async def test_what_the_runner_does_in_the_window_stands(kind):
    async with serving(kind, 4) as server, followed(opener(kind, server.port)) as run:
        run.hear(started())
        await stands(server, "Running", 0)
        server.timer.reset()
        await until(lambda: run.told, "a word")
        run.split(0, 1000)
        asked = server.asked
        await until(lambda: server.asked > asked + 6, "three more looks")
        assert server.timer.phase == "NotRunning"
        assert run.told == ["warn: LiveSplit was reset in its own window: it is left alone until the next run"]


async def test_splits_that_do_not_fit_are_told(kind):
    async with serving(kind, 6) as server, followed(opener(kind, server.port)) as run:
        run.hear(started())
        await stands(server, "Running", 0)
        for index in range(4):
            run.split(index, 1000 * (index + 1))
        run.hear(Finished(at(4000), False))
        await until(lambda: run.told, "a word")
        assert "open splits with 4 segments" in run.told[0]
        assert (server.timer.phase, server.timer.index) == ("Running", 4)


async def test_a_thousand_events_in_one_frame_are_one_look(kind):
    async with serving(kind, 4) as server, followed(opener(kind, server.port)) as run:
        run.hear(started())
        await stands(server, "Running", 0)
        for number in range(500):
            run.split(0, number)
            run.hear(Undone(at(number), 0, "One"))
        run.split(0, 777)
        await stands(server, "Running", 1)
        assert server.timer.game_ms()[0] == 777
        assert len(server.lines) < 20


async def test_a_run_that_begins_does_not_wait_for_the_next_try(kind, unused_tcp_port, monkeypatch):
    monkeypatch.setattr(driving, "AGAIN_S", (3600.0,))
    async with followed(opener(kind, unused_tcp_port)) as run:
        await until(lambda: run.driver._trouble, "the first try")
        async with serving(kind, 4, unused_tcp_port) as server:
            run.hear(started())
            await stands(server, "Running", 0)


async def test_it_ends_at_once_whatever_it_waits_for(kind, monkeypatch):
    for room in ("tcp", "websocket"):
        monkeypatch.setattr(f"spinlab_pad.livesplit.{room}.ANSWER_S", 3600.0)
        monkeypatch.setattr(f"spinlab_pad.livesplit.{room}.CONNECT_S", 3600.0)
    async with serving(kind, 4) as server, proxied(server.port) as proxy:
        proxy.silent = True
        made = Followed(opener(kind, proxy.port))
        task = asyncio.ensure_future(made.driver.run())
        await until(lambda: proxy.connections, "a connection")
        task.cancel()
        async with asyncio.timeout(DEADLINE_S):
            await asyncio.wait((task,))
        assert task.cancelled()


def test_without_a_connection_events_are_taken_in_all_the_same():
    made = Followed(opener("tcp", 1))
    for number in range(10_000):
        made.hear(Started(at(0), "full", NAMES, number))
        made.split(0, number)
    assert made.driver._run.number == 10_000
