"""Traces that are kept while the companion runs: few, short, small, and no trouble to anybody."""

from __future__ import annotations

import asyncio
import datetime
import gzip
import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad.app.trace_file import TraceFileError, open_trace
from spinlab_pad.app.trace_keeper import FOLDER, RotatingTraces, TraceKeeper, kept_traces
from spinlab_pad.app.trace_thread import TraceThread
from spinlab_pad.config import Config, TraceConfig
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import Profile, load_profile
from spinlab_pad.game.trace import TraceReader
from spinlab_pad.lab.context import Attached
from spinlab_pad.lab.view import View
from spinlab_pad.store.records import GameRecord
from tests.app.stage import Stage
from tests.game.script import SMW
from tests.lab.fakes import FakeEmulator

LANTERN = load_profile("lantern")
BLANK = {field.name: 0 for field in SMW.fields}
MINUTE_NS = 60_000_000_000


def attached(profile: Profile | None) -> Attached:
    return Attached(FakeEmulator(), GameRecord("g", "G", "super_nes", 1, ""), profile, "core", "1.0")


def clock() -> Iterator[datetime.datetime]:
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    return (start + datetime.timedelta(seconds=number) for number in itertools.count())


def rotating(folder: Path, **settings: float) -> RotatingTraces:
    times = clock()
    return RotatingTraces(folder, TraceConfig(**settings), lambda: next(times))  # type: ignore[arg-type]


def shot(frame: int, minutes: float = 0.0, **values: int) -> Snapshot:
    return Snapshot(frame, int(minutes * MINUTE_NS), {**BLANK, "level": 7, **values})


def snapshots_in(path: Path) -> list[Snapshot]:
    with open_trace(str(path)) as lines:
        return list(TraceReader(lines).snapshots())


def test_a_new_file_begins_after_some_minutes_with_all_values(tmp_path):
    traces = rotating(tmp_path, minutes=1.0)
    traces.begin(SMW)
    traces.take([shot(1), shot(2, 0.5)])
    traces.take([shot(3, 1.0)])
    traces.take([shot(4, 1.1)])
    traces.close()
    newest, before = kept_traces(tmp_path)
    assert [found.frame for found in snapshots_in(before)] == [1, 3]
    assert [(found.frame, found["level"]) for found in snapshots_in(newest)] == [(4, 7)]


def test_the_oldest_ones_go_and_nothing_else_does(tmp_path):
    (tmp_path / FOLDER).mkdir()
    mine = tmp_path / FOLDER / "mine.jsonl.gz"
    mine.write_bytes(b"")
    traces = rotating(tmp_path, files=2)
    for number in range(4):
        traces.begin(SMW)
        traces.take([shot(number)])
    traces.close()
    assert [snapshots_in(path)[0].frame for path in kept_traces(tmp_path)] == [3, 2]
    assert mine.exists()


def test_they_stay_as_small_as_was_asked_for(tmp_path):
    traces = rotating(tmp_path, files=4, max_mb=0.1)
    traces.begin(SMW)
    values = itertools.cycle(range(1, 65536, 7919))
    for block in range(600):
        frames = range(60 * block, 60 * block + 60)
        traces.take([shot(frame, room=next(values), player_x=frame * 31 % 65536) for frame in frames])
    traces.close()
    sizes = [path.stat().st_size for path in kept_traces(tmp_path)]
    assert len(sizes) == 4
    assert sum(sizes) < 110_000


def test_without_a_frame_there_is_no_file(tmp_path):
    traces = rotating(tmp_path)
    traces.begin(SMW)
    traces.close()
    assert not (tmp_path / FOLDER).exists()


def test_a_folder_that_cannot_be_used_is_an_error_with_the_remedy(tmp_path):
    (tmp_path / FOLDER).write_text("a file")
    traces = rotating(tmp_path)
    traces.begin(SMW)
    with pytest.raises(TraceFileError, match=r"can't be used .* choose another --data"):
        traces.take([shot(1)])


