"""LiveSplit's timer and its table of commands, written down from its published source. Its clock is an argument.

Times are ticks of 100 ns, as in .NET. What the source does with a command that can't be carried out is kept, too: in
the builds since 1.8.29 it ends LiveSplit (`Crash`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from spinlab_pad.livesplit.protocol import Phase

MS = 10_000
SECOND = 1000 * MS
DAY = 86_400 * SECOND


class Crash(Exception):
    """An exception in the thread of a connection: LiveSplit is gone."""


@dataclass(slots=True)
class Segment:
    real: int | None = None
    game: int | None = None


@dataclass(slots=True)
class Timer:
    """`TimerModel` and `LiveSplitState`."""

    count: int
    now: Callable[[], int]
    phase: Phase = "NotRunning"
    index: int = -1
    start: int = 0
    paused_at: int = 0
    loading: int | None = None
    game_held: bool = False
    game_held_at: int | None = None
    attempts: int = 0
    history: list[tuple[str, tuple[tuple[int | None, int | None], ...]]] = field(default_factory=list)
    """Runs that were reset: the phase before, and (real, game) of each split."""
    segments: list[Segment] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.segments = [Segment() for _ in range(self.count)]

    # LiveSplitState

    @property
    def real(self) -> int | None:
        match self.phase:
            case "NotRunning":
                return 0
            case "Running":
                return self.now() - self.start
            case "Paused":
                return self.paused_at
        return self.segments[-1].real

    @property
    def game(self) -> int | None:
        if self.phase == "Ended":
            return self.segments[-1].game
        if self.game_held:
            return self.game_held_at
        real = self.real
        return None if real is None or self.loading is None else real - self.loading

    def set_loading(self, value: int) -> None:
        self.loading = value
        if self.game_held:
            self.game_held_at = self._sure(self.real) - value

    def hold_game(self, held: bool) -> None:
        if not held and self.game_held:
            real = self._sure(self.real)
            game = self.game
            self.loading = real - (real if game is None else game)
        elif held and not self.game_held:
            game = self.game
            self.game_held_at = self.real if game is None else game
        self.game_held = held

    def set_game(self, value: int | None) -> None:
        real = self.real
        if real is not None and value is not None:
            self.set_loading(real - value)
            if self.game_held:
                self.game_held_at = value

    @staticmethod
    def _sure(time: int | None) -> int:
        if time is None:
            raise Crash("no value")
        return time

    # TimerModel

    def start_timer(self) -> None:
        if self.phase == "NotRunning":
            self.phase, self.index, self.start = "Running", 0, self.now()
            self.loading = None
            self.attempts += 1

    def split(self) -> None:
        if self.phase == "Running" and (self.real or 0) > 0:
            self.segments[self.index] = Segment(self.real, self.game)
            self.index += 1
            if self.index == self.count:
                self.phase = "Ended"

    def skip(self) -> None:
        if self.phase in ("Running", "Paused") and self.index < self.count - 1:
            self.segments[self.index] = Segment()
            self.index += 1

    def undo(self) -> None:
        if self.phase != "NotRunning" and self.index > 0:
            if self.phase == "Ended":
                self.phase = "Running"
            self.index -= 1
            self.segments[self.index] = Segment()

    def reset(self) -> None:
        if self.phase != "NotRunning":
            self.game_held, self.loading = False, 0
            self.history.append((self.phase, self.times()))
            self.phase, self.index = "NotRunning", -1
            self.segments = [Segment() for _ in range(self.count)]

    def pause(self) -> None:
        if self.phase == "Running":
            self.paused_at = self._sure(self.real)
            self.phase = "Paused"
        elif self.phase == "Paused":
            self.start = self.now() - self.paused_at
            self.phase = "Running"
        elif self.phase == "NotRunning":
            self.start_timer()

    def times(self) -> tuple[tuple[int | None, int | None], ...]:
        return tuple((each.real, each.game) for each in self.segments)

    def game_ms(self) -> list[float | None]:
        """The splits' game times."""
        return [None if each.game is None else each.game / MS for each in self.segments]

    # CommandServer

    def command(self, line: str) -> str | None:
        """Carry a line out; its answer."""
        name, _, argument = line.partition(" ")
        deed = self._deeds().get(name)
        if deed is not None:
            deed()
            return None
        match name:
            case "setgametime":
                self.set_game(parse_time(argument))
            case "getsplitindex":
                return str(self.index)
            case "getcurrenttimerphase" | "gettimerphase":
                return self.phase
            case "getcurrentrealtime":
                return format_time(self.real)
            case "getcurrentgametime":
                return format_time(self.real if self.loading is None else self.game)
            case "getfinaltime" if self.phase == "Ended":
                return format_time(self.game)
        return None  # the real one writes to its log

    def _deeds(self) -> dict[str, Callable[[], None]]:
        return {
            "startorsplit": self.split if self.phase == "Running" else self.start_timer,
            "split": self.split,
            "unsplit": self.undo,
            "undosplit": self.undo,
            "skipsplit": self.skip,
            "pause": self.pause if self.phase != "Paused" else lambda: None,
            "resume": self.pause if self.phase == "Paused" else lambda: None,
            "reset": self.reset,
            "start": self.start_timer,
            "starttimer": self.start_timer,
            "pausegametime": lambda: self.hold_game(True),
            "unpausegametime": lambda: self.hold_game(False),
        }


def parse_time(text: str) -> int | None:
    """`TimeSpanParser.Parse`; None for a dash. What it can't read is only logged."""
    if text == "-":
        return None
    sign = -1 if text.startswith(("-", "−")) else 1
    sections = text.lstrip("-−").split(":", 2)
    if not all(re.fullmatch(r"[0-9]+(\.[0-9]+)?", section) for section in sections):
        return None
    ticks = 0
    if len(sections) > 2:
        days, _, hours = sections[0].rpartition(".")
        ticks += int(days or 0) * DAY + int(hours) * 3600 * SECOND
    if len(sections) > 1:
        ticks += int(sections[-2]) * 60 * SECOND
    seconds, _, fraction = sections[-1].partition(".")
    return sign * (ticks + int(seconds) * SECOND + int(fraction[:7].ljust(7, "0") or 0))


def format_time(ticks: int | None) -> str:
    """.NET's constant format."""
    if ticks is None:
        return "-"
    days, rest = divmod(abs(ticks), DAY)
    seconds, fraction = divmod(rest, SECOND)
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return ("-" if ticks < 0 else "") + (f"{days}." if days else "") + text + (f".{fraction:07}" if fraction else "")
