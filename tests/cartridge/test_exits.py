"""Every way to finish a level, and the way out of its side."""

from __future__ import annotations

import pytest

from tests.cartridge.conftest import Enter
from tests.cartridge.console import Console, Entry
from tests.cartridge.signs import ANIMATION, DIED, EXIT_MODE, FANFARE, GOAL, GROUND, LEFT, MUSIC, next_entry, told

pytestmark = pytest.mark.emulator("embedded")

NORMAL, SECRET, BOSS, ORB, KEY, PALACE = range(6)
SWITCH, BOSS_DEFEATED, SECRET_FLAG = 0x1F28, 0x13C6, 0x141C
HEALTH, CREDITS = 0x0B77, 0x0B79


def leaves(machine: Console, exit_mode: int) -> None:
    """The celebration ends at the level select, with the level among the finished ones."""
    level = machine.byte(0x13BF)
    assert machine.byte(EXIT_MODE) == 0
    while machine.mode == 0x14:
        assert machine.byte(EXIT_MODE) == 0
        machine.run()
    assert (machine.mode, machine.byte(EXIT_MODE)) == (0x0B, exit_mode)
    assert machine.word(0x0B1A) >> (level - 1) & 1
    machine.until(lambda: machine.mode == 0x0E)


def finished(machine: Console, how: int) -> None:
    """The newest entry is this goal, of this frame."""
    assert machine.log()[-1] == Entry(GOAL, machine.byte(0x13BF), how, machine.nmi)


def test_normal_goal_of_a_later_level(enter: Enter) -> None:
    machine = enter(7)
    machine.stand(119, GROUND)
    finished(machine, NORMAL)
    assert (machine.byte(FANFARE), machine.byte(MUSIC), machine.byte(SECRET_FLAG)) == (1, 4, 0)
    leaves(machine, 1)


def test_secret_goal(enter: Enter) -> None:
    machine = enter(7)
    machine.stand(99, 17)
    finished(machine, SECRET)
    assert (machine.byte(FANFARE), machine.byte(MUSIC), machine.byte(SECRET_FLAG)) == (1, 4, 1)
    leaves(machine, 2)


def test_orb(enter: Enter) -> None:
    machine = enter(7)
    machine.stand(64, 17)
    finished(machine, ORB)
    assert (machine.byte(FANFARE), machine.byte(MUSIC), machine.byte(BOSS_DEFEATED)) == (0, 3, 0)
    leaves(machine, 1)


def test_key_and_keyhole(enter: Enter) -> None:
    machine = enter(7)
    written = len(machine.log())
    machine.stand(34, 19)
    assert len(machine.log()) == written
    machine.stand(18, 17)
    assert machine.byte(0x0B76) == 1
    machine.stand(34, 19)
    finished(machine, KEY)
    assert (machine.byte(FANFARE), machine.byte(MUSIC), machine.byte(0x1434)) == (0, 7, 0x80)
    leaves(machine, 3)


def test_the_switch_is_pressed_once_and_comes_back_with_the_next_entry(enter: Enter) -> None:
    machine = enter(9)
    assert machine.byte(SWITCH) == 0
    machine.stand(39, 20)
    machine.until(lambda: machine.byte(SWITCH) == 1, frames=60)
    finished(machine, PALACE)
    assert machine.byte(FANFARE) == 0
    leaves(machine, 1)
    assert machine.byte(SWITCH) == 1
    machine.poke(0x0B04, 8)
    machine.run("", 3)
    machine.run("b")
    machine.until(lambda: machine.mode == 0x14)
    assert (machine.byte(0x13BF), machine.byte(SWITCH)) == (9, 0)


def stomp(machine: Console) -> None:
    """Wait on the arena's wall until the boss walks, and fall onto it."""
    slot = 11
    machine.stand(57, 19)
    machine.until(lambda: machine.byte(0xC2 + slot) == 0 and machine.byte(0x1588 + slot) == 0)
    x = machine.byte(0xE4 + slot) | machine.byte(0x14E0 + slot) << 8
    health = machine.byte(HEALTH)
    machine.poke(0x94, x + 8, 2)
    machine.poke(0x96, 18 * 16, 2)
    machine.poke(0x7D, 0)
    machine.until(lambda: machine.byte(HEALTH) != health or machine.byte(ANIMATION) != 0, frames=60)
    assert (machine.byte(HEALTH), machine.byte(ANIMATION)) == (health - 1, 0)


