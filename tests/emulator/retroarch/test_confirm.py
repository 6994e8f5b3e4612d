import random

from spinlab_pad.emulator.retroarch.confirm import LOW_RAM, UNDECIDED_LOOKS_MAX, LoadWatch

COUNTER = 0x13
X = 0x94


def low(counter: int, x: int, seed: int = 0) -> bytes:
    """Low work RAM of one moment: the counter, a place, and a thousand bytes that are the level's."""
    image = bytearray(LOW_RAM.size)
    image[0x1000:0x1400] = random.Random(seed).randbytes(0x400)
    image[COUNTER] = counter % 256
    image[X] = x
    return bytes(image)


def test_another_counter_is_not_the_state() -> None:
    watch = LoadWatch(low(10, 5), COUNTER)
    watch.before(low(100, 5))
    assert not watch.see(low(101, 5))
    assert watch.see(low(11, 5))


def test_the_counter_may_wrap() -> None:
    watch = LoadWatch(low(255, 5), COUNTER)
    watch.before(low(100, 5))
    assert watch.see(low(256, 5))


def test_a_counter_that_fits_by_chance_is_refuted_by_the_other_bytes() -> None:
    watch = LoadWatch(low(100, 5, seed=1), COUNTER)
    watch.before(low(100, 5, seed=2))
    assert not any(watch.see(low(100 + step, 5, seed=2)) for step in range(1, 6))
    assert watch.see(low(101, 5, seed=1))


def test_a_step_back_of_a_few_frames_is_seen_in_the_counter() -> None:
    watch = LoadWatch(low(100, 5), COUNTER)
    watch.before(low(103, 6))
    assert not watch.see(low(104, 7))
    assert watch.see(low(101, 6))


def test_a_state_of_this_very_moment_is_taken_as_loaded_after_some_looks() -> None:
    watch = LoadWatch(low(100, 5), COUNTER)
    watch.before(low(100, 5))
    looks = [watch.see(low(100 + step, 5)) for step in range(1, 1 + UNDECIDED_LOOKS_MAX)]
    assert looks == [False] * (UNDECIDED_LOOKS_MAX - 1) + [True]


def test_without_a_look_before_most_bytes_must_be_the_states() -> None:
    watch = LoadWatch(low(100, 5, seed=1), COUNTER)
    assert not watch.see(low(101, 5, seed=2))
    assert watch.see(low(102, 9, seed=1))
