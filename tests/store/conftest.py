from collections.abc import Iterator
from pathlib import Path

import pytest

from spinlab_pad.store.records import GameRecord
from spinlab_pad.store.store import Store

GAME = GameRecord("1a2b3c4d", "Training", "super_nes", 0x1A2B3C4D, "smw")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path)
    opened.add_game(GAME, 1)
    yield opened
    opened.close()
