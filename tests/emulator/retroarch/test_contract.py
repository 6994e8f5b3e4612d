"""The contract of all emulators, on three real RetroArch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

import pytest

from spinlab_pad.emulator.port import Emulator, Recording, SetupError
from spinlab_pad.emulator.retroarch import launch
from spinlab_pad.emulator.retroarch.launch import Process
from tests.emulator.contract import CARTRIDGE, EmulatorContract, OpenEmulator
from tests.emulator.retroarch.bounds import Bounds
from tests.emulator.retroarch.running import attached, retroarch
from tests.emulators.installations import BSNES, NEW_BSNES, SNES9X, installations


@pytest.mark.emulator(SNES9X)
class TestSnes9x(Bounds, EmulatorContract):
    @pytest.fixture
    def open_emulator(self) -> OpenEmulator:
        return lambda: launch(installations()[SNES9X], CARTRIDGE, headless=True)


@pytest.mark.emulator(NEW_BSNES)
class TestNewBsnes(Bounds, EmulatorContract):
    @pytest.fixture
    def open_emulator(self) -> OpenEmulator:
        return lambda: launch(installations()[NEW_BSNES], CARTRIDGE, headless=True)


@pytest.mark.emulator(BSNES)
class TestBsnes(Bounds, EmulatorContract):
    @pytest.fixture
    def open_emulator(self) -> OpenEmulator:
        return lambda: launch(installations()[BSNES], CARTRIDGE, headless=True)


class RunAheadContract(Bounds):
    """What run-ahead of two frames could spoil: frames and states. All on one RetroArch that runs."""

    settings: ClassVar[Mapping[str, str]]

    @pytest.fixture(scope="class")
    @classmethod
    def process(cls) -> Iterator[Process]:
        with retroarch(SNES9X, {"run_ahead_frames": "2", **cls.settings}) as process:
            yield process

    @pytest.fixture
    def open_emulator(self, process: Process) -> OpenEmulator:
        return lambda: attached(process)

    test_frames = EmulatorContract.test_every_frame_comes_once_and_in_order
    test_save = EmulatorContract.test_a_saved_state_holds_the_memory_of_one_frame
    test_load = EmulatorContract.test_a_load_brings_the_saved_moment_back
    test_same_frames = EmulatorContract.test_same_state_and_same_buttons_give_the_same_frames
    test_thirty_loads = EmulatorContract.test_thirty_loads_in_a_row_all_arrive
    test_pause = EmulatorContract.test_pause_and_resume_may_be_called_twice


@pytest.mark.emulator(SNES9X)
class TestRunAheadInASecondInstance(RunAheadContract):
    settings: ClassVar = {"run_ahead_enabled": "true", "run_ahead_secondary_instance": "true"}
    test_pad = EmulatorContract.test_a_press_reaches_the_game_at_once


@pytest.mark.emulator(SNES9X)
class TestPreemptiveFrames(RunAheadContract):
    """Without the pad: a press is played back into frames that have passed, so its edge is in none that is seen."""

    settings: ClassVar = {"run_ahead_enabled": "false", "preemptive_frames_enable": "true"}

    async def test_recordings_are_refused(self, emulator: Emulator) -> None:
        with pytest.raises(SetupError, match="preemptive frames"):
            await emulator.start_recording()
        with pytest.raises(SetupError, match="preemptive frames"):
            await emulator.play_recording(Recording(b"", "BSV2", None, True, None, None))
