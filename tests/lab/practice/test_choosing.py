"""What the runner wants to be served: pins, snoozes, exclusions, neighbours, goals, and what a session counts."""

from __future__ import annotations

import time

import pytest

from spinlab_pad.emulator.port import StateError
from spinlab_pad.lab.commands import (
    Command,
    Exclude,
    NextSegment,
    Pause,
    PinSegment,
    PracticeOnly,
    PreviousSegment,
    Retry,
    SetAllocator,
    SetGoal,
    Skip,
    Snooze,
    StartPractice,
    StopPractice,
    ToggleSegment,
    Unpin,
)
from spinlab_pad.schedule import ALLOCATORS
from tests.lab.fakes import DEATH, NOTHING, Desk, FakeEmulator, enter, texts
from tests.lab.practice.asked import A, B, C, D, practice, refused, served, serving


@pytest.mark.parametrize("allocator", ALLOCATORS)
async def test_a_pinned_segment_is_served_whatever_the_allocator_says(desk: Desk, allocator: str):
    await desk.practise(5, 6)
    await desk.do(SetAllocator(allocator))  # type: ignore[arg-type]
    view = await desk.do(PinSegment(D))
    assert view.session is not None
    assert (serving(view), view.session.pinned, [item.id for item in view.queue]) == (D, D, [D])
    assert await served(desk, 3) == [D] * 3
    view = await desk.do(Unpin())
    assert serving(await desk.playing()) == D, "the serving in hand goes on"
    assert view.session is not None
    assert view.session.pinned is None


async def test_without_an_id_the_segment_in_hand_is_pinned_and_its_life_goes_on(desk: Desk):
    view = await desk.practise(5, 6)
    await desk.wait(10)
    loads = desk.emulator.load_id
    pinned = (await desk.do(PinSegment())).session
    assert pinned is not None
    assert pinned.pinned == serving(view)
    assert desk.emulator.load_id == loads
    assert desk.lab.view().timer.running


async def test_a_pinned_segment_that_is_switched_off_is_served_no_more(desk: Desk):
    await desk.practise(5, 6)
    await desk.do(PinSegment(D))
    await desk.playing()
    view = await desk.do(ToggleSegment(D))
    assert view.session is not None
    assert view.session.pinned is None
    assert D not in {item.id for item in view.queue}
    assert await refused(desk, Unpin()) == "no segment is pinned"
    assert await served(desk, 1) == [D], "the serving in hand goes on"
    assert D not in await served(desk, 4)
    view = await desk.do(ToggleSegment(D))
    assert [item.id for item in view.queue] == [D]


async def test_a_death_ends_the_attempt_at_a_segment_that_was_switched_off_meanwhile(desk: Desk):
    await desk.practise(5, 6)
    await desk.play(DEATH)
    assert serving(await desk.playing()) == A
    await desk.do(ToggleSegment(A))
    await desk.wait(5)
    assert serving(desk.lab.view()) == A, "the life in hand goes on"
    await desk.play(DEATH)
    assert A not in await served(desk, 4)
    attempts = await desk.attempts()
    assert [(attempts[0].segment, attempts[0].completed, attempts[0].deaths)] == [(A, False, 2)]
    assert all(attempt.completed for attempt in attempts[1:])


async def test_where_all_is_switched_off_it_is_said_what_to_do(desk: Desk):
    await desk.practise()
    for id_ in (A, B):
        await desk.do(ToggleSegment(id_))
    await desk.play(DEATH)
    view = desk.lab.view()
    assert (view.phase, view.segment) == ("stuck", None)
    assert "every segment is switched off: switch one on, or stop" in texts(desk)
    await desk.do(ToggleSegment(B))
    await desk.do(Retry())
    assert serving(await desk.playing()) == B


async def test_a_segment_that_did_not_load_once_is_tried_again_when_it_is_pinned(desk: Desk):
    first = serving(await desk.practise(5, 6))
    desk.emulator.faults.append(StateError("the disk was busy"))
    await desk.do(Retry())
    assert serving(await desk.playing()) != first
    await desk.do(PinSegment(first))
    assert serving(await desk.playing()) == first


async def test_a_pin_goes_along_with_next_and_previous(desk: Desk):
    await desk.practise(5, 6)
    await desk.do(PinSegment(B))
    await desk.playing()
    view = await desk.do(NextSegment())
    assert view.session is not None
    assert (serving(view), view.session.pinned) == (C, C)
    view = await desk.do(PreviousSegment())
    assert view.session is not None
    assert (serving(view), view.session.pinned) == (B, B)


