"""A take while it is replayed: the snapshots of its pieces as one stream, and what happens in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from spinlab_pad.game.detector import Detector
from spinlab_pad.game.events import Event
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import Profile
from spinlab_pad.lab.replay import comparison
from spinlab_pad.store.recordings import SeenEvent, TakeRecord

WINDOW_FRAMES: Final = 240
SEEN_MIN: Final = 0.35
"""Share of the frames in a window that must be seen. Measured on RetroArch 1.22.2 on a busy machine: 0.7 at four times
the game's speed and 0.6 at eight times, with every event where it belongs; without a limit 0.16, and most were lost.
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """A take that is to be played, and what was seen to happen in it."""

    take: TakeRecord
    events: tuple[SeenEvent, ...]


class Shown:
    """What a replay shows of a take. `load_id` is that of the piece that plays."""

    def __init__(self, profile: Profile) -> None:
        self._counter = None if profile.counter is None else profile.field(profile.counter)
        self._detector = Detector(profile)
        self._start = 0
        self._piece_at = 0
        self._last: Snapshot | None = None
        self._window_at = 0
        self._looks = 0
        self.blind = False
        """Too few frames are seen to tell what happens."""
        self.events: list[SeenEvent] = []
        self.unseen = 0
        """How many frames right before the last one were not seen."""
        self.load_id = -1
        self.ahead = 0
        """How many frames the stream is ahead of the emulator's: those that no piece holds, less those of the load."""

    @property
    def frames(self) -> int:
        """Frames so far, from the start of the take."""
        return self._last.frame - self._start if self._last is not None else 0

    @property
    def piece_frames(self) -> int:
        """Frames so far of the piece that plays."""
        return max(0, self._last.frame - self.ahead - self._piece_at) if self._last is not None else 0

    def begin_piece(self, first: Snapshot) -> None:
        """The next snapshot is the start of a piece."""
        self.load_id, self._piece_at = first.load_id, first.frame
        if self._last is None:
            self._start = self._window_at = first.frame
        else:
            self.ahead = self._last.frame + self._turns(self._last, first) - first.frame

    def see(self, snapshot: Snapshot, counter: int) -> tuple[Snapshot, tuple[Event, ...]]:
        """Take one frame in: the frame as one of the stream, whose load id changes where the stream broke, and what
        happened in it. `counter` is the game's.
        """
        shown = replace(snapshot, frame=snapshot.frame + self.ahead, load_id=0)
        happened = self._detector.feed(shown)
        self.unseen = max(0, shown.frame - self._last.frame - 1) if self._last is not None else 0
        self._last = shown
        self._look(shown.frame)
        self.events += [comparison.seen(event, self.frames, self.unseen, counter) for event in happened]
        return (replace(shown, load_id=self._detector.breaks) if self._detector.breaks else shown), happened

    def _look(self, frame: int) -> None:
        """Count what is seen."""
        self._looks += 1
        if (frames := frame - self._window_at) >= WINDOW_FRAMES:
            self.blind = self._looks < SEEN_MIN * frames
            self._window_at, self._looks = frame, 0

    def _turns(self, last: Snapshot, first: Snapshot) -> int:
        """How often the game has turned between two pieces; 0 for a game that doesn't count."""
        if self._counter is None:
            return 0
        return (first[self._counter.name] - last[self._counter.name]) % (1 << 8 * self._counter.size)
