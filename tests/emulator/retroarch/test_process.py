"""A started program that stands in for RetroArch: nothing of it may be left, however it ends."""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad.emulator.retroarch.launch import Recipe, start
from spinlab_pad.emulator.retroarch.process import Process
from tests.emulator.cartridge import CARTRIDGE
from tests.emulator.retroarch.test_keeper import DEADLINE_S, left, wait_until_none_is_left

WRAPPER = 'sh -c "trap : TERM; while :; do sleep 0.05; done" $0 & echo started; wait'
"""A script that starts its program in the background, as one around an AppImage may."""


@pytest.fixture
def marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SPINLAB_TEST_MARK", str(tmp_path))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "none:")
    return tmp_path


def program(folder: Path, script: str) -> Recipe:
    made = folder / "retroarch"
    made.write_text(f"#!/bin/sh\n{script}\n")
    made.chmod(0o755)
    return Recipe("r", (str(made),), CARTRIDGE)


async def started(recipe: Recipe, folder: Path) -> Process:
    process = start(recipe, CARTRIDGE, folder, headless=True, temporary=True)
    async with asyncio.timeout(DEADLINE_S):
        while b"started" not in process.log.read_bytes():
            await asyncio.sleep(0.01)
    return process


async def test_how_it_ended_is_told(marked: Path) -> None:
    process = await started(program(marked, "echo started; echo '[ERROR] no disk'; read x; exit 3"), marked / "f")
    async with asyncio.timeout(DEADLINE_S):
        while process.ended is None:
            await asyncio.sleep(0.01)
    assert process.ended == "RetroArch has ended (status 3); its last words: [ERROR] no disk"
    await process.close(None)
    assert not (marked / "f").exists()


async def test_a_wrapper_whose_keeper_was_killed_leaves_nothing(marked: Path) -> None:
    process = await started(program(marked, WRAPPER), marked / "f")
    assert process.ended is None
    process._keeper.kill()
    await process.close(None)
    wait_until_none_is_left(marked)


async def test_it_ends_where_the_wait_for_its_end_is_cancelled(marked: Path) -> None:
    process = await started(program(marked, "echo started; exec sleep 1000"), marked / "f")
    asked: list[int] = []
    closing = asyncio.create_task(process.close(lambda: asked.append(1)))
    while not asked:
        await asyncio.sleep(0)
    closing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await closing
    async with asyncio.timeout(DEADLINE_S):
        while left(marked):
            await asyncio.sleep(0.01)
    process._keeper.wait(DEADLINE_S)


async def test_the_interrupt_of_the_terminal_is_not_for_it(marked: Path) -> None:
    process = await started(program(marked, "echo started; exec sleep 1000"), marked / "f")
    assert os.getpgid(process._keeper.pid) != os.getpgid(0)
    process._keeper.send_signal(signal.SIGINT)
    assert await process.ended_within(0.3) is None
    assert await process.close(None) == 128 + signal.SIGTERM


async def test_a_sandbox_gets_the_game_and_one_with_a_folder_starts_there(marked: Path) -> None:
    (marked / "there").mkdir()
    recipe = program(marked, 'echo started; pwd; for last; do :; done; echo "last $last"; read x')
    recipe = replace(recipe, workplace=marked, start_in=marked / "there")
    process = await started(recipe, marked / "f")
    await process.ended_within(DEADLINE_S)
    told = process.log.read_text()
    assert f"{marked / 'there'}\n" in told
    assert f"last {marked / 'f' / CARTRIDGE.name}\n" in told
    assert (marked / "f" / CARTRIDGE.name).read_bytes() == CARTRIDGE.read_bytes()
    await process.close(None)
