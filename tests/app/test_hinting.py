"""What somebody new is told to do next, in words that fit what the pad does."""

from dataclasses import replace

import pytest

from spinlab_pad.app.hinting import Hints, hint
from spinlab_pad.lab.view import PromptItem, PromptView, QuestionView
from tests.overlay.views import PRACTISING

IDLE = replace(
    PRACTISING,
    mode="idle",
    run=None,
    prompt=PromptView(
        "Hold Select",
        "plain",
        (
            PromptItem("Select + X", "record a run", "start_reference"),
            PromptItem("Select + hold Start", "quit", "quit"),
        ),
    ),
)
NO_PAD = replace(IDLE, prompt=PromptView("Connect a gamepad", "plain", ()))
RECORDED = replace(
    IDLE,
    run=PRACTISING.run,
    prompt=PromptView("Hold Select", "plain", (PromptItem("Select + A", "practise", "start_practice"),)),
)


def told(*views) -> list[str]:
    lines: list[str] = []
    hints = Hints(lines.append)
    for view in views:
        hints.see(view)
    return lines


def test_the_first_thing_to_do_is_to_record_a_run():
    assert hint(IDLE) == (
        "Nothing is recorded of this game yet: play it once while it is recorded. "
        "On the pad: hold Select, then X: record a run, hold Start: quit"
    )
    assert hint(RECORDED) == "On the pad: hold Select, then A: practise"


def test_nothing_is_said_of_recordings_while_no_game_is_there():
    waiting = replace(IDLE, connection=replace(IDLE.connection, state="waiting"))
    assert hint(waiting) == "On the pad: hold Select, then X: record a run, hold Start: quit"


def test_without_a_pad_that_is_what_is_missing():
    assert (hint(NO_PAD) or "").startswith("No gamepad is connected: connect one")


def test_a_question_is_told_with_its_keys():
    asked = replace(
        IDLE,
        question=QuestionView("profile", "Which game is this?", (), 0, 0, 3),
        prompt=PromptView("d-pad to choose", "plain", (PromptItem("A", "take it", "take_choice"),)),
    )
    assert hint(asked) == "Which game is this? d-pad to choose, A: take it"


@pytest.mark.parametrize(
    ("mode", "lead"),
    [
        ("reference", "Recording: play your run"),
        ("reference_paused", "A run that was begun is paused. "),
        ("practice", "Practising. "),
        ("speed_run", "Speed run. "),
        ("cold_fill", "Cold fill. "),
    ],
)
def test_each_mode_is_introduced(mode, lead):
    assert (hint(replace(RECORDED, mode=mode)) or "").startswith(lead)


def test_keys_that_need_no_modifier_stand_as_they_are():
    rating = PromptView(
        "How was it?", "plain", (PromptItem("d-pad", "rate", "rate"), PromptItem("Select + A", "stop", "x"))
    )
    assert hint(replace(PRACTISING, prompt=rating)) == "Practising. On the pad: d-pad: rate, Select + A: stop"


def test_nothing_is_told_while_the_layer_is_open_or_nobody_prompts():
    assert hint(replace(IDLE, prompt=None)) is None
    assert hint(replace(IDLE, prompt=PromptView("Now press", "select", ()))) is None


def test_it_is_told_once_when_it_has_settled():
    assert told(NO_PAD, IDLE) == []
    assert told(NO_PAD, IDLE, IDLE, IDLE, IDLE) == [hint(IDLE)]
    assert told(IDLE, IDLE, RECORDED, RECORDED, IDLE, IDLE) == [hint(IDLE), hint(RECORDED), hint(IDLE)]


def test_in_a_mode_only_its_beginning_is_told():
    skip = PromptView("Hold Select", "plain", (PromptItem("Select + B", "skip", "skip"),))
    first, later = replace(RECORDED, mode="practice"), replace(RECORDED, mode="practice", prompt=skip)
    assert told(first, first, later, later, RECORDED, RECORDED, later, later) == [
        hint(first),
        hint(RECORDED),
        hint(later),
    ]
