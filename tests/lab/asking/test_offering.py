"""The menu, opened and answered as a runner does: at rest, over practice, over a run, and with the emulator going."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from spinlab_pad.emulator.port import StateError
from spinlab_pad.lab.commands import (
    LeaveChoice,
    MoveChoice,
    Pause,
    Refused,
    Resume,
    Retry,
    ShowMenu,
    StartReference,
    StopPractice,
    TakeChoice,
)
from spinlab_pad.lab.view import View
from spinlab_pad.store.errors import StoreError
from spinlab_pad.store.records import RunRecord
from spinlab_pad.store.store import Store
from tests.lab.fakes import DEATH, NOTHING, OTHER_GAME, Desk, FakeEmulator, desk_in, enter


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_in(tmp_path) as made:
        yield made


def marked(view: View) -> str:
    question = view.question
    assert question is not None, "nothing is asked"
    return question.choices[question.cursor - question.first].label


def title(view: View) -> str | None:
    return view.question.title if view.question is not None else None


async def to(desk: Desk, label: str) -> None:
    """Go down to a choice."""
    question = desk.lab.view().question
    assert question is not None
    for _ in range(question.total):
        if label in marked(desk.lab.view()):
            return
        await desk.do(MoveChoice("down"))
    raise AssertionError(f"no {label} in the menu")


async def take(desk: Desk, *labels: str) -> View:
    """From page to page."""
    view = desk.lab.view()
    for label in labels:
        await to(desk, label)
        view = await desk.do(TakeChoice())
    return view


async def test_at_rest_the_menu_offers_what_is_possible_and_does_it(desk: Desk):
    await desk.practise()
    await desk.do(StopPractice())
    view = await desk.do(ShowMenu())
    assert view.question is not None
    assert (view.question.key, marked(view)) == ("menu", "Practise")
    assert not desk.emulator.paused, "nothing is played that would have to wait"
    view = await desk.do(TakeChoice())
    assert (view.mode, view.question) == ("practice", None)


async def test_pages_lead_back_to_where_they_were_left_and_then_out(desk: Desk):
    await desk.practise()
    await desk.do(StopPractice())
    await desk.do(ShowMenu())
    await take(desk, "Who picks")
    assert marked(desk.lab.view()) == "one by one", "what is in use is marked"
    view = await desk.do(LeaveChoice())
    assert "Who picks" in marked(view)
    assert (await desk.do(LeaveChoice())).question is None


async def test_a_game_that_is_played_stands_still_under_the_menu_and_the_life_begins_anew(desk: Desk):
    await desk.practise()
    await desk.play(DEATH)
    await desk.playing()
    loads = len(desk.emulator.loaded)
    view = await desk.do(ShowMenu())
    assert (desk.emulator.paused, view.connection.state, view.timer.running) == (True, "paused", False)
    assert not desk.lab.playing, "the plain buttons are for the menu"
    assert marked(view) == "Go on"
    view = await desk.do(TakeChoice())
    assert (view.question, desk.emulator.paused) == (None, False)
    view = await desk.playing()
    await desk.true(lambda: len(desk.emulator.loaded) == loads + 1)
    assert view.deaths == 1, "the death before it counts on"
    done = await desk.complete()
    assert done.result is not None
    assert (done.result.deaths, done.result.completed) == (1, True)
    assert not (await desk.attempts())[-1].not_real_time


async def test_a_command_from_the_menu_is_carried_out_and_the_game_goes_on(desk: Desk):
    await desk.practise(5, 6)
    await desk.do(ShowMenu())
    view = await take(desk, "Who picks", "by chance")
    assert (view.allocator, view.question, view.connection.state) == ("random", None, "playing")
    assert not desk.emulator.paused
    await desk.playing()


async def test_giving_up_from_the_menu_counts_and_loads_once(desk: Desk):
    await desk.practise(5, 6)
    await desk.wait(20)
    loads = len(desk.emulator.loaded)
    await desk.do(ShowMenu())
    await take(desk, "This segment", "Give it up")
    view = await desk.until(lambda now: now.result is not None)
    assert view.result is not None
    assert not view.result.completed
    await desk.playing()
    assert len(desk.emulator.loaded) == loads + 1


async def test_practice_stopped_from_the_menu_lets_the_game_go_on(desk: Desk):
    await desk.practise()
    await desk.do(ShowMenu())
    view = await take(desk, "Stop practice")
    assert (view.mode, view.question, desk.emulator.paused) == ("idle", None, False)


async def test_a_run_that_is_recorded_goes_on_where_it_stood(desk: Desk):
    await desk.attach()
    await desk.do(StartReference())
    await desk.play(*enter(5))
    await desk.wait(20)
    await desk.do(ShowMenu())
    assert desk.emulator.paused
    await desk.do(LeaveChoice())
    assert (desk.emulator.paused, len(desk.emulator.loaded)) == (False, 0)
    assert desk.lab.view().mode == "reference"


async def test_what_can_not_be_taken_back_is_asked_once_more(desk: Desk):
    await desk.attach()
    await desk.do(StartReference())
    await desk.do(ShowMenu())
    view = await take(desk, "Reference run", "Throw the run away")
    assert (title(view), marked(view), view.mode) == ("Throw away what was recorded?", "No, back", "reference")
    view = await desk.do(TakeChoice())
    assert (title(view), marked(view)) == ("Reference run", "Throw the run away")
    await desk.do(TakeChoice())
    view = await take(desk, "Yes")
    assert (view.mode, view.question, desk.emulator.paused) == ("idle", None, False)


async def test_quitting_from_the_menu_quits(desk: Desk):
    await desk.do(ShowMenu())
    await take(desk, "Quit", "Yes")
    assert desk.lab.quit.is_set()


async def test_the_menu_again_closes_it(desk: Desk):
    await desk.practise()
    await desk.do(ShowMenu())
    view = await desk.do(ShowMenu())
    assert (view.question, desk.emulator.paused) == (None, False)


async def test_a_refusal_is_told_and_the_menu_stays(desk: Desk):
    await desk.practise()
    await desk.do(ShowMenu())
    await to(desk, "This segment")
    await desk.do(TakeChoice())
    await to(desk, "Retry")
    desk.emulator.resume_faults = [StateError("RetroArch does not go on")]
    assert await desk.lab.handle(TakeChoice()) == Refused("RetroArch does not go on")
    assert desk.lab.view().question is not None
    await desk.do(TakeChoice())
    assert desk.lab.view().question is None


async def test_a_game_that_does_not_go_on_keeps_the_menu_so_that_it_can_be_left_again(desk: Desk):
    await desk.attach()
    await desk.do(StartReference())
    await desk.do(ShowMenu())
    desk.emulator.resume_faults = [StateError("RetroArch does not go on")]
    assert await desk.lab.handle(LeaveChoice()) == Refused("RetroArch does not go on")
    assert desk.lab.view().question is not None
    view = await desk.do(LeaveChoice())
    assert (view.question, view.connection.state, desk.emulator.paused) == (None, "playing", False)


async def test_a_game_that_was_paused_before_the_menu_goes_on_after_it_too(desk: Desk):
    await desk.attach()
    await desk.do(StartReference())
    await desk.do(Pause())
    await desk.do(ShowMenu())
    view = await desk.do(LeaveChoice())
    assert (view.question, view.connection.state, desk.emulator.paused) == (None, "playing", False)


async def test_at_rest_a_paused_game_goes_on_from_the_menu(desk: Desk):
    await desk.attach()
    await desk.do(ShowMenu())
    with pytest.raises(AssertionError, match="no Let the game go on in the menu"):  # it is not paused
        await to(desk, "Let the game go on")
    await desk.do(LeaveChoice())
    await desk.do(Pause())
    await desk.do(ShowMenu())
    await to(desk, "Let the game go on")
    view = await desk.do(TakeChoice())
    assert (view.question, view.connection.state, desk.emulator.paused) == (None, "playing", False)


async def test_whoever_lets_the_game_go_on_elsewhere_closes_the_menu(desk: Desk):
    await desk.practise()
    await desk.do(ShowMenu())
    await desk.do(Resume())
    await desk.play(NOTHING)
    assert desk.lab.view().question is None
    assert desk.lab.playing


async def test_a_retry_from_the_page_closes_the_menu_too(desk: Desk):
    await desk.practise()
    await desk.do(ShowMenu())
    await desk.do(Retry())
    await desk.play(NOTHING)
    assert desk.lab.view().question is None
    await desk.playing()


async def test_an_emulator_that_goes_takes_the_menu_along_and_practice_goes_on_when_it_is_back(desk: Desk):
    await desk.practise()
    await desk.do(ShowMenu())
    desk.lose()
    view = desk.lab.view()
    assert (view.question, view.mode, view.connection.state) == (None, "practice", "lost")
    assert (await desk.do(ShowMenu())).question is not None, "what can be done without a game is there all the same"
    await desk.do(LeaveChoice())
    await desk.attach(FakeEmulator())
    await desk.playing()


async def test_another_game_closes_the_menu(desk: Desk):
    await desk.practise()
    await desk.do(ShowMenu())
    await desk.attach(game=OTHER_GAME)
    assert desk.lab.view().question is None


async def test_a_pause_that_fails_opens_no_menu(desk: Desk):
    await desk.practise()
    desk.emulator.pause_faults = [StateError("RetroArch does not pause")]
    assert await desk.lab.handle(ShowMenu()) == Refused("RetroArch does not pause")
    assert desk.lab.view().question is None


async def test_a_disk_that_fails_leaves_no_game_paused_without_a_menu(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    def broken(_store: Store, _game: str) -> list[RunRecord]:
        raise StoreError("the disk does not answer")

    await desk.practise()
    monkeypatch.setattr(Store, "runs", broken)
    assert await desk.lab.handle(ShowMenu()) == Refused("the disk does not answer")
    assert (desk.lab.view().question, desk.emulator.paused) == (None, False)
    await desk.playing()


async def test_over_a_rest_for_a_rating_the_menu_pauses_nothing_and_goes_with_the_rest(tmp_path: Path):
    async with desk_in(tmp_path, rating="pause", auto_advance_s=0.5) as desk:
        await desk.practise(5, 6)
        await desk.wait(20)
        await desk.play({"midway": 1})
        await desk.until(lambda now: now.result is not None and now.phase == "resting")
        view = await desk.do(ShowMenu())
        assert view.question is not None
        await desk.true(lambda: not desk.emulator.paused)
        await desk.playing()
        assert desk.lab.view().question is None


async def test_the_menu_without_a_game_offers_what_there_is(desk: Desk):
    view = await desk.do(ShowMenu())
    assert view.question is not None
    assert "Quit" in {choice.label for choice in view.question.choices}
