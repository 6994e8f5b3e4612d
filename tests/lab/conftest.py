from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from spinlab_pad.lab.starts import loader
from tests.lab.fakes import Desk, desk_in


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setattr(loader, "RETRY_S", 0.01)
    async with desk_in(tmp_path) as made:
        yield made
