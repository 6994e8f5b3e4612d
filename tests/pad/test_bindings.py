from __future__ import annotations

from collections.abc import Mapping

import pytest

from spinlab_pad.lab.commands import (
    ActivateRun,
    DiscardReference,
    FinishReference,
    LaunchEmulator,
    NextSegment,
    PreviousSegment,
    Quit,
    Rate,
    Retry,
    ShowMenu,
    StartPractice,
    StartReference,
    StopColdFill,
    StopPractice,
    StopReplay,
)
from spinlab_pad.pad.bindings import BindingError, Control, bindings
from spinlab_pad.pad.positions import Position

P = Position


def test_the_defaults_are_the_layer_that_the_docs_describe() -> None:
    made = bindings()
    assert made.modifiers == {P.SELECT: 250, P.L2: 0}
    assert made.layer[Control(P.LEFT)] == (Rate("again"),)
    assert made.layer[Control(P.UP)] == (Rate("easy"),)
    assert made.layer[Control(P.A)] == (
        StartPractice(),
        StopPractice(),
        StopColdFill(),
        StopReplay(),
        LaunchEmulator(),
    )
    assert made.layer[Control(P.X)] == (StartReference(), FinishReference())
    assert made.layer[Control(P.X, hold=True)] == (DiscardReference(),)
    assert made.layer[Control(P.START)] == (ShowMenu(),)
    assert made.layer[Control(P.START, hold=True)] == (Quit(),)
    assert made.layer[Control(P.L, hold=True)] == (PreviousSegment(),)
    assert made.layer[Control(P.R, hold=True)] == (NextSegment(),)
    assert Control(P.Y, hold=True) not in made.layer, "giving up does not wait for a release"


def test_what_ends_a_speed_run_is_held() -> None:
    layer = bindings().layer
    ends = {control for control, row in layer.items() if {"stop_speed_run", "reset_run"} & {item.name for item in row}}
    assert ends == {Control(P.A, hold=True), Control(P.B, hold=True)}


def test_the_rest_of_the_table_is_as_the_docs_describe() -> None:
    made = bindings()
    assert made.plain[Control(P.RIGHT)] == (Rate("good"),)
    assert made.free[Control(P.STICK_DOWN)] == (Rate("hard"),)


def test_a_configuration_changes_only_what_it_names() -> None:
    made = bindings({"layer": {"A": "retry", "b": None, "hold y": "activate_run 3"}, "modifiers": {"l2": None}})
    assert made.layer[Control(P.A)] == (Retry(),)
    assert Control(P.B) not in made.layer
    assert made.layer[Control(P.Y, hold=True)] == (ActivateRun(3),)
    assert made.layer[Control(P.LEFT)] == (Rate("again"),)
    assert made.modifiers == {P.SELECT: 250}
    assert made.long_press_ms == 600


@pytest.mark.parametrize(
    ("config", "parts"),
    [
        ({"layr": {}}, ["pad: unknown key 'layr'", "did you mean 'layer'?"]),
        ({"layer": {"selct": "skip"}}, ["pad.layer: unknown button 'selct'", "'select'"]),
        ({"layer": {"hold strat": "quit"}}, ["pad.layer: unknown button 'strat'", "'start'"]),
        ({"layer": {"a": "start_practise"}}, ["pad.layer.a: unknown command", "'start_practice'"]),
        ({"layer": {"a": "rate god"}}, ["pad.layer.a", "again, hard, good, easy"]),
        ({"layer": {"a": "skip now"}}, ["pad.layer.a: skip takes 0 values, not 1"]),
        ({"layer": {"a": "activate_run x"}}, ["pad.layer.a", "must be int"]),
        ({"layer": {"a": 5}}, ["pad.layer.a", "command", "5"]),
        ({"layer": {"a": []}}, ["pad.layer.a"]),
        ({"layer": {"a": [""]}}, ["pad.layer.a: unknown command ''"]),
        ({"layer": {"select": "skip"}}, ["pad.layer.select", "is a modifier"]),
        ({"free": {"a": "skip"}}, ["pad.free.a", "pad.layer"]),
        ({"plain": "left"}, ["pad.plain: must be a table"]),
        ({"modifiers": {"select": None, "l2": None}}, ["pad.modifiers: at least one"]),
        ({"modifiers": {"select": "long"}}, ["pad.modifiers.select", "milliseconds", "'long'"]),
        ({"modifiers": {"select": True}}, ["pad.modifiers.select", "milliseconds"]),
        ({"debounce_ms": -1}, ["pad.debounce_ms", "0 to 10000"]),
        ({"tap_ms": 700}, ["pad.tap_ms", "pad.long_press_ms"]),
    ],
)
def test_a_mistake_is_named_with_its_key(config: Mapping[str, object], parts: list[str]) -> None:
    with pytest.raises(BindingError) as caught:
        bindings(config)
    assert all(part in str(caught.value) for part in parts), str(caught.value)
    assert "\n" not in str(caught.value)
