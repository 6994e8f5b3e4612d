"""Work that needs no loop, spread over processes of our own.

Workers are spawned, not forked, so that it is the same on Windows and macOS and no thread of ours is cut in two. They
leave Ctrl+C to us, and end with us however we end.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class WorkerDied(Exception):
    """A worker process has gone without an answer; the system may be out of memory."""


def spread(function: Callable[[Item], Result], items: Iterable[Item], processes: int) -> Iterator[Result]:
    """Results of the function for all items, as they come; it and they must be picklable.

    With one process it is this one. Closing the iterator ends the workers at once.

    Raises:
        WorkerDied: a worker has gone.
        Exception: what the function raised in a worker.
    """
    if processes == 1:
        yield from map(function, items)
        return
    context = get_context("spawn")
    ahead = iter(items)
    workers: dict[Connection, Any] = {}
    try:
        busy: set[Connection] = set()
        for item in _first(ahead, processes):
            ours, theirs = context.Pipe()
            worker = context.Process(target=_serve, args=(function, theirs), daemon=True)
            worker.start()
            theirs.close()  # so that we see its end
            workers[ours] = worker
            ours.send(item)
            busy.add(ours)
        while busy:
            for ready in wait(list(busy)):
                assert isinstance(ready, Connection)
                try:
                    good, answer = ready.recv()
                except (EOFError, OSError) as error:
                    raise WorkerDied("a worker process has gone; try --jobs 1") from error
                if not good:
                    raise answer
                busy.discard(ready)
                for item in _first(ahead, 1):
                    ready.send(item)
                    busy.add(ready)
                yield answer
    finally:
        for pipe, worker in workers.items():
            worker.terminate()
            worker.join()
            pipe.close()


def _first(items: Iterator[Item], count: int) -> Iterator[Item]:
    for _, item in zip(range(count), items, strict=False):
        yield item


def _serve(function: Callable[[Any], Any], pipe: Connection) -> None:
    """Answer until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            item = pipe.recv()
        except EOFError:
            return
        try:
            answer = (True, function(item))
        except Exception as error:
            answer = (False, error)
        pipe.send(answer)