@pytest.mark.parametrize("allocator", ALLOCATORS)
async def test_what_is_excluded_is_not_served_in_this_session(desk: Desk, allocator: str):
    await desk.practise(5, 6)
    await desk.do(SetAllocator(allocator))  # type: ignore[arg-type]
    for id_ in (A, C):
        await desk.do(Exclude(id_))
    view = desk.lab.view()
    assert {item.id for item in view.queue} <= {B, D}
    assert set(await served(desk, 4)) <= {B, D}
    await desk.do(StopPractice())
    await desk.do(StartPractice())
    assert practice(desk).selection.excluded == set()


async def test_excluding_the_segment_in_hand_goes_on_with_another_and_keeps_its_deaths(desk: Desk):
    first = serving(await desk.practise(5, 6))
    await desk.wait(5)
    await desk.play(DEATH)
    await desk.playing()
    view = await desk.do(Exclude())
    assert serving(view) != first
    await desk.playing()
    await desk.until(lambda view: view.result is not None)
    assert [(item.segment, item.completed, item.deaths) for item in await desk.attempts()] == [(first, False, 1)]


async def test_excluding_a_segment_while_the_emulator_is_away_keeps_its_deaths(desk: Desk):
    first = serving(await desk.practise(5, 6))
    await desk.wait(5)
    await desk.play(DEATH)
    await desk.playing()
    await desk.wait(10)
    desk.lose()
    await desk.do(Exclude(first))
    await desk.until(lambda view: view.result is not None)
    kept = await desk.attempts()
    assert [(item.segment, item.completed, item.deaths, item.frames) for item in kept] == [(first, False, 1, 7)]
    await desk.attach(FakeEmulator())
    assert serving(await desk.playing()) != first


async def test_a_snooze_lasts_over_sessions_and_ends(desk: Desk):
    first = serving(await desk.practise(5, 6))
    assert serving(await desk.do(Snooze(minutes=10))) != first
    await desk.playing()
    await desk.do(StopPractice())
    await desk.do(StartPractice())
    selection = practice(desk).selection
    assert first not in selection.left(time.time())
    assert first in selection.left(time.time() + 601)
    await desk.do(Snooze(first, 0))
    assert first in selection.left(time.time())
    await desk.do(StopPractice())
    await desk.do(StartPractice())
    assert practice(desk).selection.snoozed == {}


@pytest.mark.parametrize("allocator", ALLOCATORS)
async def test_what_is_snoozed_is_not_served_until_the_time_is_over(desk: Desk, allocator: str):
    await desk.practise(5, 6)
    await desk.do(SetAllocator(allocator))  # type: ignore[arg-type]
    await served(desk, 2)
    for id_ in (B, D):
        await desk.do(Snooze(id_, 10))
    if serving(await desk.playing()) in (B, D):
        await served(desk, 1)
    assert {item.id for item in desk.lab.view().queue} <= {A, C}
    assert set(await served(desk, 4)) <= {A, C}
    assert set(practice(desk).selection.left(time.time() + 601)) == {A, B, C, D}


async def test_a_snooze_that_the_disk_does_not_take_is_refused_and_changes_nothing(desk: Desk):
    first = serving(await desk.practise(5, 6))
    await desk.writable(False)
    assert "read" in await refused(desk, Snooze())
    await desk.writable(True)
    assert practice(desk).selection.snoozed == {}
    assert serving(desk.lab.view()) == first


async def test_only_some_segments_and_all_of_them_again(desk: Desk):
    await desk.practise(5, 6)
    await desk.do(Exclude(A))
    view = await desk.do(PracticeOnly((B, D)))
    assert view.session is not None
    assert view.session.only == 2
    assert set(await served(desk, 4)) == {B, D}
    view = await desk.do(PracticeOnly())
    assert view.session is not None
    assert view.session.only == 0
    assert practice(desk).selection.left(time.time()) == (A, B, C, D)


@pytest.mark.parametrize(
    "command", [PinSegment("x"), Snooze("x"), Exclude("x"), PracticeOnly((A, "x"))], ids=lambda item: item.name
)
async def test_a_segment_that_nobody_knows_is_refused(desk: Desk, command: Command):
    view = await desk.practise(5, 6)
    assert "no segment 'x'" in await refused(desk, command)
    assert serving(desk.lab.view()) == serving(view)
    assert practice(desk).selection.left(time.time()) == (A, B, C, D)


