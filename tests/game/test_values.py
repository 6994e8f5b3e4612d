"""Every word that a test of one field can use, and what a field's tests say together."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from spinlab_pad.game.profile import ProfileError, parse_profile
from spinlab_pad.game.signs import Check

HEAD = """
name: game
fields:
  a: {address: 0}
  b: {address: 1}
  s: {address: 2, signed: true}
values:
  ends: [3, 4]
  end: 9
remember:
  kept: {field: a, at: entry, known: {b: 0}}
signs:
  low: {a: {max: 5}}
  edge: {a: {changes: true}}
rules:
  in_level: {b: 0}
  dies: """


def check(condition: object) -> Check:
    """The condition as the detector has it; a frame is (b, a, s)."""
    text = HEAD + yaml.safe_dump(condition, default_flow_style=True).removesuffix("...\n")
    profile = parse_profile(text.encode() + b"\n  lost: [{s: 1}, {a: {equals: kept}}, {b: 2}]")
    names = profile.rules.watched
    order = [("b", "a", "s").index(name) for name in names]
    dies = profile.rules.dies
    return lambda was, now, memory: dies(
        tuple(was[at] for at in order), tuple(now[at] for at in order), (*memory, False)
    )


def holds(test: object, was: int, now: int) -> bool:
    return check({"a": test})((0, was, 0), (0, now, 0), (7,))


@pytest.mark.parametrize(
    ("test", "yes", "no"),
    [
        (3, [(0, 3), (3, 3)], [(3, 4)]),
        ([3, 5], [(0, 3), (0, 5)], [(3, 4)]),
        ("ends", [(0, 3), (0, 4)], [(3, 5)]),
        (["ends", "end", 1], [(0, 3), (0, 9), (0, 1)], [(3, 5)]),
        ({"is": 3}, [(0, 3)], [(3, 0)]),
        ({"not": [3, 4]}, [(3, 5)], [(5, 3), (5, 4)]),
        ({"was": 3}, [(3, 0), (3, 3)], [(0, 3)]),
        ({"was_not": 3}, [(0, 3), (0, 0)], [(3, 0)]),
        ({"becomes": [3, 4]}, [(0, 3), (5, 4)], [(3, 3), (3, 4), (3, 5)]),
        ({"leaves": [3, 4]}, [(3, 0), (4, 5)], [(0, 3), (3, 4), (0, 5)]),
        ({"either": 3}, [(3, 0), (0, 3), (3, 3)], [(0, 1)]),
        ({"min": 3}, [(0, 3), (0, 9)], [(9, 2)]),
        ({"max": 3}, [(9, 3), (9, 0)], [(0, 4)]),
        ({"min": 3, "max": 5}, [(0, 3), (0, 5)], [(0, 2), (0, 6)]),
        ({"changes": True}, [(0, 1), (1, 0)], [(1, 1)]),
        ({"changes": False}, [(1, 1)], [(0, 1)]),
        ({"rises": True}, [(0, 1)], [(1, 1), (1, 0)]),
        ({"rises": False}, [(1, 1), (1, 0)], [(0, 1)]),
        ({"falls": True}, [(1, 0)], [(1, 1), (0, 1)]),
        ({"falls": False}, [(1, 1), (0, 1)], [(1, 0)]),
        ({"bits": 0x30}, [(0, 0x30), (0, 0xFF)], [(0x30, 0x10), (0x30, 0x20)]),
        ({"mask": 0x30, "is": 0x10}, [(0, 0x10), (0, 0xDF)], [(0, 0x30), (0, 0)]),
        ({"mask": 0x30, "becomes": 0x10}, [(0xCF, 0x10)], [(0x10, 0x1F)]),
        ({"mask": 0x0F, "changes": True}, [(0x10, 0x01)], [(0x10, 0x20)]),
        ({"mask": 0x0F, "rises": True}, [(0x10, 0x01)], [(0x01, 0x10)]),
        ({"was": 0, "is": 1}, [(0, 1)], [(2, 1), (0, 2), (1, 1)]),
        ({"changes": True, "not": 0, "was": [1, 2]}, [(1, 2)], [(1, 1), (1, 0), (3, 4)]),
        ({"equals": "b"}, [(5, 0)], [(0, 5)]),
        ({"differs": "b"}, [(0, 5)], [(5, 0)]),
        ({"above": "b"}, [(0, 1)], [(9, 0)]),
        ({"equals": "kept"}, [(0, 7)], [(7, 6)]),
        ({"differs": "kept", "not": 5}, [(7, 6)], [(0, 7), (0, 5)]),
        ({"above": "kept"}, [(0, 8)], [(8, 7), (8, 0), (0, 6)]),
    ],
)
def test_words(test: object, yes: list[tuple[int, int]], no: list[tuple[int, int]]) -> None:
    assert [pair for pair in yes if not holds(test, *pair)] == []
    assert [pair for pair in no if holds(test, *pair)] == []


def test_above_counts_over_the_end_of_the_field() -> None:
    above = check({"a": {"above": "kept"}})
    assert above((0, 0, 0), (0, 0, 0), (0xFF,))
    assert not above((0, 0, 0), (0, 1, 0), (0xFF,))
    assert not above((0, 0, 0), (0, 0xFE, 0), (0xFF,))


def test_the_unknown_equals_nothing() -> None:
    def says(condition: object) -> bool:
        return check(condition)((0, 7, 0), (0, 7, 0), (None,))

    assert not says({"a": {"equals": "kept"}})
    assert not says({"a": {"above": "kept"}})
    assert says({"a": {"differs": "kept"}})
    assert not says({"kept": 7})
    assert not says({"kept": {"min": 1}})
    assert not says({"kept": {"max": 9}})
    assert not says({"kept": {"bits": 1}})
    assert not says({"kept": {"not": 7, "max": 9}})
    assert says({"kept": {"not": 7}})


def test_what_is_remembered_is_tested_like_a_field() -> None:
    assert check({"kept": [6, 7]})((0, 0, 0), (0, 0, 0), (7,))
    assert not check({"kept": {"not": "ends"}})((0, 0, 0), (0, 0, 0), (3,))


def test_signed_fields_hold_negative_values() -> None:
    assert check({"s": {"max": -1}})((0, 0, 0), (0, 0, -5), (0,))
    assert check({"s": -128})((0, 0, 0), (0, 0, -128), (0,))


@pytest.mark.parametrize(
    ("condition", "yes", "no"),
    [
        ("low", [(9, 5)], [(5, 6)]),
        ("not low", [(5, 6)], [(9, 5)]),
        ({"low": True, "b": 1}, [], [(0, 0)]),
        ({"low": False}, [(5, 6)], [(9, 5)]),
        ({"low": "begins"}, [(6, 5)], [(5, 5), (6, 6), (5, 6)]),
        ({"low": "ends"}, [(5, 6)], [(5, 5), (6, 6), (6, 5)]),
        (["low", {"a": 9}], [(0, 0), (0, 9)], [(0, 8)]),
        ({"edge": True, "low": True}, [(1, 2)], [(2, 2), (1, 6)]),
        ({"loaded": False, "low": True}, [(0, 0)], [(0, 9)]),
        ({"loaded": True, "low": True}, [], [(0, 0)]),
    ],
)
def test_conditions(condition: Any, yes: list[tuple[int, int]], no: list[tuple[int, int]]) -> None:
    test = check(condition)
    assert [(was, now) for was, now in yes if not test((0, was, 0), (0, now, 0), (7,))] == []
    assert [(was, now) for was, now in no if test((0, was, 0), (0, now, 0), (7,))] == []


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ({"a": 256}, "key 'rules.dies.a': field 'a' holds 0 to 255, never 256"),
        ({"a": {"was": -1}}, "key 'rules.dies.a.was': field 'a' holds 0 to 255, never -1"),
        ({"s": 200}, "field 's' holds -128 to 127, never 200"),
        ({"a": {"min": 300}}, "key 'rules.dies.a.min': field 'a' holds"),
        ({"a": True}, "key 'rules.dies.a': True is not a whole number"),
        ({"a": {"is": 1.5}}, "1.5 is not a whole number"),
        ({"a": None}, "None is not a whole number"),
        ({"a": []}, "key 'rules.dies.a': an empty list of values"),
        ({"a": {}}, "nothing is asked here; write one of is, not"),
        ({"a": {"mask": 1}}, "nothing is asked here"),
        ({"a": "ned"}, "key 'rules.dies.a': no values 'ned'; did you mean `end`?"),
        ({"a": {"iss": 1}}, "key 'rules.dies.a.iss': unknown key; did you mean `is`?"),
        ({"a": {"changes": 1}}, "key 'rules.dies.a.changes': 1 is not true or false"),
        ({"a": {"min": [1]}}, "[1] is not a whole number"),
        ({"a": {"bits": 0}}, "of field 'a' only bits 0 to 7 can be asked"),
        ({"a": {"bits": 0x100}}, "of field 'a' only bits 0 to 7 can be asked"),
        ({"a": {"bits": 1, "is": 1}}, "key 'rules.dies.a.bits': `bits` stands alone"),
        ({"a": {"mask": 1, "bits": 1}}, "key 'rules.dies.a.mask': `mask` goes with"),
        ({"a": {"mask": 1, "equals": "b"}}, "key 'rules.dies.a.mask': `mask` goes with"),
        ({"a": {"mask": 0x10, "is": 1}}, "a value has bits outside of the mask 0x10"),
        ({"a": {"equals": "c"}}, "key 'rules.dies.a.equals': no field 'c' to compare with"),
        ({"a": {"equals": 3}}, "no field 3 to compare with"),
        ({"a": {"differs": "a"}}, "a field compared with itself"),
        ({"a": {"is": 1, "not": 1}}, "key 'rules.dies.a': no value can pass this"),
        ({"a": {"was": 1, "becomes": 1}}, "no value can pass this"),
        ({"a": {"min": 5, "max": 4}}, "no value can pass this"),
        ({"a": {"rises": True, "falls": True}}, "no value can pass this"),
        ({"a": {"changes": False, "rises": True}}, "no value can pass this"),
        ({"a": {"rises": True, "was": 255}}, "no value can pass this"),
        ({"a": {"min": 0}}, "key 'rules.dies.a': this always holds"),
        ({"s": {"max": 127}}, "this always holds"),
        ({"low": True, "a": 9}, "key 'rules.dies': this can never hold"),
        ({"low": "begins", "a": {"was": 1}}, "this can never hold"),
        ({"low": "ends", "edge": False}, "this can never hold"),
        ({"low": True, "edge": "begins"}, "key 'rules.dies.edge': `begins` needs a sign that a single frame tells"),
        ({"low": "rises"}, "key 'rules.dies.low': 'rises': a sign is true, false, begins or ends"),
        ({"kept": {"was": 1}}, "key 'rules.dies.kept.was': what is remembered has only one value"),
        ({"kept": {"is": 1, "not": 1}}, "key 'rules.dies.kept': no value can pass this"),
        ({"c": 1}, "key 'rules.dies.c': no field or sign 'c'"),
        ({"lo": True}, "no field or sign 'lo'; did you mean `low`?"),
        ("lo", "key 'rules.dies': no sign 'lo'; did you mean `low`?"),
        ("not lo", "no sign 'lo'; did you mean `low`?"),
        ([], "key 'rules.dies': an empty list can never hold"),
        ({}, "key 'rules.dies': {} is no condition"),
        (3, "3 is no condition"),
        ([3], "key 'rules.dies.0': 3 is no condition"),
        ([["low"]], "key 'rules.dies.0': ['low'] is no condition"),
    ],
)
def test_errors_name_line_key_and_remedy(condition: object, says: str) -> None:
    with pytest.raises(ProfileError) as caught:
        check(condition)
    assert str(caught.value).startswith("profile 'profile', line 17")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
