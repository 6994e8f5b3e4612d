"""Which segment next: one allocator a module, listed in `ALLOCATORS`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from spinlab_pad.schedule.allocators import mix, value
from spinlab_pad.schedule.allocators.base import NEVER, Allocator, Context

ALLOCATORS: Final[Mapping[str, Allocator]] = MappingProxyType(
    {value.NAME: value.choose, mix.NAME: mix.choose, **mix.PARTS}
)
"""Every allocator by name."""

__all__ = ["ALLOCATORS", "NEVER", "Allocator", "Context"]
