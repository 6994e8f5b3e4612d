"""Segments of the active run are changed, at rest and in practice."""

from __future__ import annotations

import asyncio

import pytest

from spinlab_pad.lab.commands import (
    ChangeSegment,
    Command,
    FinishReference,
    RecaptureState,
    Refused,
    Rename,
    StartPractice,
    StartReference,
    StopPractice,
    ToggleSegment,
)
from spinlab_pad.lab.segments.course import Course
from spinlab_pad.lab.segments.editing import NOTE_MAX
from spinlab_pad.lab.segments.naming import NAME_MAX
from spinlab_pad.store.records import StartState
from spinlab_pad.store.store import Store
from tests.lab.fakes import DEATH, GAME, GOAL, LEAVE, NOTHING, RESPAWN, TAPE, Desk, desk_in, enter

GAME_ID = f"{GAME.crc32:08x}"
FIRST, SECOND = "5.entrance.checkpoint1", "5.checkpoint1.goal"


def course(desk: Desk) -> Course:
    found = desk.lab.context.course
    assert found is not None
    return found


async def rested(desk: Desk, *levels: int) -> None:
    await desk.attach()
    await desk.wait(2)
    await desk.record(*(levels or (5,)))


async def refused(desk: Desk, command: Command) -> str:
    answer = await desk.lab.handle(command)
    assert isinstance(answer, Refused), answer
    return answer.reason


async def start_of(desk: Desk, place: str) -> StartState:
    states = await desk.store.call(lambda store: store.start_states(GAME_ID, GAME.core))
    return next(state for state in states if state.waypoint.id == place)


async def test_without_a_game_or_a_run_it_is_said_what_is_missing(desk: Desk):
    assert "no game is running" in await refused(desk, ToggleSegment(FIRST))
    await desk.attach()
    assert "record a reference run first" in await refused(desk, Rename(FIRST, "x"))
    assert "record a reference run first" in await refused(desk, RecaptureState(FIRST))


async def test_a_name_of_the_runners_own_is_kept_and_an_empty_one_gives_the_profiles_back(desk: Desk):
    await rested(desk)
    await desk.do(Rename(FIRST, "  The pipe "))
    assert course(desk).named(FIRST).name == "The pipe"
    await desk.lab.context.load_course()
    assert course(desk).named(FIRST).name == "The pipe"
    await desk.do(Rename(FIRST, " "))
    assert course(desk).named(FIRST).name == "Level 5 1"


async def test_several_things_are_changed_at_once_or_none(desk: Desk):
    await rested(desk)
    await desk.do(ChangeSegment(FIRST, "Pipe", note="jump\nlate", active=False))
    record = course(desk).named(FIRST)
    assert (record.name, record.note, record.active, record.primary) == ("Pipe", "jump\nlate", False, True)
    assert "stays the primary one" in await refused(desk, ChangeSegment(FIRST, "Other", primary=False))
    assert course(desk).named(FIRST).name == "Pipe"
    await desk.do(ChangeSegment(FIRST))
    assert course(desk).named(FIRST) == record


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (ChangeSegment(FIRST, "x" * (NAME_MAX + 1)), "at most 80 characters"),
        (ChangeSegment(FIRST, "two\nlines"), "one line of text"),
        (ChangeSegment(FIRST, note="x" * (NOTE_MAX + 1)), "at most 2000 characters"),
        (Rename("9.entrance.goal", "x"), "no segment '9.entrance.goal' in the run 'Run'"),
        (ToggleSegment(), "no segment is in hand"),
    ],
)
async def test_what_can_not_be_taken_is_refused_with_its_reason(desk: Desk, change: Command, says: str):
    await rested(desk)
    assert says in await refused(desk, change)


async def test_a_switched_off_segment_is_served_no_more_and_comes_back(desk: Desk):
    await desk.practise()
    view = await desk.do(ToggleSegment())
    assert view.segment is not None
    assert view.segment.id == FIRST
    for _ in range(2):
        view = await desk.complete()
    served = [attempt.segment for attempt in await desk.attempts()]
    assert served == [FIRST, SECOND]
    assert view.segment is not None
    assert {item.id for item in view.queue} == {SECOND}
    assert view.run is not None
    assert view.run.segments == 2
    await desk.do(ToggleSegment(FIRST))
    assert {item.id for item in desk.lab.view().queue} == {FIRST, SECOND}
    await desk.do(StopPractice())
    await desk.do(ToggleSegment(FIRST))
    await desk.do(ToggleSegment(SECOND))
    assert "nothing to practise" in await refused(desk, StartPractice())


async def test_all_that_is_shown_goes_by_the_new_name(desk: Desk):
    await desk.practise()
    await desk.complete()
    view = await desk.do(Rename(FIRST, "The pipe"))
    assert view.result is not None
    assert view.result.name == view.recent[0].name == "The pipe"


