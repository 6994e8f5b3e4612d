"""Segments are merged and split, and what they were comes back with everything."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spinlab_pad.lab.commands import (
    Command,
    Merge,
    Refused,
    Rename,
    Split,
    StartPractice,
    StopPractice,
)
from spinlab_pad.lab.segments.course import NO_STATE, Course
from tests.lab.fakes import Desk, desk_in
from tests.lab.test_standing import way

FIRST, SECOND, WHOLE = "5.entrance.checkpoint1", "5.checkpoint1.goal", "5.entrance.goal"
AT = "screen_0_261_2_0_1"
BEFORE, AFTER = f"5.entrance.{AT}", f"5.{AT}.checkpoint1"


def course(desk: Desk) -> Course:
    found = desk.lab.context.course
    assert found is not None
    return found


def run(desk: Desk) -> list[str]:
    return [item.id for item in course(desk).whole]


async def refused(desk: Desk, command: Command) -> str:
    answer = await desk.lab.handle(command)
    assert isinstance(answer, Refused), answer
    return answer.reason


async def tried(desk: Desk, *levels: int) -> None:
    """A run of these levels and one attempt at its first segment, which comes to three screens."""
    await desk.practise(*(levels or (5,)))
    await desk.playing()
    await way(desk, 1, 2)
    await desk.complete()
    await desk.do(StopPractice())


async def test_two_are_merged_and_split_again_with_names_notes_and_attempts(desk: Desk):
    await tried(desk, 5, 6)
    await desk.do(Rename(SECOND, "The pipe"))
    gold = course(desk).golds[FIRST]
    log = course(desk).scheduler.log(FIRST)
    view = await desk.do(Merge(FIRST))
    assert run(desk)[0] == WHOLE
    assert len(run(desk)) == 3
    assert course(desk).named(WHOLE).name == "Level 5"
    assert any(notice.text == "Level 5 1 and The pipe are Level 5 now" for notice in view.notices)
    assert WHOLE in {item.id for item in course(desk).segments}
    await desk.do(Split(WHOLE, "checkpoint1"))
    assert run(desk)[:2] == [FIRST, SECOND]
    assert course(desk).named(SECOND).name == "The pipe"
    assert course(desk).golds[FIRST] == gold
    assert course(desk).scheduler.log(FIRST) == log


async def test_a_merged_segment_can_be_practised_over_the_checkpoint(desk: Desk):
    await tried(desk)
    sums = sum(course(desk).golds.values())
    await desk.do(Merge(FIRST))
    assert course(desk).sum_of_best_ms is not None
    assert course(desk).scheduler.segments[0].reference_ms is not None
    assert sums > 0
    await desk.do(StartPractice())
    await desk.playing()
    await desk.wait(5)
    await desk.play({"midway": 1})
    view = await desk.complete(20)
    assert view.result is not None
    assert (view.result.segment, view.result.completed) == (WHOLE, True)


async def test_a_segment_is_split_where_a_life_came_to_a_screen(desk: Desk):
    await tried(desk)
    view = await desk.do(Split(FIRST, AT))
    assert run(desk) == [BEFORE, AFTER, SECOND]
    names = [item.name for item in course(desk).whole]
    assert names[:2] == ["Level 5 1 to screen 2", "Level 5 1 from screen 2"]
    assert course(desk).left_out == {AFTER: NO_STATE}
    assert any("practise Level 5 1 to screen 2 to its end" in notice.text for notice in view.notices)
    assert BEFORE in {item.id for item in course(desk).segments}
    await desk.do(Merge(BEFORE))
    assert run(desk) == [FIRST, SECOND]
    assert len(course(desk).scheduler.log(FIRST)) == 2


@pytest.mark.parametrize(
    "at", ["", "goal", "checkpoint1", "checkpoint9", "screen_0_261_9_0_1", "screen_0_261_0_0_1", "x"]
)
async def test_it_is_split_only_where_a_life_was(desk: Desk, at: str):
    await tried(desk)
    assert "its page lists where it can" in await refused(desk, Split(FIRST, at))
    assert run(desk) == [FIRST, SECOND]


async def test_only_what_follows_on_can_be_merged(desk: Desk):
    await tried(desk, 5, 6)
    assert "last segment of the run" in await refused(desk, Merge("6.checkpoint1.goal"))
    reason = await refused(desk, Merge(SECOND))
    assert reason.startswith("Level 5 2 ends at goal of Level 5, Level 6 1 starts at entrance of Level 6")
    assert "no segment" in await refused(desk, Merge(WHOLE))


async def test_three_become_one_and_come_apart_in_the_same_steps(desk: Desk):
    await tried(desk)
    await desk.do(Split(FIRST, AT))
    await desk.do(Merge(AFTER))
    rest = f"5.{AT}.goal"
    assert run(desk) == [BEFORE, rest]
    assert course(desk).named(rest).name == "Level 5 1 from screen 2 + 2"
    await desk.do(Merge(BEFORE))
    assert run(desk) == [WHOLE]
    await desk.do(Split(WHOLE, AT))
    assert run(desk) == [BEFORE, rest]
    await desk.do(Split(rest, "checkpoint1"))
    await desk.do(Merge(BEFORE))
    assert run(desk) == [FIRST, SECOND]


async def test_a_full_disk_leaves_the_run_as_it_was(desk: Desk):
    await tried(desk)
    await desk.writable(False)
    assert await refused(desk, Merge(FIRST))
    assert run(desk) == [FIRST, SECOND]
    await desk.writable(True)
    await desk.do(Merge(FIRST))
    assert run(desk) == [WHOLE]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["merge", "checkpoint1", AT])), max_size=10))
async def test_whatever_is_joined_and_cut_the_run_leads_from_its_start_to_its_end(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, str]]
):
    folder: Path = tmp_path_factory.mktemp("joining")
    async with desk_in(folder) as desk:
        await tried(desk, 5, 6)
        attempts = await desk.attempts()
        for index, what in steps:
            before = run(desk)
            id_ = before[index % len(before)]
            answer = await desk.lab.handle(Merge(id_) if what == "merge" else Split(id_, what))
            if isinstance(answer, Refused):
                assert run(desk) == before
            segments = [item.segment for item in course(desk).whole]
            assert len({segment.id for segment in segments}) == len(segments)
            assert (segments[0].start.id, segments[-1].end.id) == ("5.entrance", "6.goal")
            for one, two in pairwise(segments):
                assert one.end == two.start.bare or (one.end.id, two.start.id) == ("5.goal", "6.entrance")
        assert await desk.attempts() == attempts
