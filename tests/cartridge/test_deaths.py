"""Every way to die, and what comes after a death: retry without and with a reload, fewer lives, game over."""

from __future__ import annotations

import pytest

from tests.cartridge.conftest import Enter
from tests.cartridge.console import Console, Entry
from tests.cartridge.signs import ANIMATION, CHECKPOINT, DIED, GOAL, GROUND, SPAWNED, alive, next_entry, told

pytestmark = pytest.mark.emulator("embedded")

DYING = 9
LIVES = 0x0DBE
ENEMY, PIT, TIME = range(3)


def modes_until_alive(machine: Console) -> list[int]:
    """The game modes from now to the next playable frame, each once."""
    seen = [machine.mode]
    while not alive(machine) or machine.mode != 0x14:
        machine.run()
        if machine.mode != seen[-1]:
            seen.append(machine.mode)
    return seen


def die_in_pit(machine: Console, column: int) -> None:
    machine.stand(column, GROUND)
    assert told(next_entry(machine)) == (DIED, PIT, 0)


@pytest.mark.parametrize(("cause", "column"), [(PIT, 13), (ENEMY, 27)])
def test_instant_retry_stays_in_the_level(enter: Enter, cause: int, column: int) -> None:
    machine = enter(11)
    machine.stand(column, GROUND - 3)
    assert told(next_entry(machine)) == (DIED, cause, 0)
    assert machine.byte(ANIMATION) == DYING
    turns, x = machine.byte(0x14), machine.word(0x94)
    frames = 0
    while machine.byte(ANIMATION) == DYING:
        assert machine.mode == 0x14
        assert machine.word(0x94) == x
        machine.run()
        frames += 1
    assert frames == 8
    assert machine.log()[-1] == Entry(SPAWNED, 11, 0, machine.nmi)
    assert (machine.byte(0x14), machine.mode) == ((turns + 8) & 0xFF, 0x14)
    assert machine.word(0x94) == 48
    assert machine.byte(0x1DFB) == 0x22


def test_instant_retry_comes_back_at_the_newest_checkpoint(enter: Enter) -> None:
    machine = enter(11)
    machine.stand(44, GROUND)
    machine.stand(88, GROUND)
    assert [told(entry) for entry in machine.log()[-2:]] == [(CHECKPOINT, 1, 0), (CHECKPOINT, 2, 1)]
    die_in_pit(machine, 99)
    assert told(next_entry(machine)) == (SPAWNED, 2, 0)
    assert machine.word(0x94) == 88 * 16
    state = machine.wram
    columns = state[0x0B08] | state[0x0B09] << 8, state[0x0B0A] | state[0x0B0B] << 8
    assert columns[0] <= machine.word(0x1A) // 16 <= columns[1] - 16


def test_a_pit_with_reload_has_no_animation(enter: Enter) -> None:
    machine = enter(12)
    machine.stand(12, GROUND)
    while machine.mode == 0x14:
        assert machine.byte(ANIMATION) == 0
        machine.run()
    assert (machine.mode, machine.byte(ANIMATION)) == (0x11, 0)
    assert machine.log()[-1] == Entry(DIED, 12, PIT, machine.nmi)
    assert modes_until_alive(machine) == [0x11, 0x12, 0x13, 0x14]
    assert machine.byte(0x141A) == 0
    assert told(machine.log()[-1]) == (SPAWNED, 0, 0)


def test_an_enemy_with_reload_has_a_short_animation(enter: Enter) -> None:
    machine = enter(12)
    machine.stand(44, GROUND)
    machine.stand(25, GROUND - 3)
    assert told(next_entry(machine)) == (DIED, ENEMY, 0)
    assert machine.until(lambda: machine.mode != 0x14) == 8
    assert modes_until_alive(machine) == [0x11, 0x12, 0x13, 0x14]
    assert told(machine.log()[-1]) == (SPAWNED, 1, 0)
    assert machine.word(0x94) == 44 * 16


