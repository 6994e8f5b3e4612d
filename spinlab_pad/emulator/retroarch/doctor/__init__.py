"""What is right and what is wrong with a RetroArch for practice, and how to mend it.

Pure: `check` (the value), `wanted` (the table of settings), `versions`, `core_info`. From files: `folders`,
`fixing`. Live: `listening`, `memory`, `sampling`, `coexistence`, `roundtrip`. `examination` joins
them.
"""

from spinlab_pad.emulator.retroarch.doctor.check import Check, Remedy
from spinlab_pad.emulator.retroarch.doctor.examination import Order, Subject, examine
from spinlab_pad.emulator.retroarch.doctor.fixing import Change, Fixed, fix, write_appended
from spinlab_pad.emulator.retroarch.doctor.wanted import WANTED, Situation, fixable

__all__ = [
    "WANTED",
    "Change",
    "Check",
    "Fixed",
    "Order",
    "Remedy",
    "Situation",
    "Subject",
    "examine",
    "fix",
    "fixable",
    "write_appended",
]
