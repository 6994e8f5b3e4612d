"""Which video frames lie between two looks at a game's memory. Pure.

Rules:

1. A request that waits is answered by the very next frame, so one look a frame is what is expected; frames that nobody
   saw are told by the game's own counter (modulo 256, and by the clock how often it went round).
2. Numbers only go up. A frame that is in doubt has no number until the next looks settle it.
3. In doubt is a look in which not a byte has changed. It may be a frame in which the main loop stood still (lag), a
   second look at one frame (the machine was held up while the emulator was answering), or an open menu. When something
   changes again, the clock tells: lag frames took their time, second looks took none, and a standstill of more than
   `LONGEST_LAG_NS` was no lag. A look with changed bytes is a frame of its own, for certain.
4. Where the emulator's processor runs on while a state is made, the look after it, or one of the first after such a
   state was loaded, shows the beginning of a turn that the next look shows whole: both are one frame.
5. A counter that goes where no frames lead was taken there: a little backwards by a rewind, anywhere by a load of
   somebody else's or a reset. Such a look is one frame, and `JUMP_TURNS_MIN` is more than the detector's slack,
   so every one of them voids the attempt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import floor
from typing import Final

from spinlab_pad.emulator.port import SamplingStats
from spinlab_pad.emulator.tempo import Tempo

JUMP_TURNS_MIN: Final = 10
"""So many turns within a frame's time are no frames. The detector lets 8 more than the frames pass (profiles)."""

SPARE_TURNS: Final = 3
"""Frames of a burst of audio-only sync that come on top of what the time allows."""

REWIND_TURNS_MAX: Final = 16
"""Turns that one step of a rewind goes back: its granularity, 1 by default, and what was missed."""

REWIND_PAUSE_NS: Final = 500_000_000
"""Steps back that are less apart belong to one rewind."""

LONGEST_LAG_NS: Final = 2_500_000_000
"""The longest standstill that may be lag (an upload of music takes up to 2 s); longer is an open menu."""

UPLOAD_LOOKS: Final = 3
"""Lag in which not a byte of low work RAM changes is an upload, of many frames: a busy main loop writes to its stack,
and so does the interrupt that finds it busy. Fewer such looks in a row are second looks at a frame of an emulator that
was held up in the middle of its answers, which can last for a frame and longer (measured on a busy machine)."""

RESUMING_LOOKS: Final = 3
"""RetroArch 1.22 answers twice after a pause, and says that it plays, before the first frame runs."""

RAN_ON_LOOKS: Final = 3
"""After a load, so many turns may be the one that is seen in its middle (bsnes-mercury: the second, measured)."""

UNTHROTTLED_FRAME_NS: Final = 4_000_000
FASTEST_FRAME_NS: Final = 100_000
"""From four times the normal speed, frames take very different times, down to this on a fast machine."""

HASTY_FRAME_NS: Final = 12_000_000
CATCH_UP_FRAME_NS: Final = 400_000
"""In fast-forward, an emulator that was held up makes up for it: frames as short as the core can run them."""

_FASTER_UNSEEN: Final = 4.0
_FASTER: Final = 1.5
"""How much faster than of late frames may have run in a gap, and on the whole."""

