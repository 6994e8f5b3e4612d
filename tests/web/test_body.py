from __future__ import annotations

import json
import string
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spinlab_pad.lab.commands import COMMANDS, Command
from spinlab_pad.lab.payload import BadCommand, parse
from spinlab_pad.web.body import MAX_INTEGER, parse_object
from spinlab_pad.web.errors import REASON_CHARS, Wrong

values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(string.printable),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)

# The first examples of a nested strategy take long on a busy machine; nothing here is about speed.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def outcome_of(raw: bytes) -> dict[str, Any] | Wrong:
    try:
        return parse_object(raw)
    except Wrong as wrong:
        return wrong


def command_of(body: dict[str, Any]) -> Command | Wrong:
    try:
        return parse(body.pop("command"), body)
    except BadCommand as error:
        return Wrong(400, str(error))


@calm
@given(st.binary(max_size=400))
def test_any_bytes_are_an_object_or_wrong_with_a_short_reason(raw: bytes) -> None:
    outcome = outcome_of(raw)
    if isinstance(outcome, Wrong):
        assert outcome.status == 400
        assert 0 < len(outcome.reason) <= REASON_CHARS


@calm
@given(st.dictionaries(st.text(string.printable, max_size=8), values, max_size=6))
def test_a_json_object_comes_out_as_it_was_or_is_wrong(value: dict[str, Any]) -> None:
    raw = json.dumps(value).encode()
    fits = all(not isinstance(item, int) or abs(item) <= MAX_INTEGER for item in value.values())
    if fits and "NaN" not in raw.decode() and "Infinity" not in raw.decode():
        assert parse_object(raw) == value
    elif not fits:
        with pytest.raises(Wrong):
            parse_object(raw)


@calm
@given(st.sampled_from(sorted(COMMANDS)) | values, st.dictionaries(st.sampled_from(["run", "rating"]), values))
def test_any_payload_becomes_a_command_or_a_reason(name: Any, payload: dict[str, Any]) -> None:
    outcome = outcome_of(json.dumps({"command": name, **payload}).encode())
    if isinstance(outcome, dict):
        command = command_of(outcome)
        assert command.reason if isinstance(command, Wrong) else command.name == name


def test_a_number_with_too_many_digits_is_wrong_and_not_slow() -> None:
    with pytest.raises(Wrong, match="isn't JSON"):
        parse_object(b'{"run": ' + b"9" * 50_000 + b"}")
