"""`spinlab-pad pads`: lists the gamepads, and with `watch` what is pressed on them."""

from __future__ import annotations

import time

from spinlab_pad.pad.reader import PadReader
from spinlab_pad.pad.watch import listing
from spinlab_pad.pad.watch import watch as presses


def print_pads(*, watch: bool) -> None:
    """Print a line for each pad; with `watch`, then a line for each press until Ctrl+C."""
    reader = PadReader()
    reader.open()
    try:
        for line in listing(reader, time.monotonic()):
            print(line)
        if watch:
            print("Press buttons; Ctrl+C ends.")
            for line in presses(reader, time.monotonic, time.sleep):
                print(line, flush=True)
    finally:
        reader.close()
