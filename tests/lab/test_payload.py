import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.lab.commands import COMMANDS, ActivateRun, ChangeSegment, FinishReference, PracticeOnly, Rate, Skip
from spinlab_pad.lab.payload import BadCommand, parse, payload_of


@pytest.mark.parametrize(
    ("name", "payload", "command"),
    [
        ("skip", {}, Skip()),
        ("rate", {"rating": "hard"}, Rate("hard")),
        ("activate_run", {"run": 3}, ActivateRun(3)),
        ("finish_reference", {}, FinishReference()),
        ("finish_reference", {"name": "PB"}, FinishReference("PB")),
        ("finish_reference", {"run_name": "PB"}, FinishReference("PB")),
        ("practice_only", {"ids": ["5.entrance.goal"]}, PracticeOnly(("5.entrance.goal",))),
    ],
)
def test_a_command_is_made_from_name_and_payload(name, payload, command):
    assert parse(name, payload) == command


@pytest.mark.parametrize(
    ("name", "payload", "says"),
    [
        ("fly", {}, "unknown command 'fly'; known: start_reference"),
        (None, {}, "unknown command None"),
        (["skip"], {}, "unknown command"),
        ("rate", {}, "'rating' is missing"),
        ("rate", {"rating": "fine"}, "one of again, hard, good, easy"),
        ("rate", {"rating": 1}, "must be str, not int"),
        ("activate_run", {"run": True}, "must be int, not bool"),
        ("skip", {"x": 1}, "unknown key 'x'; it takes no payload"),
        ("finish_reference", {"name": "A", "run_name": "B"}, "'name' is given twice"),
        ("practice_only", {"ids": "5"}, "must be list, not str"),
        ("practice_only", {"ids": [5]}, "must be a list of texts"),
    ],
)
def test_a_wrong_command_is_told(name, payload, says):
    with pytest.raises(BadCommand, match=says):
        parse(name, payload)


def test_every_command_describes_its_payload():
    assert payload_of(Rate) == {
        "rating": {"required": True, "type": "str", "choices": ["again", "hard", "good", "easy"]}
    }
    assert payload_of(FinishReference)["name"]["required"] is False
    assert all(isinstance(payload_of(kind), dict) for kind in COMMANDS.values())


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.sampled_from(sorted(COMMANDS)) | json_values, st.dictionaries(st.text(), json_values))
def test_nothing_else_than_a_bad_command_comes_of_nonsense(name, payload):
    try:
        command = parse(name, payload)
    except BadCommand:
        return
    assert command.name == name


def test_what_may_be_left_out_takes_the_type_that_it_has_when_given():
    assert parse("change_segment", {"id": "a", "active": False, "name": "x"}) == ChangeSegment("a", "x", active=False)
    assert payload_of(ChangeSegment)["note"] == {"type": "str", "required": False}
    with pytest.raises(BadCommand, match="'primary' must be bool, not int"):
        parse("change_segment", {"id": "a", "primary": 1})
