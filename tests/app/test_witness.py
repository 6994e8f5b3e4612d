from __future__ import annotations

import struct

import pytest

from spinlab_pad.app.witness import MAGIC, Witness, told_thing
from spinlab_pad.emulator.port import Emulator
from spinlab_pad.game.events import (
    CheckpointReached,
    Died,
    Event,
    LevelEntered,
    LevelFinished,
    LevelLeft,
    RoomChanged,
    Spawned,
)
from spinlab_pad.game.memory import Snapshot

Row = tuple[int, int, int, int]
"""An entry without its time: kind, level, argument, detail."""

NO_EMULATOR: Emulator = None  # type: ignore[assignment]


class Game:
    """A game that logs what it is told to, one video frame after another."""

    def __init__(self) -> None:
        self.witness = Witness()
        self.nmi = 1000
        self.entries: list[bytes] = []

    async def frame(
        self, *events: Event, logged: tuple[Row, ...] = (), frames: int = 1, late: int = 0, load_id: int = 0
    ) -> None:
        self.nmi += frames
        for row in logged:
            self.entries.append(struct.pack("<4BI", *row, self.nmi - late))
        ring = bytearray(512)
        for number, entry in enumerate(self.entries):
            ring[number % 64 * 8 : number % 64 * 8 + 8] = entry
        values = {
            "witness_magic": MAGIC,
            "witness_nmi": self.nmi,
            "witness_written": len(self.entries),
            "witness_ring": int.from_bytes(ring, "little"),
        }
        snapshot = Snapshot(self.nmi, 0, values, load_id)
        self.witness.note(snapshot, events)
        await self.witness.see(snapshot, NO_EMULATOR)


CASES: list[tuple[Event, Row]] = [
    (LevelEntered(0, 6, 0x21), (1, 6, 0, 0)),
    (Died(0, 6, 10, 20), (2, 6, 1, 0)),
    (CheckpointReached(0, 6, 2, "asm"), (3, 6, 2, 1)),
    (CheckpointReached(0, 6, 1, "midway"), (3, 6, 1, 0)),
    (LevelFinished(0, 7, "key"), (4, 7, 4, 0)),
    (LevelFinished(0, 9, "palace"), (4, 9, 5, 0)),
    (Spawned(0, 6, True, 2), (5, 6, 2, 0)),
    (LevelLeft(0, 6), (6, 6, 1, 0)),
    (RoomChanged(0, 6, 0x122), (7, 6, 0x22, 0)),
]


@pytest.mark.parametrize(("event", "row"), CASES)
async def test_what_is_told_and_logged_in_one_frame_agrees(event: Event, row: Row) -> None:
    game = Game()
    await game.frame()
    await game.frame(event, logged=(row,))
    assert game.witness.differences == []
    assert (game.witness.entries, game.witness.events) == (1, 1)


@pytest.mark.parametrize(
    ("event", "row"),
    [
        (LevelEntered(0, 5, 0x21), (1, 6, 0, 0)),
        (Died(0, 6, 10, 20), (6, 6, 1, 0)),
        (CheckpointReached(0, 6, 1, "asm"), (3, 6, 2, 1)),
        (CheckpointReached(0, 6, 1, "midway"), (3, 6, 1, 1)),
        (LevelFinished(0, 7, "secret"), (4, 7, 0, 0)),
        (Spawned(0, 6, False, 0), (5, 6, 1, 0)),
        (RoomChanged(0, 6, 0x121), (7, 6, 0x22, 0)),
    ],
)
async def test_another_kind_level_or_argument_is_a_difference(event: Event, row: Row) -> None:
    game = Game()
    await game.frame()
    await game.frame(event, logged=(row,))
    assert len(game.witness.differences) == 1


async def test_a_missed_and_a_phantom_event_are_differences() -> None:
    game = Game()
    await game.frame()
    await game.frame(logged=((2, 1, 0, 0),))
    await game.frame(Died(0, 1, 0, 0))
    assert game.witness.differences == [
        "frame 1002: the log says died in level 1, the detector says nothing",
        "frame 1003: the log says nothing, the detector says died in level 1",
    ]


async def test_an_event_on_the_frame_of_a_load_or_reset_is_a_difference() -> None:
    game = Game()
    await game.frame()
    await game.frame(logged=((1, 1, 0, 0),), load_id=1)
    assert game.witness.differences == []
    await game.frame(Died(0, 1, 0, 0), load_id=2)
    game.entries.clear()
    await game.frame(LevelLeft(0, 1), load_id=2)
    assert game.witness.differences == [
        "frame 1003: after a load or reset the detector says died in level 1",
        "frame 1004: after a load or reset the detector says level_left in level 1",
    ]


async def test_an_entry_counts_as_late_only_if_it_was_there_at_the_look_before() -> None:
    game = Game()
    await game.frame()
    await game.frame(Died(0, 1, 0, 0), logged=((2, 1, 0, 0),), frames=3, late=2)
    assert game.witness.differences == []
    await game.frame(Spawned(0, 1, False, 0), logged=((5, 1, 0, 0),), late=1)
    assert game.witness.differences == ["frame 1005: logged 1 frames before it was seen"]


def test_the_cause_of_a_death_is_not_compared() -> None:
    assert told_thing(Died(0, 1, 5, 6)).argument is None
