"""A pad reader on SDL's dummy display, one for each test; pads are virtual ones inside SDL."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pygame
import pytest

from spinlab_pad.pad.context import Context
from spinlab_pad.pad.reader import PadReader, PadReading
from spinlab_pad.pad.virtual import VirtualPad


@pytest.fixture
def reader() -> Iterator[PadReader]:
    before = dict(os.environ)
    opened = PadReader()
    opened.open()
    opened.poll(0.0, Context("live"))
    yield opened
    opened.close()
    pygame.display.quit()
    for name in set(os.environ) - set(before):
        del os.environ[name]
    os.environ.update(before)


@pytest.fixture
def attach() -> Iterator[Callable[..., VirtualPad]]:
    attached: list[VirtualPad] = []

    def make(name: str = "Spinlab virtual pad", mapped: bool = True) -> VirtualPad:
        attached.append(VirtualPad(name, mapped))
        return attached[-1]

    yield make
    for pad in attached:
        pad.detach()


class Ticks:
    """Polls a reader at 60 Hz of a clock that only the test moves."""

    def __init__(self, reader: PadReader) -> None:
        self._reader = reader
        self.now_s = 100.0

    def poll(self, context: Context, seconds: float = 0.0) -> list[PadReading]:
        """Poll once now, then every 1/60 s for `seconds`."""
        readings = [self._reader.poll(self.now_s, context)]
        end_s = self.now_s + seconds
        while self.now_s < end_s:
            self.now_s += 1 / 60
            readings.append(self._reader.poll(self.now_s, context))
        return readings


@pytest.fixture
def ticks(reader: PadReader) -> Ticks:
    return Ticks(reader)
