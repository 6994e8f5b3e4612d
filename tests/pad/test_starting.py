from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.lab.commands import Command, CountDown, HoldOn
from spinlab_pad.lab.view import StartView
from spinlab_pad.pad.context import Context
from spinlab_pad.pad.positions import Edge, Position
from spinlab_pad.pad.starting import IDLE, step
from spinlab_pad.pad.virtual import VirtualPad
from tests.pad.conftest import Ticks

P = Position
RUN = StartView(("right", "y"), None, 1_000)
COUNTING = StartView(("right", "y"), 700, 1_000)
FREE = StartView((), None, 1_000)
BOTH = frozenset({P.RIGHT, P.Y})


def test_holding_all_that_is_to_be_held_counts_down_once() -> None:
    state, command = step(IDLE, RUN, {P.RIGHT}, ())
    assert command is None
    state, command = step(state, RUN, BOTH, ())
    assert command == CountDown()
    for view in (RUN, COUNTING, COUNTING):
        state, command = step(state, view, BOTH, ())
        assert command is None


def test_more_than_is_to_be_held_will_do() -> None:
    assert step(IDLE, RUN, BOTH | {P.B}, ())[1] == CountDown()


def test_letting_go_before_the_end_waits_and_holding_again_counts_anew() -> None:
    state, _ = step(IDLE, RUN, BOTH, ())
    state, command = step(state, COUNTING, {P.RIGHT}, ())
    assert command == HoldOn()
    state, command = step(state, COUNTING, BOTH, ())
    assert command is None, "the lab still counts; its answer is on the way"
    state, command = step(state, RUN, BOTH, ())
    assert command is None
    assert step(state, RUN, BOTH, ())[1] == CountDown()


def test_letting_go_while_the_countdown_is_on_its_way_is_not_forgotten() -> None:
    state, _ = step(IDLE, RUN, BOTH, ())
    assert step(state, RUN, frozenset(), ())[1] == HoldOn()


def test_where_nothing_is_to_be_held_a_fresh_press_counts_down_and_nothing_stops_it() -> None:
    assert step(IDLE, FREE, {P.RIGHT}, ())[1] is None, "held since the life before"
    assert step(IDLE, FREE, {P.START}, [Edge(P.START, True)])[1] is None
    assert step(IDLE, FREE, {P.B}, [Edge(P.B, True)])[1] == CountDown()
    assert step(IDLE, StartView((), 500, 1_000), frozenset(), [Edge(P.B, False)])[1] is None


def test_without_a_start_nothing_is_said_and_the_next_one_begins_anew() -> None:
    state, _ = step(IDLE, RUN, BOTH, ())
    state, command = step(state, None, BOTH, ())
    assert (state, command) == (IDLE, None)
    assert step(state, RUN, BOTH, ())[1] == CountDown()


@given(st.lists(st.booleans(), max_size=60), st.integers(0, 3))
def test_however_late_the_lab_is_nothing_counts_twice_and_letting_go_always_waits(holds: list[bool], late: int) -> None:
    state, said = IDLE, list[Command]()
    shown = [False] * (late + 1)
    for held in holds:
        view = COUNTING if shown[-1 - late] else RUN
        state, command = step(state, view, BOTH if held else frozenset(), ())
        if command is not None:
            assert command != CountDown() or said[-1:] != [CountDown()]
            said.append(command)
        assert held or said[-1:] != [CountDown()]
        shown.append(bool(said) and said[-1] == CountDown())


def test_a_pad_in_the_hand_counts_down_and_waits(ticks: Ticks, attach: Callable[..., VirtualPad]) -> None:
    pad = attach()
    context = Context("live", {"count_down": None, "hold_on": None})
    state, said = IDLE, list[Command]()

    def look(view: StartView, seconds: float = 0.1) -> None:
        nonlocal state
        for reading in ticks.poll(context, seconds):
            assert reading.commands == ()
            state, command = step(state, view, reading.held, [edge for _, edge in reading.moved])
            said.extend([command] if command is not None else [])

    pad.press(P.RIGHT)
    look(RUN)
    assert said == []
    pad.press(P.Y)
    look(RUN)
    look(COUNTING)
    assert said == [CountDown()]
    pad.release(P.Y)
    look(COUNTING)
    look(RUN)
    pad.press(P.Y)
    look(RUN)
    assert said == [CountDown(), HoldOn(), CountDown()]
