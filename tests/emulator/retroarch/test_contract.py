"""The contract of all emulators, on three real RetroArch.

The bounds are wide, because RetroArch runs on in real time while a busy machine lets this process wait for frames.
"""

from __future__ import annotations

import pytest

from spinlab_pad.emulator.retroarch import launch
from tests.emulator.contract import CARTRIDGE, EmulatorContract, OpenEmulator
from tests.emulators.installations import BSNES, NEW_BSNES, SNES9X, installations


@pytest.mark.emulator(SNES9X)
class TestSnes9x(EmulatorContract):
    missed_of_100_max = 12
    press_frames_max = 8
    load_frames_max = 6
    save_frames_max = 8

    @pytest.fixture
    def open_emulator(self) -> OpenEmulator:
        return lambda: launch(installations()[SNES9X], CARTRIDGE, headless=True)


@pytest.mark.emulator(NEW_BSNES)
class TestNewBsnes(EmulatorContract):
    missed_of_100_max = 12
    press_frames_max = 8
    load_frames_max = 6
    save_frames_max = 8

    @pytest.fixture
    def open_emulator(self) -> OpenEmulator:
        return lambda: launch(installations()[NEW_BSNES], CARTRIDGE, headless=True)


@pytest.mark.emulator(BSNES)
class TestBsnes(EmulatorContract):
    missed_of_100_max = 12
    press_frames_max = 8
    load_frames_max = 6
    save_frames_max = 8

    @pytest.fixture
    def open_emulator(self) -> OpenEmulator:
        return lambda: launch(installations()[BSNES], CARTRIDGE, headless=True)
