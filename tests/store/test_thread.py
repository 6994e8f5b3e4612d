import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from spinlab_pad.store.errors import DataFolderError
from spinlab_pad.store.store import Store
from spinlab_pad.store.thread import StoreThread


async def test_all_calls_run_in_order_on_one_other_thread(tmp_path: Path):
    store = await StoreThread.open(tmp_path)
    seen: list[tuple[int, int]] = []

    def note(number: int) -> Callable[[Store], None]:
        return lambda _: seen.append((number, threading.get_ident()))

    await asyncio.gather(*(store.call(note(number)) for number in range(20)))
    assert [n for n, _ in seen] == list(range(20))
    assert {thread for _, thread in seen} != {threading.get_ident()}
    assert len({thread for _, thread in seen}) == 1
    await store.close()


async def test_an_unusable_folder_is_an_error_of_the_caller(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DataFolderError):
        await StoreThread.open(tmp_path / "file")
