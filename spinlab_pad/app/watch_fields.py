"""What `watch` shows: fields of a profile by name, and any place of work RAM by its address."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Final

from spinlab_pad.app.errors import UsageError
from spinlab_pad.game.memory import Field, Memory, unique_fields
from spinlab_pad.game.profile import Profile

SIZE_MAX: Final = 8
"""Bytes of a raw address that are shown as one number."""

_PLACE: Final = re.compile(r"(?:0x|\$)([0-9a-f]{1,6})(?::([0-9]{1,3})(s?))?", re.IGNORECASE)


def is_place(text: str) -> bool:
    """Whether this is meant as an address."""
    return text.startswith(("0x", "0X", "$"))


def place(text: str) -> Field:
    """The field of `0x1493`, `0x0DBE:2` (two bytes), `0x94:2s` (signed), or `0x7E0094` (as the SNES sees it).

    Raises:
        UsageError: it is no address in work RAM.
    """
    found = _PLACE.fullmatch(text)
    if found is None:
        raise UsageError(f"{text!r} is no address; write 0x1493, or 0x0DBE:2 for two bytes, 0x94:2s for signed ones")
    address, size = Memory().offset(int(found[1], 16)), int(found[2] or 1)
    if not 1 <= size <= SIZE_MAX:
        raise UsageError(f"{text}: {size} bytes are not 1 to {SIZE_MAX}")
    if address is None or address + size > Memory().size:
        raise UsageError(f"{text} is outside of work RAM, which is 0x0 to 0x1FFFF (0x7E0000 to 0x7FFFFF)")
    return Field(text, address, size, bool(found[3]))


def chosen_fields(names: Sequence[str], profile: Profile) -> tuple[Field, ...]:
    """The fields of these names and addresses in their order, all of the profile where none is named.

    Raises:
        UsageError: one is neither a field of the profile nor an address.
    """
    if not names:
        return profile.fields
    return unique_fields([place(name) if is_place(name) else _named(name, profile) for name in names])


def _named(name: str, profile: Profile) -> Field:
    for field in profile.fields:
        if field.name == name:
            return field
    near = difflib.get_close_matches(name, [field.name for field in profile.fields], 3, 0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "`spinlab-pad watch` without names shows them all"
    raise UsageError(f"profile {profile.name!r} has no field {name!r}; {hint} (an address is written 0x1493)")
