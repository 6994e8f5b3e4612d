"""Lantern as tests see it: its memory, its log, and a player that is told what to do, not which buttons to press.

The player looks at memory through the port, so it plays in this process and in RetroArch alike. What it looks at is
its own affair; the profile and the log are read beside it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from spinlab_pad.emulator.port import Buttons, Emulator
from spinlab_pad.game.memory import Field, Snapshot

ROM: Final = Path(__file__).resolve().parents[2] / "assets" / "lantern" / "lantern.sfc"

LOG: Final = 0x1E800
RING, ENTRIES, ENTRY_BYTES = LOG + 0x10, 64, 8
ENTERED, DIED, CHECKPOINT, GOAL, SPAWNED, LEFT, ROOM = range(1, 8)
MAGIC: Final = int.from_bytes(b"LLOG", "little")

TITLE, SELECT, PLAY, MENU = 0x0001, 0x0002, 0x0018, 0x0038
FADING, PASSING = 0x0048, 0x010C

PHASE: Final = 0x12002
FIELDS: Final = (
    Field("at_phase", PHASE, 2),
    Field("at_screen", 0x12006),
    Field("at_x", 0x4A21),
    Field("at_y", 0x4A23),
    Field("at_hearts", 0x4A10),
    Field("at_cursor", 0x3E1A),
    Field("at_lit", 0x12022),
    Field("at_menu", 0x4A50),
    Field("log_magic", LOG, 4),
    Field("log_nmi", LOG + 4, 4),
    Field("log_total", LOG + 8, 2),
    Field("log_lag", LOG + 10, 2),
)
MAP, COLUMNS, ROWS = 0x6400, 16, 13
HOLE, GATE, STAIR, LANTERN = 4, 6, 7, 0x40
SOLID: Final = frozenset({2, 3, 5, 9})

T = TypeVar("T")
Cell = tuple[int, int]
"""Column and row."""

WAYS: Final = {
    Buttons.UP: (0, -1),
    Buttons.DOWN: (0, 1),
    Buttons.LEFT: (-1, 0),
    Buttons.RIGHT: (1, 0),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log."""

    kind: int
    argument: int
    stage: int
    nmi: int


def entry_of(raw: bytes) -> Entry:
    """An entry from its bytes."""
    return Entry(raw[0], raw[1], int.from_bytes(raw[2:4], "little"), int.from_bytes(raw[4:], "little"))