async def test_variants_are_told_apart_and_one_can_be_made_primary(desk: Desk):
    await desk.attach()
    await desk.wait(2)
    await desk.do(StartReference())
    for powerup in (0, 1):
        await desk.play(*enter(5))
        await desk.play({"powerup": powerup})
        await desk.wait(20)
        await desk.play(TAPE)
        await desk.wait(30)
        await desk.play(GOAL, *LEAVE)
    await desk.do(FinishReference("Run"))
    big = "5.checkpoint1~powerup=1.goal"
    names = {item.id: item.name for item in course(desk).whole}
    assert names[SECOND] == "Level 5 2"
    assert names[big] == "Level 5 2 (big)"
    assert course(desk).left_out[big] == "Level 5 2 is practised instead"
    await desk.do(ChangeSegment(big, primary=True))
    assert course(desk).left_out[SECOND] == "Level 5 2 (big) is practised instead"
    await desk.lab.context.load_course()
    assert big in {item.id for item in course(desk).segments}


async def test_the_game_as_it_is_becomes_the_start(desk: Desk):
    await rested(desk)
    await desk.play(*enter(5))
    await desk.wait(7)
    counter = desk.emulator.values["frame_counter"]
    before = await start_of(desk, "5.entrance")
    await desk.do(RecaptureState(FIRST))
    start = await start_of(desk, "5.entrance")
    assert (start.kind, start.event_counter, start.save_lag_frames) == ("hot", counter, 0)
    assert start.sha256 != before.sha256
    assert course(desk).starts[FIRST] == start
    assert any("starts here from now on" in notice.text for notice in desk.lab.view().notices)


async def test_what_starts_as_another_variant_is_said_to(desk: Desk):
    await rested(desk)
    await desk.play(*enter(5), {"powerup": 1})
    await desk.do(RecaptureState(FIRST))
    assert any("but big: not as it was recorded" in notice.text for notice in desk.lab.view().notices)


@pytest.mark.parametrize(
    ("frames", "says"),
    [
        (enter(6), "the game is in Level 6, but Level 5 1 is in Level 5: go there first"),
        (LEAVE, "the game is in no level: go to the start of Level 5 1 first"),
        ((*enter(5), NOTHING, DEATH), "this life is over"),
        ((*enter(5), NOTHING, GOAL), "this life is over"),
    ],
)
async def test_a_game_that_is_elsewhere_can_be_no_start(desk: Desk, frames: tuple[dict[str, int], ...], says: str):
    await rested(desk)
    before = await start_of(desk, "5.entrance")
    await desk.play(*frames)
    assert says in await refused(desk, RecaptureState(FIRST))
    assert await start_of(desk, "5.entrance") == before
    await desk.play(*RESPAWN)


async def test_in_practice_it_means_the_segment_in_hand_and_plays_it_again_from_there(desk: Desk):
    await desk.practise()
    await desk.wait(12)
    assert "is not in hand" in await refused(desk, RecaptureState(SECOND))
    counter, loads = desk.emulator.values["frame_counter"], len(desk.emulator.loaded)
    await desk.do(RecaptureState())
    await desk.play(NOTHING)
    view = await desk.playing()
    assert len(desk.emulator.loaded) > loads
    assert desk.emulator.loaded[-1]["frame_counter"] == counter
    assert view.segment is not None
    assert view.segment.id == FIRST
    view = await desk.complete(20)
    attempt = (await desk.attempts())[-1]
    assert attempt.frames in range(20, 26)


async def test_a_segment_without_a_state_gets_one_and_can_be_practised(desk: Desk):
    await rested(desk)

    def lose(store: Store) -> None:
        store._write(("DELETE FROM start_states WHERE waypoint = '5.entrance'", ()))

    await desk.store.call(lose)
    await desk.lab.context.load_course()
    assert course(desk).left_out == {FIRST: "no start state yet"}
    await desk.play(*enter(5))
    await desk.do(RecaptureState(FIRST))
    assert course(desk).left_out == {}


async def test_a_full_disk_is_told_and_nothing_changes(desk: Desk):
    await rested(desk)
    await desk.writable(False)
    assert "written" in await refused(desk, Rename(FIRST, "x"))
    assert course(desk).named(FIRST).name == "Level 5 1"
    await desk.play(*enter(5))
    before = course(desk).starts[FIRST]
    assert await refused(desk, RecaptureState(FIRST))
    assert course(desk).starts[FIRST] == before
    await desk.writable(True)


async def test_what_was_changed_is_there_at_the_next_start(tmp_path):
    async with desk_in(tmp_path) as desk:
        await rested(desk)
        await desk.do(ChangeSegment(FIRST, "Pipe", note="n", active=False))
    async with desk_in(tmp_path) as desk:
        await desk.attach()
        record = course(desk).named(FIRST)
        assert (record.name, record.note, record.active) == ("Pipe", "n", False)


@pytest.mark.parametrize("happens", [DEATH, None], ids=["a death", "a jump"])
async def test_what_happens_before_the_save_is_no_start(desk: Desk, happens: dict[str, int] | None):
    await desk.practise()
    await desk.wait(12)
    before = await start_of(desk, "5.entrance")
    async with desk.lab.context.io:
        asked = asyncio.ensure_future(desk.lab.handle(RecaptureState()))
        await desk.true(lambda: desk.lab.context._io_wanted > 0)
        if happens is None:
            desk.emulator.load_id += 1
        await desk.play(happens or NOTHING, patient=False)
    answer = await asked
    assert isinstance(answer, Refused), answer
    assert await start_of(desk, "5.entrance") == before
    assert course(desk).starts[FIRST] == before
    view = await desk.playing()
    assert view.segment is not None
    assert view.segment.id == FIRST
