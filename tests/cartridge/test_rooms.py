"""Pipes and doors lead to other rooms of a level; its checkpoints hold in all of them."""

from __future__ import annotations

import pytest

from tests.cartridge.conftest import Enter
from tests.cartridge.console import Console
from tests.cartridge.signs import ANIMATION, CHECKPOINT, DIED, GROUND, ROOM, SPAWNED, alive, next_entry, told

pytestmark = pytest.mark.emulator("embedded")

PIPE, DOOR = 6, 13
TRAVEL_FRAMES = 24
ENTRANCE = 0x1B403


def through_the_pipe(machine: Console) -> None:
    machine.stand(42, 20)
    machine.until(lambda: machine.byte(0x72) == 0)
    machine.run("down")
    assert machine.byte(ANIMATION) == PIPE
    assert told(next_entry(machine)) == (ROOM, 0x61, 0)


def through_the_door(machine: Console, column: int) -> None:
    machine.stand(column, GROUND)
    machine.run("up")
    assert machine.byte(ANIMATION) == DOOR
    next_entry(machine)


def test_a_pipe_sinks_and_loads_the_other_room(enter: Enter) -> None:
    machine = enter(6)
    machine.stand(42, 20)
    machine.until(lambda: machine.byte(0x72) == 0)
    y = machine.word(0x96)
    machine.run("down")
    frames = machine.until(lambda: machine.mode != 0x14)
    assert frames == TRAVEL_FRAMES
    assert machine.mode == 0x0F
    assert machine.word(0x96) > y + 12
    assert machine.byte(0x141A) == 1
    seen = []
    while machine.mode != 0x14:
        seen.append(machine.mode)
        machine.run()
    assert sorted(set(seen)) == [0x0F, 0x10, 0x11, 0x12, 0x13]
    assert machine.word(0x10B) == 0x161
    assert told(machine.log()[-1]) == (ROOM, 0x61, 0)
    assert machine.log()[-1].nmi == machine.nmi
    assert machine.byte(0x1935) == 1


def test_beside_a_pipe_down_does_nothing(enter: Enter) -> None:
    machine = enter(6)
    machine.run("down", 30)
    assert machine.byte(ANIMATION) == 0


def test_doors_lead_on_and_back(enter: Enter) -> None:
    machine = enter(6)
    through_the_pipe(machine)
    through_the_door(machine, 38)
    assert (machine.word(0x10B), machine.byte(0x141A)) == (0x162, 2)
    through_the_door(machine, 27)
    assert (machine.word(0x10B), machine.byte(0x141A)) == (0x161, 3)
    assert machine.word(0x94) == 47 * 16


def test_the_lamp_of_a_sub_level_is_where_death_leads(enter: Enter) -> None:
    machine = enter(6)
    assert machine.word(ENTRANCE) == 6
    machine.stand(28, GROUND)
    assert (machine.byte(0x13CE), told(machine.log()[-1])) == (1, (CHECKPOINT, 1, 0))
    through_the_pipe(machine)
    assert machine.word(ENTRANCE) == 6
    machine.stand(20, GROUND)
    assert machine.log()[-1].nmi == machine.nmi
    assert told(machine.log()[-1]) == (CHECKPOINT, 2, 1)
    assert machine.word(ENTRANCE) == 0x261
    machine.stand(22, GROUND)
    machine.stand(20, GROUND)
    assert told(machine.log()[-1]) == (CHECKPOINT, 2, 1)
    through_the_door(machine, 38)
    machine.stand(11, GROUND)
    assert told(next_entry(machine)) == (DIED, 1, 0)
    assert told(next_entry(machine)) == (SPAWNED, 2, 0)
    assert (machine.word(0x10B), machine.byte(0x141A), machine.word(ENTRANCE)) == (0x161, 0, 0x261)
    assert machine.word(0x94) == 20 * 16


def test_the_tape_is_passed_twice_and_counts_once(enter: Enter) -> None:
    machine = enter(6)
    machine.stand(28, GROUND)
    through_the_pipe(machine)
    machine.stand(58, 20)
    machine.until(lambda: machine.byte(0x72) == 0)
    machine.run("down")
    assert told(next_entry(machine)) == (ROOM, 6, 0)
    assert machine.byte(0x13CE) == 1
    tape = 0xC800 + 28 // 16 * 0x1B0 + 20 * 16 + 28 % 16
    assert machine.byte(tape) == 0x35
    written = len(machine.log())
    machine.stand(28, 16)
    machine.run("", 3)
    assert alive(machine)
    assert len(machine.log()) == written


def test_a_level_without_lamps_has_no_entrance(enter: Enter) -> None:
    machine = enter(5)
    assert machine.word(ENTRANCE) == 5
    machine.run("start select")
    machine.until(lambda: machine.mode == 0x0E)
    machine.poke(0x0B04, 3)
    machine.run("", 3)
    machine.run("b")
    machine.until(lambda: machine.mode == 0x14)
    assert (machine.byte(0x13BF), machine.word(ENTRANCE)) == (4, 0)


def test_two_lamps_and_a_tape_count_in_the_order_of_taking(enter: Enter) -> None:
    machine = enter(5)
    for column, number, detail in ((310, 1, 1), (203, 2, 0), (102, 3, 1)):
        machine.stand(column, GROUND)
        assert told(machine.log()[-1]) == (CHECKPOINT, number, detail)
    assert machine.word(ENTRANCE) == 0x251
    machine.stand(15, GROUND)
    assert told(next_entry(machine)) == (DIED, 1, 0)
    assert told(next_entry(machine)) == (SPAWNED, 3, 0)
    assert machine.word(0x94) == 102 * 16
