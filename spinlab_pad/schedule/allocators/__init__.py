"""Which segment next: one allocator a module, listed in `ALLOCATORS`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from spinlab_pad.schedule import cards
from spinlab_pad.schedule.allocators import mix, spaced, value
from spinlab_pad.schedule.allocators.base import NEVER, Allocator, Context

ALLOCATORS: Final[Mapping[str, Allocator]] = MappingProxyType(
    {value.NAME: value.choose, mix.NAME: mix.choose, **mix.PARTS, spaced.NAME: spaced.choose}
)
"""Every allocator by name."""


def lacking(name: str) -> str | None:
    """Why an allocator can't be used here and what to do about it, None if it can."""
    if name == spaced.NAME and cards.missing():
        return f"the allocator {name!r} needs the package fsrs: {cards.INSTALL}"
    return None


__all__ = ["ALLOCATORS", "NEVER", "Allocator", "Context", "lacking"]
