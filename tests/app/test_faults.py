"""What goes wrong while it runs, on the embedded core: full disks, signals, kills, pads that come and go."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from spinlab_pad import assets
from spinlab_pad.app.companion import Companion, Parts
from spinlab_pad.app.couch import Couch
from spinlab_pad.app.hands import Hands
from spinlab_pad.app.performer import BotPerformer
from spinlab_pad.app.sources import in_process
from spinlab_pad.config import Config
from spinlab_pad.game.profile import load_profile
from spinlab_pad.lab import commands
from spinlab_pad.lab.view import View
from spinlab_pad.pad.positions import Position
from spinlab_pad.pad.reader import PadReader
from spinlab_pad.pad.virtual import VirtualPad
from spinlab_pad.store.records import AttemptRecord
from spinlab_pad.store.store import Store
from tests.app import program
from tests.app.program import environment, running

pytestmark = pytest.mark.emulator("embedded")

DEMO = ("demo", "--emulator", "embedded")


def stored(folder: Path) -> list[AttemptRecord]:
    """Opens the data folder as the next start would, and reads all attempts."""
    store = Store(folder)
    try:
        assert all(run.state != "recording" for game in store.games() for run in store.runs(game.id))
        for game in store.games():
            for state in store.start_states(game.id, "Snes9x"):
                store.states.get(state.sha256)  # checks the bytes against the name
        return [attempt for game in store.games() for attempt in store.attempts(game.id)]
    finally:
        store.close()


# ended from outside


@pytest.mark.parametrize(
    ("number", "phase", "segments"),
    [
        (signal.SIGTERM, "Emulator: ", 0),
        (signal.SIGINT, "Status page: ", 0),
        (signal.SIGTERM, "Recording ", 0),
        (signal.SIGINT, "  segment 2 ", 0),
        (signal.SIGTERM, "Practising ", 6),
        (signal.SIGINT, "  2. ", 6),
    ],
)
async def test_a_demo_that_is_stopped_tells_its_summary(number, phase, segments, tmp_path):
    async with running(*DEMO, "--json", "--data", str(tmp_path / "data")) as demo:
        await demo.line(phase)
        assert await demo.stop(number) == 0
    summary = json.loads(demo.told[-1])
    assert len(demo.told) == 1
    assert summary["segments"] == segments
    assert summary["emulator"] in (None, "embedded")
    assert not [line for line in demo.errors.splitlines() if "Traceback" in line or "Warning" in line]
    assert len(stored(tmp_path / "data")) == summary["attempts"]


async def test_a_demo_goes_on_with_the_data_of_one_that_was_stopped_in_its_run(tmp_path):
    data = ("--data", str(tmp_path), "--attempts", "1")
    async with running(*DEMO, *data) as demo:
        await demo.until(lambda view: view["mode"] == "reference")
        assert await demo.stop() == 0
    async with running(*DEMO, *data) as demo:
        await demo.line("Discarding ")
        await demo.line("Done: 6 segments recorded, 1 attempts")
        assert await demo.ended() == 0
        assert demo.cleanly()
    assert len(stored(tmp_path)) == 1


async def test_what_was_shown_is_kept_when_the_program_is_killed(tmp_path):
    shown: dict[int, object] = {}

    def seen(view: program.View) -> bool:
        if view["result"] is not None:
            shown[view["result"]["attempt"]] = view["result"]["time_ms"]
        return len(shown) >= 4 and view["timer"]["running"]

    async with running(*DEMO, "--data", str(tmp_path)) as demo:
        await demo.until(seen)
        assert await demo.stop(signal.SIGKILL) == -signal.SIGKILL
        assert demo.cleanly()
    kept = {attempt.id: attempt.time_ms for attempt in stored(tmp_path)}
    assert kept.items() >= shown.items()


# the disk


@pytest.mark.skipif(sys.platform != "linux", reason="limits the size of files as only Linux can")
async def test_a_disk_that_is_full_at_the_start(tmp_path):
    command = (sys.executable, "-m", "spinlab_pad", *DEMO, "--headless", "--port", "0", "--data", str(tmp_path))
    process = await asyncio.create_subprocess_exec(
        "sh", "-c", 'ulimit -f 8; exec "$@"', "sh", *command,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=environment("disk"),
    )  # fmt: skip
    async with asyncio.timeout(program.DEADLINE_S):
        errors = (await process.communicate())[1].decode()
    assert process.returncode == 1
    assert errors.startswith("spinlab-pad: ")
    assert "free some space on its disk" in errors
    assert errors.count("\n") == 1
    assert stored(tmp_path) == []


@pytest.mark.skipif(sys.platform != "linux", reason="limits the size of files as only Linux can")
async def test_a_disk_that_gets_full_in_practice(tmp_path):
    import resource

    async with running(*DEMO, "--data", str(tmp_path), "--attempts", "50") as demo:
        await demo.line("  2. ")
        resource.prlimit(demo.process.pid, resource.RLIMIT_FSIZE, (4096, 4096))
        assert await demo.ended() == 1
    shown = [line for line in demo.told if " rated " in line]
    assert "! " in demo.told[-1]
    assert "free some space on its disk" in demo.errors
    assert demo.errors.startswith("spinlab-pad: ")
    assert demo.errors.count("\n") == 1
    assert len(stored(tmp_path)) >= len(shown) >= 2


# pads


@pytest.fixture
async def couch(tmp_path: Path) -> AsyncIterator[tuple[Companion, Couch]]:
    """A companion with pads, in which a bot plays; level 1 was recorded, and practice runs."""
    reader = PadReader()
    reader.open()
    couch = Couch(reader)
    performer = BotPerformer(3)
    parts = Parts(
        config=Config(),
        source=in_process(Config(), assets.path("cartridge/spinlab.sfc"), "max", why="in a test"),
        data_dir=tmp_path,
        couch=couch,
        overlay_png=lambda _: b"",
        port=0,
        profile=lambda _: load_profile("spinlab"),
    )
    async with Companion(parts, (performer,)) as companion:
        work = asyncio.ensure_future(companion.run())
        await until(companion, lambda view: view.connection.frame is not None)
        await companion.lab.handle(commands.StartReference())
        performer.play_run()
        await until(companion, lambda view: view.run is not None and view.run.segments == 2)
        await companion.lab.handle(commands.FinishReference())
        performer.play_on()
        await companion.lab.handle(commands.StartPractice())
        yield companion, couch
        companion.lab.quit.set()
        await work


async def until(companion: Companion, holds) -> View:
    async with asyncio.timeout(program.DEADLINE_S):
        async for view in companion.lab.views():
            if holds(view):
                return view
    raise AssertionError


def says(view: View, text: str) -> bool:
    return any(text in notice.text for notice in view.notices)


async def test_a_pad_is_unplugged_and_plugged_again_in_the_middle_of_practice(couch):
    companion, hands_on = couch
    pad = VirtualPad("Runner's pad")
    await until(companion, lambda view: says(view, "connected: Runner's pad"))
    await until(companion, lambda view: view.timer.running)
    pad.press(Position.SELECT)
    pad.press(Position.RIGHT)
    pad.detach()
    view = await until(companion, lambda view: says(view, "Gamepad disconnected: Runner's pad"))
    assert view.mode == "practice"
    assert not hands_on.reading.held
    assert not hands_on.reading.layer_open
    frame = view.connection.frame
    await until(companion, lambda view: view.connection.frame > frame)

    pad = VirtualPad("Runner's pad")
    await until(companion, lambda view: says(view, "Gamepad connected: Runner's pad"))
    await Hands(pad, hands_on, companion.lab).command(Position.A, lambda view: view.mode == "idle")
    pad.detach()
    await until(companion, lambda view: says(view, "Gamepad disconnected"))
