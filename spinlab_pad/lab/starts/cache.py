"""The start states that were loaded last, kept in memory: a reload must not wait for the disk."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from spinlab_pad.store.records import StartState
from spinlab_pad.store.thread import StoreThread

KEPT: Final = 16
"""States; about 0.8 MB each with snes9x."""


class StateCache:
    """Reads states from `store`, the last ones only once."""

    def __init__(self, store: StoreThread) -> None:
        self._store = store
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    async def get(self, start: StartState) -> bytes:
        """The bytes of a start state.

        Raises:
            StateFileError: its file is lost or damaged.
        """
        data = self._kept.get(start.sha256)
        if data is None:
            data = await self._store.call(lambda store: store.states.get(start.sha256))
            self._kept[start.sha256] = data
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(start.sha256)
        return data
