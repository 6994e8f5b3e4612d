from __future__ import annotations

from typing import get_args

import pytest

from spinlab_pad.lab.commands import COMMANDS
from spinlab_pad.lab.view import Mode, PromptItem, PromptView
from spinlab_pad.pad.bindings import bindings
from spinlab_pad.pad.prompt import IMPORTANT, NO_PAD, WORDS, prompt

TABLE = bindings()
OTHER_MODES = dict.fromkeys(("stop_speed_run", "reset_run", "stop_cold_fill", "stop_replay"), "no such mode")
NO_RUN = {
    **OTHER_MODES,
    "previous_segment": "no practice",
    "next_segment": "no practice",
    "rate": "nothing to rate",
    "start_practice": "no run yet",
    "stop_practice": "no practice",
    "finish_reference": "no recording",
    "discard_reference": "no recording",
    "retry": "no practice",
    "resume": "the game is not paused",
    "skip": "no practice",
    "invalidate_last": "no attempt",
    "undo_invalidate": "no attempt",
    "undo_rate": "no attempt",
    "launch_emulator": "a game is running already",
    "show_games": "no folder",
    "ask_game": "configured",
}
PRACTICE = {
    **OTHER_MODES,
    "undo_rate": "not rated",
    "launch_emulator": "a game is running already",
    "start_practice": "runs already",
    "start_reference": "stop practice first",
    "finish_reference": "no recording",
    "discard_reference": "no recording",
    "show_games": "stop practice first",
    "ask_game": "stop practice first",
}


def test_without_a_pad_it_asks_for_one() -> None:
    assert prompt("practice", {}, True, TABLE, pad_present=False) == NO_PAD
    assert NO_PAD.title == "Connect a gamepad"


def test_the_first_start_says_how_to_record() -> None:
    shown = prompt("idle", NO_RUN, False, TABLE, pad_present=True, kind="menu")
    assert (shown.title, shown.layer) == ("Hold Select", "plain")
    assert shown.items == (
        PromptItem("Select + X", "record a run", "start_reference"),
        PromptItem("Select + Start", "menu", "show_menu"),
        PromptItem("Select + hold Start", "quit", "quit"),
    )


def test_in_play_ratings_lie_behind_the_modifier() -> None:
    shown = prompt("practice", PRACTICE, False, TABLE, pad_present=True, kind="live")
    assert PromptItem("Select + d-pad", "rate", "rate") in shown.items
    assert PromptItem("Select + B", "retry", "retry") in shown.items


def test_out_of_play_the_d_pad_rates_by_itself() -> None:
    shown = prompt("practice", PRACTICE, False, TABLE, pad_present=True, kind="over")
    assert [item.control for item in shown.items if item.command == "rate"] == [
        "d-pad left",
        "d-pad down",
        "d-pad right",
        "d-pad up",
    ]
    assert shown.title == "How was it?"


def test_the_open_layer_lists_what_is_possible_and_nothing_else() -> None:
    shown = prompt("practice", PRACTICE, True, TABLE, pad_present=True)
    assert shown.layer == "select"
    commands = {item.command for item in shown.items}
    assert commands == {
        "rate",
        "stop_practice",
        "retry",
        "skip",
        "invalidate_last",
        "undo_invalidate",
        "previous_segment",
        "next_segment",
        "show_menu",
        "quit",
    }
    assert PromptItem("hold Start", "quit", "quit") in shown.items


def test_r_takes_a_rating_back_once_the_attempt_counts() -> None:
    rated = PRACTICE | {"undo_rate": None}
    shown = prompt("practice", rated | {"undo_invalidate": "counts already"}, True, TABLE, pad_present=True)
    assert PromptItem("R", "unrate", "undo_rate") in shown.items
    shown = prompt("practice", rated, True, TABLE, pad_present=True)
    assert PromptItem("R", "count it again", "undo_invalidate") in shown.items


