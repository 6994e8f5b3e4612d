"""Detector and log compared in every frame. They share nothing but the game."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from spinlab_pad.emulator.embedded.emulator import EmbeddedCore
from spinlab_pad.emulator.port import Buttons
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


def as_logged(event: Event, nmi: int) -> Entry:
    """What the game would have written for this event; the cause of a death, which memory doesn't tell, is 0."""
    match event:
        case LevelEntered():
            return Entry(ENTERED, 0, event.level, nmi)
        case Died():
            return Entry(DIED, 0, event.level, nmi)
        case CheckpointReached():
            return Entry(CHECKPOINT, event.n, event.level, nmi)
        case LevelFinished():
            return Entry(GOAL, EXITS[event.exit], event.level, nmi)
        case Spawned():
            return Entry(SPAWNED, event.n, event.level, nmi)
        case LevelLeft():
            return Entry(LEFT, 0, event.level, nmi)
        case RoomChanged():
            return Entry(ROOM, event.room, event.level, nmi)


def without_cause(entry: Entry) -> Entry:
    """The entry as memory can tell it."""
    return replace(entry, argument=0) if entry.kind == DIED else entry


class Witnessed(Player):
    """A player in this process, whose every frame is compared."""

    def __init__(self, emulator: EmbeddedCore) -> None:
        super().__init__(emulator, PROFILE.fields)
        self.core = emulator
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
            new.append(entry_of(await self.core.read(RING + number % ENTRIES * ENTRY_BYTES, ENTRY_BYTES)))
        told = [as_logged(event, now["log_nmi"]) for event in events]
        assert told == [without_cause(entry) for entry in new], f"frame {now.frame}: {events}"
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
