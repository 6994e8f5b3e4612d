from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.lab.commands import (
    COMMANDS,
    Command,
    DiscardReference,
    FinishReference,
    LeaveChoice,
    MoveChoice,
    Quit,
    Rate,
    Retry,
    ShowMenu,
    Skip,
    StartPractice,
    StartReference,
    StopPractice,
    TakeChoice,
)
from spinlab_pad.pad.bindings import bindings
from spinlab_pad.pad.chords import NOTHING, ChordState, progress, step
from spinlab_pad.pad.context import Context
from spinlab_pad.pad.positions import Edge, Position

P = Position
TABLE = bindings()
NO_RACE: dict[str, str | None] = {"stop_speed_run": "no speed run", "reset_run": "no speed run"}
IDLE = NO_RACE | {
    "finish_reference": "no run is being recorded",
    "discard_reference": "no run is being recorded",
    "stop_practice": "no practice",
}
RECORDING = NO_RACE | {"start_reference": "a run is being recorded", "start_practice": "a run is being recorded"}
LIVE = Context("live", NO_RACE)


class Hands:
    """Presses buttons at given times (ms) and gathers the commands."""

    def __init__(self, context: Context = LIVE) -> None:
        self.state: ChordState = NOTHING
        self.context = context
        self.commands: list[Command] = []
        self.at_ms = 0

    def at(self, ms: int, down: Sequence[P] = (), up: Sequence[P] = ()) -> Hands:
        self.at_ms = ms
        edges = [*(Edge(p, False) for p in up), *(Edge(p, True) for p in down)]
        self.state, fired = step(self.state, edges, ms / 1000, self.context, TABLE)
        self.commands += fired
        return self


def open_layer(context: Context = LIVE) -> Hands:
    hands = Hands(context).at(0, [P.SELECT]).at(250)
    assert hands.state.open
    return hands


def test_select_opens_the_layer_after_its_time_and_not_before() -> None:
    hands = Hands().at(0, [P.SELECT]).at(249)
    assert not hands.state.open
    assert hands.at(250).state.open
    assert not hands.at(300, up=[P.SELECT]).state.open


def test_a_trigger_opens_the_layer_at_once() -> None:
    assert Hands().at(0, [P.L2]).at(17, [P.Y]).commands == [Skip()]


def test_a_chord_is_the_button_after_the_modifier() -> None:
    assert open_layer().at(400, [P.B]).commands == [Retry()]


def test_a_press_before_the_layer_is_open_does_nothing_and_begins_the_wait_anew() -> None:
    hands = Hands().at(0, [P.SELECT]).at(200, [P.B]).at(250).at(449)
    assert not hands.state.open
    hands.at(450).at(460, up=[P.B]).at(500)
    assert hands.state.open
    assert hands.commands == []
    assert hands.at(510, [P.B]).commands == [Retry()]


def test_mashing_while_select_is_held_never_opens_the_layer() -> None:
    hands = Hands().at(0, [P.SELECT])
    for ms in range(100, 3000, 100):
        hands.at(ms, *(([P.B], []) if ms % 200 else ([], [P.B])))
    assert hands.commands == []


def test_a_button_already_down_does_not_fire_and_stays_the_game_s() -> None:
    hands = Hands().at(0, [P.RIGHT, P.Y]).at(50, [P.SELECT]).at(300)
    assert hands.state.open
    assert hands.state.game_held == {P.RIGHT, P.Y}
    assert hands.at(400, up=[P.Y]).at(500).commands == []
    assert hands.at(600, [P.Y]).commands == [Skip()]
    assert hands.state.game_held == {P.RIGHT}


def test_a_layer_button_stays_out_of_the_game_until_it_is_let_go() -> None:
    hands = open_layer().at(300, [P.B]).at(400, up=[P.SELECT])
    assert hands.state.game_held == frozenset()
    hands.at(500, up=[P.B]).at(600, [P.B])
    assert hands.state.game_held == {P.B}


def test_in_play_plain_buttons_are_the_game_s() -> None:
    hands = Hands(Context("live", {"rate": None})).at(0, [P.LEFT, P.A]).at(100, up=[P.LEFT, P.A]).at(200)
    assert hands.commands == []


def test_out_of_play_the_d_pad_rates_only_what_can_be_rated() -> None:
    assert Hands(Context("over", {"rate": None})).at(0, [P.RIGHT]).commands == [Rate("good")]
    assert Hands(Context("menu", {"rate": "nothing to rate"})).at(0, [P.RIGHT]).commands == []


