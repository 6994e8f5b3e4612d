"""The witness: compares what the detector says with what the training cartridge itself has logged.

The cartridge writes each thing that happens into a ring in work RAM, with its count of video frames (NMI). No profile
reads it; here it is read in the same snapshot as everything else. Every event must be in the log in the same frame,
every entry of the log must be an event, and the frames of an attempt must be the difference of the log's counts.

Layout (`assets/cartridge/README.md`): 0x1E000 "SPLG", +4 u32 NMI count, +8 u16 entries written, +0x10 64 entries of 8
bytes: kind, level, argument, detail, u32 NMI count.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

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
from spinlab_pad.game.memory import Field, Snapshot
from spinlab_pad.route.clock import Played
from spinlab_pad.route.waypoints import Segment

MAGIC: Final = int.from_bytes(b"SPLG", "little")
_RING: Final = 64
_ENTRY: Final = struct.Struct("<BBBBI")

FIELDS: Final = (
    Field("witness_magic", 0x1E000, 4),
    Field("witness_nmi", 0x1E004, 4),
    Field("witness_written", 0x1E008, 2),
    Field("witness_ring", 0x1E010, _RING * _ENTRY.size),
)

KINDS: Final[Mapping[type[Event], int]] = {
    LevelEntered: 1,
    Died: 2,
    CheckpointReached: 3,
    LevelFinished: 4,
    Spawned: 5,
    LevelLeft: 6,
    RoomChanged: 7,
}
EXITS: Final[Mapping[str, int]] = {"normal": 0, "secret": 1, "boss": 2, "orb": 3, "key": 4, "palace": 5}
"""The argument of a goal."""
DETAILS: Final[Mapping[str, int]] = {"midway": 0, "asm": 1}
"""The detail of a checkpoint."""
_NAMES: Final = {number: kind.name for kind, number in KINDS.items()}
_STARTS: Final = frozenset({1, 3, 5})
"""Entries at which a life can start."""
_COMPLETIONS: Final = frozenset({3, 4})
"""Entries at which a segment ends."""
_ENDS: Final = frozenset({2, *_COMPLETIONS})
"""Entries at which a life ends."""


class Entry(NamedTuple):
    """One entry of the log."""

    kind: int
    level: int
    argument: int
    detail: int
    nmi: int


class Thing(NamedTuple):
    """What happened, in the log's numbers; None is what memory doesn't tell."""

    kind: int
    level: int
    argument: int | None
    detail: int

    def __str__(self) -> str:
        extra = f" ({self.argument}, {self.detail})" if self.argument or self.detail else ""
        return f"{_NAMES.get(self.kind, self.kind)}{extra} in level {self.level}"


@dataclass(slots=True)
class Witness:
    """A watcher of one cartridge. Feed the detector's events through `note` before `see` of the same frame.

    `lives` holds the frames of each life that ended in a death, by the log; a completed segment (`closed`) is compared
    with the last ones of them and its own.
    """

    entries: int = 0
    events: int = 0
    differences: list[str] = field(default_factory=list)
    segments: int = 0
    lives: list[int] = field(default_factory=list)
    _written: int | None = None
    _seen_nmi: int = 0
    _load_id: int | None = None
    _life_nmi: int | None = None
    _noted: list[Event] = field(default_factory=list)
    _closed: list[tuple[Segment, Played]] = field(default_factory=list)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The log, read in every snapshot."""
        return FIELDS

    def note(self, snapshot: Snapshot, events: tuple[Event, ...]) -> None:
        """What the detector says of this frame."""
        self._noted += events

    def closed(self, segment: Segment, played: Played) -> None:
        """The lab says that a segment was completed in this frame."""
        self._closed.append((segment, played))

    async def see(self, snapshot: Snapshot, emulator: Emulator) -> None:
        """Compare one frame."""
        noted, self._noted = self._noted, []
        closed, self._closed = self._closed, []
        if snapshot["witness_magic"] != MAGIC:
            self._written = None
            return
        written = snapshot["witness_written"]
        before, self._seen_nmi = self._seen_nmi, snapshot["witness_nmi"]
        if self._written is None or self._load_id != snapshot.load_id or written < self._written:
            if noted:
                told = _words(told_thing(event) for event in noted)
                self.differences.append(f"frame {snapshot.frame}: after a load or reset the detector says {told}")
            self._base_line(snapshot, written)
            return
        if written == self._written and not noted:
            return
        new = [entry_of(snapshot, number) for number in range(self._written, written)]
        self._written = written
        self._compare(snapshot, new, noted, before)
        for entry in new:
            tail = self._follow(entry)
            if entry.kind in _COMPLETIONS:
                for segment, played in closed:
                    self._check_frames(segment, played, tail)

    def _base_line(self, snapshot: Snapshot, written: int) -> None:
        """After a load or a reset the ring is another one: only what comes from now on is news."""
        self._written = written
        self._load_id = snapshot.load_id
        last = [entry_of(snapshot, number) for number in range(max(0, written - 1), written)]
        self._life_nmi = last[0].nmi if last and last[0].kind in _STARTS else None

    def _compare(self, snapshot: Snapshot, new: list[Entry], noted: list[Event], before: int) -> None:
        """Both must say the same of this look, and the log must have been written since the look `before`."""
        self.entries += len(new)
        self.events += len(noted)
        logged, told = [logged_thing(entry) for entry in new], [told_thing(event) for event in noted]
        if Counter(logged) != Counter(told):
            self.differences.append(
                f"frame {snapshot.frame}: the log says {_words(logged)}, the detector says {_words(told)}"
            )
        late = [snapshot["witness_nmi"] - entry.nmi for entry in new if entry.nmi <= before]
        if late:
            self.differences.append(f"frame {snapshot.frame}: logged {max(late)} frames before it was seen")

    def _follow(self, entry: Entry) -> int | None:
        """Keep the life's start; the frames of the life that this entry ends, if it ends one."""
        life = None
        if entry.kind in _ENDS and self._life_nmi is not None:
            life = entry.nmi - self._life_nmi
            self._life_nmi = None
            if entry.kind == KINDS[Died]:
                self.lives.append(life)
        if entry.kind in _STARTS:
            self._life_nmi = entry.nmi
        return life

    def _check_frames(self, segment: Segment, played: Played, tail: int | None) -> None:
        self.segments += 1
        lives = self.lives[len(self.lives) - played.deaths :]
        logged = None if tail is None or len(lives) < played.deaths else sum(lives) + tail
        if (played.frames, played.tail_frames) != (logged, tail):
            self.differences.append(
                f"{segment.id}: {played.frames} frames, last life {played.tail_frames}; by the log {logged} and {tail}"
            )


