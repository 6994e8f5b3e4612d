from collections.abc import Iterator

import pygame
import pytest

from spinlab_pad.app.couch import pad_bindings
from spinlab_pad.config import Config
from spinlab_pad.pad.reader import PadReader


@pytest.fixture
def pads() -> Iterator[PadReader]:
    """A reader of pads as the program makes it, on SDL's dummy display."""
    reader = PadReader(pad_bindings(Config()))
    reader.open()
    yield reader
    pygame.display.quit()