class Player:
    """Plays Lantern by intents; every frame goes through `frame`. `fields` are read in the same snapshot."""

    def __init__(self, emulator: Emulator, fields: Sequence[Field] = (), frames_max: int = 3000) -> None:
        self.emulator = emulator
        self.now: Snapshot
        self._frames: AsyncIterator[Snapshot] = emulator.frames((*fields, *FIELDS))
        self._frames_max = frames_max

    async def frame(self, buttons: Buttons = Buttons.NONE) -> Snapshot:
        """One frame with these buttons."""
        self.emulator.press(buttons)
        self.now = await anext(self._frames)
        return self.now

    async def until(self, holds: Callable[[Snapshot], bool], choose: Callable[[], Buttons] | None = None) -> Snapshot:
        """Frames until `holds`, with the buttons that `choose` takes for each."""
        for _ in range(self._frames_max):
            now = await self.frame(choose() if choose else Buttons.NONE)
            if holds(now):
                return now
        raise AssertionError(f"not within {self._frames_max} frames: {dict(self.now.values)}")

    async def tap(self, button: Buttons) -> None:
        """Press and let go, each long enough for a game that is watched over a network."""
        for held in (button, Buttons.NONE):
            for _ in range(4):
                await self.frame(held)

    async def meanwhile(self, work: Awaitable[T]) -> T:
        """Frames go on while `work` is done."""
        task = asyncio.ensure_future(work)
        while not task.done():
            await self.frame()
        return await task

    # menus

    async def to_select(self) -> None:
        """From power on, title or a way out to the stage select."""
        await self.frame()
        while self.now["at_phase"] != SELECT:
            if self.now["at_phase"] == TITLE:
                await self.tap(Buttons.START)
            else:
                await self.frame()

    async def enter(self, stage: int) -> None:
        """Into stage 1 to 4, to the first frame in which the figure obeys."""
        await self.to_select()
        while self.now["at_cursor"] != stage - 1:
            await self.tap(Buttons.DOWN)
        self.emulator.press(Buttons.B)
        await self.until(lambda now: now["at_phase"] != SELECT, lambda: Buttons.B)
        await self.playing()

    async def playing(self) -> None:
        """Wait until the figure obeys again."""
        await self.until(lambda now: now["at_phase"] == PLAY)

    async def give_up(self) -> None:
        """Through the menu to the stage select."""
        await self.tap(Buttons.START)
        assert self.now["at_phase"] == MENU
        await self.tap(Buttons.DOWN)
        assert self.now["at_menu"] == 2
        await self.tap(Buttons.B)
        await self.to_select()

    async def lose_all_hearts(self) -> None:
        """Into the nearest hole until the light is out, and on to the next life or the end of the game."""
        while self.now["at_hearts"]:
            await self.fall()
            await self.until(lambda now: now["at_phase"] in (PLAY, FADING))
        await self.until(lambda now: now["at_phase"] in (PLAY, TITLE))

    # the maze

    async def maze(self) -> list[int]:
        """The tiles of the screen."""
        return list(await self.emulator.read(MAP, COLUMNS * ROWS))

    async def find(self, tile: int) -> list[Cell]:
        """The cells of the screen with this tile (`LANTERN`: any lantern), in reading order."""
        tiles = await self.maze()
        wanted = [at for at, found in enumerate(tiles) if found == tile or (tile == LANTERN and found >= LANTERN)]
        return [(at % COLUMNS, at // COLUMNS) for at in wanted]

    @property
    def cell(self) -> Cell:
        """Where the figure's feet are."""
        return (self.now["at_x"] + 8) // 16, (self.now["at_y"] + 11) // 16

    async def walk(self, goal: Cell) -> None:
        """To a cell, around holes, ways out and lanterns where that goes; ends early when the figure doesn't obey."""
        tiles = await self.maze()
        avoided = {at for at, tile in enumerate(tiles) if tile in (HOLE, GATE, STAIR)}
        lanterns = {at for at, tile in enumerate(tiles) if tile >= LANTERN}
        paths: dict[Cell, list[Buttons]] = {}
        for _ in range(self._frames_max):
            here = self.cell
            if here == goal or self.now["at_phase"] != PLAY:
                return
            if here not in paths:
                paths[here] = way(tiles, here, goal, avoided | lanterns) or way(tiles, here, goal, avoided)
            assert paths[here], f"there is no way from {here} to {goal}"
            await self.frame(paths[here][0])
        raise AssertionError(f"{goal} was not reached: {dict(self.now.values)}")

    async def light(self, number: int = 0) -> None:
        """To the lantern of the screen with this place in reading order."""
        await self.walk((await self.find(LANTERN))[number])

    async def fall(self, cell: Cell | None = None) -> None:
        """Into a hole; without a cell, into the nearest."""
        if cell is None:
            tiles = await self.maze()
            others = {at for at, tile in enumerate(tiles) if tile == HOLE or tile >= LANTERN}
            ways = {hole: way(tiles, self.cell, hole, others) for hole in await self.find(HOLE)}
            cell = min((hole for hole in ways if ways[hole]), key=lambda hole: len(ways[hole]))
        await self.walk(cell)

    async def pass_on(self, edge: Buttons) -> None:
        """Over the opening in this edge to the next screen."""
        dx, dy = WAYS[edge]
        tiles = await self.maze()
        cells = [(at % COLUMNS, at // COLUMNS) for at, tile in enumerate(tiles) if tile not in SOLID]
        outside = [(x, y) for x, y in cells if not (0 <= x + dx < COLUMNS and 0 <= y + dy < ROWS)]
        await self.walk(outside[0])
        before = self.now["at_screen"]
        await self.until(lambda now: now["at_screen"] != before, lambda: edge)
        await self.playing()

    async def gate(self) -> None:
        """Out through the gate of the screen, back to the stage select."""
        await self.walk((await self.find(GATE))[0])
        await self.to_select()

    async def stair(self) -> None:
        """Out by the hidden stair of the screen, back to the stage select."""
        await self.walk((await self.find(STAIR))[0])
        await self.to_select()


def way(tiles: Sequence[int], start: Cell, goal: Cell, avoided: set[int]) -> list[Buttons]:
    """The buttons of a shortest way, one a cell; empty where there is none. The goal itself is never avoided."""
    came: dict[Cell, tuple[Cell, Buttons] | None] = {start: None}
    todo = deque([start])
    while todo:
        x, y = here = todo.popleft()
        if here == goal:
            break
        for button, (dx, dy) in WAYS.items():
            cell = x + dx, y + dy
            at = cell[1] * COLUMNS + cell[0]
            inside = 0 <= cell[0] < COLUMNS and 0 <= cell[1] < ROWS
            if inside and cell not in came and tiles[at] not in SOLID and (at not in avoided or cell == goal):
                came[cell] = here, button
                todo.append(cell)
    buttons = []
    step = came.get(goal)
    while step is not None:
        buttons.append(step[1])
        step = came[step[0]]
    return buttons[::-1]
