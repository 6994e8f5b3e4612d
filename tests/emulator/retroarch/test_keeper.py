"""The keeper with commands of a shell: nothing may be left, whoever is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

DEADLINE_S = 15.0

IGNORES_TERM = "trap '' TERM; echo up; while :; do sleep 0.05; done"
WRAPPED = "sh -c 'echo up; exec sleep 1000' & wait"


def keep(folder: Path, script: str) -> subprocess.Popen[bytes]:
    """A keeper of a shell script that says `up`; the mark in the command line finds all of it."""
    command = [sys.executable, "-m", "spinlab_pad.emulator.retroarch.keeper", str(folder / "pid"), "sh", "-c", script]
    keeper = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "SPINLAB_TEST_MARK": str(folder)}
    )
    assert keeper.stdout is not None
    assert keeper.stdout.readline() == b"up\n"
    deadline = time.monotonic() + DEADLINE_S
    while not (folder / "pid").exists() or not (folder / "pid").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.005)
    return keeper


def left(folder: Path) -> list[int]:
    """Processes that were started with the mark in their environment."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            told = (entry / "environ").read_bytes()
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if f"SPINLAB_TEST_MARK={folder}".encode() in told and state != "Z":
            found.append(int(entry.name))
    return found


def wait_until_none_is_left(folder: Path) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while left(folder):
        assert time.monotonic() < deadline, f"left behind: {left(folder)}"
        time.sleep(0.02)


def close(keeper: subprocess.Popen[bytes]) -> int:
    assert keeper.stdin is not None
    assert keeper.stdout is not None
    keeper.stdin.close()
    keeper.stdout.close()
    return keeper.wait(DEADLINE_S)


def test_the_status_of_the_command_is_passed_on(tmp_path: Path) -> None:
    for script, status in (("echo up; exit 7", 7), ("echo up; kill -SEGV $$", 128 + signal.SIGSEGV)):
        keeper = keep(tmp_path, script)
        assert keeper.wait(DEADLINE_S) == status, "it ends with its command, while its owner is there"
        close(keeper)


@pytest.mark.parametrize("script", ["echo up; exec sleep 1000", WRAPPED])
def test_the_command_ends_with_the_pipe(tmp_path: Path, script: str) -> None:
    assert close(keep(tmp_path, script)) == 128 + signal.SIGTERM
    assert not left(tmp_path)


def test_one_that_does_not_want_to_end_is_killed(tmp_path: Path) -> None:
    assert close(keep(tmp_path, IGNORES_TERM)) == 128 + signal.SIGKILL
    assert not left(tmp_path)


def test_the_command_dies_with_a_keeper_that_is_killed(tmp_path: Path) -> None:
    keeper = keep(tmp_path, IGNORES_TERM)
    group = int((tmp_path / "pid").read_text())
    assert group in left(tmp_path)
    keeper.kill()
    close(keeper)
    wait_until_none_is_left(tmp_path)


def test_a_terminated_keeper_ends_its_command(tmp_path: Path) -> None:
    keeper = keep(tmp_path, WRAPPED)
    keeper.terminate()
    close(keeper)
    assert not left(tmp_path)