async def test_what_cannot_be_written_is_told_once_and_switches_it_off(tmp_path):
    (tmp_path / FOLDER).write_text("a file")
    told: list[str] = []
    here, emulator = attached(SMW), FakeEmulator()
    thread = TraceThread(rotating(tmp_path))
    keeper = TraceKeeper(thread, lambda: here, told.append)
    await keeper.see(shot(1), emulator)
    async with asyncio.timeout(30):
        while thread.failed is None:
            await asyncio.sleep(0.01)
    for frame in range(2, 5):
        await keeper.see(shot(frame), emulator)
    await keeper.close()
    assert len(told) == 1
    assert told[0].startswith("No trace is kept any more: ")


async def test_each_connection_game_and_profile_has_a_trace_of_its_own(tmp_path):
    emulator = FakeEmulator()
    lantern = Snapshot(1, 0, dict.fromkeys((field.name for field in LANTERN.fields), 3))
    first = replace(attached(SMW), emulator=emulator)
    category = replace(first, game=replace(first.game, id="g/100%", category="100%"))
    other = replace(attached(LANTERN), emulator=emulator)
    here: list[Attached] = []
    keeper = TraceKeeper(TraceThread(rotating(tmp_path)), lambda: here[-1], print)
    for runs, snapshot in (
        (first, shot(5)),
        (category, shot(6)),
        (first, shot(2)),
        (attached(None), Snapshot(3, 0, {})),
        (other, lantern),
    ):
        here.append(runs)
        await keeper.see(snapshot, emulator)
    await keeper.close()
    assert [snapshots_in(path)[0].frame for path in kept_traces(tmp_path)] == [1, 2, 5]
    assert snapshots_in(kept_traces(tmp_path)[0])[0]["turns"] == 3
    assert [found.frame for found in snapshots_in(kept_traces(tmp_path)[2])] == [5, 6]


@pytest.mark.emulator("embedded")
@pytest.mark.parametrize("always", [True, False])
async def test_a_companion_keeps_one_when_it_is_switched_on(tmp_path, always):
    stage = Stage(tmp_path, Config(trace=TraceConfig(always=always)))

    def played(view: View) -> bool:
        return (view.connection.frame or 0) > 100

    async with stage.companion:
        running = asyncio.create_task(stage.companion.run())
        await stage.until(played)
        stage.companion.lab.quit.set()
        await running
    kept = kept_traces(tmp_path)
    assert len(kept) == always
    if always:
        frames = [found.frame for found in snapshots_in(kept[0])]
        assert len(frames) > 50
        assert gzip.decompress(kept[0].read_bytes()).endswith(b"}\n")


@pytest.mark.emulator("embedded")
async def test_a_companion_that_cannot_keep_one_says_so_and_goes_on(tmp_path):
    (tmp_path / FOLDER).write_text("a file")
    stage = Stage(tmp_path, Config(trace=TraceConfig(always=True)))
    async with stage.companion:
        running = asyncio.create_task(stage.companion.run())
        view = await stage.until(lambda view: any(notice.key == "trace" for notice in view.notices))
        frame = view.connection.frame or 0
        await stage.until(lambda view: (view.connection.frame or 0) > frame + 100)
        stage.companion.lab.quit.set()
        await running


async def test_a_mark_stands_in_the_trace_of_the_game_that_runs_and_reading_goes_on(tmp_path):
    here: Attached | None = attached(SMW)
    keeper = TraceKeeper(TraceThread(rotating(tmp_path)), lambda: here, lambda text: None)
    assert not keeper.mark("too early")
    await keeper.see(shot(1), FakeEmulator())
    assert keeper.mark('a "strange" jump')
    await keeper.see(shot(2, level=7), FakeEmulator())
    here = None
    assert not keeper.mark("too late")
    await keeper.close()
    (path,) = kept_traces(tmp_path)
    with open_trace(str(path)) as lines:
        text = list(lines)
    assert text[2] == '{"f":1,"mark":"a \\"strange\\" jump"}\n'
    assert [found.frame for found in snapshots_in(path)] == [1, 2]
