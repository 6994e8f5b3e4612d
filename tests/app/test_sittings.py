"""A reference run in two sittings on RetroArch, with the companion killed in between, against the cartridge's own log.

RetroArch is the runner's own and survives. The bot that plays is a client of its own, as a runner's hands are: it plays
on while no companion is there. What is kept must be what one sitting keeps, and what the game itself has logged.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from spinlab_pad.app.companion import Companion, Parts
from spinlab_pad.app.sources import in_process
from spinlab_pad.bot.bot import Bot
from spinlab_pad.config import Config
from spinlab_pad.emulator.port import Emulator
from spinlab_pad.emulator.retroarch import attach
from spinlab_pad.emulator.retroarch.launch import free_ports
from spinlab_pad.emulator.retroarch.wram import offset_by_name
from spinlab_pad.game.memory import WRAM_SIZE, Field, Snapshot, unique_fields
from spinlab_pad.game.profile import load_profile
from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Refused
from spinlab_pad.store.records import SplitRecord, StartState
from spinlab_pad.store.store import Store
from tests.app.faults import CARTRIDGE, somebodys
from tests.app.game_log import GameLog, Logged, last_entry
from tests.app.program import DEADLINE_S, Program, View, running
from tests.emulators.installations import SNES9X, installations

LONG = os.environ.get("SPINLAB_LONG") == "1"
PLAY_S = 120.0
"""The longest that a way through a level takes on a busy machine."""
TRIES = 3
"""So often it is played where frames were missed, because the machine is busy with other things."""
LEVELS = ((1, "goal-after-death"), (2, "goal"), (3, "goal")) if LONG else ((1, "goal-after-death"), (2, "goal"))


class Player:
    """Hands, and eyes for the game's log alone."""

    def __init__(self) -> None:
        self.bot = Bot(skill=1.0, seed=5)
        self.log = GameLog()
        self.plays = False

    @property
    def fields(self) -> tuple[Field, ...]:
        return unique_fields(self.bot.fields, self.log.fields)

    async def see(self, snapshot: Snapshot, emulator: Emulator) -> None:
        self.log.see(snapshot)
        if self.plays:
            await self.bot.see(snapshot, emulator)

    async def play(self, level: int, way: str) -> None:
        self.bot.play_way(level, way)
        self.plays = True
        await self.until(lambda: self.bot.done)

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PLAY_S):
            while not holds():
                await asyncio.sleep(0.02)

    def entered(self, level: int) -> int:
        return sum(entry.kind == 1 and entry.level == level for entry in self.log.entries)


@asynccontextmanager
async def hands_on(commands_port: int, pads_port: int) -> AsyncIterator[Player]:
    """Somebody who plays in a RetroArch that is not ours, whatever becomes of the companion."""
    player = Player()
    emulator = await attach("127.0.0.1", commands_port, pad_port=pads_port)

    async def play() -> None:
        async for snapshot in emulator.frames(player.fields):
            await player.see(snapshot, emulator)

    task = asyncio.ensure_future(play())
    try:
        yield player
        assert not task.done(), task.exception()
    finally:
        task.cancel()
        await asyncio.wait((task,))
        await emulator.close()


@dataclass(frozen=True, slots=True)
class Kept:
    """What a data folder holds of the one run in it."""

    state: str
    splits: list[SplitRecord]
    starts: dict[str, tuple[StartState, bytes]]

    @property
    def segments(self) -> list[str]:
        return [split.segment.id for split in self.splits]

    @property
    def logged(self) -> list[Logged]:
        """The splits in the words of the log."""
        return [
            Logged(
                split.segment.level, split.segment.start.place, split.segment.end.place,
                split.frames, split.tail_frames, split.deaths,
            )
            for split in self.splits
        ]  # fmt: skip


