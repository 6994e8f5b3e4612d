"""The full run: when it begins, what its splits are, what ends it, and that nothing of it is lost."""

from __future__ import annotations

import json
from pathlib import Path

from spinlab_pad.emulator.port import StateError
from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Refused
from spinlab_pad.lab.view import to_json
from spinlab_pad.route.subsplits import Spot
from spinlab_pad.route.waypoints import at_screen, entrance
from spinlab_pad.store.store import Store
from tests.lab.fakes import DEATH, GOAL, LEAVE, NOTHING, RESPAWN, TAPE, desk_in, enter
from tests.lab.runner import BACK_OUT, BETWEEN, START, RunDesk, ms, run_desk


async def test_the_first_start_is_loaded_and_the_clock_counts_from_its_event(runs: RunDesk):
    await runs.start()
    assert runs.phase == "playing"
    assert runs.view.timer.running
    await runs.play_level(5, entered=True, first=20)
    assert [split.split_ms for split in runs.run.splits[:2]] == [ms(START + 21), ms(START + 21 + 31)]


async def test_a_run_begins_by_hand_at_the_first_level(runs: RunDesk):
    runs.desk.emulator.faults.append(StateError("hardcore mode"))
    await runs.start()
    assert runs.phase == "ready"
    assert "enter it to begin the run" in runs.view.notices[-1].text
    assert runs.view.notices[-1].level == "warn", "the overlay shows it until the run begins"
    await runs.play_level(5, first=20, second=30)
    assert [split.split_ms for split in runs.run.splits[:2]] == [ms(21), ms(21 + 31)]
    assert "enter it" not in " ".join(notice.text for notice in runs.view.notices)


async def test_splits_are_the_frames_of_the_game_map_and_deaths_included(runs: RunDesk):
    await runs.start()
    await runs.desk.wait(10)
    await runs.desk.play(DEATH)
    assert runs.phase == "dead"
    await runs.desk.play(*RESPAWN)
    assert runs.phase == "playing"
    await runs.desk.wait(10)
    await runs.desk.play(TAPE)
    await runs.desk.wait(5)
    await runs.desk.play(GOAL, *LEAVE)
    assert runs.phase == "between"
    await runs.play_level(6)
    await runs.finished()
    first = START + 10 + 1 + len(RESPAWN) + 10 + 1
    second = first + 6
    third = second + BETWEEN + 21
    assert [split.split_ms for split in runs.run.splits] == [ms(first), ms(second), ms(third), ms(third + 31)]
    assert [split.deaths for split in runs.run.splits] == [1, 0, 0, 0]
    kept = (await runs.splits(1))[0]
    assert (kept.frames, kept.deaths, kept.entered) == (first, 1, 0)
    attempt = (await runs.attempts())[0]
    assert (attempt.source, attempt.deaths, attempt.session) == ("speed_run", 1, None)
    assert attempt.frames == first - len(RESPAWN)
    assert attempt.tail_frames == 11
    assert attempt.start == "cold"


async def test_a_checkpoint_that_was_not_touched_leaves_a_gap_and_is_no_harm(runs: RunDesk):
    await runs.start()
    await runs.desk.wait(20)
    await runs.desk.play(GOAL, *LEAVE)
    await runs.play_level(6)
    await runs.finished()
    splits = runs.run.splits
    assert splits[0].split_ms is None
    assert splits[1].split_ms == ms(START + 21)
    assert splits[1].segment_ms is None
    assert [split.place for split in await runs.splits(1)] == [2, 3, 4]
    assert runs.names[1:3] == ["Skipped 0", "Split 1"]
    assert runs.run.pb


async def test_a_run_that_leaves_a_level_out_is_no_personal_best(runs: RunDesk):
    await runs.start()
    await runs.play_level(6)
    await runs.finished()
    assert [split.split_ms is None for split in runs.run.splits] == [True, True, False, False]
    assert not runs.run.pb
    (run,) = await runs.runs()
    assert (run.state, run.whole) == ("finished", False)
    assert "left out" in " ".join(notice.text for notice in runs.view.notices)
    await runs.desk.do(commands.ResetRun())
    assert runs.run.pb_ms is None


