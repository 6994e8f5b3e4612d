"""The cartridge plays, keeps its memory's promises and tells the truth in its log."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cartridge.console import LOG, Console, Entry, console
from tests.cartridge.runs import JUMP, RUN, RUNS

pytestmark = pytest.mark.emulator("embedded")

ENTERED, DIED, CHECKPOINT, GOAL, SPAWNED, LEFT = range(1, 7)
TAKE_OFF = -80 + 3
"""Speed in the first frame of a jump from rest: the jump's, and one frame of the lower gravity."""


@pytest.fixture
def machine() -> Iterator[Console]:
    with console() as switched_on:
        yield switched_on


def modes_seen(machine: Console, buttons: str, frames: int) -> list[tuple[int, int]]:
    """Play, and return the game modes with the frames that each lasted."""
    seen: list[tuple[int, int]] = []
    for _ in range(frames):
        machine.run(buttons)
        if seen and seen[-1][0] == machine.mode:
            seen[-1] = (machine.mode, seen[-1][1] + 1)
        else:
            seen.append((machine.mode, 1))
    return seen


def dies(machine: Console) -> bool:
    return machine.byte(0x71) == 9


def signed(value: int) -> int:
    return value - 256 if value & 0x80 else value


def enemies_on_screen(machine: Console) -> int:
    left = machine.word(0x1A)
    xs = [
        machine.byte(0xE4 + slot) | machine.byte(0x14E0 + slot) << 8
        for slot in range(12)
        if machine.byte(0x14C8 + slot) == 8
    ]
    return sum(left - 16 < x < left + 256 for x in xs)


def test_power_on_to_level(machine: Console) -> None:
    machine.run("", 60)
    assert machine.mode == 0x07
    assert machine.wram[LOG : LOG + 4] == b"SPLG"
    machine.run("start")
    machine.until(lambda: machine.mode == 0x0E)
    machine.run("b")
    seen = modes_seen(machine, "", 60)
    assert [mode for mode, _ in seen] == [0x0F, 0x10, 0x11, 0x12, 0x13, 0x14]
    assert all(frames >= 2 for _, frames in seen)
    assert machine.byte(0x13BF) == 1
    assert machine.word(0x10B) == 1
    assert machine.byte(0x1935) == 1
    assert machine.byte(0x0DBE) == 4
    zeros = (0x19, 0x71, 0x0906, 0x0DD5, 0x1493, 0x13CE, 0x13D4, 0x141A, 0x141C, 0x13C6)
    assert [machine.byte(offset) for offset in zeros] == [0] * len(zeros)
    assert machine.word(0x1B403) == 0


def test_appears_with_the_first_playable_frame(machine: Console) -> None:
    machine.to_level_select()
    machine.run("b")
    machine.until(lambda: machine.mode == 0x13)
    assert machine.byte(0x1935) == 0
    machine.until(lambda: machine.mode == 0x14)
    assert machine.byte(0x1935) == 1
    assert machine.log() == [Entry(ENTERED, 1, 0, machine.nmi)]


@pytest.mark.parametrize("button", ["b", "a", "start"])
def test_level_select_buttons(machine: Console, button: str) -> None:
    machine.to_level_select()
    machine.run("right")
    machine.run("", 3)
    machine.run(button)
    machine.until(lambda: machine.mode == 0x14)
    assert machine.byte(0x13BF) == 2


def test_jump_starts_in_the_frame_after_the_press(machine: Console) -> None:
    machine.enter(1)
    machine.run("", 10)
    y = machine.word(0x96)
    assert machine.byte(0x72) == 0
    machine.run("b")
    assert machine.byte(0x16) == 0x80
    assert signed(machine.byte(0x7D)) == TAKE_OFF
    assert machine.byte(0x72) != 0
    assert machine.word(0x96) < y


def test_held_jump_is_higher(machine: Console) -> None:
    machine.enter(1)
    machine.run("", 10)
    state = machine.save()
    tops = []
    for held in (1, 8, 40):
        machine.load(state)
        heights = []
        for frame in range(60):
            machine.run("b" if frame < held else "")
            heights.append(machine.word(0x96))
        tops.append(min(heights))
        assert machine.byte(0x72) == 0
    assert tops == sorted(tops, reverse=True)
    assert tops[0] - tops[2] > 24


def test_walk_and_run_speed(machine: Console) -> None:
    machine.enter(1)
    machine.run("right", 60)
    assert machine.byte(0x7B) == 20
    machine.run(RUN, 40)
    assert machine.byte(0x7B) == 44
    before = machine.word(0x94)
    machine.run(RUN, 16)
    assert machine.word(0x94) - before == 44


