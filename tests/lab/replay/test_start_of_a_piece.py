"""Which frame is the start of what is played."""

from __future__ import annotations

from spinlab_pad.emulator.port import Loaded, Recording
from spinlab_pad.lab.commands import StartReplay
from tests.lab.fakes import NOTHING, Desk
from tests.lab.recorder import RecordingEmulator
from tests.lab.replay.replayed import emulator_of, record, results, to_the_end


async def test_a_game_that_was_paused_since_it_was_attached_plays_from_its_first_frame(desk: Desk):
    run = await record(desk)
    paused = RecordingEmulator(1000)
    paused.paused = True
    await desk.attach(paused)
    await desk.do(StartReplay())
    await desk.true(lambda: paused.left > 0)
    await to_the_end(desk)
    (result,) = await results(desk, run)
    assert (result.whole, result.alike) == (True, 5), result.told


class Slow(RecordingEmulator):
    """Says that it plays when the first frames of it have been seen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(1000)
        self.desk = desk

    async def play_recording(self, recording: Recording) -> Loaded:
        await self.desk.wait(1)
        loaded = await super().play_recording(recording)
        for _ in range(9):
            self.desk.lab.feed(self.step(NOTHING))
        return loaded


async def test_frames_that_are_seen_before_the_emulator_says_that_it_plays_count(desk: Desk):
    run = await record(desk)
    await desk.attach(Slow(desk))
    await desk.do(StartReplay())
    await to_the_end(desk)
    (result,) = await results(desk, run)
    assert (result.whole, result.alike) == (True, 5), result.told


async def test_a_state_that_is_loaded_before_the_start_was_seen_ends_it(desk: Desk):
    run = await record(desk)
    await desk.do(StartReplay())
    await desk.true(lambda: emulator_of(desk).left > 0)
    emulator_of(desk).jump()
    await to_the_end(desk)
    assert "another state was loaded meanwhile" in (await results(desk, run))[0].told
