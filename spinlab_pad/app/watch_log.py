"""The log of `watch --changes`: one line a change. What changes all the time is muted until it rests."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from spinlab_pad.app.statusline import clock
from spinlab_pad.app.watch_table import hexadecimal
from spinlab_pad.game.memory import Field, Snapshot

BUSY_CHANGES: Final = 10
BUSY_FRAMES: Final = 60
"""So many changes within so many frames mute a field; as many frames without one end that."""
STREAK: Final = 4
STREAK_FRAMES: Final = 6
"""So do so many changes one right after another: counters, and positions while somebody moves."""


@dataclass(slots=True)
class _Seen:
    value: int
    muted: int = 0
    """Changes that were not told; 0 while it is not muted."""
    frames: deque[int] = field(default_factory=lambda: deque(maxlen=BUSY_CHANGES))


class ChangeLog:
    """Takes frames, gives lines. Fields of `asked` are never muted."""

    def __init__(self, fields: Sequence[Field], asked: Collection[str] = ()) -> None:
        self._fields = tuple(fields)
        self._asked = frozenset(asked)
        self._seen: dict[str, _Seen] = {}
        self._first: Snapshot | None = None
        self._last: Snapshot | None = None

    def begin(self) -> None:
        """The next frame is of another run."""
        self._seen.clear()
        self._first = self._last = None

    def see(self, snapshot: Snapshot) -> list[str]:
        """The changes of this frame, and what a field that rested for a while came to."""
        self._first = self._first or snapshot
        last, self._last = self._last, snapshot
        head = f"{snapshot.frame:>8}  {clock(snapshot.t_ns - self._first.t_ns):>9}  "
        lines = []
        if last is not None and last.load_id != snapshot.load_id:
            lines.append(f"{head}-- a state was loaded")
        for item in self._fields:
            lines += [head + text for text in self._changes(item, snapshot)]
        return lines

    def _changes(self, item: Field, snapshot: Snapshot) -> list[str]:
        value, frame = snapshot.values[item.name], snapshot.frame
        seen = self._seen.get(item.name)
        if seen is None:
            self._seen[item.name] = _Seen(value)
            return []
        lines = []
        if seen.muted and frame - seen.frames[-1] > BUSY_FRAMES:
            lines.append(f"{item.name} rests at {_both(seen.value, item)} after {seen.muted:,} more changes")
            seen.muted = 0
            seen.frames.clear()
        if value == seen.value:
            return lines
        before, seen.value = seen.value, value
        seen.frames.append(frame)
        if seen.muted:
            seen.muted += 1
            return lines
        lines.append(f"{item.name}  {_both(before, item)} -> {_both(value, item)}")
        if _busy(seen.frames) and item.name not in self._asked:
            seen.muted = 1
            lines.append(f"{item.name} changes all the time; told again when it rests (`watch {item.name}` tells all)")
        return lines


def _busy(frames: Sequence[int]) -> bool:
    """Whether the frames of the last changes lie close together."""
    often = len(frames) == BUSY_CHANGES and frames[-1] - frames[0] < BUSY_FRAMES
    return often or (len(frames) >= STREAK and frames[-1] - frames[-STREAK] < STREAK_FRAMES)


def _both(value: int, item: Field) -> str:
    return f"{hexadecimal(value, item.size)} ({value})"
