from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.lab.fakes import Desk, desk_in
from tests.lab.recorder import RecordingEmulator


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_in(tmp_path) as made:
        made.emulator = RecordingEmulator()
        await made.attach()
        await made.wait(2)
        yield made
