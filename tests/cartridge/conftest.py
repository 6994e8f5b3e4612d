"""The cartridge in a core, at the first playable frame of any level, for tests that need no power-on of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.cartridge.console import Console, console

Enter = Callable[[int], Console]

LEVEL_SELECT = 0
LAGS = 13
"""The one level whose turns may take longer than a frame."""


@pytest.fixture(scope="session")
def states() -> dict[int, bytes]:
    """The first playable frame of each level that was entered before, and the level select."""
    return {}


@pytest.fixture(scope="module")
def powered() -> Iterator[Console]:
    """One console for a module: the library runs one game at a time."""
    with console() as machine:
        yield machine


@pytest.fixture
def enter(powered: Console, states: dict[int, bytes]) -> Iterator[Enter]:
    """Enter a level from the level select: the log then has this entry as its only one.

    After the test the game must not have lagged, but in the level that is made for it.
    """

    def into(level: int) -> Console:
        if LEVEL_SELECT not in states:
            powered.to_level_select()
            states[LEVEL_SELECT] = powered.save()
        if level not in states:
            powered.load(states[LEVEL_SELECT])
            powered.poke(0x0B04, level - 1)
            powered.run("", 3)
            powered.run("b")
            powered.until(lambda: powered.mode == 0x14)
            states[level] = powered.save()
        powered.load(states[level])
        return powered

    yield into
    assert powered.lag == 0 or powered.byte(0x13BF) == LAGS
