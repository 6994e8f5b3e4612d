import pytest

from spinlab_pad.emulator.embedded import EmbeddedCore
from tests.emulator.contract import CARTRIDGE, EmulatorContract, OpenEmulator


@pytest.mark.emulator("embedded")
class TestAsFastAsItGoes(EmulatorContract):
    gapless = True
    press_frames_max = 1
    load_frames_max = 1

    @pytest.fixture
    def open_emulator(self) -> OpenEmulator:
        return lambda: EmbeddedCore.open(CARTRIDGE, speed="max")


@pytest.mark.emulator("embedded")
class TestAtTheGamesOwnPace(EmulatorContract):
    gapless = True
    press_frames_max = 1
    load_frames_max = 1

    @pytest.fixture
    def open_emulator(self) -> OpenEmulator:
        return lambda: EmbeddedCore.open(CARTRIDGE)