def entry_of(snapshot: Snapshot, number: int) -> Entry:
    """Entry `number` (from 0 since power-on; the last 64 are kept) of the log in a snapshot."""
    raw = snapshot["witness_ring"].to_bytes(_RING * _ENTRY.size, "little")
    return Entry(*_ENTRY.unpack_from(raw, number % _RING * _ENTRY.size))


def logged_thing(entry: Entry) -> Thing:
    """What an entry says, without what memory doesn't tell: the cause of a death, the way a level was left."""
    untold = entry.kind in (KINDS[Died], KINDS[LevelLeft])
    return Thing(entry.kind, entry.level, None if untold else entry.argument, entry.detail)


def told_thing(event: Event) -> Thing:
    """What the game itself would have logged for this event."""
    kind = KINDS[type(event)]
    match event:
        case CheckpointReached(level=level, n=n, kind=how):
            return Thing(kind, level, n, DETAILS[how])
        case LevelFinished(level=level, exit=way_out):
            return Thing(kind, level, EXITS[way_out], 0)
        case Spawned(level=level, n=n):
            return Thing(kind, level, n, 0)
        case RoomChanged(level=level, room=room):
            return Thing(kind, level, room & 0xFF, 0)
        case LevelEntered(level=level):
            return Thing(kind, level, 0, 0)
        case Died(level=level) | LevelLeft(level=level):
            return Thing(kind, level, None, 0)


def _words(things: Iterable[Thing]) -> str:
    return ", ".join(map(str, things)) or "nothing"
