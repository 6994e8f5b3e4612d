"""The one table: whole, reachable, and of commands and modes that exist."""

from typing import get_args

import pytest

from spinlab_pad.lab.machine import ANY, SAME
from spinlab_pad.lab.mode import ModeName
from spinlab_pad.lab.transitions import ALL, HUB, MODES, RESTING, homes, leads_to, modes_of
from spinlab_pad.lab.view import Mode


def states(mode: str) -> set[str]:
    rows = MODES[mode]
    return {item.source for item in rows} | {item.target for item in rows} - {SAME, *RESTING.split()} - {ANY}


@pytest.mark.parametrize("mode", MODES)
def test_every_state_of_a_mode_can_be_come_to_and_left(mode):
    rows = MODES[mode]
    named = {item.source for item in rows} - {ANY}
    entered = {item.target for item in rows} | {
        item.target.partition(".")[2] for item in HUB if item.target.startswith(f"{mode}.")
    }
    assert named <= entered
    assert any(item.target in RESTING.split() for item in rows)


def test_the_hub_leads_to_states_that_exist():
    for item in HUB:
        if item.target not in {SAME, *RESTING.split()}:
            mode, _, state = item.target.partition(".")
            assert state in states(mode)


def test_modes_are_those_that_the_lab_knows():
    assert set(MODES) <= set(get_args(ModeName))


@pytest.mark.parametrize(
    ("state", "trigger", "target"),
    [
        ("idle", "start_practice", "practice.picking"),
        ("reference_paused", "resume_reference", "reference.outside"),
        ("idle", "resume_reference", None),
        ("practice.playing", "stop_practice", "idle"),
        ("practice.playing", "rate", "practice.playing"),
        ("reference.dead", "stop_reference", "reference_paused"),
        ("reference.playing", "quit", "reference.playing"),
        ("practice.playing", "start_reference", None),
        ("idle", "start_speed_run", "speed_run.waiting"),
        ("speed_run.dead", "reset_run", "speed_run.waiting"),
        ("speed_run.finishing", "stop_speed_run", "idle"),
        ("speed_run.finished", "skip", None),
    ],
)
def test_where_a_trigger_leads_to(state, trigger, target):
    assert leads_to(state, trigger) == target


def test_the_homes_of_a_trigger_are_where_it_leads_anywhere():
    assert homes("rate") == {"practice"}
    assert homes("skip") == {"practice", "cold_fill", "speed_run"}
    assert homes("start_practice") == {"idle", "reference_paused"}
    assert homes("quit") == {ANY}
    assert homes("fly") == set()


def test_the_whole_table_names_each_row_once():
    keys = [(item.source, item.trigger) for item in ALL]
    assert len(keys) == len(set(keys))


def test_the_modes_of_a_command_are_told_as_the_view_names_them():
    assert modes_of("start_practice") == ("idle", "reference_paused")
    assert modes_of("stop_cold_fill") == ("cold_fill",)
    assert modes_of("quit") == get_args(Mode)
    assert modes_of("fly") == ()
