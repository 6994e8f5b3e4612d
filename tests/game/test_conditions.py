"""Conditions: what a moment is like, in numbers and in the runner's words."""

from __future__ import annotations

import pytest

from spinlab_pad.game.conditions import Condition
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import ProfileError, load_profile, parse_profile

HACK = "extends: smw\nname: hack\n"


def test_the_powers_of_smw_make_starts_different_and_coins_do_not() -> None:
    smw = load_profile("smw")
    assert [(item.name, item.required) for item in smw.conditions] == [
        ("powerup", True),
        ("dragon_coins_shown", False),
        ("dragon_coins", False),
    ]
    assert [smw.conditions[0].word(value) for value in range(5)] == ["small", "big", "cape", "fire", "4"]


def test_what_is_observed_is_named_by_the_condition_and_read_from_its_field() -> None:
    text = HACK + "conditions:\n  power: {field: powerup}\n  coins: {field: dragon_coins, scope: [3, 0x10]}\n"
    hack = parse_profile(text.encode())
    snapshot = Snapshot(1, 0, {"powerup": 2, "dragon_coins": 4, "dragon_coins_shown": 1})
    here = {"power": 2, "coins": 4, "dragon_coins_shown": 1, "dragon_coins": 4}
    # Sections are joined: those of smw are still there, its `powerup` too.
    assert hack.observe(3, snapshot) == here | {"powerup": 2}
    assert "coins" not in hack.observe(4, snapshot)
    assert "coins" in hack.observe(0x10, snapshot)


def test_a_list_chooses_and_keeps_what_is_said_beneath() -> None:
    hack = parse_profile((HACK + "conditions: [powerup, lives]").encode())
    assert hack.conditions[0] == load_profile("smw").conditions[0]
    assert hack.conditions[1] == Condition("lives", "lives", {}, None, True)
    assert parse_profile((HACK + "conditions: []").encode()).conditions == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("conditions:\n  power: {}", "line 4, key 'conditions.power': no field 'power'"),
        ("conditions:\n  powerup: {field: power}", "key 'conditions.powerup.field': no field 'power'"),
        ("conditions:\n  powerup: 3", "key 'conditions.powerup': write {}"),
        ("conditions:\n  powerup: {value: {}}", "unknown key; did you mean `values`?"),
        ("conditions:\n  powerup: {values: [small]}", "key 'conditions.powerup.values': write `number: word`"),
        ("conditions:\n  powerup: {values: {256: big}}", "key 'conditions.powerup.values.256': field 'powerup' holds"),
        ("conditions:\n  powerup: {values: {true: big}}", "field 'powerup' holds 0 to 255"),
        ("conditions:\n  powerup: {values: {1: 2}}", "key 'conditions.powerup.values.1': 2 is not text"),
        ("conditions:\n  powerup: {scope: []}", "key 'conditions.powerup.scope': [] is neither `all` nor a list"),
        ("conditions:\n  powerup: {scope: [a]}", "key 'conditions.powerup.scope.0': 'a' is not a whole number"),
        ("conditions:\n  powerup: {required: 1}", "key 'conditions.powerup.required': 1 is not true or false"),
        ("conditions: [3]", "key 'conditions': write a list of field names"),
    ],
)
def test_errors_name_line_key_and_remedy(text: str, says: str) -> None:
    with pytest.raises(ProfileError) as caught:
        parse_profile((HACK + text).encode(), "mine.yaml")
    assert says in str(caught.value)
