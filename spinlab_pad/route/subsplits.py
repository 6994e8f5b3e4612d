"""Sub-splits: which places a life passes within a segment, and when. Pure.

A *cell* is a screen of a room. An *arrival* is the moment at which a life comes into a cell and stays; a *spot* names
it so that it can be found again in another life: room, screen, and how many times the cell was come into. Rules:

1. The first frame of a life makes its first arrival, the *start*; it says where the life began and is never compared.
2. Whoever is in a cell for `SETTLE_FRAMES` has arrived, at the frame in which the border was first crossed. Shorter
   stays are flickers: over a border and back, or memory in the middle of a load.
3. A cell that was left and is come into again is another visit, so a loop in a level unrolls by itself.
4. A life has at most `ARRIVALS_MAX` arrivals, and remembers at most `CROSSINGS_MAX` crossings that aren't settled,
   whatever memory holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

SETTLE_FRAMES: Final = 8
"""Frames in a cell that make an arrival. Speeds of SMW go up to 127/16 px a frame: a screen takes 32 at least."""
ARRIVALS_MAX: Final = 200
"""Arrivals of one life; the longest levels have 32 screens a room."""
CROSSINGS_MAX: Final = 8
"""Crossings of borders that are remembered until one is settled."""
FARTHEST: Final = 1 << 31
"""Rooms, screens and pixels are kept up to this, on both sides of 0; no game has that many."""

Place = tuple[int, int, int]
"""Where the player is: room, x and y in pixels of the room."""


class Grid(NamedTuple):
    """The size of a screen in pixels. A height of 0: a room is one row of screens; a width of 0: it is one screen."""

    width: int = 256
    height: int = 0


SCREENS: Final = Grid()
"""The screens of the SNES in a game whose levels lie on one line."""


class Cell(NamedTuple):
    """A screen of a room."""

    room: int
    column: int
    row: int


class Spot(NamedTuple):
    """What an arrival is known by: `column` and `row` of the screen in the room, the `visit` from 1."""

    room: int
    column: int
    row: int
    visit: int

    @property
    def cell(self) -> Cell:
        """Room and screen, whichever the visit."""
        return Cell(self.room, self.column, self.row)


class Arrival(NamedTuple):
    """A life has come to `spot`: in which frame of the life, and where the player was then, in pixels of the room."""

    spot: Spot
    frame: int
    x: int
    y: int


class Death(NamedTuple):
    """Where a life ended: place in pixels of the room, frame of the life, Unix time in ms."""

    room: int
    x: int
    y: int
    frame: int
    at_ms: int


class Passed(NamedTuple):
    """What is kept of an attempt: the arrivals of its last life, and the deaths of all of them."""

    arrivals: tuple[Arrival, ...] = ()
    deaths: tuple[Death, ...] = ()


NOTHING: Final = Passed()


class _Crossing(NamedTuple):
    cell: Cell
    frame: int
    x: int
    y: int


def _within(value: int) -> int:
    return max(-FARTHEST, min(FARTHEST, value))


@dataclass(frozen=True, slots=True)
class Life:
    """The arrivals of one life. `here`: the cell that it has settled in; `now` and `since`: that of the last frame."""

    grid: Grid = SCREENS
    arrivals: tuple[Arrival, ...] = ()
    here: Cell | None = None
    now: Cell | None = None
    since: int = 0
    crossings: tuple[_Crossing, ...] = ()

    def see(self, frame: int, place: Place) -> Life:
        """Take one frame in; frames count from the start of the life and go up. Mostly nothing changes."""
        room, x, y = place
        width, height = self.grid
        cell = Cell(room, x // width if width else 0, y // height if height else 0)
        if cell == self.now:
            if not self.crossings or frame - self.since < SETTLE_FRAMES:
                return self
            return self._settle(cell)
        if self.here is None:
            return self._arrive(_Crossing(cell, frame, x, y))
        known = self.crossings
        if cell != self.here and all(crossing.cell != cell for crossing in known):
            known = (*known, _Crossing(cell, frame, x, y))[-CROSSINGS_MAX:]
        return replace(self, now=cell, since=frame, crossings=known)

    def _settle(self, cell: Cell) -> Life:
        """The life stays in `cell`: what was crossed before was on the way, or a flicker."""
        crossed = next((crossing for crossing in self.crossings if crossing.cell == cell), None)
        return replace(self, crossings=()) if crossed is None else self._arrive(crossed)

    def _arrive(self, crossed: _Crossing) -> Life:
        cell, frame, x, y = crossed
        arrivals = self.arrivals
        if len(arrivals) < ARRIVALS_MAX:
            kept = Cell(*map(_within, cell))
            visit = 1 + sum(arrival.spot.cell == kept for arrival in arrivals)
            arrivals = (*arrivals, Arrival(Spot(*kept, visit), frame, _within(x), _within(y)))
        since = self.since if self.here is not None else frame
        return replace(self, arrivals=arrivals, here=cell, now=cell, since=since, crossings=())


@dataclass(frozen=True, slots=True)
class Track:
    """What one attempt passes: the life in hand, and the deaths so far."""

    life: Life = field(default_factory=Life)
    deaths: tuple[Death, ...] = ()

    def see(self, frame: int, place: Place) -> Track:
        """Take one frame of the life in hand in."""
        life = self.life.see(frame, place)
        return self if life is self.life else replace(self, life=life)

    def died(self, frame: int, place: Place, at_ms: int) -> Track:
        """The life in hand ends here."""
        room, x, y = map(_within, place)
        return replace(self, deaths=(*self.deaths, Death(room, x, y, frame, at_ms)))

    def reborn(self) -> Track:
        """Another life begins at the start of the segment: its arrivals start anew."""
        return replace(self, life=Life(self.life.grid))

    @property
    def passed(self) -> Passed:
        """What is kept of it."""
        return Passed(self.life.arrivals, self.deaths)


def standing(arrivals: Sequence[Arrival], best: Sequence[Arrival]) -> int | None:
    """Frames by which the newest of `arrivals` is behind the same spot in `best`; negative is ahead.

    None at the start of either, at a spot that `best` has not passed, and where the visits can't be matched: whoever
    steps back over a border comes into a cell twice, but is not where `best` was when a loop led through it. So a
    further visit is compared only after everything that `best` had reached before it.
    """
    if len(arrivals) < 2:
        return None
    newest = arrivals[-1]
    index = next((n for n, arrival in enumerate(best) if arrival.spot == newest.spot), 0)
    if index == 0:
        return None
    if newest.spot.visit > 1:
        reached = {arrival.spot.cell for arrival in arrivals}
        if any(arrival.spot.cell not in reached for arrival in best[:index]):
            return None
    return newest.frame - best[index].frame


def label(spot: Spot, home: int | None, grid: Grid = SCREENS) -> str:
    """As a runner reads it: 'screen 3'; 'room 105, screen 3' (hexadecimal, as romhackers write it) away from `home`.

    Where screens are stacked it is 'screen 3/1', column and row; where a room is one screen, 'room 105'.
    """
    parts = [] if spot.room == home and grid.width else [f"room {spot.room:X}"]
    if grid.width:
        parts.append(f"screen {spot.column}/{spot.row}" if grid.height else f"screen {spot.column}")
    if spot.visit > 1:
        parts.append(f"visit {spot.visit}")
    return ", ".join(parts)
