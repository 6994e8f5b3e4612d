"""The cartridge in a core, at the first playable frame of any level, for tests that need no power-on of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.cartridge.console import Console, console

Enter = Callable[[int], Console]


@pytest.fixture(scope="session")
def shared() -> Iterator[tuple[Console, dict[int, bytes]]]:
    """One console for all of these tests, and its states."""
    with console() as machine:
        machine.to_level_select()
        yield machine, {0: machine.save()}


@pytest.fixture
def enter(shared: tuple[Console, dict[int, bytes]]) -> Enter:
    """Enter a level from the level select: the log then has this entry as its only one."""
    machine, states = shared

    def into(level: int) -> Console:
        if level not in states:
            machine.load(states[0])
            machine.poke(0x0B04, level - 1)
            machine.run("", 3)
            machine.run("b")
            machine.until(lambda: machine.mode == 0x14)
            states[level] = machine.save()
        machine.load(states[level])
        return machine

    return into
