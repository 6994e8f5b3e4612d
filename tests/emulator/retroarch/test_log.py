from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spinlab_pad.emulator.port import Trouble
from spinlab_pad.emulator.retroarch import RetroArch, attach, launch, nci
from spinlab_pad.emulator.retroarch.launch import Recipe
from spinlab_pad.emulator.retroarch.log import PIECE_BYTES, RESCAN_POLLS, LogFollower, Tail, newest_log
from tests.emulator.cartridge import CARTRIDGE
from tests.emulator.watch import DEADLINE_S
from tests.emulators.installations import BSNES, SNES9X, installations


def test_only_what_is_added_is_read_whole_lines_only(tmp_path: Path) -> None:
    log = tmp_path / "retroarch.log"
    log.write_bytes(b"old\nhalf")
    tail = Tail(lambda: log)
    assert tail.lines() == []
    with log.open("ab") as file:
        for piece, lines in ((b" a line\r\nand", [" a line"]), (b" more", []), (b" \xff\n\n", ["and more \ufffd", ""])):
            file.write(piece)
            file.flush()
            assert tail.lines() == lines


@settings(deadline=None)
@given(st.lists(st.binary(max_size=30), max_size=12))
def test_no_byte_is_lost_or_read_twice(tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes]) -> None:
    log = tmp_path_factory.mktemp("log") / "retroarch.log"
    log.touch()
    tail = Tail(lambda: log)
    read: list[str] = []
    with log.open("ab", buffering=0) as file:
        for piece in pieces:
            file.write(piece)
            read += tail.lines()
    whole = b"".join(pieces).split(b"\n")[:-1]
    assert read == [line.decode("utf-8", "replace").rstrip("\r") for line in whole]


def test_one_that_was_emptied_is_read_from_its_beginning(tmp_path: Path) -> None:
    log = tmp_path / "retroarch.log"
    log.write_text("long enough\n")
    tail = Tail(lambda: log)
    log.write_text("new\n")
    assert tail.lines() == ["new"]


def test_a_new_file_is_noticed_and_read_from_its_beginning(tmp_path: Path) -> None:
    tail = Tail(lambda: newest_log(tmp_path / "logs"))
    assert tail.lines() == []
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs/notes.log").write_text("no\n")
    (tmp_path / "logs/retroarch__2026_01_01__10_00_00.log").write_text("first\n")
    assert tail.lines() == ["first"]
    later = tmp_path / "logs/retroarch__2026_01_01__11_00_00.log"
    later.write_text("second\n")
    assert [line for _ in range(RESCAN_POLLS) for line in tail.lines()] == ["second"]
    later.unlink()
    assert tail.lines() == []


def test_of_a_flood_the_end_is_read(tmp_path: Path) -> None:
    log = tmp_path / "retroarch.log"
    log.touch()
    tail = Tail(lambda: log)
    log.write_text("x" * 5 * PIECE_BYTES + "\nlast\n")
    lines = tail.lines()
    assert lines[-1] == "last"
    assert sum(map(len, lines)) < PIECE_BYTES


async def test_it_follows_until_it_is_stopped(tmp_path: Path) -> None:
    log = tmp_path / "retroarch.log"
    log.touch()
    told: asyncio.Queue[Trouble] = asyncio.Queue()
    follower = LogFollower(lambda: log, told.put_nowait)
    with log.open("a") as file:
        file.write("[ERROR] Failed to save SRAM.\n[INFO] fine\n")
    async with asyncio.timeout(DEADLINE_S):
        assert (await told.get()).key == "log_sram"
    await follower.stop()
    await follower.stop()
    assert told.empty()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not holds():
            await asyncio.sleep(0.02)


def texts(emulator: RetroArch) -> str:
    return " / ".join(trouble.text for trouble in emulator.troubles)


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.emulator(name)) for name in (SNES9X, BSNES)])
async def test_what_a_real_one_refuses_comes_onto_the_board(name: str, tmp_path: Path) -> None:
    """Somebody's RetroArch that logs to files; one of ours logs to us. The same lines arrive on both ways."""
    theirs = tmp_path / "logs"
    theirs.mkdir()
    found = installations()[name]
    recipe = Recipe(
        name, found.command, found.core, found.info_folder,
        settings={"log_to_file": "true", "log_to_file_timestamp": "true", "log_dir": str(theirs)}, own_config=True,
    )  # fmt: skip
    ours, other = await asyncio.gather(
        launch(found, CARTRIDGE, headless=True), launch(recipe, CARTRIDGE, headless=True)
    )
    assert other.process is not None
    ports = other.process.ports
    attached = await attach("127.0.0.1", ports.commands, pad_port=ports.pads)
    try:
        again = await attach("127.0.0.1", ports.commands, pad_port=ports.pads)
        await again.close()
        assert ours.troubles == attached.troubles == ()
        for emulator in (ours, attached):
            emulator._parts.questions.send(b"NO_SUCH_COMMAND")
            emulator._parts.questions.send(nci.LOAD_STATE)
            await until(lambda emulator=emulator: "NO_SUCH_COMMAND" in texts(emulator))  # type: ignore[misc]
            await until(lambda emulator=emulator: "spinlab.state: it is missing" in texts(emulator))  # type: ignore[misc]
            assert "HELP" not in texts(emulator), "what is asked of each RetroArch is no trouble"
        assert newest_log(theirs) is not None
    finally:
        await attached.close()
        await ours.close()
        await other.close()
