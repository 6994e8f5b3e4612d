"""The overworld: a press moves by one place at once, the figure follows, finished levels have a star."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.cartridge.console import CARTRIDGE, Console, console
from tests.cartridge.runs import RUNS

pytestmark = pytest.mark.emulator("embedded")

CURSOR, MAP_DONE, MAP_WALK, SUBMAP, OAM = 0xB04, 0xB1A, 0xB1C, 0x1F11, 0x200
STEPS = 8
HIDDEN_Y = 224
LEVELS = len([path for path in (CARTRIDGE.parent / "levels").iterdir() if re.match(r"\d+-", path.name)])
LAST = LEVELS - 1


@pytest.fixture(scope="module")
def at_the_start() -> Iterator[tuple[Console, bytes]]:
    with console() as switched_on:
        switched_on.to_level_select()
        yield switched_on, switched_on.save()


@pytest.fixture
def machine(at_the_start: tuple[Console, bytes]) -> Console:
    switched_on, state = at_the_start
    switched_on.load(state)
    return switched_on


@pytest.fixture
def converter(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(CARTRIDGE.parent)
    return importlib.import_module("convert_map")


def press(machine: Console, button: str) -> int:
    """Press and let go, and return the cursor of the turn of the press."""
    machine.run(button)
    cursor = machine.byte(CURSOR)
    machine.run()
    return cursor


def figure(machine: Console) -> tuple[int, int]:
    return machine.byte(OAM), machine.byte(OAM + 1)


def stars(machine: Console) -> set[int]:
    """The places, from 0, whose star is on the screen."""
    return {place for place in range(16) if machine.byte(OAM + 4 * (place + 1) + 1) < HIDDEN_Y}


def test_each_press_moves_by_one_place_at_once(machine: Console) -> None:
    assert [press(machine, "right") for _ in range(LEVELS + 1)] == [*range(1, LEVELS), LAST, LAST]
    assert [press(machine, "left") for _ in range(LEVELS + 1)] == [*range(LAST - 1, -1, -1), 0, 0]
    assert press(machine, "right") == 1
    assert machine.lag == 0


def test_a_button_held_moves_once(machine: Console) -> None:
    machine.run("right", 40)
    assert machine.byte(CURSOR) == 1


def test_the_figure_walks_from_place_to_place_and_turns_back(machine: Console) -> None:
    start = figure(machine)
    machine.run("right")
    xs = [figure(machine)[0]]
    for _ in range(STEPS - 1):
        machine.run()
        xs.append(figure(machine)[0])
    assert xs == sorted(xs)
    assert len(set(xs)) == STEPS
    machine.run("", 40)
    assert machine.word(MAP_WALK) == STEPS
    assert figure(machine)[0] == xs[-1]
    machine.run("left")
    machine.run("", 3)
    machine.run("right")
    machine.run("left")
    machine.until(lambda: machine.word(MAP_WALK) == 0, frames=STEPS * 2)
    machine.until(lambda: figure(machine) == start, frames=33)


def test_a_level_is_entered_while_the_figure_walks(machine: Console) -> None:
    machine.run("right")
    machine.run()
    machine.run("b")
    assert machine.mode == 0x0F
    machine.until(lambda: machine.mode == 0x14)
    assert machine.byte(0x13BF) == 2


def test_the_way_into_a_level_takes_the_same_frames_from_every_place(machine: Console) -> None:
    state = machine.save()
    counts = set()
    for place in range(LEVELS):
        machine.load(state)
        for _ in range(place):
            press(machine, "right")
        machine.run("b")
        counts.add(machine.until(lambda: machine.mode == 0x14))
        assert (machine.byte(0x13BF), machine.byte(SUBMAP)) == (place + 1, place // 8)
        assert machine.lag == 0
    assert counts == {24}


def test_a_finished_level_has_a_star_and_the_figure_walks_on(machine: Console) -> None:
    assert stars(machine) == set()
    machine.run("b")
    machine.until(lambda: machine.mode == 0x14)
    machine.play(RUNS[1])
    machine.until(lambda: machine.mode == 0x0E)
    assert machine.word(MAP_DONE) == 1
    assert machine.byte(CURSOR) == 1
    assert machine.lag == 0
    machine.until(lambda: machine.word(MAP_WALK) == STEPS, frames=STEPS)
    assert stars(machine) == {0}


def test_a_level_left_has_none(machine: Console) -> None:
    machine.run("b")
    machine.until(lambda: machine.mode == 0x14)
    machine.run("start select")
    machine.until(lambda: machine.mode == 0x0E)
    assert (machine.word(MAP_DONE), machine.byte(CURSOR), machine.word(MAP_WALK)) == (0, 0, 0)
    assert stars(machine) == set()


def test_the_way_meets_every_place_and_hides_only_in_the_tunnel(converter: Any) -> None:
    sources = converter.read(CARTRIDGE.parent / "map")
    points, _ = converter.ways(sources.things)
    assert len(points) == 15 * STEPS + 1
    assert [points[place * STEPS] for place in range(16)] == [
        converter.centre(sources.things, letter) for letter in "ABCDEFGHIJKLMNOP"
    ]
    hidden = [step for step, (_, y) in enumerate(points) if y >= HIDDEN_Y]
    assert hidden
    assert all(7 * STEPS < step < 8 * STEPS for step in hidden)
    seen = [pair for pair in pairwise(points) if all(y < HIDDEN_Y for _, y in pair)]
    assert all(abs(x - to_x) <= 16 and abs(y - to_y) <= 8 for (x, y), (to_x, to_y) in seen)


def test_a_row_of_the_map_that_is_too_short_is_named(converter: Any, tmp_path: Path) -> None:
    for source in (CARTRIDGE.parent / "map").iterdir():
        text = source.read_text(encoding="utf-8")
        (tmp_path / source.name).write_text(text.replace("." * 32 + "\n", "." * 31 + "\n", 1), encoding="utf-8")
    with pytest.raises(SystemExit, match=r"islands\.txt: row 0 has 31 letters, not 32"):
        converter.read(tmp_path)
