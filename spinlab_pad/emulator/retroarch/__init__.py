"""RetroArch over its Network Command Interface."""

from spinlab_pad.emulator.retroarch.adapter import RetroArch
from spinlab_pad.emulator.retroarch.attaching import attach
from spinlab_pad.emulator.retroarch.find import find
from spinlab_pad.emulator.retroarch.launch import Recipe
from spinlab_pad.emulator.retroarch.launching import launch

__all__ = ["Recipe", "RetroArch", "attach", "find", "launch"]
