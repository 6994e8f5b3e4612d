"""`simulate` as it is asked for: the same results however they were worked out, in every shape, and an early end."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from spinlab_pad.app.errors import UsageError
from spinlab_pad.app.simulating import (
    GROUPS,
    SimulateOptions,
    collect,
    measure_estimators,
    simulate,
    world_names,
)
from spinlab_pad.simulate import WORLDS

SMALL = SimulateOptions(runners=2, minutes=(5.0, 10.0), allocator="round_robin", worlds=("vanilla", "mixed"))


def printed(options: SimulateOptions) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    assert simulate(options, out, err) == options.runners * len(options.seeds)
    return out.getvalue(), err.getvalue()


def test_any_number_of_processes_gives_the_same() -> None:
    asked = replace(SMALL, shape="json", seeds=(1, 2))
    one, _ = printed(asked)
    assert printed(replace(asked, processes=3))[0] == one
    found = json.loads(one)
    assert found["seeds"] == [1, 2]
    assert found["runners"] == 4
    assert found["policies"] == ["oracle", "round_robin"]
    cell = next(row for row in found["rows"] if row["world"] == "all" and row["policy"] == "oracle")["cells"][1]
    assert cell["minutes"] == 10.0
    assert cell["share"] == {"value": 1.0, "error": 0.0}


def test_all_runners_can_rate_alike() -> None:
    asked = replace(SMALL, allocator="greedy", estimator="belief", minutes=(20.0,), shape="json")
    found = {kind: json.loads(printed(replace(asked, raters=kind))[0]) for kind in (None, "silent", "harsh")}
    assert [one["raters"] for one in found.values()] == [None, "silent", "harsh"]
    assert found["silent"]["rows"] != found["harsh"]["rows"]


def test_it_is_printed_as_text_as_markdown_and_as_a_picture(tmp_path: Path) -> None:
    picture = tmp_path / "gain.svg"
    text, said = printed(replace(SMALL, plot=picture))
    assert text.startswith("2 simulated runners")
    assert f"The plot is in {picture}" in said
    assert ElementTree.parse(picture).getroot().tag.endswith("svg")
    assert printed(replace(SMALL, shape="markdown"))[0].startswith("| policy | 5 min | 10 min |")


def test_estimators_are_measured_in_every_shape() -> None:
    asked = SimulateOptions(runners=1, minutes=(5.0, 10.0), worlds=("vanilla",), shape="json")
    shapes = {}
    for shape in ("json", "markdown", "plain"):
        out = io.StringIO()
        assert measure_estimators(replace(asked, shape=shape), out, io.StringIO()) == 1
        shapes[shape] = out.getvalue()
    found = json.loads(shapes["json"])
    assert found["minutes"] == 10.0
    assert {"kalman", "rolling_mean"} <= {one["estimator"] for one in found["estimators"]}
    assert shapes["markdown"].startswith("| estimator |")
    assert "after 10 min of practice" in shapes["plain"]


def test_worlds_have_group_names() -> None:
    assert world_names(("main",)) == GROUPS["main"]
    assert world_names(("all",)) == tuple(WORLDS)
    assert world_names(("mixed", "kaizo", "mixed")) == ("kaizo", "mixed")
    assert not set(GROUPS["main"]) & set(GROUPS["held-out"])
    assert set(GROUPS["held-out"]) == {name for name, world in WORLDS.items() if world.held_out}
    with pytest.raises(UsageError, match="no world is called 'easy'; there are kaizo"):
        world_names(("easy",))


@pytest.mark.parametrize("where", ["none/gain.svg", "."])
def test_a_picture_that_has_no_place_is_refused_before_the_work(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="can't be written"):
        simulate(replace(SMALL, plot=Path(where)), io.StringIO(), io.StringIO())


def test_ctrl_c_ends_it_with_what_is_done() -> None:
    def results() -> Iterator[int]:
        yield 1
        yield 2
        raise KeyboardInterrupt

    taken: list[int] = []
    assert collect(results(), 9, taken.append, io.StringIO())
    assert taken == [1, 2]


def test_ctrl_c_before_the_first_runner_prints_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> Iterator[object]:
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr("spinlab_pad.app.simulating.spread", stopped)
    out, err = io.StringIO(), io.StringIO()
    assert simulate(SMALL, out, err) == 0
    assert out.getvalue() == ""
    assert "Ended early, with 0 of 2 runners." in err.getvalue()
    assert measure_estimators(SMALL, out, err) == 0
    assert out.getvalue() == ""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_a_bar_and_the_time_that_is_left() -> None:
    err = Terminal()
    collect(iter(range(4)), 4, lambda _: None, err)
    assert "[######                  ] 1 of 4 played, " in err.getvalue()
    assert "[########################] 4 of 4 played, 0 s left" in err.getvalue()
    assert err.getvalue().endswith("\r\x1b[K")