def test_the_right_stick_rates_in_play() -> None:
    assert Hands(Context("live", {"rate": None})).at(0, [P.STICK_LEFT]).commands == [Rate("again")]
    assert Hands(Context("live", {"rate": "nothing to rate"})).at(0, [P.STICK_LEFT]).commands == []


def test_plain_buttons_wait_until_those_of_play_are_let_go() -> None:
    hands = Hands().at(0, [P.A])
    hands.context = Context("over", {"rate": None})
    hands.at(100, [P.LEFT]).at(200, up=[P.LEFT])
    assert hands.commands == []
    hands.at(300, up=[P.A]).at(350, [P.LEFT])
    assert hands.commands == [Rate("again")]


def test_plain_buttons_do_nothing_while_select_waits() -> None:
    hands = Hands(Context("menu", {"rate": None})).at(0, [P.SELECT]).at(100, [P.LEFT])
    assert hands.commands == []


def test_one_button_takes_the_command_that_is_possible() -> None:
    assert open_layer(Context("menu", IDLE)).at(300, [P.A]).commands == [StartPractice()]
    running = NO_RACE | {"start_practice": "practice runs already"}
    assert open_layer(Context("live", running)).at(300, [P.A]).commands == [StopPractice()]


def test_where_nothing_is_possible_the_lab_gets_to_say_why() -> None:
    none: dict[str, str | None] = dict.fromkeys(COMMANDS, "not now")
    assert open_layer(Context("menu", none)).at(300, [P.A]).commands == [StartPractice()]


def test_a_button_without_a_possible_long_press_fires_at_once() -> None:
    assert open_layer(Context("menu", IDLE)).at(300, [P.X]).commands == [StartReference()]


def test_a_short_press_fires_on_release_after_the_bounce() -> None:
    hands = open_layer(Context("live", RECORDING)).at(300, [P.X]).at(400, up=[P.X])
    assert hands.commands == []
    assert hands.at(431).commands == [FinishReference()]


def test_a_long_press_fires_once_and_shows_its_progress() -> None:
    hands = open_layer(Context("live", RECORDING)).at(300, [P.X]).at(600)
    shown = progress(hands.state, 0.6, TABLE)
    assert shown is not None
    assert shown.command == "discard_reference"
    assert shown.fraction == pytest.approx(0.5)
    assert hands.commands == []
    hands.at(900).at(1500).at(1600, up=[P.X]).at(1700)
    assert hands.commands == [DiscardReference()]
    assert progress(hands.state, 1.7, TABLE) is None


def test_between_short_and_long_one_backs_out() -> None:
    hands = open_layer(Context("live", RECORDING)).at(300, [P.X]).at(750, up=[P.X]).at(1000)
    assert hands.commands == []


def test_letting_select_go_first_ends_a_short_press_and_stops_a_long_one() -> None:
    short = open_layer(Context("live", RECORDING)).at(300, [P.X]).at(400, up=[P.SELECT]).at(500, up=[P.X]).at(600)
    assert short.commands == [FinishReference()]
    long = open_layer().at(300, [P.START]).at(750, up=[P.SELECT]).at(1000)
    assert long.commands == []


def test_quit_needs_a_long_press() -> None:
    assert open_layer().at(300, [P.START]).at(350, up=[P.START]).at(500).commands == [ShowMenu()]
    assert open_layer().at(300, [P.START]).at(750, up=[P.START]).at(1000).commands == []
    assert open_layer().at(300, [P.START]).at(900).commands == [Quit()]


def test_a_late_loop_does_not_make_a_long_press_of_a_short_one() -> None:
    hands = open_layer(Context("live", RECORDING)).at(300, [P.X])
    assert hands.at(5000, up=[P.X]).at(5100).commands == []


def test_bouncing_contacts_are_one_press() -> None:
    hands = open_layer().at(300, [P.B]).at(305, up=[P.B]).at(310, [P.B]).at(315, up=[P.B]).at(320, [P.B])
    assert hands.commands == [Retry()]
    assert hands.at(400, up=[P.B]).at(440, [P.B]).commands == [Retry(), Retry()]


def test_bounce_does_not_cut_a_long_press_short() -> None:
    hands = open_layer(Context("live", RECORDING)).at(300, [P.X]).at(310, up=[P.X]).at(320, [P.X]).at(900)
    assert hands.commands == [DiscardReference()]


def test_a_bouncing_modifier_keeps_the_layer() -> None:
    hands = open_layer().at(300, up=[P.SELECT]).at(310, [P.SELECT])
    assert hands.state.open
    assert hands.at(320, [P.B]).commands == [Retry()]


def test_a_press_and_release_between_two_steps_counts() -> None:
    hands = open_layer()
    edges = [Edge(P.Y, True), Edge(P.Y, False)]
    hands.state, fired = step(hands.state, edges, 0.3, LIVE, TABLE)
    assert fired == (Skip(),)


