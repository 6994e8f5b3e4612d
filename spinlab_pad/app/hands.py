"""Hands for a bot: press what a person would press on the couch's pad, and look whether it had its effect.

The pad is a virtual one inside SDL, so presses go the whole way: SDL, pad room, commands. Waits are on conditions,
never on time alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from spinlab_pad.app.couch import TICK_S, Couch
from spinlab_pad.lab.lab import Lab
from spinlab_pad.lab.view import View
from spinlab_pad.pad.positions import Position
from spinlab_pad.pad.virtual import VirtualPad

LAYER_S = 2.0
"""How long the command layer may take to open."""
EFFECT_S = 2.0
"""How long a command may take to show in the View before it is pressed again."""
TRIES = 5
TAP_S = 4 * TICK_S
"""How long a button is down in a tap: longer than the debounce, shorter than a long press."""
HOLD_S = 1.0
"""How long a button is down for a command that asks for a long press (600 ms)."""

Seen = Callable[[View], bool]
Still = Callable[[], AbstractContextManager[object]]
"""Holds a game still that would run away from a thumb: one that runs faster than life."""


class NoEffect(RuntimeError):
    """A press had no effect, again and again."""


class Hands:
    """Two thumbs on one virtual pad."""

    def __init__(self, pad: VirtualPad, couch: Couch, lab: Lab, still: Still = nullcontext) -> None:
        self._pad = pad
        self._couch = couch
        self._lab = lab
        self._still = still

    async def command(self, position: Position, until: Seen, *, unless: Seen | None = None, hold: bool = False) -> None:
        """Hold Select, tap `position` (or `hold` it), let go when the View shows the effect; again if it doesn't.

        Nothing is pressed any more once `unless` holds.

        Raises:
            NoEffect: the View never showed it.
        """
        for _ in range(TRIES):
            self._pad.press(Position.SELECT)
            try:
                with self._still():
                    await self._ticks_until(self._layer_open, LAYER_S)
                    if unless is not None and unless(self._lab.view()):
                        return
                    await self._tap(position, hold=hold)
                if await self._ticks_until(lambda: until(self._lab.view()), EFFECT_S):
                    return
            finally:
                self._pad.release(Position.SELECT)
                await self._ticks_until(lambda: not self._layer_open(), LAYER_S)
        raise NoEffect(f"Select + {position.value} had no effect: {_last_notice(self._lab.view())}")

    async def press(self, position: Position, until: Seen) -> None:
        """Press one button, without the layer.

        Raises:
            NoEffect: the View never showed it.
        """
        for _ in range(TRIES):
            await self._tap(position)
            if await self._ticks_until(lambda: until(self._lab.view()), EFFECT_S):
                return
        raise NoEffect(f"{position.value} had no effect: {_last_notice(self._lab.view())}")

    async def _tap(self, position: Position, *, hold: bool = False) -> None:
        self._pad.press(position)
        try:
            await asyncio.sleep(HOLD_S if hold else TAP_S)
        finally:
            self._pad.release(position)

    def _layer_open(self) -> bool:
        return self._couch.reading is not None and self._couch.reading.layer_open

    async def _ticks_until(self, holds: Callable[[], bool], limit_s: float) -> bool:
        """Look once a tick."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + limit_s
        while not holds():
            if loop.time() > deadline:
                return False
            await asyncio.sleep(TICK_S)
        return True


def _last_notice(view: View) -> str:
    return view.notices[-1].text if view.notices else "nothing is told"
