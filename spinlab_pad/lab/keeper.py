"""What was played on its way to the disk, whichever mode it came of.

It is written in order, beside the frames. What the disk doesn't take waits here, is told in a notice, and is tried
again with the next one and every few seconds: play goes on over a full disk, also into the next mode, and nothing is
shown that is not kept. At the end of the program there is a last try, and a word on what is lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol, TypeVar

from spinlab_pad.lab.view import Level
from spinlab_pad.store.errors import DataFolderError, StoreError
from spinlab_pad.store.store import Store
from spinlab_pad.store.thread import StoreThread

T = TypeVar("T")

NOT_KEPT: Final = "disk"
"""The notice of a disk that doesn't take what is to be kept."""
LOST: Final = "lost"
"""The notice of what can't be kept at all."""
RETRY_S = 5.0
"""The disk is tried again after so long, also where nothing more is played."""


class Kind(NamedTuple):
    """What is written, as a notice counts it, and where on the disk it lies: what one place refuses does not hold up
    what lies elsewhere.
    """

    one: str
    many: str
    place: str = "rows"


ATTEMPT: Final = Kind("attempt", "attempts")
SESSION_END: Final = Kind("end of a session", "ends of sessions")
RUN_PART: Final = Kind("part of a speed run", "parts of speed runs")
SEGMENT: Final = Kind("segment", "segments")
SAVE_STATE: Final = Kind("save state", "save states", "states")
RECORDING: Final = Kind("recording", "recordings", "recordings")
_KINDS: Final = (SEGMENT, SAVE_STATE, RECORDING, ATTEMPT, RUN_PART, SESSION_END)


class Surroundings(Protocol):
    """What is needed of the context."""

    store: StoreThread

    def tell(self, key: str, level: Level, text: str, *, lasting: bool = False) -> None:
        """Show a notice."""
        ...

    def clear(self, key: str) -> None:
        """Take a notice away."""
        ...

    def start(self, work: Coroutine[Any, Any, None], key: str, *, finish: bool = False) -> object:
        """Carry work out beside the frames."""
        ...

    def fault(self, key: str, error: Exception) -> None:
        """Tell of an error that nobody has foreseen."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class _Write:
    kind: Kind
    what: str
    work: Callable[[Store], Any]
    kept: Callable[[Any], object]
    lost: Callable[[], object]
    dropped: Callable[[], object]
    of: Hashable


class Keeper:
    """The queue of writes; there is one, and it outlives every mode."""

    def __init__(self, context: Surroundings) -> None:
        self._context = context
        self._waiting: dict[_Write, None] = {}
        self._later: asyncio.TimerHandle | None = None
        self._closed = False
        self.alone = asyncio.Lock()
        """Held while something is written, and by whoever must not be told of a write meanwhile."""

    def waiting(self, *kinds: Kind, of: Hashable = None) -> int:
        """Writes that are not on disk yet; of these kinds, of this owner, where given."""
        return sum((not kinds or item.kind in kinds) and of in (None, item.of) for item in self._waiting)

    def add(
        self,
        kind: Kind,
        what: str,
        work: Callable[[Store], T],
        *,
        kept: Callable[[T], object] = lambda _: None,
        lost: Callable[[], object] = lambda: None,
        dropped: Callable[[], object] = lambda: None,
        of: Hashable = None,
    ) -> None:
        """Write this after what was added before.

        One of these is called afterwards: `kept` with what `work` has returned, `lost` where the database refuses it
        for good, `dropped` where its owner doesn't want it any more. `what` is how a notice calls it then, `of` whose
        it is.
        """
        self._waiting[_Write(kind, what, work, kept, lost, dropped, of)] = None
        self._context.start(self.keep(), NOT_KEPT, finish=True)

    def drop(self, of: Hashable) -> None:
        """Nothing of this owner is written any more."""
        for item in [item for item in self._waiting if item.of == of]:
            del self._waiting[item]
            item.dropped()
        if not self._waiting:
            self._context.clear(NOT_KEPT)

    async def keep(self) -> None:
        """Write what waits, oldest first, as far as the disk takes it."""
        async with self.alone:
            refused: dict[str, DataFolderError] = {}
            for item in tuple(self._waiting):
                if item in self._waiting and item.kind.place not in refused:
                    try:
                        await self._write(item)
                    except DataFolderError as error:
                        refused[item.kind.place] = error
            if refused:
                self._tell(f"Not on disk yet: {self._words()}. {next(iter(refused.values()))}")
                self._try_later()
            else:
                self._context.clear(NOT_KEPT)

    async def _write(self, item: _Write) -> None:
        try:
            came = await self._context.store.call(item.work)
        except DataFolderError:
            raise
        except Exception as error:
            self._waiting.pop(item, None)
            if not isinstance(error, StoreError):
                self._context.fault(item.what, error)
            self._context.tell(LOST, "error", f"{item.what} was not kept: {error}", lasting=True)
            item.lost()
        else:
            self._waiting.pop(item, None)
            item.kept(came)

    def _words(self) -> str:
        counts = [(self.waiting(kind), kind) for kind in _KINDS]
        return ", ".join(f"{count} {kind.one if count == 1 else kind.many}" for count, kind in counts if count)

    def _try_later(self) -> None:
        if self._later is None and not self._closed:
            self._later = asyncio.get_running_loop().call_later(RETRY_S, self._try_again)

    def _try_again(self) -> None:
        self._later = None
        self._context.start(self.keep(), NOT_KEPT, finish=True)

    async def close(self) -> None:
        """The program ends: write what still waits, and tell what is lost."""
        self._closed = True
        if self._later is not None:
            self._later.cancel()
            self._later = None
        await self.keep()
        if self._waiting:
            self._tell(f"Could not be written: {self._words()}; free some space on the disk")

    def _tell(self, text: str) -> None:
        self._context.tell(NOT_KEPT, "error", text, lasting=True)