MOMENT = st.tuples(st.integers(0, 400), st.sampled_from(Position), st.booleans())
SITUATIONS = st.sampled_from([LIVE, Context("over", {"rate": None}), Context("menu", IDLE), Context("live", RECORDING)])


@given(st.lists(MOMENT, max_size=60), st.lists(SITUATIONS, min_size=1, max_size=4))
def test_one_press_never_fires_two_commands(moments: list[tuple[int, P, bool]], contexts: list[Context]) -> None:
    state, now_ms, presses, fired = NOTHING, 0, 0, 0
    for index, (wait_ms, position, down) in enumerate(moments):
        now_ms += wait_ms
        presses += down
        context = contexts[index % len(contexts)]
        state, commands = step(state, [Edge(position, down)], now_ms / 1000, context, TABLE)
        fired += len(commands)
        assert fired <= presses
    _, commands = step(state, [], now_ms / 1000 + 10, contexts[0], TABLE)
    assert fired + len(commands) <= presses


@given(st.frozensets(st.sampled_from(sorted(set(P) - set(TABLE.modifiers))), min_size=1), st.integers(0, 2000))
def test_nothing_fires_of_what_was_down_before_the_modifier(before: frozenset[P], wait_ms: int) -> None:
    hands = Hands(Context("live", dict.fromkeys(["rate"], "nothing to rate")))
    hands.at(0, sorted(before)).at(wait_ms, [P.SELECT]).at(wait_ms + 300)
    assert hands.state.open
    hands.at(wait_ms + 400, up=sorted(before)).at(wait_ms + 1500)
    assert hands.commands == []


@given(st.lists(MOMENT, max_size=60))
def test_without_a_modifier_play_is_left_alone(moments: list[tuple[int, P, bool]]) -> None:
    state, now_ms = NOTHING, 0
    for wait_ms, position, down in moments:
        now_ms += wait_ms
        if position in TABLE.modifiers or position.value.startswith("right stick"):
            continue
        state, commands = step(state, [Edge(position, down)], now_ms / 1000, LIVE, TABLE)
        assert commands == ()
        assert not state.open


@given(st.lists(MOMENT, max_size=60))
def test_the_layer_is_open_only_while_a_modifier_is_held(moments: list[tuple[int, P, bool]]) -> None:
    state, now_ms = NOTHING, 0
    held: set[P] = set()
    for wait_ms, position, down in moments:
        now_ms += wait_ms
        (held.add if down else held.discard)(position)
        state, _ = step(state, [Edge(position, down)], now_ms / 1000, LIVE, TABLE)
        assert not state.open or held & set(TABLE.modifiers)
        assert {hold.position for hold in state.holds} == held


CHOICE = Context("choice", {})


@pytest.mark.parametrize(
    ("button", "command"),
    [
        (P.UP, MoveChoice("up")),
        (P.DOWN, MoveChoice("down")),
        (P.LEFT, MoveChoice("page_up")),
        (P.RIGHT, MoveChoice("page_down")),
        (P.A, TakeChoice()),
        (P.B, LeaveChoice()),
    ],
)
def test_while_something_is_asked_the_plain_buttons_answer(button: P, command: Command) -> None:
    assert Hands(CHOICE).at(0, [button]).at(50, up=[button]).commands == [command]


def test_a_held_step_repeats_and_a_held_answer_does_not() -> None:
    down = MoveChoice("down")
    assert Hands(CHOICE).at(0, [P.DOWN]).at(399).commands == [down]
    assert Hands(CHOICE).at(0, [P.DOWN]).at(400).at(519).at(521).commands == [down] * 3
    assert Hands(CHOICE).at(0, [P.DOWN]).at(390, up=[P.DOWN]).at(900).commands == [down]
    assert Hands(CHOICE).at(0, [P.A]).at(400).at(900).commands == [TakeChoice()]


def test_after_a_loop_that_was_late_a_step_repeats_once() -> None:
    assert Hands(CHOICE).at(0, [P.DOWN]).at(5_000).commands == [MoveChoice("down")] * 2


def test_a_step_that_is_held_when_the_question_goes_fires_nothing_more() -> None:
    hands = Hands(CHOICE).at(0, [P.DOWN])
    hands.context = Context("menu")
    assert hands.at(1_000).at(2_000).commands == [MoveChoice("down")]


def test_the_layer_opens_over_a_question_and_its_ratings_do_not_step() -> None:
    hands = Hands(CHOICE).at(0, [P.SELECT]).at(250).at(300, [P.DOWN]).at(900)
    assert hands.commands == [Rate("hard")]
