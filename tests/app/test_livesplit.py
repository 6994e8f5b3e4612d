"""The companion with LiveSplit beside it: the runs of the lab arrive there, and its faults stay outside."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from spinlab_pad.config import Config, LiveSplitConfig
from spinlab_pad.lab.run_events import Finished, Split
from tests.app.program import DEADLINE_S
from tests.app.stage import Stage
from tests.livesplit.server import serving
from tests.livesplit.test_run_now import NAMES, at, started

pytestmark = pytest.mark.emulator("embedded")


def configured(protocol: str, port: int) -> Config:
    return replace(Config(), livesplit=LiveSplitConfig(protocol, "127.0.0.1", port))  # type: ignore[arg-type]


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not holds():
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("protocol", ["tcp", "websocket"])
async def test_the_runs_of_the_lab_arrive_in_livesplit(protocol, tmp_path, monkeypatch):
    monkeypatch.setattr("spinlab_pad.livesplit.plan.FRESH_S", DEADLINE_S)  # a busy machine may be late
    async with serving(protocol, len(NAMES)) as server:
        stage = Stage(tmp_path, configured(protocol, server.port))
        async with stage.companion as companion:
            work = asyncio.ensure_future(companion.run())
            await stage.until(lambda view: view.connection.frame is not None)
            tell = companion.lab.context.tell_run
            tell(started())
            await until(lambda: server.timer.phase == "Running")
            for index, name in enumerate(NAMES):
                tell(Split(at(1001 * (index + 1)), index, name))
            tell(Finished(at(4004), True))
            await until(lambda: server.timer.phase == "Ended")
            companion.lab.quit.set()
            await work
        assert server.timer.game_ms() == [1001, 2002, 3003, 4004]


async def test_a_livesplit_that_is_not_there_is_told_and_the_game_goes_on(tmp_path, unused_tcp_port):
    stage = Stage(tmp_path, configured("tcp", unused_tcp_port))
    async with stage.companion as companion:
        work = asyncio.ensure_future(companion.run())
        await stage.until(lambda view: view.connection.frame is not None)
        companion.lab.context.tell_run(started())
        view = await stage.until(lambda view: any(notice.key == "livesplit" for notice in view.notices))
        (notice,) = (notice for notice in view.notices if notice.key == "livesplit")
        assert notice.level == "warn"
        assert "choose Control > Start TCP Server" in notice.text
        frame = view.connection.frame or 0
        await stage.until(lambda view: (view.connection.frame or 0) > frame + 60)
        companion.lab.quit.set()
        await work


async def test_a_fault_in_it_is_told_and_ends_nothing_else(tmp_path, monkeypatch, faults):
    async def broken(*_: object) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr("spinlab_pad.livesplit.driver.Driver.run", broken)
    stage = Stage(tmp_path, configured("tcp", 1))
    async with stage.companion as companion:
        work = asyncio.ensure_future(companion.run())
        view = await stage.until(lambda view: any(notice.key == "livesplit" for notice in view.notices))
        frame = view.connection.frame or 0
        await stage.until(lambda view: (view.connection.frame or 0) > frame + 60)
        companion.lab.quit.set()
        await work
    assert [str(fault) for fault in faults] == ["unforeseen"]
    faults.clear()


async def test_it_is_off_unless_it_is_asked_for(tmp_path):
    stage = Stage(tmp_path)
    async with stage.companion as companion:
        assert not companion.lab.context.run_listeners
