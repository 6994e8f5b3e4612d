"""What a RetroArch in real time is allowed, while a busy machine lets this process wait for frames."""

from __future__ import annotations

from tests.emulator.harness import Harness


class Bounds(Harness):
    """Wide, because RetroArch runs on meanwhile."""

    missed_of_100_max = 12
    press_frames_max = 8
    load_frames_max = 6
    save_frames_max = 8
