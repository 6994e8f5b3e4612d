"""What the training cartridge itself has logged, put together to segments and times: the truth that runs are held to.

Only the log is used here, as it was read beside the companion; nothing that the companion found out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from spinlab_pad.app.witness import FIELDS, KINDS, Entry, entry_of
from spinlab_pad.game.events import CheckpointReached, Died, LevelEntered, LevelFinished, LevelLeft, Spawned
from spinlab_pad.game.memory import Snapshot


class Logged(NamedTuple):
    """A segment by the log: from which place to which, played frames, those of the last life, deaths."""

    level: int
    start: str
    end: str
    frames: int
    tail_frames: int
    deaths: int


@dataclass(slots=True)
class GameLog:
    """All entries in their order, as long as no state is loaded; after that it must be `still`."""

    entries: list[Entry] = field(default_factory=list)
    still: bool = False
    _written: int | None = None

    fields = FIELDS

    def see(self, snapshot: Snapshot) -> None:
        """Take in what one frame has added."""
        if self.still:
            return
        written = snapshot["witness_written"]
        if self._written is not None:
            self.entries += [entry_of(snapshot, number) for number in range(self._written, written)]
        self._written = written

    def cold_starts(self) -> set[str]:
        """Where the game has brought the player back, as start states are named here: '1.checkpoint1 cold'."""
        return {
            f"{entry.level}.{f'checkpoint{entry.argument}' if entry.argument else 'entrance'} cold"
            for entry in self.entries
            if entry.kind == KINDS[Spawned]
        }

    def segments(self) -> list[Logged]:
        """Every segment that was played to its end."""
        found: list[Logged] = []
        start: str | None = None
        since: int | None = None
        lives: list[int] = []
        for entry in self.entries:
            life = entry.nmi - since if since is not None else 0
            match entry.kind:
                case kind if kind == KINDS[LevelEntered]:
                    start, since, lives = "entrance", entry.nmi, []
                case kind if kind == KINDS[Spawned]:
                    since = entry.nmi
                case kind if kind == KINDS[Died]:
                    since = None
                    lives.append(life)
                case kind if kind in (KINDS[CheckpointReached], KINDS[LevelFinished]):
                    at_goal = kind == KINDS[LevelFinished]
                    end = "goal" if at_goal else f"checkpoint{entry.argument}"
                    if start is not None:
                        found.append(Logged(entry.level, start, end, sum(lives) + life, life, len(lives)))
                    start, since, lives = (None, None, []) if at_goal else (end, entry.nmi, [])
                case kind if kind == KINDS[LevelLeft]:
                    start, since, lives = None, None, []
        return found


def last_entry(wram: bytes) -> tuple[Entry, int]:
    """The newest entry of the log in all of work RAM, and the game's count of video frames there."""
    values = {each.name: int.from_bytes(wram[each.address : each.address + each.size], "little") for each in FIELDS}
    snapshot = Snapshot(0, 0, values, 0)
    return entry_of(snapshot, values["witness_written"] - 1), values["witness_nmi"]