def test_the_words_are_those_printed_on_the_pad() -> None:
    shown = prompt("idle", NO_RUN, False, TABLE, pad_present=True, kind="menu", family="playstation")
    assert shown.items[0].control == "Share + Triangle"


def test_every_command_has_words_of_its_own_for_whoever_binds_it() -> None:
    assert set(WORDS) == set(COMMANDS) - {"rate"}
    assert max(map(len, WORDS.values())) <= 20


@pytest.mark.parametrize("mode", get_args(Mode))
def test_every_mode_says_how_to_end_it_and_where_its_menu_is(mode: Mode) -> None:
    ends = {"idle": "quit", "reference": "finish_reference", "reference_paused": "finish_reference"}
    assert ends.get(mode, f"stop_{mode}") in IMPORTANT[mode]
    assert set(IMPORTANT[mode]) <= set(WORDS)
    lean = ("reference", "practice", "replay")
    assert ("show_menu" in IMPORTANT[mode]) == (mode not in lean), "in play the open layer tells it"


@pytest.mark.parametrize("mode", ["idle", "reference_paused"])
def test_at_rest_a_paused_game_is_let_go_on_with_a_button(mode: Mode) -> None:
    shown = prompt(mode, {**NO_RUN, "resume": None}, False, TABLE, pad_present=True, kind="menu")
    assert shown.items[0] == PromptItem("Select + B", "go on", "resume")


def test_what_ends_a_speed_run_is_told_as_held() -> None:
    running = dict.fromkeys(COMMANDS, "no") | {"stop_speed_run": None, "reset_run": None, "show_menu": None}
    shown = prompt("speed_run", running, False, TABLE, pad_present=True, kind="live")
    assert [(item.control, item.action) for item in shown.items] == [
        ("Select + hold B", "begin anew"),
        ("Select + hold A", "stop the run"),
        ("Select + Start", "menu"),
    ]


def test_without_an_emulator_the_practice_button_starts_one() -> None:
    waiting = {**NO_RUN, "start_reference": "no game is running yet", "launch_emulator": None}
    shown = prompt("idle", waiting, False, TABLE, pad_present=True, kind="menu")
    assert shown.items[0] == PromptItem("Select + A", "start RetroArch", "launch_emulator")


def test_a_question_is_answered_with_plain_buttons() -> None:
    shown = prompt("idle", NO_RUN, False, TABLE, pad_present=True, kind="choice")
    assert shown == PromptView(
        "d-pad to choose",
        "plain",
        (
            PromptItem("A", "take it", "take_choice"),
            PromptItem("B", "back", "leave_choice"),
        ),
    )


def test_ways_that_are_bound_elsewhere_are_listed_one_by_one() -> None:
    table = bindings({"choice": {"up": None, "l": "move_choice up"}})
    shown = prompt("idle", NO_RUN, False, table, pad_present=True, kind="choice")
    assert [item.control for item in shown.items if item.command == "move_choice"] == [
        "d-pad down",
        "d-pad left",
        "d-pad right",
        "L",
    ]


def test_saying_which_game_it_is_matters_only_while_nobody_knows() -> None:
    known = {**NO_RUN, "ask_game": None, "start_reference": None}
    assert "ask_game" not in {item.command for item in prompt("idle", known, False, TABLE, pad_present=True).items}
    unknown = {**NO_RUN, "ask_game": None, "start_reference": "which game is this?", "undo_invalidate": "no",
               "resume_reference": "no"}  # fmt: skip
    items = prompt("idle", unknown, False, TABLE, pad_present=True, kind="menu").items
    assert PromptItem("Select + R", "say which game", "ask_game") in items


def test_with_games_to_start_the_idle_prompt_offers_them() -> None:
    shown = prompt("idle", {**NO_RUN, "show_games": None}, False, TABLE, pad_present=True, kind="menu")
    assert PromptItem("Select + Y", "start a game", "show_games") in shown.items
