"""A libretro core in this process."""

from spinlab_pad.emulator.embedded.emulator import EmbeddedCore
from spinlab_pad.emulator.embedded.pacing import Speed

__all__ = ["EmbeddedCore", "Speed"]
