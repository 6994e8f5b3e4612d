"""The event loop that everything runs on."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar

Result = TypeVar("Result")

FACTORIES: Final[dict[str, Callable[[], asyncio.AbstractEventLoop]]] = {"win32": asyncio.SelectorEventLoop}
"""By `sys.platform`; asyncio's own choice elsewhere. The one for Windows reads no datagram any more once one of ours
was refused (asyncio's proactor_events.py), and RetroArch refuses until it listens."""


def run_on_loop(work: Coroutine[Any, Any, Result]) -> Result:
    """Like `asyncio.run`, on a loop whose sockets stay alive."""
    with asyncio.Runner(loop_factory=FACTORIES.get(sys.platform)) as runner:
        return runner.run(work)