async def test_what_is_behind_or_not_in_the_course_makes_no_split(runs: RunDesk):
    await runs.start()
    await runs.play_level(5, entered=True)
    await runs.play_level(9)
    await runs.play_level(5)
    assert [split.state for split in runs.run.splits] == ["done", "done", "current", "coming"]
    assert runs.phase == "between"
    await runs.play_level(6)
    await runs.finished()
    assert runs.run.pb


async def test_a_level_that_was_left_and_entered_again_goes_on(runs: RunDesk):
    await runs.start()
    await runs.desk.wait(10)
    await runs.desk.play(*BACK_OUT)
    assert runs.phase == "between"
    await runs.desk.play(*enter(5))
    assert runs.phase == "playing"
    await runs.play_level(5, entered=True, first=20)
    assert runs.run.splits[0].split_ms == ms(START + 10 + len(BACK_OUT) + len(enter(5)) + 21)
    attempt = (await runs.attempts())[0]
    assert attempt.frames == 21, "the life that was left is void"


async def test_a_skipped_split_is_a_gap_and_the_last_one_cannot_be_skipped(runs: RunDesk):
    await runs.start()
    await runs.desk.do(commands.Skip())
    assert runs.phase == "between"
    await runs.desk.wait(20)
    await runs.desk.play(TAPE)
    assert runs.phase == "playing"
    assert runs.run.splits[0].split_ms is None
    await runs.desk.play(NOTHING, GOAL, *LEAVE)
    assert runs.run.splits[1].split_ms is not None
    await runs.desk.do(commands.Skip())
    answer = await runs.desk.lab.handle(commands.Skip())
    assert isinstance(answer, Refused)
    assert "last split" in answer.reason
    assert runs.names == ["Started", "Skipped 0", "Split 1", "Skipped 2"]


async def test_a_split_is_taken_back_and_counts_again(runs: RunDesk):
    await runs.start()
    assert isinstance(await runs.desk.lab.handle(commands.InvalidateLast()), Refused)
    await runs.play_level(5, entered=True)
    course = runs.desk.lab.context.course
    assert course is not None
    id_ = runs.run.splits[1].id
    await runs.desk.do(commands.InvalidateLast())
    assert runs.run.splits[1].split_ms is None
    assert [attempt.valid for attempt in await runs.attempts()] == [True, False]
    assert [split.place for split in await runs.splits(1)] == [1]
    assert course.golds[id_] == ms(31), "that of the reference run"
    assert isinstance(await runs.desk.lab.handle(commands.InvalidateLast()), Refused)
    await runs.desk.do(commands.UndoInvalidate())
    assert runs.run.splits[1].split_ms is not None
    assert [attempt.valid for attempt in await runs.attempts()] == [True, True]
    assert [split.place for split in await runs.splits(1)] == [1, 2]
    assert runs.names[2:] == ["Split 1", "Undone 1", "Skipped 1", "Undone 1", "Split 1"]


async def test_a_split_is_taken_back_at_the_time_of_that_and_what_was_skipped_after_it_stays_so(runs: RunDesk):
    await runs.start()
    await runs.desk.wait(20)
    await runs.desk.play(TAPE)
    await runs.desk.do(commands.Skip())
    await runs.desk.wait(30)
    await runs.desk.do(commands.InvalidateLast())
    assert runs.names[1:] == ["Split 0", "Skipped 1", "Undone 0", "Skipped 0", "Skipped 1"]
    assert [event.at.frames for event in runs.told[3:]] == [START + 21 + 30] * 3
    await runs.desk.do(commands.UndoInvalidate())
    assert runs.names[6:] == ["Undone 0", "Split 0", "Skipped 1"]
    assert [event.at.frames for event in runs.told[6:]] == [START + 21 + 30, START + 21, START + 21 + 30]


async def test_retry_is_refused_with_the_reason(runs: RunDesk):
    await runs.start()
    answer = await runs.desk.lab.handle(commands.Retry())
    assert isinstance(answer, Refused)
    assert "a full run has no second try" in answer.reason
    await runs.desk.play(DEATH)
    answer = await runs.desk.lab.handle(commands.Retry())
    assert isinstance(answer, Refused)
    assert "wait for that" in answer.reason


