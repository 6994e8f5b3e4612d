"""`trace record`, `watch` and `report` at a real RetroArch that somebody else has started."""

from __future__ import annotations

import asyncio
import io
import json
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from spinlab_pad.app.recording import RecordOptions, record
from spinlab_pad.app.sources import Source, in_process
from spinlab_pad.app.trace_file import TraceFileError
from spinlab_pad.app.tracing import print_events
from spinlab_pad.cli import main
from spinlab_pad.config import Config
from spinlab_pad.emulator.port import Capabilities, Emulator, Game, Unreachable
from spinlab_pad.game.memory import Field, Snapshot
from tests.app.program import DEADLINE_S, environment
from tests.app.pseudo import seated
from tests.app.test_trace_file import no_file_beyond
from tests.emulator.cartridge import CARTRIDGE
from tests.emulator.retroarch.running import retroarch
from tests.emulators.installations import SNES9X

NOBODY = "127.0.0.1:9"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where a RetroArch plays the cartridge, for all tests here."""
    with retroarch(SNES9X) as process:
        yield f"127.0.0.1:{process.ports.commands}"


def recorder(file: Path, address: str, *more: str) -> subprocess.Popen[str]:
    """A recording that has begun."""
    command = [sys.executable, "-m", "spinlab_pad", "trace", "record", str(file), "--attach", address, *more]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment("once")
    )
    deadline = time.monotonic() + DEADLINE_S
    while not file.exists() or file.stat().st_size < 900:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return process


def frames_in(file: Path) -> int:
    """The length that `detect` tells."""
    out = io.StringIO()
    print_events(str(file), None, as_json=False, out=out, err=io.StringIO())
    found = re.search(r" in ([0-9,]+) frames", out.getvalue())
    assert found is not None
    return int(found[1].replace(",", ""))


@pytest.mark.emulator(SNES9X)
def test_a_recording_ends_with_ctrl_c_and_holds_all_frames(tmp_path: Path, address: str) -> None:
    process = recorder(tmp_path / "t.jsonl", address)
    process.send_signal(signal.SIGINT)
    told, errors = process.communicate(timeout=DEADLINE_S)
    assert (process.returncode, errors) == (0, "")
    lines = told.splitlines()
    assert lines[0] == f"Recording spinlab with the profile spinlab to {tmp_path / 't.jsonl'}; Ctrl+C ends it."
    found = re.match(r"Recorded 0:\d\d\.\d\d, (\d+) frames, \d+ events?, [0-9.]+ KB: ", lines[1])
    assert found is not None, lines
    assert lines[2].startswith("See what happened in it: spinlab-pad detect ")
    assert frames_in(tmp_path / "t.jsonl") >= int(found[1]) > 5


@pytest.mark.emulator(SNES9X)
def test_a_recording_that_is_killed_can_be_read(tmp_path: Path, address: str) -> None:
    process = recorder(tmp_path / "t.jsonl.gz", address)
    process.kill()
    process.communicate(timeout=DEADLINE_S)
    assert frames_in(tmp_path / "t.jsonl.gz") > 5


@pytest.mark.emulator(SNES9X)
def test_watch_at_a_terminal(address: str) -> None:
    with seated("watch", "--attach", address) as seat:
        title = "spinlab, RetroArch 1.22.2"
        seat.until(lambda lines: lines[0].startswith(title) and lines[-1].endswith("up/down 1-21 of 32"))
        assert seat.screen.alternate
        seat.until(lambda lines: lines[2].startswith("* frame_counter") and seat.screen.looks[2][0] == "7;1")
        seat.press("\x1b[F")
        seat.until(lambda lines: lines[-2].lstrip("*+. ").startswith("checkpoint_entrance"))
        seat.press(" ")
        held = seat.until(lambda lines: lines[0].endswith("held, space goes on"))
        seat.press("s")
        seat.until(lambda lines: "s profile's order" in lines[-1])
        assert seat.screen.text()[0] == held[0]
        seat.resize(132, 40)
        seat.until(lambda lines: len(lines) == 40 and "checkpoint_entrance" in "".join(lines))
        assert not seat.screen.overflowed
        seat.press("\x1a q")  # Ctrl+Z does nothing
        assert seat.ended() == 0
        assert (seat.screen.alternate, seat.screen.cursor) == (False, True)


@pytest.mark.emulator(SNES9X)
def test_watch_elsewhere_prints_changes(address: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "spinlab_pad", "watch", "0x13", "0x1493", "--attach", address],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment("once"),
    )  # fmt: skip
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(20)]
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=DEADLINE_S)
    assert (process.returncode, errors) == (0, "")
    assert lines[0] == "Watching 2 fields of spinlab; Ctrl+C ends it.\n"
    assert all(re.match(r" +\d+ +0:\d\d\.\d\d  0x13  0x.. \(\d+\) -> 0x.. \(\d+\)\n", line) for line in lines[1:])


@pytest.mark.emulator(SNES9X)
def test_watch_refuses_names_that_are_none(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["watch", "plyer_x", "--attach", address]) == 2
    assert "did you mean player_x" in capsys.readouterr().err


@pytest.mark.emulator(SNES9X)
def test_an_address_is_searched_for(address: str) -> None:
    with seated("watch", "--find", "--attach", address) as seat:

        def said(keys: str, answer: str) -> str:
            seat.press(keys)
            return "\n".join(seat.until(lambda lines: any(re.search(answer, line) for line in lines)))

        said("", r"^\[131,072 addresses\] >$")
        said("same 0.5\n", r"^\[(?!131,072)[0-9,]+ addresses\] >$")
        said("zzz\n", r"'zzz' is not understood")
        seat.press("q\n")
        assert seat.ended() == 0


@pytest.mark.emulator(SNES9X)
def test_a_report_leaves_the_game_alone(tmp_path: Path, address: str) -> None:
    file = tmp_path / "report.zip"
    assert main(["report", str(file), "--attach", address, "--data", str(tmp_path / "data")]) == 0
    with zipfile.ZipFile(file) as archive:
        answer = json.loads(archive.read("doctor.json"))
    states = {check["key"]: check["state"] for check in answer["checks"]}
    assert (states["nci"], states["states"]) == ("pass", "skip")
    assert answer["retroarch"]["version"] == "1.22.2"


def test_watch_waits_and_says_for_what() -> None:
    with seated("watch", "--attach", NOBODY, columns=60, rows=10) as seat:
        seat.until(lambda lines: "Network Commands" in " ".join(lines))
        assert seat.screen.text()[0] == f"waiting for RetroArch at {NOBODY}"
        seat.press("\x03")
        assert seat.ended() == 0
        assert (seat.screen.alternate, seat.screen.cursor) == (False, True)


def test_a_recording_that_never_began_leaves_no_file(tmp_path: Path) -> None:
    with seated("trace", "record", str(tmp_path / "t"), "--attach", NOBODY) as seat:
        seat.until(lambda lines: lines[0].startswith(f"Waiting for RetroArch at {NOBODY}: nothing listens"))
        seat.press("\x03")
        assert seat.ended() == 0
        assert "Nothing was recorded." in seat.screen.text()
    assert not (tmp_path / "t").exists()


def embedded(file: Path, seconds: float, *, events: bool = False) -> str:
    """What is told of a recording of the core in this process."""
    out = io.StringIO()
    source = in_process(Config(), CARTRIDGE, "max", why="in a test")
    asyncio.run(record(Config(), RecordOptions(file, seconds, events=events), out, source))
    return out.getvalue()


async def test_a_recording_ends_with_its_emulator(tmp_path: Path) -> None:
    """And says so; the file is whole."""

    class Gone:
        capabilities = Capabilities("made up", "1")

        async def identify(self) -> Game:
            return Game("game", "snes", None, "core", "1")

        def count_turns(self, counter: Field | None) -> None:
            return

        async def frames(self, fields: Sequence[Field]) -> AsyncIterator[Snapshot]:
            for frame in range(50):
                yield Snapshot(frame, frame, {field.name: frame % 256 for field in fields})
            raise Unreachable("RetroArch has closed the game")

        async def close(self) -> None:
            return

    async def opened() -> Emulator:
        gone: Any = Gone()
        return gone  # type: ignore[no-any-return]

    out = io.StringIO()
    source = Source("one", "made up", opened, ours=False)
    await record(Config(), RecordOptions(tmp_path / "t.jsonl"), out, source)
    assert "The recording ended: RetroArch has closed the game\n" in out.getvalue()
    assert frames_in(tmp_path / "t.jsonl") == 50


@pytest.mark.emulator("embedded")
def test_a_recording_ends_by_itself_after_its_time(tmp_path: Path) -> None:
    told = embedded(tmp_path / "t.jsonl.gz", 0.3, events=True)
    assert "Recorded 0:" in told
    assert frames_in(tmp_path / "t.jsonl.gz") > 60


@pytest.mark.emulator("embedded")
def test_a_full_disk_ends_a_recording_and_keeps_what_was_written(tmp_path: Path) -> None:
    with no_file_beyond(100_000), pytest.raises(TraceFileError, match="free some space"):
        embedded(tmp_path / "t.jsonl", DEADLINE_S)
    assert frames_in(tmp_path / "t.jsonl") > 60


def test_a_file_that_is_there_is_refused_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "t").write_text("mine")
    assert main(["trace", "record", str(tmp_path / "t"), "--attach", NOBODY]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "is there already; give another name" in told.err
    assert (tmp_path / "t").read_text() == "mine"
