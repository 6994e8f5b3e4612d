"""The game with its log and the detector side by side."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from spinlab_pad.emulator.embedded.emulator import EmbeddedCore
from tests.lantern.game import ROM
from tests.lantern.witnessed import Witnessed


@pytest.fixture
async def game() -> AsyncIterator[Witnessed]:
    emulator = await EmbeddedCore.open(ROM, speed="max")
    yield Witnessed(emulator)
    await emulator.close()
