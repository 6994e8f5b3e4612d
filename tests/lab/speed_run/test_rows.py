from pathlib import Path

from spinlab_pad.lab import commands
from spinlab_pad.lab.answers import Answers
from tests.lab.fakes import NOTHING, TAPE
from tests.lab.runner import run_desk


async def test_the_history_shows_each_run_and_the_best_of_its_course(tmp_path: Path):
    async with run_desk(tmp_path) as runs:
        answers = Answers(runs.desk.lab.context, runs.desk.lab.games)
        assert await answers.speed_runs() == ()
        for first in (10, 5):
            await runs.start()
            await runs.play_level(5, entered=True, first=first)
            await runs.play_level(6)
            await runs.finished()
            await runs.desk.do(commands.StopSpeedRun())
        await runs.start()
        await runs.desk.play(NOTHING, TAPE)
        await runs.desk.do(commands.StopSpeedRun())
        await runs.start("chained")
        await runs.desk.do(commands.StopSpeedRun())
        rows = await answers.speed_runs()
        assert [(row.id, row.kind, row.state, row.splits, row.pb) for row in rows] == [
            (4, "chained", "reset", 0, False),
            (3, "full", "reset", 1, False),
            (2, "full", "finished", 4, True),
            (1, "full", "finished", 4, False),
        ]
        assert rows[0].course != rows[1].course == rows[2].course
        assert (rows[1].golds, rows[1].segments) == (1, 4)
        found = await answers.speed_run(3)
        assert found is not None
        assert found.run == rows[1]
        assert found.pb == 2
        (split,) = found.splits
        best = await answers.speed_run(2)
        assert best is not None
        assert split.pb_ms == best.splits[0].split_ms
        assert (split.name, split.gold) == ("Level 5 1", True)
        assert await answers.speed_run(9) is None
        runs.desk.lose()
        assert await answers.speed_runs() == ()
        assert await answers.speed_run(3) is None


async def test_a_skipped_split_stands_in_its_place_without_times(tmp_path: Path):
    async with run_desk(tmp_path) as runs:
        await runs.start()
        await runs.desk.do(commands.Skip())
        await runs.play_level(5, entered=True)
        await runs.desk.do(commands.StopSpeedRun())
        found = await Answers(runs.desk.lab.context, runs.desk.lab.games).speed_run(1)
        assert found is not None
        assert [(split.place, split.split_ms is None) for split in found.splits] == [(1, True), (2, False)]
