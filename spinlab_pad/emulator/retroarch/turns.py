"""Where the game that runs counts the turns of its main loop: known for certain only when it is known which game."""

from __future__ import annotations

from typing import Final

from spinlab_pad.game.memory import Field

FRAME_COUNTER: Final = Field("frame_counter", 0x0013)
"""The counter of Super Mario World, its hacks and the training cartridge."""


class Turns:
    """One for all who look at the counter. Its lowest byte counts, up by one a turn."""

    def __init__(self, field: Field = FRAME_COUNTER) -> None:
        self.field = field