async def test_segments_that_are_not_practised_are_splits_all_the_same(tmp_path: Path):
    async with run_desk(tmp_path) as runs:
        await runs.desk.store.call(
            lambda store: store._write(("DELETE FROM start_states WHERE waypoint = ?", ("6.entrance",)))
        )
        await runs.start()
        await runs.play_level(5, entered=True)
        await runs.play_level(6, first=10)
        await runs.finished()
        assert runs.run.of == 4
        third = runs.run.splits[2]
        assert (third.gold, third.segment_ms) == (True, ms(11))
        assert runs.view.estimate is None


async def test_a_segment_under_other_conditions_is_split_but_is_no_attempt_at_it(tmp_path: Path):
    async with run_desk(tmp_path) as runs:
        await runs.start()
        await runs.desk.wait(10)
        await runs.desk.play({**TAPE, "powerup": 1})  # the next one starts big, and was recorded small
        await runs.desk.wait(10)
        await runs.desk.play(GOAL, *LEAVE)
        assert [split.split_ms is not None for split in runs.run.splits[:2]] == [True, True]
        assert [attempt.segment for attempt in await runs.attempts()] == ["5.entrance.checkpoint1"]


async def test_two_hundred_splits_stay_small(tmp_path: Path):
    async with desk_in(tmp_path) as desk:
        await desk.attach()
        await desk.wait(2)
        await desk.do(commands.StartReference())
        for level in range(100):
            await desk.play(*enter(level), NOTHING, NOTHING, TAPE, NOTHING, GOAL, *LEAVE)
        await desk.do(commands.FinishReference("Long"))
        runs = RunDesk(desk, ())
        await runs.start()
        await desk.play(TAPE, NOTHING, GOAL, *LEAVE)
        for level in range(1, 60):
            await desk.play(*enter(level), NOTHING, TAPE, NOTHING, GOAL, *LEAVE)
        assert len(json.dumps(to_json(runs.view)).encode()) < 16 * 1024
        assert runs.run.of == 200
        places = range(runs.run.first, runs.run.first + len(runs.run.splits))
        assert len(places) == 12
        current = next(place for place, split in zip(places, runs.run.splits, strict=True) if split.state == "current")
        assert current == 121


async def test_a_split_at_a_screen_is_one_of_the_run(tmp_path: Path):
    async with run_desk(tmp_path, 5) as runs:
        screen = at_screen(entrance(5), Spot(0x105, 1, 0, 1)).place

        def cut(store: Store) -> None:
            game = store.games()[0].id
            for start, finish in (("entrance", screen), (screen, "checkpoint1")):
                store._write(
                    (
                        "INSERT INTO segments (game, id, level, start, finish, name, created_ms)"
                        " VALUES (?, ?, 5, ?, ?, ?, 0)",
                        (game, f"5.{start}.{finish}", start, finish, f"Part from {start}"),
                    )
                )
            route = (f"5.entrance.{screen}", f"5.{screen}.checkpoint1", "5.checkpoint1.goal")
            store._write(
                ("DELETE FROM run_segments", ()),
                *(
                    ("INSERT INTO run_segments (run, place, game, segment) VALUES (1, ?, ?, ?)", (n, game, id_))
                    for n, id_ in enumerate(route, 1)
                ),
            )

        await runs.desk.store.call(cut)
        await runs.start()
        await runs.desk.wait(10)
        await runs.desk.play({"player_x": 300})
        border = runs.desk.emulator.frame
        await runs.desk.wait(20)
        await runs.desk.play({**TAPE, "player_x": 0})
        await runs.desk.play(NOTHING, GOAL, *LEAVE)
        await runs.finished()
        first, *others = [attempt.frames for attempt in await runs.attempts()]
        assert others == [21, 2], "counted from the frame of the border, not from that of the stay"
        assert first < border
        assert [split.split_ms for split in runs.run.splits] == [ms(first), ms(first + 21), ms(first + 23)]