_TEMPO_SLACK: Final = 1.03
"""What the frame length may be wrong by in a long lag."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the game: `counter` (0 to 255) as of `answered_ns`, asked for at `asked_ns` (monotonic).

    `changed`: at least one byte differs from the look before; false also where the two can't be compared. `paused` is
    what the emulator says; `loading` is true from the command of a load to its sight, `loaded` for the first look at
    the loaded state. `unfinished`: a state was made or loaded just before, by a core that runs on meanwhile.
    `values` is handed on.
    """

    counter: int
    asked_ns: int
    answered_ns: int
    changed: bool = True
    paused: bool = False
    loading: bool = False
    loaded: bool = False
    unfinished: bool = False
    values: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame and the look that shows it: its number since the start, and whether the main loop stood still in it."""

    number: int
    lag: bool
    look: Look


class FrameCount:
    """Numbers the frames and keeps `stats`.

    `rewound_ns` is when the last step back was seen (0: never).
    """

    def __init__(self, stats: SamplingStats) -> None:
        self.rewound_ns = 0
        self._stats = stats
        self._tempo = Tempo()
        self._number = 0
        self._last: Look | None = None
        self._counted_ns = 0
        self._held: list[Look] = []
        self._turned = False
        self._ran_on = 0
        self._resuming = 0
        self._away_since_ns: int | None = None

    @property
    def frame_ns(self) -> int:
        """How long a frame takes now."""
        return self._tempo.frame_ns

    def suspend(self) -> None:
        """Nobody looks for a while: the frames until the next look are counted by the clock, and as neither seen
        nor missed."""
        if self._last is not None:
            self._away_since_ns = self._last.answered_ns
        self._last = None
        self._held.clear()

    def see(self, look: Look) -> tuple[Frame, ...]:
        """The frames that are certain with this look, in order; it need not be among them."""
        last, self._last = self._last, look
        if last is None:
            return self._return(look)
        if look.loaded:
            self._held.clear()
            self._ran_on = RAN_ON_LOOKS if look.unfinished else 0
            return self._jump(look)
        gap_ns = max(0, look.asked_ns - last.answered_ns)
        turns = (look.counter - last.counter) % 256
        # The clock only tells how often the counter went round: the whole machine may have stood still in the gap.
        if not look.paused:
            turns += 256 * max(0, round((gap_ns / self.frame_ns - turns) / 256))
        if turns == 0 and look.changed and self._ran_on:
            self._ran_on = 0
            self._stats.frames_duplicated += 1
            self._tempo.pause()
            return ()
        if turns == 0:
            return self._stood(look, last, gap_ns)
        self._ran_on = 1 if look.unfinished and turns > 1 else max(0, self._ran_on - 1)
        interval_ns = look.answered_ns - last.answered_ns
        if turns >= JUMP_TURNS_MIN and turns > self._most_turns(gap_ns, interval_ns):
            self._name_jump(look, 256 - turns % 256)
            return (*self._settle(look, 1), *self._jump(look))
        self._turned = True
        self._resuming = 0
        self._count_bursts(turns, gap_ns, interval_ns)
        settled = self._settle(look, turns)
        self._tempo.add(look.answered_ns - self._counted_ns, turns)
        return (*settled, self._count(look, turns))

    def _most_turns(self, gap_ns: int, interval_ns: int) -> float:
        """What frames can explain."""
        if self.frame_ns < UNTHROTTLED_FRAME_NS:
            return 1 + SPARE_TURNS + interval_ns / FASTEST_FRAME_NS
        if self.frame_ns < HASTY_FRAME_NS:
            return 1 + SPARE_TURNS + interval_ns / CATCH_UP_FRAME_NS
        time_ns = max(_FASTER_UNSEEN * gap_ns, _FASTER * interval_ns)
        return 1 + SPARE_TURNS + time_ns / self.frame_ns

    def _return(self, look: Look) -> tuple[Frame, ...]:
        """The first look ever, or since `suspend`."""
        away_ns = look.answered_ns - (self._away_since_ns or look.answered_ns)
        self._tempo.pause()
        self._number += max(0, away_ns // self.frame_ns - 1)
        return (self._count(look, 1),)

    def _jump(self, look: Look) -> tuple[Frame, ...]:
        self._resuming = 0
        self._tempo.pause()
        return (self._count(look, 1),)

    def _name_jump(self, look: Look, back: int) -> None:
        """Count it as what it is."""
        if back > REWIND_TURNS_MAX:
            self._stats.foreign_loads += not look.loading
            return
        if not self.rewound_ns or look.answered_ns - self.rewound_ns > REWIND_PAUSE_NS:
            self._stats.rewinds += 1
        self.rewound_ns = look.answered_ns

    def _stood(self, look: Look, last: Look, gap_ns: int) -> tuple[Frame, ...]:
        """The main loop has not turned: lag, or no frame at all."""
        if look.changed:
            hidden = gap_ns // self.frame_ns
            settled = self._settle(look, 1 + hidden)
            return (*settled, self._count(look, 1 + hidden, lag=True))
        if look.paused:
            self._held.clear()
            self._resuming = RESUMING_LOOKS
            self._wait(look)
        elif look.answered_ns - last.answered_ns < self.frame_ns // 2:
            self._stats.frames_duplicated += 1
        elif look.loading:
            pass  # Reading a state file takes the emulator some milliseconds, in which it goes on answering.
        elif self._resuming:
            self._resuming -= 1
            self._wait(look)
        elif not self._turned:
            return (self._count(look, 1),)  # A game with another counter: every look is a frame.
        elif look.answered_ns - self._counted_ns <= LONGEST_LAG_NS:
            self._held.append(look)
        return ()

    def _wait(self, look: Look) -> None:
        """No frame ran until now."""
        self._counted_ns = look.answered_ns
        self._tempo.pause()

    def _settle(self, look: Look, frames: int) -> tuple[Frame, ...]:
        """Give the held looks that were lag frames their numbers, now that `look` shows `frames` more."""
        if not self._held:
            return ()
        held, self._held = self._held, []
        passed_ns = look.answered_ns - self._counted_ns
        self._tempo.pause()
        if passed_ns > LONGEST_LAG_NS:
            return ()
        if len(held) < UPLOAD_LOOKS:
            self._stats.frames_duplicated += len(held)
            return ()
        # The frame after a second look comes at once where the machine was held up for long. In fast-forward a frame
        # is as short as the machine's own delays, and a second look is likelier than lag.
        unlikely = look.answered_ns - held[-1].answered_ns < self.frame_ns // 2 or self.frame_ns < UNTHROTTLED_FRAME_NS
        lag = floor(_TEMPO_SLACK * passed_ns / self.frame_ns - frames + (0.2 if unlikely else 0.5))
        lag = max(0, min(lag, len(held)))
        self._stats.frames_duplicated += len(held) - lag
        return tuple([self._count(item, 1, lag=True) for item in held[len(held) - lag :]])

    def _count_bursts(self, turns: int, gap_ns: int, interval_ns: int) -> None:
        """Frames that ran less than half a frame after the one before."""
        half_ns = self.frame_ns // 2
        if turns > 1 and gap_ns < (turns - 1) * half_ns:
            self._stats.frames_in_bursts += turns - 1
        elif interval_ns < half_ns:
            self._stats.frames_in_bursts += 1

    def _count(self, look: Look, frames: int, *, lag: bool = False) -> Frame:
        self._number += frames
        self._counted_ns = look.answered_ns
        self._stats.frames_seen += 1
        self._stats.frames_missed += frames - 1
        self._stats.lag_frames += lag
        return Frame(self._number, lag, look)
