from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from spinlab_pad.lab import keeper
from spinlab_pad.lab.starts import loader
from tests.lab.runner import RunDesk, run_desk


@pytest.fixture
async def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RunDesk]:
    monkeypatch.setattr(loader, "RETRY_S", 0.01)
    monkeypatch.setattr(keeper, "RETRY_S", 0.01)
    async with run_desk(tmp_path) as made:
        yield made