def kept(folder: Path) -> Kept:
    """Opens the data folder as the next start would."""
    store = Store(folder)
    try:
        (game,) = store.games()
        (run,) = store.runs(game.id)
        cores = ("Snes9x", "snes9x")
        states = [state for core in cores for state in store.start_states(game.id, core)]
        found = {f"{state.waypoint.id} {state.kind}": (state, store.states.get(state.sha256)) for state in states}
        return Kept(run.state, store.splits(run.id), found)
    finally:
        store.close()


async def one_sitting(folder: Path) -> tuple[Kept, GameLog]:
    """The same levels in the same ways, recorded at once on the embedded core."""
    player = Player()
    parts = Parts(
        config=Config(),
        source=in_process(Config(), CARTRIDGE, "max", why="in a test"),
        data_dir=folder,
        couch=None,
        overlay_png=lambda _: b"",
        port=0,
        profile=lambda _: load_profile("spinlab"),
    )
    async with Companion(parts, (player,)) as companion:
        work = asyncio.ensure_future(companion.run())
        async with asyncio.timeout(DEADLINE_S):
            async for view in companion.lab.views():
                if view.connection.frame is not None:
                    break
        assert not isinstance(await companion.lab.handle(commands.StartReference()), Refused)
        for level, way in LEVELS:
            await player.play(level, way)
        await companion.lab.context.settle()
        assert not isinstance(await companion.lab.handle(commands.FinishReference("One sitting")), Refused)
        companion.lab.quit.set()
        await work
    return kept(folder), player.log


def segments_shown(view: View) -> int:
    return view["run"]["segments"] if view["run"] else 0


class Looks:
    """Looks at companions, and notes how many frames they have missed: a machine that is too busy for one frame after
    the other is told from a fault of ours."""

    def __init__(self) -> None:
        self.missed = 0

    async def until(self, companion: Program, holds: Callable[[View], bool], limit_s: float = DEADLINE_S) -> View:
        def seen(view: View) -> bool:
            self.missed = max(self.missed, view["connection"]["frames_missed"] or 0)
            return holds(view)

        return await companion.until(seen, limit_s)


async def served(looks: Looks, companion: Program, wanted: set[str]) -> None:
    """Practice serves each of the segments, and counts what is played of them."""
    assert (await companion.do("start_practice"))[0] == 200
    seen: set[str] = set()
    while True:
        view = await looks.until(
            companion,
            lambda view: view["timer"]["running"] and view["segment"] is not None and view["segment"]["id"] not in seen,
        )
        seen.add(view["segment"]["id"])
        if seen == wanted:
            break
        assert (await companion.do("skip"))[0] == 200
    before = attempt_of(view)
    await looks.until(companion, lambda view: attempt_of(view) > before, PLAY_S)


def attempt_of(view: View) -> int:
    return view["result"]["attempt"] if view["result"] else 0


@pytest.mark.emulator("embedded")
@pytest.mark.parametrize("count", range(1, 7) if LONG else [3])
async def test_a_segment_is_on_disk_when_it_is_shown(count, tmp_path):
    async with running("demo", "--emulator", "embedded", "--data", str(tmp_path)) as demo:
        view = await demo.until(lambda view: segments_shown(view) >= count)
        assert await demo.stop(signal.SIGKILL) == -signal.SIGKILL
    left = kept(tmp_path)
    assert len(left.splits) >= segments_shown(view)
    if view["mode"] == "reference":
        assert left.state in ("paused", "finished")


