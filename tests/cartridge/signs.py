"""What the tests of the cartridge's mechanics look at: kinds of log entries, and waiting for the log."""

from __future__ import annotations

from tests.cartridge.console import Console, Entry

ENTERED, DIED, CHECKPOINT, GOAL, SPAWNED, LEFT, ROOM = range(1, 8)

ANIMATION, MODE, EXIT_MODE, FANFARE, MUSIC = 0x71, 0x100, 0x0DD5, 0x0906, 0x1DFB
GROUND = 22
"""Row in which the player stands on the ground."""


def next_entry(machine: Console, buttons: str = "", frames: int = 600) -> Entry:
    """Play until the game writes an entry, which must have this frame's count, and return it."""
    written = len(machine.log())
    machine.until(lambda: len(machine.log()) > written, buttons, frames)
    entry = machine.log()[written]
    assert entry.nmi == machine.nmi
    return entry


def told(entry: Entry) -> tuple[int, int, int]:
    """Kind, argument and detail."""
    return entry.kind, entry.arg, entry.detail


def alive(machine: Console) -> bool:
    """The player is in the level, and moves by the pad."""
    return machine.mode == 0x14 and machine.byte(ANIMATION) == 0
