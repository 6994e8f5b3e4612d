"""All sixteen levels: what their records promise, what is in them, and that a turn fits in a frame."""

from __future__ import annotations

import pytest

from tests.cartridge.conftest import LAGS, Enter
from tests.cartridge.console import Console
from tests.cartridge.signs import ANIMATION, DIED, LEFT, next_entry, told

pytestmark = pytest.mark.emulator("embedded")

LEVELS = range(1, 17)


def column(machine: Console, x: int) -> list[int]:
    return [machine.byte(0xC800 + x // 16 * 0x1B0 + row * 16 + x % 16) for row in range(27)]


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_has_pits_and_enemies_or_spikes(enter: Enter, level: int) -> None:
    machine = enter(level)
    assert machine.word(0x10B) == level
    assert machine.byte(0x0DBE) == (2 if level == 16 else 4)
    tiles = [column(machine, x) for x in range(machine.byte(0x5D) * 16)]
    assert any(all(tile < 0x60 for tile in rows[1:]) for rows in (tile[12:] for tile in tiles))
    assert (machine.byte(0x94), machine.byte(0x96)) == (48, 352 & 0xFF)


@pytest.mark.parametrize("level", LEVELS)
def test_running_through_a_level_causes_no_lag(enter: Enter, level: int) -> None:
    machine = enter(level)
    length = machine.byte(0x5D) * 16
    for x in range(0, length - 24, 40):
        machine.poke(0x94, x * 16, 2)
        machine.poke(0x96, 14 * 16, 2)
        machine.poke(0x1A, max(0, x * 16 - 104), 2)
        machine.poke(0x1497, 200)
        machine.run("right y", 12)
    assert (machine.lag > 0) == (level == LAGS)


def test_many_enemies_make_real_lag(enter: Enter) -> None:
    machine = enter(LAGS)
    machine.stand(22, 12)
    before = machine.lag, machine.nmi, machine.byte(0x13)
    machine.poke(0x96, 12 * 16, 2)
    machine.run("", 20)
    lag = machine.lag - before[0]
    assert lag >= 8
    assert machine.nmi - before[1] == 20
    assert (machine.byte(0x13) - before[2]) & 0xFF == 20 - lag


def test_sign_and_entry_are_in_one_snapshot_of_a_lagging_turn(enter: Enter) -> None:
    machine = enter(LAGS)
    machine.stand(22, 12)
    machine.run("", 8)
    before = machine.lag, machine.frame
    assert told(next_entry(machine)) == (DIED, 0, 0)
    assert machine.byte(ANIMATION) == 9
    assert machine.lag - before[0] >= (machine.frame - before[1]) // 2 - 1
    machine.until(lambda: machine.mode == 0x14 and machine.byte(ANIMATION) == 0)
    machine.stand(22, 12)
    machine.run("", 4)
    assert told(next_entry(machine, "start select", 4)) == (LEFT, 0, 0)
    assert machine.byte(0x0DD5) == 0x80
