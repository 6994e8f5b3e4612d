"""Steps of an end that are made whatever became of those before them."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack

_log = logging.getLogger(__name__)

Step = Callable[[], Awaitable[None]]


async def made(steps: Sequence[Step]) -> None:
    """Make every step in order, also where the caller is cancelled in one of them."""
    async with AsyncExitStack() as rest:
        for step in reversed(steps):
            rest.push_async_callback(_all_the_same, step)


async def _all_the_same(step: Step) -> None:
    """Its failure is no reason to leave the others out, and nobody could mend it."""
    try:
        await step()
    except Exception:
        _log.exception("closing the connection to RetroArch")
