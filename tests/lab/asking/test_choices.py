from __future__ import annotations

from dataclasses import replace
from typing import Literal, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.lab import commands
from spinlab_pad.lab.asking import choices
from spinlab_pad.lab.asking.choices import PAGES, TITLES, TOP, Known, Offer, marked, page, sure_page
from spinlab_pad.lab.commands import COMMANDS, Command, LeaveChoice
from spinlab_pad.lab.payload import parse, payload_of
from spinlab_pad.lab.rules import Facts
from spinlab_pad.lab.rules import possible as rules_possible
from spinlab_pad.lab.scene import ModeFacts
from spinlab_pad.route.waypoints import Segment, entrance, goal
from spinlab_pad.schedule.types import AllocatorName, EstimatorName
from spinlab_pad.store.records import RunRecord, SegmentRecord

ALL_POSSIBLE: dict[str, str | None] = dict.fromkeys(COMMANDS)


def record(level: int, active: bool = True) -> SegmentRecord:
    return SegmentRecord(Segment(entrance(level), goal(level, "normal")), f"Level {level}", active)


def run(number: int, *, active: bool = False, state: Literal["finished", "paused"] = "finished") -> RunRecord:
    return RunRecord(number, "game", f"Run {number}" if number != 3 else "", state, active, 0)


KNOWN = Known(
    mode="practice",
    possible=ALL_POSSIBLE,
    allocator="greedy",
    estimator="rolling_mean",
    segments=(record(1), record(2, active=False), record(3)),
    whole=(record(1), record(2, active=False), record(3)),
    segment=record(2).id,
    runs=(run(1, active=True), run(2, state="paused"), run(3)),
    goal_minutes=30,
    rating="good",
)


def leads(offers: tuple[Offer, ...]) -> list[object]:
    return [offer.leads for offer in offers]


def reachable(known: Known) -> dict[str, Offer]:
    found: dict[str, Offer] = {}
    todo = [TOP]
    seen = set(todo)
    while todo:
        for offer in page(todo.pop(), known):
            if isinstance(offer.leads, str):
                if offer.leads not in seen:
                    seen.add(offer.leads)
                    todo.append(offer.leads)
            else:
                found[offer.value] = offer
    return found


def test_all_that_a_runner_needs_in_play_is_in_the_menu():
    names = {offer.leads.name for offer in reachable(KNOWN).values() if not isinstance(offer.leads, str)}
    elsewhere = {
        "pause", "resume", "count_down", "hold_on", "move_choice", "take_choice", "show_menu",
        "launch_game", "choose_profile", "set_category", "rename", "change_segment", "merge", "split", "fix_setting",
    }  # fmt: skip
    assert names == set(COMMANDS) - elsewhere


@given(st.sets(st.sampled_from(sorted(COMMANDS))), st.sampled_from(["idle", "practice", "speed_run"]))
def test_nothing_is_offered_that_is_not_possible_and_no_page_is_empty(allowed, mode):
    known = replace(KNOWN, mode=mode, possible={name: None if name in allowed else "no" for name in COMMANDS})
    for name in PAGES:
        for offer in page(name, known):
            if isinstance(offer.leads, str):
                assert page(offer.leads, known)
            else:
                assert offer.leads.name in allowed | {"leave_choice"}


@pytest.mark.parametrize("name", PAGES)
def test_the_choices_of_a_page_differ_and_have_words(name):
    offers = page(name, KNOWN)
    assert len({offer.value for offer in offers}) == len(offers)
    assert all(offer.label for offer in offers)
    assert TITLES[name]
    assert all(len(offer.label) <= 24 for offer in offers), "what is longer is not read at a glance"
    assert all(len(offer.note) <= 26 for offer in offers)


def test_every_offered_command_could_have_come_over_http():
    for offer in reachable(KNOWN).values():
        assert not isinstance(offer.leads, str)
        given = {key: getattr(offer.leads, _field(type(offer.leads), key)) for key in payload_of(type(offer.leads))}
        payload = {key: list(value) if isinstance(value, tuple) else value for key, value in given.items()}
        assert parse(offer.leads.name, payload) == offer.leads


def _field(kind: type[Command], key: str) -> str:
    return {"set_allocator": "allocator", "set_estimator": "estimator", "finish_reference": "run_name"}.get(
        kind.name, key
    )


def test_in_a_mode_the_first_choice_goes_on_and_at_rest_there_is_none():
    assert page(TOP, KNOWN)[0].leads == LeaveChoice()
    assert LeaveChoice() not in leads(page(TOP, replace(KNOWN, mode="idle")))


