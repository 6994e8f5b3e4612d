"""Detector and log compared in every frame. They share nothing but the game."""

from __future__ import annotations

from typing import Final

from spinlab_pad.emulator.port import Buttons, Emulator
from spinlab_pad.game.detector import Detector
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
from spinlab_pad.game.profile import load_profile
from tests.lantern.game import (
    CHECKPOINT,
    DIED,
    ENTERED,
    ENTRIES,
    ENTRY_BYTES,
    GOAL,
    LEFT,
    MAGIC,
    RING,
    ROOM,
    SPAWNED,
    Entry,
    Player,
    entry_of,
)

PROFILE: Final = load_profile("lantern")
EXITS: Final = {"normal": 0, "stair": 1}


Told = tuple[int, int, int]
"""Kind, argument and stage of an entry."""


def as_told(event: Event) -> Told:
    """What the game would have written for this event; the cause of a death, which memory doesn't tell, is 0."""
    match event:
        case LevelEntered():
            return ENTERED, 0, event.level
        case Died():
            return DIED, 0, event.level
        case CheckpointReached():
            return CHECKPOINT, event.n, event.level
        case LevelFinished():
            return GOAL, EXITS[event.exit], event.level
        case Spawned():
            return SPAWNED, event.n, event.level
        case LevelLeft():
            return LEFT, 0, event.level
        case RoomChanged():
            return ROOM, event.room, event.level


def as_memory_tells(entry: Entry) -> Told:
    """The entry without the cause of a death."""
    return entry.kind, 0 if entry.kind == DIED else entry.argument, entry.stage


class Witnessed(Player):
    """A player whose every frame is compared; `late_max` is how many frames at most may be missed before one."""

    def __init__(self, emulator: Emulator, late_max: int = 0) -> None:
        emulator.count_turns(PROFILE.turns)
        super().__init__(emulator, PROFILE.fields)
        self._late_max = late_max
        self.detector = Detector(PROFILE)
        self.events: list[Event] = []
        self.log: list[Entry] = []
        self._last: Snapshot | None = None

    async def frame(self, buttons: Buttons = Buttons.NONE) -> Snapshot:
        now = await super().frame(buttons)
        events = self.detector.feed(now)
        last, self._last = self._last, now
        if last is None or last.load_id != now.load_id or last["log_magic"] != MAGIC:
            assert events == ()
            return now
        new = []
        for number in range(last["log_total"], now["log_total"]):
            new.append(entry_of(await self.emulator.read(RING + number % ENTRIES * ENTRY_BYTES, ENTRY_BYTES)))
        assert [as_told(event) for event in events] == [as_memory_tells(entry) for entry in new], (
            f"frame {now.frame}: {events}"
        )
        assert all(0 <= now["log_nmi"] - entry.nmi <= self._late_max for entry in new)
        for event in events:
            if isinstance(event, Died):
                assert (event.x, event.y) == (now["at_x"], now["at_y"])
        self.events += events
        self.log += new
        return now

    @property
    def told(self) -> list[str]:
        """The events so far, each as its name and what makes it out."""
        return [shown(event) for event in self.events]


def shown(event: Event) -> str:
    """An event in a few words."""
    match event:
        case CheckpointReached() | Spawned():
            return f"{event.name} {event.n}"
        case LevelEntered():
            return f"{event.name} {event.level:x}"
        case LevelFinished():
            return f"{event.name} {event.exit}"
        case RoomChanged():
            return f"{event.name} {event.room}"
    return event.name
