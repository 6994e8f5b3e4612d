"""A whole speed run on the cartridge, and a LiveSplit that follows it to the millisecond."""

from __future__ import annotations

import asyncio

import pytest

from spinlab_pad.app.companion import Companion, Parts
from spinlab_pad.app.sources import in_process
from spinlab_pad.bot.bot import Bot
from spinlab_pad.config import Config
from spinlab_pad.emulator.port import Buttons, Emulator
from spinlab_pad.game.memory import Field, Snapshot
from spinlab_pad.game.profile import load_profile
from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.store.speed_runs import SpeedRunSplit
from spinlab_pad.store.store import Store
from tests.app.faults import CARTRIDGE, LONG
from tests.app.program import DEADLINE_S
from tests.app.test_livesplit import configured, until
from tests.livesplit.server import Server, serving

pytestmark = pytest.mark.emulator("embedded")
LEVELS = (1, 2)


class Hands:
    """A practised bot, or nobody."""

    def __init__(self) -> None:
        self.bot = Bot(skill=1.0, seed=5)
        self.plays = False

    @property
    def fields(self) -> tuple[Field, ...]:
        return self.bot.fields

    async def see(self, snapshot: Snapshot, emulator: Emulator) -> None:
        if self.plays:
            await self.bot.see(snapshot, emulator)
        else:
            emulator.press(Buttons.NONE)


async def do(companion: Companion, command: Command) -> None:
    answer = await companion.lab.handle(command)
    assert not isinstance(answer, Refused), answer


@pytest.mark.parametrize("protocol", ["tcp", "websocket"] if LONG else ["tcp"])
async def test_livesplit_follows_a_run_from_its_start_to_its_end(protocol, tmp_path, monkeypatch):
    monkeypatch.setattr("spinlab_pad.livesplit.plan.FRESH_S", DEADLINE_S)  # a busy machine may be late
    hands = Hands()
    async with serving(protocol, 2 * len(LEVELS)) as server:
        parts = Parts(
            config=configured(protocol, server.port),
            source=in_process(Config(), CARTRIDGE, "max", why="in a test"),
            data_dir=tmp_path,
            couch=None,
            overlay_png=lambda _: b"",
            port=0,
            profile=lambda _: load_profile("spinlab"),
        )
        async with Companion(parts, (hands,)) as companion:
            work = asyncio.ensure_future(companion.run())
            try:
                await played(companion, hands, server)
            finally:
                companion.lab.quit.set()
                await work


async def played(companion: Companion, hands: Hands, server: Server) -> None:
    """A reference run, a speed run to its end, and another one that is given up."""
    lab = companion.lab
    await until(lambda: lab.view().connection.frame is not None)
    await do(companion, commands.StartReference())
    hands.bot.play_levels(LEVELS)
    hands.plays = True
    await until(lambda: hands.bot.done)
    await lab.context.settle()
    await do(companion, commands.FinishReference("First"))
    hands.plays = False

    await do(companion, commands.StartSpeedRun())
    await until(lambda: server.timer.phase == "Running")
    hands.bot.play_levels(LEVELS)
    hands.plays = True
    await until(lambda: lab.view().phase == "finished")
    await until(lambda: server.timer.phase == "Ended")
    shown = lab.view().speed_run
    assert shown is not None
    assert lab.view().game is not None
    game = lab.view().game.id  # type: ignore[union-attr]

    def splits(store: Store) -> list[SpeedRunSplit]:
        (run,) = store.speed_runs.all(game)
        return store.speed_runs.splits(run.id)

    kept = await lab.context.store.call(splits)
    assert server.timer.game_ms() == [split.time_ms for split in kept]
    assert len(kept) == 2 * len(LEVELS)
    assert server.timer.game_ms()[-1] == shown.result_ms

    hands.plays = False
    await do(companion, commands.ResetRun())
    await until(lambda: server.timer.phase == "Running")
    assert [phase for phase, _ in server.timer.history] == ["Ended"], "the finished run was kept first"
    await do(companion, commands.StopSpeedRun())
    await until(lambda: server.timer.phase == "NotRunning")
    assert [phase for phase, _ in server.timer.history] == ["Ended", "Running"]
    assert not [notice for notice in lab.view().notices if notice.key == "livesplit"]