def test_where_only_going_on_is_left_there_is_no_page():
    assert page(TOP, replace(KNOWN, possible={**dict.fromkeys(COMMANDS, "no"), "leave_choice": None})) == ()


def test_what_can_not_be_taken_back_asks_once_more_and_no_is_marked():
    asked = {offer.leads.name for offer in reachable(KNOWN).values() if offer.sure and not isinstance(offer.leads, str)}
    assert asked == {
        "discard_reference", "quit", "recapture_state", "reset_run", "restart_emulator", "stop_speed_run",
    }  # fmt: skip
    for offer in reachable(KNOWN).values():
        if offer.sure:
            no, yes = sure_page(offer)
            assert (no.leads, yes.leads, yes.sure) == (LeaveChoice(), offer.leads, "")


def test_what_is_in_use_is_marked():
    for name in ("allocator", "estimator", "goal", "serve", "on_off"):
        assert marked(name, KNOWN) in {offer.value for offer in page(name, KNOWN)}
    assert marked("allocator", KNOWN) == "set_allocator greedy"
    assert marked("goal", KNOWN) == "set_goal 30 0"
    assert marked("runs", KNOWN) is None


def test_segments_are_told_apart_by_name_and_way_and_what_is_off_has_a_cross():
    assert [offer.label for offer in page("on_off", KNOWN)] == ["✓ Level 1", "✗ Level 2", "✓ Level 3"]
    assert all(offer.stays for offer in page("on_off", KNOWN))
    assert page("serve", KNOWN)[0].note == "entrance → goal"


def test_some_of_the_segments_are_levels_and_the_parts_before_and_after_the_one_in_hand():
    ids = [item.id for item in KNOWN.segments]
    assert leads(page("only", KNOWN)) == [
        commands.PracticeOnly(),
        commands.PracticeOnly((ids[1], ids[2])),
        commands.PracticeOnly((ids[0], ids[1])),
        *(commands.PracticeOnly((id_,)) for id_ in ids),
    ]
    assert page("only", replace(KNOWN, segments=KNOWN.segments[:1], segment=None)) == ()


def test_without_a_segment_in_hand_nothing_is_offered_that_needs_one():
    assert leads(page("this", replace(KNOWN, segment=None))) == [commands.Retry(), commands.Skip()]
    facts = Facts(mode="idle", connected=True, open_run_splits=0, playable_segments=3, can_pause=True, run_segments=3)
    assert page("this", replace(KNOWN, mode="idle", segment=None, possible=rules_possible(facts))) == ()


def test_only_finished_runs_can_be_used_and_the_one_in_use_is_marked_by_a_sign():
    assert [offer.label for offer in page("runs", KNOWN)] == ["● Run 1", "Run 3"]
    assert leads(page("replays", KNOWN)) == [commands.StartReplay(number) for number in (1, 2, 3)]


def test_every_allocator_and_estimator_has_words():
    assert set(choices.PICKS) == set(get_args(AllocatorName))
    assert set(choices.ESTIMATES) == set(get_args(EstimatorName))


def test_an_allocator_that_can_not_be_used_here_is_not_offered(monkeypatch: pytest.MonkeyPatch):
    spaced = commands.SetAllocator("spaced")
    assert spaced in leads(page("allocator", KNOWN))
    monkeypatch.setattr("spinlab_pad.schedule.cards.find_spec", lambda _: None)
    assert leads(page("allocator", KNOWN)) == [
        commands.SetAllocator(name) for name in choices.PICKS if name != "spaced"
    ]


def test_the_goal_is_told_where_it_is_set():
    note = {offer.leads: offer.note for offer in page(TOP, KNOWN)}["goal"]
    assert note == "30 minutes"
    both = replace(KNOWN, goal_minutes=45, goal_attempts=50)
    assert {offer.leads: offer.note for offer in page(TOP, both)}["goal"] == "45 minutes or 50 attempts"


def test_at_rest_with_a_run_the_menu_begins_with_practice():
    facts = Facts(
        mode="idle", connected=True, open_run_splits=0, playable_segments=3, can_pause=True, doing=ModeFacts()
    )
    offers = page(TOP, replace(KNOWN, mode="idle", possible=rules_possible(facts)))
    assert offers[0].leads == commands.StartPractice()


def test_three_hundred_segments_are_three_hundred_choices():
    many = replace(KNOWN, segments=tuple(record(level) for level in range(300)))
    assert len(page("serve", many)) == 300
