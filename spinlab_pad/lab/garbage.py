"""Python's garbage collector holds up all threads while it looks at everything there is, frames too.

Much that is read at once and stays is no garbage, but makes it look again and again, and longer each time: with a
hundred thousand attempts up to 200 ms at a time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

MANY: Final = 10_000
"""Objects from which it is worth while: below, a look at them takes less than 10 ms."""


@contextmanager
def undisturbed() -> Iterator[None]:
    """The collector rests meanwhile; for what takes seconds at most. It looks at all of that later, unless `keep`."""
    resting = not gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not resting:
            gc.enable()


def keep(count: int) -> None:
    """So many objects were made that stay: where they are many, it never looks at what is there by now again.

    They are freed all the same when nobody uses them any more; only what is in a circle by now stays.
    """
    if count >= MANY:
        gc.freeze()
