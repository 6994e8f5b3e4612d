"""A machine moves along the rows of its table only."""

import pytest

from spinlab_pad.lab.machine import ANY, END, Impossible, Machine, Transition, row, table, target_of

DOOR = table(
    row("open", "close", "shut"),
    row("shut", "open", "open"),
    row("shut open", "paint"),
    row(ANY, "break", END),
    row("shut", "break", "shut"),
)


def test_rows_are_made_of_every_source_and_trigger():
    assert row("a b", "x y", "c") == (
        Transition("a", "x", "c"),
        Transition("a", "y", "c"),
        Transition("b", "x", "c"),
        Transition("b", "y", "c"),
    )


def test_a_table_says_one_thing_only():
    with pytest.raises(ValueError, match="two rows for 'open' in state 'shut'"):
        table(DOOR, row("shut", "open", "ajar"))


@pytest.mark.parametrize(
    ("state", "trigger", "target"),
    [
        ("open", "close", "shut"),
        ("open", "paint", "open"),
        ("open", "open", None),
        ("open", "break", END),
        ("shut", "break", "shut"),
    ],
)
def test_the_row_of_the_state_itself_comes_first(state, trigger, target):
    assert target_of(DOOR, state, trigger) == target
    machine = Machine(DOOR, state)
    assert machine.can(trigger) == (target is not None)
    if target is not None:
        assert machine.fire(trigger) == machine.state == target


def test_what_the_table_does_not_have_is_a_fault_and_changes_nothing():
    machine = Machine(DOOR, "open")
    with pytest.raises(Impossible, match="no transition for 'open' in state 'open'"):
        machine.fire("open")
    assert machine.state == "open"