def to_the_boss(machine: Console) -> None:
    machine.stand(60, GROUND)
    machine.until(lambda: machine.byte(HEALTH) == 3)
    machine.run("", 40)


def signed(value: int) -> int:
    return value - 256 if value & 0x80 else value


def test_what_a_boss_still_takes_is_told_while_there_is_one(enter: Enter) -> None:
    machine = enter(8)
    machine.run("", 3)
    assert [machine.text(row) for row in (2, 4)] == ["GRUMBLE KEEP", ""]
    to_the_boss(machine)
    machine.run("", 3)
    assert machine.text(4).split() == ["BOSS", "3"]
    machine.poke(HEALTH, 1)
    stomp(machine)
    machine.run("", 3)
    assert machine.text(4) == ""


def test_a_stomped_boss_sits_harmless_and_then_walks_faster_to_the_player(enter: Enter) -> None:
    machine = enter(8)
    to_the_boss(machine)
    state, speed = 0xC2 + 11, 0xB6 + 11
    assert abs(signed(machine.byte(speed))) == 10
    for faster in (14, 18):
        stomp(machine)
        x = machine.byte(0xE4 + 11) | machine.byte(0x14E0 + 11) << 8
        machine.stand(x // 16 + 1, GROUND)
        machine.poke(0x94, 60 * 16, 2)
        assert machine.until(lambda: machine.byte(state) == 0) == 47
        assert signed(machine.byte(speed)) == (-faster if x > 60 * 16 else faster)
        assert machine.byte(ANIMATION) == 0


def test_the_king_leaps(enter: Enter) -> None:
    machine = enter(10)
    to_the_boss(machine)
    machine.stand(57, 19)
    timer, air = 0x1540 + 11, 0x1588 + 11
    machine.until(lambda: machine.byte(timer) == 1 and machine.byte(air) == 0)
    machine.run()
    assert machine.byte(air) == 1
    assert machine.byte(timer) == 72
    assert signed(machine.byte(0xAA + 11)) == -0x40 + 4


def test_three_stomps_defeat_the_boss_and_the_fanfare_follows(enter: Enter) -> None:
    machine = enter(8)
    to_the_boss(machine)
    for _ in range(3):
        assert machine.byte(BOSS_DEFEATED) == 0
        stomp(machine)
    assert (machine.byte(BOSS_DEFEATED), machine.byte(FANFARE)) == (1, 0)
    assert machine.log()[-1].kind != GOAL
    frames = machine.until(lambda: machine.byte(FANFARE) == 1)
    assert frames == 64
    finished(machine, BOSS)
    assert machine.byte(MUSIC) == 3
    leaves(machine, 1)


def test_the_boss_kills_from_the_side_and_is_whole_again_afterwards(enter: Enter) -> None:
    machine = enter(8)
    to_the_boss(machine)
    stomp(machine)
    assert told(next_entry(machine, "right", 900)) == (DIED, 0, 0)
    machine.until(lambda: machine.mode == 0x14 and machine.byte(ANIMATION) == 0)
    assert machine.byte(HEALTH) == 0
    to_the_boss(machine)


def test_the_last_boss_ends_in_credits_that_only_start_leaves(enter: Enter) -> None:
    machine = enter(10)
    to_the_boss(machine)
    for _ in range(3):
        stomp(machine)
    machine.until(lambda: machine.byte(FANFARE) == 1)
    finished(machine, BOSS)
    assert machine.byte(CREDITS) == 1
    written = len(machine.log())
    for _ in range(900):
        machine.run("select")
        assert (machine.mode, machine.byte(EXIT_MODE), machine.byte(0x1493)) == (0x14, 0, 0)
    machine.run("start")
    modes = set()
    while machine.mode != 0x07:
        modes.add(machine.mode)
        machine.run()
        assert machine.byte(EXIT_MODE) == 0
    assert modes == {0x14, 0x04, 0x06}
    assert len(machine.log()) == written


def test_the_side_exit_leaves_no_exit_mode(enter: Enter) -> None:
    machine = enter(4)
    machine.stand(60, 15)
    entry = next_entry(machine, "right")
    assert told(entry) == (LEFT, 1, 0)
    assert (machine.mode, machine.byte(EXIT_MODE)) == (0x0B, 0)
    machine.until(lambda: machine.mode == 0x0E)
    assert machine.byte(EXIT_MODE) == 0