def test_goal_and_death_in_one_turn(enter: Enter) -> None:
    machine = enter(12)
    machine.stand(84, GROUND)
    goal = next_entry(machine, "right")
    assert [told(entry) for entry in machine.log()[-2:]] == [(GOAL, 0, 0), (DIED, ENEMY, 0)]
    assert machine.log()[-1].nmi == goal.nmi == machine.nmi
    assert (machine.byte(0x0906), machine.byte(ANIMATION)) == (1, DYING)
    assert told(next_entry(machine)) == (SPAWNED, 0, 0)
    assert not machine.word(0x0B1A) >> 11 & 1


def test_over_the_enemy_at_the_goal_is_only_a_goal(enter: Enter) -> None:
    machine = enter(12)
    machine.stand(86, GROUND - 3)
    assert told(next_entry(machine, "right b")) == (GOAL, 0, 0)
    machine.until(lambda: machine.mode == 0x0B)
    assert machine.log()[-1].kind == GOAL


def test_time_runs_out(enter: Enter) -> None:
    machine = enter(15)
    digits = [machine.byte(0x0F31 + i) for i in range(3)]
    assert digits == [0, 6, 0]
    machine.run("", 40)
    assert [machine.byte(0x0F31 + i) for i in range(3)] == [0, 5, 9]
    machine.run("start")
    machine.run("", 80)
    assert [machine.byte(0x0F31 + i) for i in range(3)] == [0, 5, 9]
    machine.run("start")
    machine.poke(0x0F32, 0)
    machine.poke(0x0F33, 2)
    entry = next_entry(machine)
    assert told(entry) == (DIED, TIME, 0)
    assert machine.byte(ANIMATION) == DYING
    assert [machine.byte(0x0F31 + i) for i in range(3)] == [0, 0, 0]
    assert told(next_entry(machine)) == (SPAWNED, 0, 0)
    assert [machine.byte(0x0F31 + i) for i in range(3)] == [0, 6, 0]


def test_three_lives_and_the_game_is_over(enter: Enter) -> None:
    machine = enter(16)
    assert machine.byte(LIVES) == 2
    for left in (1, 0):
        die_in_pit(machine, 11)
        assert machine.byte(LIVES) == left + 1
        assert told(next_entry(machine)) == (SPAWNED, 0, 0)
        assert machine.byte(LIVES) == left
    die_in_pit(machine, 11)
    written = len(machine.log())
    seen = [machine.mode]
    while machine.mode != 0x07:
        machine.run()
        if machine.mode != seen[-1]:
            seen.append(machine.mode)
    assert seen == [0x14, 0x15, 0x16, 0x17, 0x04, 0x06, 0x07]
    assert len(machine.log()) == written
    assert machine.byte(LIVES) == 4


def test_start_shortens_the_game_over(enter: Enter) -> None:
    machine = enter(16)
    machine.poke(LIVES, 0)
    die_in_pit(machine, 11)
    machine.until(lambda: machine.mode == 0x17)
    machine.run("", 30)
    machine.run("start")
    assert machine.until(lambda: machine.mode == 0x04) < 20


def test_other_levels_cost_no_lives(enter: Enter) -> None:
    machine = enter(15)
    die_in_pit(machine, 14)
    next_entry(machine)
    assert machine.byte(LIVES) == 4


@pytest.mark.parametrize("mode", [0x0E, 0x11, 0x14, 0x17])
def test_reset_leads_to_the_title_from_anywhere(enter: Enter, mode: int) -> None:
    machine = enter(16)
    machine.poke(LIVES, 0)
    if mode == 0x0E:
        machine.run("start select")
    else:
        machine.stand(11, GROUND)
    if mode == 0x11:
        machine.poke(LIVES, 2)
    machine.until(lambda: machine.mode == mode)
    machine.reset()
    machine.until(lambda: machine.mode == 0x07)
    assert machine.log() == []
    assert (machine.byte(LIVES), machine.byte(0x13BF), machine.word(0x0B1A)) == (4, 0, 0)
    assert machine.lag == 0
