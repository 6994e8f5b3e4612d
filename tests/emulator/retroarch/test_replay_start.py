from spinlab_pad.emulator.retroarch.confirm import LOW_RAM
from spinlab_pad.emulator.retroarch.replay_start import ALIKE_LOOKS, ReplayStart

BEFORE = bytes(LOW_RAM.size)
START = bytes([1]) * LOW_RAM.size


async def test_the_first_look_that_differs_shows_the_start() -> None:
    watch = ReplayStart(0x13)
    assert not watch.looked.is_set()
    assert not watch.see(BEFORE)
    assert watch.looked.is_set()
    watch.sent()
    assert not watch.see(BEFORE)
    assert watch.see(START)


async def test_what_changes_before_the_command_is_not_the_start() -> None:
    watch = ReplayStart(0x13)
    assert not watch.see(START)
    assert not watch.see(BEFORE)
    watch.sent()
    assert not watch.see(BEFORE)


async def test_a_start_at_this_very_moment_is_believed_some_looks_after_it_was_said() -> None:
    watch = ReplayStart(0x13)
    watch.see(BEFORE)
    watch.sent()
    assert not any(watch.see(BEFORE) for _ in range(10))
    watch.accept()
    assert [watch.see(BEFORE) for _ in range(ALIKE_LOOKS)] == [False] * (ALIKE_LOOKS - 1) + [True]