def test_pad_bytes(machine: Console) -> None:
    machine.enter(1)
    for buttons, first, second in [("a", 0x80, 0x80), ("x", 0x40, 0x40), ("y", 0x40, 0), ("l r", 0, 0x30)]:
        machine.run("")
        machine.run(buttons)
        pressed = [machine.byte(offset) for offset in (0x15, 0x16, 0x17, 0x18)]
        assert pressed == [first, first, second, second]
        machine.run(buttons)
        assert [machine.byte(offset) for offset in (0x15, 0x16, 0x17, 0x18)] == [first, 0, second, 0]


def test_pit_death_and_respawn(machine: Console) -> None:
    machine.enter(3)
    spawn = machine.word(0x94), machine.word(0x96)
    machine.until(lambda: dies(machine), RUN)
    assert machine.log()[-1] == Entry(DIED, 3, 1, machine.nmi)
    seen = modes_seen(machine, "", 80)
    assert [mode for mode, _ in seen] == [0x14, 0x0F, 0x10, 0x11, 0x12, 0x13, 0x14]
    assert 30 <= seen[0][1] <= 40
    assert machine.byte(0x0DD5) == 0
    assert machine.byte(0x141A) == 0
    assert machine.byte(0x71) == 0
    assert machine.byte(0x0DBE) == 4
    assert (machine.word(0x94), machine.word(0x96)) == spawn
    last = machine.log()[-1]
    assert (last.kind, last.level, last.arg) == (SPAWNED, 3, 0)
    assert last.nmi == machine.nmi - seen[-1][1] + 1


def test_midway_respawn(machine: Console) -> None:
    machine.enter(1)
    script = [buttons for buttons, frames in RUNS[1] for _ in range(frames)]
    for buttons in script:
        machine.run(buttons)
        if machine.byte(0x13CE):
            break
    assert machine.log()[-1] == Entry(CHECKPOINT, 1, 1, machine.nmi)
    tape = machine.word(0x94)
    machine.until(lambda: dies(machine), RUN)
    machine.until(lambda: machine.mode == 0x14 and not dies(machine))
    assert machine.log()[-1] == Entry(SPAWNED, 1, 1, machine.nmi)
    assert machine.byte(0x13CE) == 1
    assert abs(machine.word(0x94) - tape) < 16


def test_enemy_kills_from_the_side_and_dies_from_above(machine: Console) -> None:
    slot = 11

    def enemy_x() -> int:
        return machine.byte(0xE4 + slot) | machine.byte(0x14E0 + slot) << 8

    machine.enter(1)
    machine.until(lambda: machine.word(0x94) > 270, RUN)
    machine.run(JUMP, 20)
    machine.until(lambda: machine.byte(0x14C8 + slot) == 8 and machine.byte(0x72) == 0, RUN)
    machine.until(lambda: enemy_x() > 560)
    machine.until(lambda: machine.word(0x94) > 456, "right")
    machine.run("", 30)
    state = machine.save()
    machine.until(lambda: dies(machine))
    assert machine.log()[-1] == Entry(DIED, 1, 0, machine.nmi)
    machine.load(state)
    machine.until(lambda: enemy_x() - machine.word(0x94) < 24)
    machine.until(lambda: machine.byte(0x14C8 + slot) != 8 or dies(machine), "b")
    assert machine.byte(0x14C8 + slot) == 3
    assert signed(machine.byte(0x7D)) < 0
    assert not dies(machine)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_goal(machine: Console, level: int) -> None:
    machine.enter(level)
    entered = machine.nmi
    script = [buttons for buttons, frames in RUNS[level] for _ in range(frames)]
    most = frame = 0
    checkpoint = goal = 0
    for buttons in script:
        assert machine.byte(0x0906) == 0
        assert machine.byte(0x1DFB) == 0x20 + level
        before = machine.byte(0x13CE)
        machine.run(buttons)
        frame += 1
        most = max(most, enemies_on_screen(machine))
        if machine.byte(0x13CE) != before:
            checkpoint = machine.nmi
    goal = machine.nmi
    assert (machine.byte(0x0906), machine.byte(0x1493), machine.byte(0x1DFB)) == (1, 0xFF, 4)
    assert machine.log() == [
        Entry(ENTERED, level, 0, entered),
        Entry(CHECKPOINT, level, 1, checkpoint),
        Entry(GOAL, level, 0, goal),
    ]
    assert goal - entered == frame
    assert 12 * 60 <= frame <= 16 * 60
    assert machine.lag == 0
    if level == 3:
        assert most == 6
    while machine.mode == 0x14:
        assert machine.byte(0x0DD5) == 0
        machine.run("")
    assert machine.byte(0x0DD5) == 1
    machine.until(lambda: machine.mode == 0x0E)
    assert machine.byte(0x0B04) == level
    assert len(machine.log()) == 3


