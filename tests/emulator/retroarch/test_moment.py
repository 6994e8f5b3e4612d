from __future__ import annotations

from spinlab_pad.emulator.retroarch.confirm import LOW_RAM
from spinlab_pad.emulator.retroarch.moment import ALIKE_MIN, LOOKS_AFTER, UNLIKE_MIN, Moment
from spinlab_pad.emulator.retroarch.ranges import plan
from spinlab_pad.game.memory import WRAM_SIZE

COUNTER, PAD = 0x13, 0x15
PLAN = plan((), (LOW_RAM,))


def wram(counter: int, pad: int) -> bytes:
    image = bytearray(WRAM_SIZE)
    image[COUNTER], image[PAD] = counter % 256, pad % 256
    return bytes(image)


def save(moment: Moment, *, mid_frame: bool, skip: int | None = None) -> None:
    """Looks around a save of frame 100; in the middle of a frame the pad is that of the frame before."""
    moment.saving()
    for frame in range(98, 101 + LOOKS_AFTER):
        if frame == 101:
            moment.saved(wram(100, 100))
        if frame != skip:
            moment.look(PLAN, PLAN.of_image(wram(frame, frame - mid_frame)), frame)


def test_the_middle_of_a_frame_is_told_by_two_saves() -> None:
    moment = Moment(COUNTER)
    for _ in range(UNLIKE_MIN):
        assert not moment.mid_frame
        save(moment, mid_frame=True)
    assert moment.mid_frame
    assert not moment.waiting


def test_between_frames_it_is_not_told_and_taken_back() -> None:
    moment = Moment(COUNTER)
    for _ in range(5):
        save(moment, mid_frame=False)
    assert not moment.mid_frame
    for _ in range(UNLIKE_MIN):
        save(moment, mid_frame=True)
    for _ in range(ALIKE_MIN):
        assert moment.mid_frame
        save(moment, mid_frame=False)
    assert not moment.mid_frame


def test_a_frame_that_was_missed_proves_nothing() -> None:
    for skip in (99, 100, 101):
        moment = Moment(COUNTER)
        for _ in range(5):
            save(moment, mid_frame=True, skip=skip)
        assert not moment.mid_frame


def test_without_a_save_nothing_is_kept() -> None:
    moment = Moment(COUNTER)
    moment.saved(wram(100, 100))
    for frame in range(98, 110):
        moment.look(PLAN, PLAN.of_image(wram(frame, frame)), frame)
    assert not moment.waiting
    moment.saving()
    moment.interrupt()
    assert not moment.waiting
