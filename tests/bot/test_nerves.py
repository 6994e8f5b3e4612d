import random
from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.bot.nerves import LATENCY_MAX, Nerves

PADS = (0, 0x01, 0x41, 0xC1, 0x42)


def live(nerves: Nerves, latency: int, turns: int, seed: int = 0) -> list[tuple[list[int], list[int]]]:
    """Press at random through a line of that latency; what was foreseen to be on the way, and what then arrived."""
    rng = random.Random(seed)
    line = deque([0] * (latency - 1))
    held = 0
    history: list[tuple[int, list[int]]] = []
    holds: list[int] = []
    pad = 0
    for turn in range(turns):
        nerves.feel(turn, held)
        holds.append(held)
        history.append((turn, nerves.on_the_way(turn, held)))
        if turn % 9 == 0:
            pad = rng.choice(PADS)
        nerves.send(turn, pad, held)
        line.append(pad)
        held = line.popleft()
    return [(way, holds[turn + 1 : turn + 1 + len(way)]) for turn, way in history if turn + len(way) < turns]


@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 99))
def test_the_latency_is_measured_whatever_was_thought_before(real: int, thought: int, seed: int) -> None:
    nerves = Nerves(thought)
    live(nerves, real, 300, seed)
    assert nerves.latency_turns == real


@pytest.mark.parametrize("latency", [1, 2, 3])
def test_what_is_on_the_way_arrives(latency: int) -> None:
    seen = live(Nerves(latency), latency, 200)
    assert all(way == arrived for way, arrived in seen)
    assert {len(way) for way, _ in seen} == {latency - 1}


def test_forgetting_empties_the_way() -> None:
    nerves = Nerves(3)
    nerves.send(10, 0x41, 0)
    assert nerves.on_the_way(12, 0) == [0x41, 0x41]
    nerves.forget(0)
    assert nerves.on_the_way(12, 0) == [0, 0]


def test_a_press_that_never_shows_is_not_a_measurement() -> None:
    nerves = Nerves(2)
    for turn in range(0, 100, 20):
        nerves.send(turn, 0x41, 0)
        nerves.feel(turn + 15, 0)
        nerves.send(turn + 16, 0, 0)
    assert nerves.latency_turns == 2


@pytest.mark.parametrize("latency", [0, -1, LATENCY_MAX + 1])
def test_an_impossible_latency_is_refused(latency: int) -> None:
    with pytest.raises(ValueError, match="latency"):
        Nerves(latency)
