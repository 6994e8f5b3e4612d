"""The recorder over pipes and doors of the training cartridge, whose memory is torn while a room is loaded."""

from __future__ import annotations

import pytest

from spinlab_pad.route.subsplits import Life, Place
from tests.cartridge.console import Console, console
from tests.cartridge.signs import GROUND

pytestmark = pytest.mark.emulator("embedded")

HALLS = 6


class Watched:
    """A console whose every frame goes into the recorder, frames of lag left out."""

    def __init__(self, machine: Console) -> None:
        self.machine = machine
        self.life = Life()
        self.seen: dict[int, Place] = {}
        self._turns = machine.byte(0x13)

    def run(self, buttons: str = "", frames: int = 1) -> None:
        for _ in range(frames):
            self.machine.run(buttons)
            turns, before = self.machine.byte(0x13), self._turns
            self._turns = turns
            if turns != before:
                place = (self.machine.word(0x10B), self.machine.word(0x94), self.machine.word(0x96))
                self.seen[self.machine.frame] = place
                self.life = self.life.see(self.machine.frame, place)

    def go(self, column: int, row: int, buttons: str) -> None:
        """Stand somewhere for a second, then press what leads into another room, and stay there for a second."""
        self.machine.stand(column, row)
        self.run("", 60)
        self.run(buttons)
        self.run("", 200)


def test_rooms_are_arrived_at_once_and_a_way_back_is_another_visit():
    with console() as machine:
        machine.enter(HALLS)
        watched = Watched(machine)
        watched.run("", 30)
        watched.go(42, 20, "down")
        watched.go(38, GROUND, "up")
        watched.go(27, GROUND, "up")
    arrivals = watched.life.arrivals
    assert [tuple(arrival.spot) for arrival in arrivals] == [
        (6, 0, 0, 1),
        (6, 2, 0, 1),
        (0x161, 0, 0, 1),
        (0x161, 2, 0, 1),
        (0x162, 0, 0, 1),
        (0x162, 1, 0, 1),
        (0x161, 2, 0, 2),
    ]
    torn = {(room, x >> 8) for room, x, _ in watched.seen.values()} - {arrival.spot[:2] for arrival in arrivals}
    assert torn, "the room changes a frame before the player's place does: that is what must not be an arrival"
    for arrival in arrivals:
        assert watched.seen[arrival.frame] == (arrival.spot.room, arrival.x, arrival.y)
