"""The screen of `watch`: heading, table and footing, and what its keys do."""

from __future__ import annotations

import asyncio
import textwrap
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from spinlab_pad.app.terminal import Terminal
from spinlab_pad.app.watch_table import WatchTable
from spinlab_pad.emulator.port import Emulator, Game, Pace
from spinlab_pad.game.memory import Field, Snapshot

DRAWN_S: Final = 0.05
"""How often the table is drawn and the keys are read."""
AROUND: Final = 2
"""Lines that are not the table: above it and below it."""
PACES: Final = {
    Pace.NORMAL: "plays", Pace.FAST: "fast forward", Pace.SLOW: "slow motion", Pace.REWIND: "rewinds",
    Pace.PAUSED: "paused", Pace.STANDSTILL: "stands still", Pace.SILENT: "silent",
}  # fmt: skip
HELP: Final = "q quit  s newest first  space hold  r count anew"


@asynccontextmanager
async def drawn(screen: WatchScreen, stop: asyncio.Event) -> AsyncIterator[None]:
    """The screen is drawn meanwhile; where that fails, it is time to stop."""

    async def draw() -> None:
        while True:
            screen.draw()
            await asyncio.sleep(DRAWN_S)

    drawing = asyncio.create_task(draw(), name="draw")
    drawing.add_done_callback(lambda _: stop.set())
    try:
        yield
    finally:
        drawing.cancel()
        await asyncio.wait((drawing,))
    if not drawing.cancelled() and (error := drawing.exception()) is not None:
        raise error


class WatchScreen:
    """Heading, table and footing; carries out the keys."""

    def __init__(self, terminal: Terminal, *, colour: bool, stop: asyncio.Event) -> None:
        self.connection = ""
        self._terminal = terminal
        self._colour = colour
        self._stop = stop
        self._table = WatchTable(())
        self._emulator: Emulator | None = None
        self._title = ""
        self._why = ""
        self._frame = 0
        self._held: float | None = None
        """The time at which the table is held still, None while it goes on."""

    def wait(self, why: str) -> None:
        """There is no emulator."""
        self._why = why

    def begin(self, emulator: Emulator, game: Game, fields: tuple[Field, ...]) -> None:
        """A game is here."""
        self._emulator = emulator
        self._title = f"{game.name}, {emulator.capabilities.emulator} {emulator.capabilities.version} {game.core}"
        self._why = ""
        if [row.field for row in self._table.rows] == list(fields):
            self._table.begin()
        else:
            self._table = WatchTable(fields)

    def end(self, why: str) -> None:
        """It has gone."""
        self._emulator = None
        self._why = why

    def see(self, snapshot: Snapshot) -> None:
        """Take a frame."""
        if self._held is None:
            self._frame = snapshot.frame
            self._table.see(snapshot.values, time.monotonic())

    def draw(self) -> None:
        """Carry out the keys, then draw."""
        columns, rows = self._terminal.size
        height = max(1, rows - AROUND)
        for key in self._terminal.pressed():
            self._press(key, columns, height)
        now_s = time.monotonic() if self._held is None else self._held
        if self._table.rows:
            body = self._table.lines(columns, height, now_s, colour=self._colour)
        else:
            body = ["", *textwrap.wrap(self._why, max(1, columns - 1))]
        lines = [self._heading(columns), *body[:height]]
        lines += [""] * (rows - 1 - len(lines))
        self._terminal.draw([*lines[: rows - 1], self._footing(columns, height)])

    def _press(self, key: str, columns: int, height: int) -> None:
        steps = {"up": -1, "k": -1, "down": 1, "j": 1, "page up": 1 - height, "page down": height - 1}
        far = len(self._table.rows)
        if key in steps or key in ("home", "end"):
            self._table.scroll(steps.get(key, -far if key == "home" else far), columns, height)
        elif key in ("q", "Q", "\x03"):
            self._stop.set()
        elif key == "s":
            self._table.newest_first = not self._table.newest_first
            self._table.top = 0
        elif key == " ":
            self._held = time.monotonic() if self._held is None else None
        elif key == "r":
            self._table.reset()

    def _heading(self, columns: int) -> str:
        if self._emulator is None:
            return _bold(self.connection, columns, colour=self._colour)
        state = "held, space goes on" if self._held is not None else PACES[self._emulator.pace]
        right = f"frame {self._frame:,}  {state}"
        left = self._title[: max(0, columns - len(right) - 2)]
        return _bold(f"{left}{right:>{max(0, columns - len(left))}}", columns, colour=self._colour)

    def _footing(self, columns: int, height: int) -> str:
        if self._why and self._table.rows:
            return self._why[:columns]
        table = self._table
        hidden = table.hidden(columns, height)
        text = HELP.replace("newest first", "profile's order") if table.newest_first else HELP
        if hidden:
            shown = len(table.rows) - hidden
            text += f"  up/down {table.top + 1}-{table.top + shown} of {len(table.rows)}"
        return text[:columns]


def _bold(text: str, columns: int, *, colour: bool) -> str:
    return f"\x1b[1m{text[:columns]}\x1b[0m" if colour else text[:columns]
