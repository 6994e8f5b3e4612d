"""Whether some bytes are a state of the core that runs, told before the core sees them.

snes9x writes a line `#!s9xsnp:VERSION` and then blocks of a three-letter name, a length in six decimal digits and
as many bytes (`snapshot.cpp` of snes9x). Which blocks there are, and how long, follows from the core's version and
the cartridge's hardware, so a state of another core version, of a game with another chip, or one that was cut
differs. A state names neither the game nor its checksum: two games on equal hardware can't be told apart here.
"""

from __future__ import annotations

import re
from typing import Final

from spinlab_pad.emulator.port import StateError

Blocks = tuple[tuple[str, int], ...]

_MAGIC: Final = re.compile(rb"#!s9xsnp:\d{4}\n")
_BLOCK: Final = re.compile(rb"([A-Z0-9]{3}):(\d{6}|------\d+):")


def snes9x_blocks(data: bytes) -> Blocks | None:
    """Names and lengths of the blocks of a snes9x state, in order; None if `data` is no complete one."""
    magic = _MAGIC.match(data)
    if magic is None:
        return None
    blocks: list[tuple[str, int]] = [(magic.group().decode().strip(), 0)]
    place = magic.end()
    while place < len(data):
        head = _BLOCK.match(data, place)
        if head is None:
            return None
        size = int(head.group(2).lstrip(b"-"))
        blocks.append((head.group(1).decode(), size))
        place = head.end() + size
    return tuple(blocks) if place == len(data) else None


def check_state(data: bytes, own: bytes) -> None:
    """Compare `data` with a state that the running core wrote itself.

    Raises:
        StateError: `data` has another size, or (snes9x) other blocks.
    """
    if len(data) != len(own):
        raise StateError(
            f"a state of {len(data)} bytes is not of this core and game (theirs have {len(own)}): save it anew"
        )
    blocks = snes9x_blocks(own)
    if blocks is not None and snes9x_blocks(data) != blocks:
        raise StateError("the state is damaged or of another core: its blocks differ from this core's; save it anew")