@pytest.mark.emulator(SNES9X)
@pytest.mark.parametrize("into_it_s", [0.0, 0.4, 0.8, 1.2] if LONG else [0.4])
async def test_a_run_in_two_sittings_with_a_kill_between_is_the_run_of_one(into_it_s, tmp_path):
    for left in reversed(range(TRIES)):
        folder, looks = tmp_path / str(left), Looks()
        folder.mkdir()
        try:
            two, player = await two_sittings(folder, looks, into_it_s)
            assert two.logged == player.log.segments(), "to the frame, by the game's own log"
            break
        except AssertionError:
            if not looks.missed or not left:
                raise
    assert two.state == "finished"
    one, log = await one_sitting(tmp_path / "one")
    assert one.logged == log.segments()
    assert two.segments == one.segments
    assert [split.place for split in two.splits] == [split.place for split in one.splits]
    assert hot(two.starts) == hot(one.starts)
    assert two.starts.keys() - hot(two.starts) <= player.log.cold_starts()
    assert f"{LEVELS[0][0]}.checkpoint1 cold" in two.starts
    for state, raw in two.starts.values():
        starts_at_its_event(state, raw)


async def two_sittings(folder: Path, looks: Looks, into_it_s: float) -> tuple[Kept, Player]:
    """What is kept of the run, and who played it. The kill comes so long after the second level was entered."""
    ports, data = free_ports(), folder / "data"
    (folder / "c.yaml").write_text("game:\n  profile: spinlab\nscheduler:\n  allocator: round_robin\n")
    arguments = ("run", "--attach", f"127.0.0.1:{ports.commands}", "--config", str(folder / "c.yaml"))
    (first, way), *rest = LEVELS
    with somebodys(installations()[SNES9X], ports, folder, str(CARTRIDGE)):
        async with running(*arguments, "--data", str(data)) as killed:
            await looks.until(killed, lambda view: view["connection"]["frame"] is not None)
            async with hands_on(ports.commands, ports.pads) as player:
                assert (await killed.do("start_reference"))[0] == 200
                await player.play(first, way)
                shown = segments_shown(await looks.until(killed, lambda view: segments_shown(view) == 2))
                player.bot.play_way(rest[0][0], "leave")
                await player.until(lambda: player.entered(rest[0][0]) > 0)
                await asyncio.sleep(into_it_s)
                assert await killed.stop(signal.SIGKILL) == -signal.SIGKILL
                left = kept(data)
                assert (left.state, len(left.splits)) == ("paused", shown), "what was shown is kept"
                assert left.logged == player.log.segments()
                async with running(*arguments, "--data", str(data)) as companion:
                    view = await looks.until(companion, lambda view: view["connection"]["frame"] is not None)
                    assert (view["mode"], segments_shown(view)) == ("reference_paused", shown)
                    await player.until(lambda: player.bot.done)
                    assert (await companion.do("resume_reference"))[0] == 200
                    for level, other in rest:
                        await player.play(level, other)
                    await looks.until(companion, lambda view: segments_shown(view) == 2 * len(LEVELS))
                    assert (await companion.do("finish_reference", run_name="Two sittings"))[0] == 200
                    two, player.log.still = kept_beside(data, folder / "copy"), True
                    player.bot.play_on()
                    await served(looks, companion, set(two.segments))
                    assert await companion.stop() == 0
                    assert companion.cleanly()
    return two, player


def hot(starts: dict[str, tuple[StartState, bytes]]) -> set[str]:
    return {name for name in starts if name.endswith(" hot")}


def kept_beside(folder: Path, copy: Path) -> Kept:
    """The same of a folder that a companion has open."""
    shutil.copytree(folder, copy)
    return kept(copy)


def starts_at_its_event(state: StartState, raw: bytes) -> None:
    """The newest entry of the log in the state itself is the event that the state belongs to."""
    begin = offset_by_name(raw)
    assert begin is not None
    entry, nmi = last_entry(raw[begin : begin + WRAM_SIZE])
    place = state.waypoint
    kinds = {1: "entrance", 3: f"checkpoint{entry.argument}", 5: f"checkpoint{entry.argument}"}
    assert (entry.level, kinds[entry.kind]) == (place.level, place.place)
    assert (entry.kind == 5) == (state.kind == "cold")
    assert nmi - entry.nmi == state.save_lag_frames
    assert state.save_lag_frames <= 3
