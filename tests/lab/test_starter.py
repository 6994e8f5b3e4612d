"""Starting the emulator by command, as the lab does it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from spinlab_pad.lab.commands import LaunchEmulator, Refused, RestartEmulator, StopPractice
from spinlab_pad.store.records import GameRecord
from tests.lab.fakes import GAME, NOTHING, OTHER_GAME, Desk, desk_in


class Starter:
    """Notes what it is asked for; `reason` is what it refuses with."""

    def __init__(self, *, ours: bool = False, can_launch: bool = True) -> None:
        self.ours = ours
        self.can_launch = can_launch
        self.reason: str | None = None
        self.launched: list[str | None] = []
        self.restarts = 0
        self.resampled = 0

    async def launch(self, last: GameRecord | None) -> Refused | None:
        self.launched.append(last.name if last is not None else None)
        return Refused(self.reason) if self.reason else None

    async def launch_game(self, rom: Path) -> Refused | None:
        self.launched.append(str(rom))
        return Refused(self.reason) if self.reason else None

    def resample(self) -> None:
        self.resampled += 1

    async def restart(self) -> Refused | None:
        self.restarts += 1
        return None


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_in(tmp_path) as made:
        yield made


async def test_without_a_starter_neither_is_possible(desk: Desk):
    assert desk.lab.possible()["launch_emulator"] == "no emulator can be started from here: start it yourself"
    assert await desk.lab.handle(RestartEmulator()) == Refused(
        "the emulator was not started from here: restart it where you started it"
    )


async def test_the_game_of_this_sitting_is_started_again(desk: Desk):
    desk.lab.starter = starter = Starter()
    await desk.practise()
    await desk.do(StopPractice())
    assert isinstance(await desk.lab.handle(LaunchEmulator()), Refused), "a game is running"
    desk.lose()
    await desk.do(LaunchEmulator())
    assert starter.launched == [GAME.name]


async def test_the_game_of_the_last_sitting_is_started(tmp_path: Path):
    async with desk_in(tmp_path) as before:
        await before.attach()
        await before.practise()
        await before.do(StopPractice())
        await before.attach(game=OTHER_GAME)  # only looked at
        await before.play(NOTHING)
    async with desk_in(tmp_path) as desk:
        desk.lab.starter = starter = Starter()
        await desk.do(LaunchEmulator())
        assert starter.launched == [GAME.name]


async def test_the_starter_may_refuse(desk: Desk):
    desk.lab.starter = starter = Starter()
    starter.reason = "which game?"
    assert await desk.lab.handle(LaunchEmulator()) == Refused("which game?")
    assert starter.launched == [None]


async def test_only_ours_is_restarted(desk: Desk):
    desk.lab.starter = starter = Starter(ours=False)
    await desk.attach()
    assert isinstance(await desk.lab.handle(RestartEmulator()), Refused)
    starter.ours = True
    await desk.do(RestartEmulator())
    assert starter.restarts == 1