def test_pause_stops_the_effective_counter(machine: Console) -> None:
    machine.enter(1)
    machine.run("start")
    assert machine.byte(0x13D4) == 1
    frames, effective, x = machine.byte(0x13), machine.byte(0x14), machine.word(0x94)
    machine.run(RUN, 20)
    assert machine.byte(0x13) == frames + 20
    assert (machine.byte(0x14), machine.word(0x94)) == (effective, x)
    machine.run("start")
    assert machine.byte(0x13D4) == 0
    machine.run(RUN, 20)
    assert machine.word(0x94) > x


@pytest.mark.parametrize("how", ["together", "paused"])
def test_start_select_leaves(machine: Console, how: str) -> None:
    machine.enter(2)
    machine.run("", 10)
    if how == "together":
        machine.run("start select")
    else:
        machine.run("start")
        machine.run("", 5)
        machine.run("select")
    assert machine.byte(0x0DD5) == 0x80
    assert machine.log()[-1] == Entry(LEFT, 2, 0, machine.nmi)
    machine.until(lambda: machine.mode == 0x0E)
    assert machine.byte(0x0B04) == 1
    machine.run("b")
    machine.until(lambda: machine.mode == 0x14)
    assert (machine.byte(0x0DD5), machine.byte(0x13D4), machine.byte(0x13CE)) == (0, 0, 0)


def stays_safe(machine: Console) -> None:
    for _ in range(60):
        machine.run("")
        x = machine.word(0x94)
        for slot in range(12):
            if machine.byte(0x14C8 + slot) == 8:
                enemy = machine.byte(0xE4 + slot) | machine.byte(0x14E0 + slot) << 8
                assert abs(enemy - x) >= 100
    assert not dies(machine)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_entrance_and_midway_are_safe(machine: Console, level: int) -> None:
    machine.enter(level)
    state = machine.save()
    stays_safe(machine)
    machine.load(state)
    for buttons in [buttons for buttons, frames in RUNS[level] for _ in range(frames)]:
        machine.run(buttons)
        if machine.byte(0x13CE):
            break
    machine.until(lambda: dies(machine), RUN)
    machine.until(lambda: machine.mode == 0x14 and not dies(machine))
    assert machine.log()[-1].arg == 1
    stays_safe(machine)


def test_every_entry_has_the_count_of_its_first_snapshot(machine: Console) -> None:
    machine.to_level_select()
    known = len(machine.log())
    script = [
        ("b", 1),
        ("", 40),
        (RUN, 500),
        (JUMP, 40),
        (RUN, 60),
        (JUMP, 40),
        (RUN, 700),
        ("start select", 1),
    ]
    kinds = set()
    for buttons in [buttons for buttons, frames in script for _ in range(frames)]:
        machine.run(buttons)
        new = machine.log()[known:]
        assert all(entry.nmi == machine.nmi for entry in new)
        kinds |= {entry.kind for entry in new}
        known += len(new)
    assert {ENTERED, LEFT} <= kinds


def test_nmi_counts_every_frame(machine: Console) -> None:
    machine.run("", 60)
    nmi, turns = machine.nmi, machine.byte(0x13)
    for _ in range(100):
        machine.run("")
        assert machine.nmi == nmi + 1
        assert machine.byte(0x13) == (turns + 1) & 0xFF
        nmi, turns = machine.nmi, machine.byte(0x13)


def test_same_inputs_same_memory() -> None:
    digests = []
    for _ in range(2):
        with console() as machine:
            machine.enter(3)
            machine.play(RUNS[3])
            machine.run("", 200)
            digests.append(machine.digest())
    assert digests[0] == digests[1]


def test_same_state_same_frames(machine: Console) -> None:
    machine.enter(2)
    machine.play(RUNS[2][:6])
    state = machine.save()
    digests = []
    for _ in range(2):
        machine.load(state)
        machine.play(RUNS[2][6:])
        machine.run("", 30)
        digests.append(machine.digest())
    assert digests[0] == digests[1]


def test_tile_map_is_readable(machine: Console) -> None:
    machine.enter(1)
    screens = machine.byte(0x5D)

    def column(x: int) -> list[int]:
        return [machine.byte(0xC800 + (x // 16) * 0x1B0 + row * 16 + x % 16) for row in range(27)]

    tiles = [column(x) for x in range(screens * 16)]
    pits = [x for x, rows in enumerate(tiles) if all(tile < 0x60 for tile in rows)]
    assert pits == [40, 41, 42, 90, 91, 92, 93, 124, 125, 126, 127]
    assert [x for x, rows in enumerate(tiles) if 0x38 in rows] == [80]
    assert [x for x, rows in enumerate(tiles) if 0x3A in rows] == [151]
