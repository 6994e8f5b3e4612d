"""Reads the pads: one poll gives the commands and what is held. The only place that takes pad events from
SDL.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Literal

import pygame
from pygame._sdl2 import controller

from spinlab_pad.lab.commands import Command
from spinlab_pad.pad import hints
from spinlab_pad.pad.bindings import Bindings
from spinlab_pad.pad.bindings import bindings as default_bindings
from spinlab_pad.pad.chords import NOTHING, ChordState, HoldProgress, progress, step
from spinlab_pad.pad.context import Context
from spinlab_pad.pad.devices import Change, Devices, Moved, Pad, Plugged, Unplugged, pending
from spinlab_pad.pad.positions import Edge, Position


@dataclass(frozen=True, slots=True)
class PadNotice:
    """Something to tell the runner; `key` names the pad, so that its return replaces the news that it is
    gone.
    """

    key: str
    level: Literal["info", "warn"]
    text: str


@dataclass(frozen=True, slots=True)
class PadReading:
    """One poll.

    `held`: SNES buttons of all pads that belong to the game ('b', 'left', ...); `moved`: every edge since
    the last poll, for whoever watches; `last`: the pad that moved last, else the oldest.
    """

    commands: tuple[Command, ...]
    layer_open: bool
    hold_progress: HoldProgress | None
    pads: tuple[Pad, ...]
    notices: tuple[PadNotice, ...]
    held: frozenset[Position]
    moved: tuple[tuple[Pad, Edge], ...]
    last: Pad | None


class PadReader:
    """Every connected pad, each with its own chords. Call everything from the thread that started SDL."""

    def __init__(self, bindings: Bindings | None = None) -> None:
        self.bindings = default_bindings() if bindings is None else bindings
        self._devices = Devices()
        self._chords: dict[int, ChordState] = {}
        self._last: int | None = None

    def open(self) -> None:
        """Start SDL's pad part; open the window first where there is one, since its display is then shared.

        Without a display the dummy driver carries the events.
        """
        hints.apply(os.environ)
        if not pygame.display.get_init():
            _start_without_window()
        pygame.joystick.init()
        controller.init()

    def poll(self, now_s: float, context: Context) -> PadReading:
        """Take what happened since the last poll. `now_s`: monotonic seconds."""
        edges: dict[int, list[Edge]] = {}
        notices: list[PadNotice] = []
        moved: list[tuple[Pad, Edge]] = []
        for change in self._changes():
            if isinstance(change, Moved):
                edges.setdefault(change.pad.id, []).extend(change.edges)
                moved.extend((change.pad, edge) for edge in change.edges)
                self._last = change.pad.id
            else:
                edges.pop(change.pad.id, None)
                notices.append(self._plug(change))
        commands: list[Command] = []
        for pad_id, state in self._chords.items():
            self._chords[pad_id], fired = step(state, edges.get(pad_id, ()), now_s, context, self.bindings)
            commands += fired
        return self._reading(now_s, tuple(commands), tuple(notices), tuple(moved))

    def close(self) -> None:
        """Let go of the pads; SDL's display stays, the window may still need it."""
        self._devices.close()
        self._chords.clear()
        controller.quit()
        pygame.joystick.quit()

    def _changes(self) -> tuple[Change, ...]:
        try:
            events = pending()
        except SystemError:
            # pygame 2.6 fails over the removal of a pad that was gone before it was opened, and the events
            # that
            # it had taken from the queue are lost; what is plugged in is then asked for afresh.
            return self._devices.rescan()
        told = (self._devices.handle(event) for event in events)
        return tuple(change for change in told if change is not None)

    def _plug(self, change: Plugged | Unplugged) -> PadNotice:
        pad = change.pad
        if isinstance(change, Plugged):
            self._chords[pad.id] = NOTHING
            return PadNotice(f"pad {pad.guid}", "info", f"Gamepad connected: {pad.name}")
        self._chords.pop(pad.id, None)
        return PadNotice(f"pad {pad.guid}", "warn", f"Gamepad disconnected: {pad.name}")

    def _reading(
        self,
        now_s: float,
        commands: tuple[Command, ...],
        notices: tuple[PadNotice, ...],
        moved: tuple[tuple[Pad, Edge], ...],
    ) -> PadReading:
        states = self._chords.values()
        under_way = [found for state in states if (found := progress(state, now_s, self.bindings))]
        pads = self._devices.pads
        return PadReading(
            commands=commands,
            layer_open=any(state.open for state in states),
            hold_progress=max(under_way, key=lambda item: item.fraction, default=None),
            pads=pads,
            notices=notices,
            held=frozenset[Position]().union(*(state.game_held for state in states)),
            moved=moved,
            last=next((pad for pad in pads if pad.id == self._last), pads[0] if pads else None),
        )


def _start_without_window() -> None:
    """Start SDL's display with the dummy driver, for this start only."""
    before = os.environ.get("SDL_VIDEODRIVER")
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    try:
        pygame.display.init()
    finally:
        if before is None:
            del os.environ["SDL_VIDEODRIVER"]
        else:
            os.environ["SDL_VIDEODRIVER"] = before
