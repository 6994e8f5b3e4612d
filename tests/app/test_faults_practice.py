"""What a person, the system and other programs do to a RetroArch in the middle of practice.

One companion and, as long as a fault lets it live, one RetroArch serve all tests of this module; each begins in the
middle of an attempt. At the end nothing that was shown is missing in the store.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import pytest_asyncio

from spinlab_pad.emulator.port import Emulator
from spinlab_pad.emulator.retroarch import attach
from spinlab_pad.emulator.retroarch.launch import Ports, free_ports
from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Refused
from spinlab_pad.lab.view import View
from tests.app.disk import Disk
from tests.app.faults import (
    BACK_S,
    CARTRIDGE,
    FAST_RATIO,
    LONG,
    SEEN_S,
    Stage,
    age_of,
    attempt_of,
    end,
    other_game,
    somebodys,
    staged,
    under_way,
)
from tests.app.test_faults import stored
from tests.emulators.installations import NEW_BSNES, SNES9X, installations

HERE = os.environ.get("SPINLAB_FAULTS_ON", SNES9X)
"""The RetroArch that everything is done to; `tests/run --long` takes the others, too."""
OTHER = NEW_BSNES if HERE == SNES9X else SNES9X
"""One with another core."""

pytestmark = [pytest.mark.emulator(HERE), pytest.mark.asyncio(loop_scope="module")]

FREEZE_S = 12.0 if LONG else 6.0
"""Longer than a RetroArch may give no answer before it is taken for gone."""


@dataclass
class Table:
    """Somebody's RetroArch at fixed ports, started, ended and started again in another way."""

    folder: Path
    ports: Ports
    stack: ExitStack
    states: Disk
    process: subprocess.Popen[bytes] | None = None
    usual: bool = False

    def start(self, name: str = HERE, game: Path = CARTRIDGE) -> None:
        self.end()
        settings = {
            "fastforward_ratio": str(FAST_RATIO),
            "menu_driver": "rgui",
            "rewind_enable": "true",
            "quit_press_twice": "true",
        }
        recipe = replace(installations()[name], settings=settings)
        self.usual = (name, game) == (HERE, CARTRIDGE)
        self.process = self.stack.enter_context(somebodys(recipe, self.ports, self.folder, str(game)))

    def end(self) -> None:
        if self.process is not None:
            end(self.process)
            self.process = None

    def signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, number)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def table(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Table]:
    folder = tmp_path_factory.mktemp("retroarch")
    disk = Disk(folder / "states")
    try:
        with ExitStack() as stack:
            yield Table(folder, free_ports(), stack, disk)
    finally:
        disk.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def recorded(table: Table, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """A companion with a recorded level, attached to the RetroArch on the table."""
    data = tmp_path_factory.mktemp("data")

    async def connect() -> Emulator:
        return await attach("127.0.0.1", table.ports.commands, pad_port=table.ports.pads)

    table.start()
    async with staged(connect, data, ours=False, port=table.ports.commands) as stage:
        await stage.until(lambda view: view.connection.frame is not None)
        async with stage.fast():
            await stage.record()
        yield stage
    print(f"\n{stage.times}")
    kept = [attempt.id for attempt in stored(data)]
    assert kept == list(range(1, len(kept) + 1)), "no number is missing"
    assert len(kept) >= stage.shown, "what was shown is kept"


@pytest_asyncio.fixture(loop_scope="module")
async def stage(recorded: Stage, table: Table) -> Stage:
    """In the middle of an attempt."""
    if table.process is None or table.process.poll() is not None or not table.usual:
        table.start()
        await recorded.person.plays("spinlab")
    await recorded.until(first_core)
    await recorded.practise()
    return recorded


def first_core(view: View) -> bool:
    """It is the core of the reference run that plays; after another one the companion comes back to it by itself."""
    return view.connection.state == "playing" and plays_on(HERE, view)


def plays_on(name: str, view: View) -> bool:
    """Whether the core of this installation plays."""
    return ("snes9x" if "snes9x" in name else "bsnes") in (view.connection.core or "").lower()


def paused(view: View) -> bool:
    return view.connection.state == "paused"


def timer_stands(view: View) -> bool:
    return not view.timer.running and view.timer.frozen_ms is not None


def pace_is(pace: str) -> Callable[[View], bool]:
    return lambda view: view.connection.pace == pace


def normal(view: View) -> bool:
    return under_way(view) and view.connection.pace == "normal"


async def test_a_freeze_of_three_seconds_stops_the_clock_and_ends_nothing(stage: Stage, table: Table):
    before = stage.view
    table.signal(signal.SIGSTOP)
    view = await stage.seen("frozen", pace_is("silent"))
    assert not view.timer.running
    await stage.until(lambda _: stage.told("answer"))
    await asyncio.sleep(2)  # as long as the freeze is to be
    assert stage.view.connection.state == "playing"
    table.signal(signal.SIGCONT)
    view = await stage.back("frozen", normal)
    assert view.segment == before.segment
    await stage.until(lambda _: not stage.told("answer"))


async def test_an_open_menu_is_told(stage: Stage):
    loads = stage.loads
    async with stage.hands_off():
        view = await stage.toggled("menu open", "MENU_TOGGLE", pace_is("standstill"), SEEN_S)
        assert not view.timer.running
        await stage.until(lambda _: stage.told("menu"))
        await stage.toggled("menu open: back", "MENU_TOGGLE", normal, BACK_S)
    assert stage.loads == loads, "the attempt goes on"
    await stage.until(lambda _: not stage.told("menu"))


async def test_fast_forward_is_told(stage: Stage):
    await asyncio.sleep(1.8)  # long enough for the normal speed to be known
    await stage.toggled("fast-forward", "FAST_FORWARD", pace_is("fast"), SEEN_S)
    await stage.until(lambda _: stage.told("Fast-forward"))
    await stage.toggled("fast-forward: back", "FAST_FORWARD", normal, BACK_S)
    await stage.until(lambda _: not stage.told("Fast-forward"))


async def test_a_rewind_is_told(stage: Stage):
    await asyncio.sleep(0.7)  # something to rewind
    done = attempt_of(stage.view)
    rewinding = asyncio.ensure_future(stage.person.holds("REWIND", 0.5))
    await stage.seen("rewind", lambda view: view.connection.pace == "rewind" or stage.told("does not count"))
    await rewinding
    view = await stage.back("rewind", normal)
    assert attempt_of(view) == done


async def test_a_pause_by_hand_stops_the_clock_and_nothing_else(stage: Stage):
    before = stage.view
    view = await stage.toggled("paused by hand", "PAUSE_TOGGLE", paused, SEEN_S)
    assert timer_stands(view)
    loads = stage.loads
    view = await stage.toggled("paused by hand: back", "PAUSE_TOGGLE", under_way, BACK_S)
    assert (view.segment, stage.loads) == (before.segment, loads), "the attempt goes on where it was"


async def test_frames_that_are_advanced_in_a_pause_do_not_end_it(stage: Stage):
    await stage.toggled("paused by hand", "PAUSE_TOGGLE", paused, SEEN_S)
    frame = stage.view.connection.frame
    assert frame is not None
    for _ in range(12):
        await stage.person.press("FRAMEADVANCE")
        assert stage.view.connection.state == "paused"
    await stage.until(lambda view: (view.connection.frame or 0) >= frame + 4)
    await stage.toggled("frame advance: back", "PAUSE_TOGGLE", under_way, BACK_S)


async def test_a_command_of_ours_ends_a_pause_by_hand(stage: Stage):
    await stage.toggled("paused by hand", "PAUSE_TOGGLE", paused, SEEN_S)
    await stage.do(commands.Retry())
    await stage.back("retry in a pause by hand")


async def test_a_client_that_asks_without_end_takes_no_frame_away(stage: Stage, table: Table):
    """It asks again as soon as it was answered, which holds each frame up; RetroArch gets slower, practice goes on."""
    stop = threading.Event()

    def greedy() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.connect(("127.0.0.1", table.ports.commands))
            asking.settimeout(0.1)
            while not stop.is_set():
                try:
                    asking.send(b"READ_CORE_RAM 0 2000")
                    asking.recv(65536)
                except OSError:
                    continue

    before = stage.view.connection
    thread = threading.Thread(target=greedy)
    thread.start()
    try:
        for _ in range(10):
            await asyncio.sleep(0.15)
            assert age_of(stage.view) < 1000
        await stage.do(commands.Retry())
        await stage.back("a greedy client, and a load")
    finally:
        stop.set()
        thread.join()
    after = stage.view.connection
    seen, missed = after.frames_seen - before.frames_seen, after.frames_missed - before.frames_missed
    assert seen > 30
    assert missed <= seen // 5


async def test_a_runner_who_loads_a_state_of_his_own_voids_the_attempt(stage: Stage):
    await stage.person.press("SAVE_STATE")
    await asyncio.sleep(1.0)  # far enough for the state to be another moment
    loads, done = stage.loads, attempt_of(stage.view)
    await stage.person.press("LOAD_STATE")
    await stage.seen("a state of his own", lambda _: stage.told("does not count"))
    view = await stage.back("a state of his own", lambda view: stage.loads > loads and under_way(view))
    assert attempt_of(view) == done


async def test_a_rewind_voids_the_attempt(stage: Stage):
    await asyncio.sleep(0.7)  # something to rewind
    loads, done = stage.loads, attempt_of(stage.view)
    rewinding = asyncio.ensure_future(stage.person.holds("REWIND", 0.5))
    await stage.seen("rewind", lambda _: stage.told("does not count"))
    await rewinding
    view = await stage.back("rewind", lambda view: stage.loads > loads and under_way(view))
    assert attempt_of(view) == done


async def test_a_long_freeze_is_told_and_ends_nothing(stage: Stage, table: Table):
    """Whether the adapter waits or gives up and connects anew is its own affair."""
    done = attempt_of(stage.view)
    table.signal(signal.SIGSTOP)
    await stage.seen("frozen for long", lambda view: age_of(view) > 500)
    await asyncio.sleep(FREEZE_S - 1)
    view = await stage.until(lambda _: stage.told("answer"))
    assert (view.mode, view.timer.running) == ("practice", False)
    table.signal(signal.SIGCONT)
    view = await stage.back("frozen for long")
    assert attempt_of(view) == done


async def test_a_freeze_at_a_load_leaves_no_segment_out(stage: Stage, table: Table):
    segment = stage.view.segment
    table.signal(signal.SIGSTOP)
    await stage.do(commands.Retry())
    await asyncio.sleep(2.5)  # a load is given up meanwhile
    table.signal(signal.SIGCONT)
    view = await stage.back("frozen at a load")
    assert view.segment == segment
    assert not stage.told("left out")


@pytest.mark.parametrize("fault", ["full", "read-only"])
async def test_a_state_folder_that_takes_nothing_is_told_until_it_does(stage: Stage, table: Table, fault: str):
    done = attempt_of(stage.view)
    reasons = ("No space left", " is full", "Read-only", "Permission denied", "can't be written")
    with table.states.full() if fault == "full" else table.states.read_only():
        await stage.do(commands.Retry())
        await stage.seen(f"state folder {fault}", lambda _: any(map(stage.told, reasons)))
        await asyncio.sleep(1.5)  # some tries
    await stage.back(f"state folder {fault}")
    view = await stage.until(lambda _: not stage.told("can be loaded"))
    assert (view.mode, attempt_of(view)) == ("practice", done)


async def test_one_that_is_killed_and_started_again_goes_on(stage: Stage, table: Table):
    done = attempt_of(stage.view)
    table.end()
    view = await stage.seen("killed", lambda view: view.connection.state == "lost")
    assert stage.told("nothing listens")
    assert view.mode == "practice"
    table.start()
    await stage.person.plays("spinlab")
    view = await stage.back("killed and started again")
    assert attempt_of(view) == done


async def test_a_game_that_is_closed_is_told_and_practice_waits_for_it(stage: Stage, table: Table):
    done = attempt_of(stage.view)
    await stage.person.press("CLOSE_CONTENT")
    await asyncio.sleep(0.3)
    await stage.person.press("CLOSE_CONTENT")
    view = await stage.seen("game closed", lambda view: view.connection.state == "lost")
    # RetroArch closes its command port for a moment, and opens it again.
    await stage.until(lambda _: stage.told("load it again") or stage.told("RetroArch runs without a game; load one"))
    assert view.mode == "practice"
    table.start()
    await stage.person.plays("spinlab")
    view = await stage.back("game closed and loaded again")
    assert attempt_of(view) == done


async def test_another_game_ends_practice_and_gets_no_state(stage: Stage, table: Table, tmp_path: Path):
    loads = stage.loads
    table.start(game=other_game(tmp_path / "other.sfc"))
    await stage.person.plays("other")
    view = await stage.back("another game", lambda view: view.game is not None and view.game.name == "other")
    assert view.mode == "idle"
    assert stage.told("Practice has ended")
    assert isinstance(await stage.companion.lab.handle(commands.StartPractice()), Refused)
    assert stage.loads == loads
    table.start()
    await stage.person.plays("spinlab")
    await stage.back("the game is back", lambda view: view.game is not None and view.game.name == "spinlab")
    await stage.practise()


@pytest.mark.emulator(OTHER)
async def test_another_core_gets_no_state_of_the_first(stage: Stage, table: Table):
    loads = stage.loads
    table.start(OTHER)
    await stage.person.plays("spinlab")
    await stage.seen("another core", lambda view: stage.told("is left out") or view.mode == "idle", BACK_S)
    await asyncio.sleep(1)  # as long as something could be loaded
    assert stage.loads == loads
    table.start()
    await stage.person.plays("spinlab")
    await stage.back("the core is back", lambda view: under_way(view) or view.mode == "idle")
    await stage.practise()


@pytest.mark.emulator(OTHER)
async def test_another_core_is_told_as_such(stage: Stage, table: Table):
    table.start(OTHER)
    await stage.person.plays("spinlab")
    view = await stage.back("another core", lambda view: plays_on(OTHER, view))
    assert view.mode == "idle"
    assert stage.told("Practice has ended")
    answer = await stage.companion.lab.handle(commands.StartPractice())
    assert isinstance(answer, Refused)
    assert "nothing to practise" in answer.reason


async def test_what_is_finished_in_fast_forward_is_kept_and_marked(stage: Stage):
    async with stage.fast():
        last = await stage.another()
    kept = await stage.companion.lab.context.store.call(lambda store: store.attempts(game_of(stage)))
    assert [(attempt.not_real_time, attempt.completed) for attempt in kept if attempt.id == last] == [(True, True)]


def game_of(stage: Stage) -> str:
    game = stage.view.game
    assert game is not None
    return game.id


async def test_the_game_goes_on_when_the_program_is_quit_in_a_pause_for_a_rating(stage: Stage):
    """Ends the companion: nothing of this module can come after it."""
    context = stage.companion.lab.context
    context.settings = replace(context.settings, rating="pause", auto_advance_s=60.0)
    async with stage.fast():
        await stage.another_result()
        await stage.until(paused)
    assert (await stage.person.ask("GET_STATUS")).startswith("GET_STATUS PAUSED")
    await stage.quit()
    assert (await stage.person.ask("GET_STATUS")).startswith("GET_STATUS PLAYING")
