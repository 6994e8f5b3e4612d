"""RetroArch over its Network Command Interface."""

from spinlab_pad.emulator.retroarch.adapter import RetroArch
from spinlab_pad.emulator.retroarch.connect import attach, launch
from spinlab_pad.emulator.retroarch.find import find
from spinlab_pad.emulator.retroarch.launch import Recipe

__all__ = ["Recipe", "RetroArch", "attach", "find", "launch"]
