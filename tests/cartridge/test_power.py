"""Power-ups, what they protect from, and dragon coins."""

from __future__ import annotations

import pytest

from tests.cartridge.conftest import Enter
from tests.cartridge.console import Console
from tests.cartridge.signs import ANIMATION, DIED, GROUND, SPAWNED, next_entry, told

pytestmark = pytest.mark.emulator("embedded")

POWER, IMMUNE = 0x19, 0x1497
SMALL, MUSHROOM, FEATHER, FLOWER = range(4)
HURT = 1
CHANGE_FRAMES = 32


def changes(machine: Console, animation: int) -> None:
    """The player's change, in which nothing moves."""
    assert machine.byte(ANIMATION) == animation
    x = machine.word(0x94)
    assert machine.until(lambda: machine.byte(ANIMATION) == 0, "right y") == CHANGE_FRAMES
    assert machine.word(0x94) == x


def test_each_power_up_has_its_animation(enter: Enter) -> None:
    machine = enter(14)
    for column, power in ((11, MUSHROOM), (43, FEATHER), (68, FLOWER)):
        machine.stand(column, GROUND)
        assert machine.byte(POWER) == power
        changes(machine, power + 1)
    machine.stand(101, GROUND)
    assert (machine.byte(POWER), machine.byte(ANIMATION)) == (FLOWER, 0)


def test_a_taken_power_up_is_gone(enter: Enter) -> None:
    machine = enter(14)
    machine.stand(11, GROUND)
    machine.run("", 40)
    machine.poke(POWER, SMALL)
    machine.stand(11, GROUND)
    assert machine.byte(POWER) == SMALL


def hit(machine: Console) -> None:
    """Wait in the way of the walker at column 25."""
    machine.stand(22, GROUND)
    machine.until(lambda: machine.byte(ANIMATION) != 0)


def test_a_hit_costs_the_power_and_then_nothing_for_a_second(enter: Enter) -> None:
    machine = enter(14)
    machine.stand(11, GROUND)
    machine.until(lambda: machine.byte(ANIMATION) == 0)
    hit(machine)
    assert machine.byte(POWER) == SMALL
    changes(machine, HURT)
    assert machine.byte(IMMUNE) == 60
    written = len(machine.log())
    machine.run("", 40)
    assert len(machine.log()) == written
    assert machine.byte(ANIMATION) == 0


def test_a_hit_without_power_is_the_end(enter: Enter) -> None:
    machine = enter(14)
    hit(machine)
    assert told(machine.log()[-1]) == (DIED, 0, 0)


def test_spikes_ask_for_no_power(enter: Enter) -> None:
    machine = enter(14)
    machine.stand(11, GROUND)
    machine.until(lambda: machine.byte(ANIMATION) == 0)
    machine.stand(54, GROUND - 3)
    assert told(next_entry(machine)) == (DIED, 0, 0)
    assert told(next_entry(machine)) == (SPAWNED, 0, 0)
    assert machine.byte(POWER) == SMALL


def test_five_dragon_coins(enter: Enter) -> None:
    machine = enter(14)
    for number, (column, row) in enumerate(((18, 19), (37, 22), (62, 19), (88, 22), (106, 19)), 1):
        machine.stand(column, row)
        assert (machine.byte(0x1420), machine.byte(0x1422)) == (number, number)
    machine.stand(32, GROUND)
    next_entry(machine)
    next_entry(machine)
    assert (machine.byte(0x1420), machine.byte(0x1422)) == (0, 0)