@pytest.mark.parametrize("command", [Snooze(minutes=-1), Snooze(minutes=10**6), SetGoal(minutes=-1)], ids=repr)
async def test_numbers_that_make_no_sense_are_refused(desk: Desk, command: Command):
    await desk.practise()
    assert "0" in await refused(desk, command)


async def test_where_nothing_is_left_it_is_said_and_one_command_goes_on(desk: Desk):
    await desk.practise()
    await desk.do(Exclude(A))
    view = await desk.do(Exclude(B))
    assert (view.phase, view.segment) == ("stuck", None)
    assert "no segment is left (2 excluded)" in texts(desk)
    assert "no segment is in hand" in await refused(desk, Snooze())
    loads = desk.emulator.load_id
    await desk.play(*enter(7), DEATH, NOTHING)
    assert desk.emulator.load_id == loads
    await desk.do(Retry())
    assert desk.lab.view().phase == "stuck"
    await desk.do(PinSegment(B))
    assert serving(await desk.playing()) == B
    assert "no segment is left" not in texts(desk)


async def test_practising_all_again_goes_on_where_nothing_was_left(desk: Desk):
    await desk.practise()
    await desk.do(Exclude(A))
    await desk.do(Exclude(B))
    await desk.do(PracticeOnly())
    await desk.complete()


async def test_next_is_the_one_that_follows_in_the_run_and_drops_what_was_played(desk: Desk):
    await desk.practise(5, 6)
    await desk.do(PinSegment(B))
    await desk.do(Unpin())
    await desk.playing()
    await desk.wait(5)
    await desk.do(Exclude(C))
    assert serving(await desk.do(NextSegment())) == D
    assert serving(await desk.do(NextSegment())) == A
    await desk.playing()
    assert await desk.attempts() == []


async def test_previous_goes_back_over_what_was_served(desk: Desk):
    await desk.practise(5, 6)
    assert "no other segment" in await refused(desk, PreviousSegment())
    order = [serving(desk.lab.view())]
    for _ in range(2):
        order.append(serving(await desk.do(NextSegment())))
    assert serving(await desk.do(PreviousSegment())) == order[1]
    assert serving(await desk.do(PreviousSegment())) == order[0]
    assert "no other segment" in await refused(desk, PreviousSegment())
    await desk.complete()


async def test_who_went_back_to_an_excluded_segment_may_play_it(desk: Desk):
    first = serving(await desk.practise(5, 6))
    second = serving(await desk.do(Exclude()))
    assert serving(await desk.do(PreviousSegment())) == first
    await desk.playing()
    await desk.do(Exclude(second))
    assert serving(desk.lab.view()) == first
    assert serving(await desk.do(Snooze())) not in (first, second)


async def test_next_lets_a_paused_game_go_on(desk: Desk):
    await desk.practise(5, 6)
    await desk.do(Pause())
    assert (await desk.do(NextSegment())).connection.state == "playing"
    assert not desk.emulator.paused


async def test_next_without_another_segment_is_refused(desk: Desk):
    await desk.practise()
    first = serving(desk.lab.view())
    await desk.do(PracticeOnly((first,)))
    assert "no other segment" in await refused(desk, NextSegment())
    await desk.complete()


@pytest.mark.parametrize("command", [Snooze(), Exclude(), PracticeOnly((A,))], ids=lambda item: item.name)
async def test_who_does_not_want_to_see_a_segment_does_not_want_it_pinned(desk: Desk, command: Command):
    await desk.practise(5, 6)
    await desk.do(PinSegment(D))
    view = await desk.do(command)
    assert view.session is not None
    assert view.session.pinned is None
    assert serving(view) != D
    assert D not in {item.id for item in view.queue}


async def test_a_retry_drops_what_was_played_but_not_the_time_that_it_took(desk: Desk):
    await desk.practise()
    practice(desk).hand.serving.began_at -= 100
    await desk.do(Retry())
    await desk.complete()
    assert (await desk.attempts())[0].duration_ms >= 100_000
    practice(desk).hand.serving.began_at -= 100
    await desk.do(Skip())
    await desk.complete()
    assert (await desk.attempts())[-1].duration_ms < 100_000
