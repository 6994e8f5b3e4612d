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


async def test_work_that_was_asked_for_is_done_though_its_caller_has_gone(tmp_path: Path):
    store = await StoreThread.open(tmp_path)
    go, done = threading.Event(), threading.Event()
    first = asyncio.ensure_future(store.call(lambda _: go.wait(5)))
    second = asyncio.ensure_future(store.call(lambda _: done.set()))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    go.set()
    assert await first
    await store.close()
    assert done.is_set()


async def test_what_goes_wrong_for_a_caller_that_has_gone_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    store = await StoreThread.open(tmp_path)

    def fail(_: Store) -> None:
        raise DataFolderError("the disk is full")

    asked = asyncio.ensure_future(store.call(fail))
    await asyncio.sleep(0)
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)
    await store.call(lambda _: None)
    assert "the disk is full" in caplog.text
    await store.close()
