import random
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.emulator.retroarch.confirm import FRAME_NS, LOW_RAM, UNDECIDED_LOOKS_MAX, LoadWatch
from spinlab_pad.emulator.retroarch.ranges import Range

COUNTER = 0x13
X = 0x94


def low(counter: int, x: int, seed: int = 0) -> bytes:
    """Low work RAM of one moment: the counter, a place, and a thousand bytes that are the level's."""
    image = bytearray(LOW_RAM.size)
    image[0x1000:0x1400] = random.Random(seed).randbytes(0x400)
    image[COUNTER] = counter % 256
    image[X] = x % 256
    return bytes(image)


@dataclass
class Clock:
    """Time that goes on by a frame with each look."""

    frames: float = 0.0

    def now_ns(self) -> int:
        self.frames += 1
        return int(self.frames * FRAME_NS)


def watch_for(wanted: bytes, before: bytes) -> LoadWatch:
    """A watch whose command was carried out at `before`."""
    watch = LoadWatch(wanted, COUNTER, Clock().now_ns)
    watch.sent()
    watch.before(before)
    return watch


def test_another_counter_is_not_the_state() -> None:
    watch = watch_for(low(10, 5), low(100, 5))
    assert not watch.see(low(101, 5))
    assert watch.see(low(11, 5))


def test_the_counter_may_wrap() -> None:
    watch = watch_for(low(255, 5), low(100, 5))
    assert watch.see(low(256, 5))


def test_a_counter_that_fits_by_chance_is_refuted_by_the_other_bytes() -> None:
    watch = watch_for(low(100, 5, seed=1), low(100, 5, seed=2))
    assert not any(watch.see(low(100 + step, 5, seed=2)) for step in range(1, 6))
    assert not watch.undecided
    assert watch.see(low(101, 5, seed=1))


def test_a_step_back_of_a_few_frames_is_seen_in_the_counter() -> None:
    watch = watch_for(low(100, 5), low(103, 6))
    assert not watch.see(low(104, 7))
    assert watch.see(low(101, 6))


def test_a_state_of_this_very_moment_is_undecided_until_it_is_loaded_again() -> None:
    watch = watch_for(low(100, 5), low(101, 6))
    assert not any(watch.see(low(101 + step, 6 + step)) for step in range(1, 1 + UNDECIDED_LOOKS_MAX))
    assert watch.undecided
    again = watch_for(low(100, 5), low(107, 12))
    assert again.see(low(101, 6))


def test_a_game_that_stands_paused_where_the_state_was_made_is_taken_for_loaded() -> None:
    watch = watch_for(low(100, 5), low(100, 5))
    looks = [watch.see(low(100, 5)) for _ in range(UNDECIDED_LOOKS_MAX)]
    assert looks == [False] * (UNDECIDED_LOOKS_MAX - 1) + [True]


def test_looks_from_before_the_command_confirm_nothing() -> None:
    watch = LoadWatch(low(100, 5), COUNTER, Clock().now_ns)
    assert not any(watch.see(low(100 + step, 5)) for step in range(5))
    watch.sent()
    assert not watch.see(low(105, 5))
    assert watch.see(low(101, 5)), "the last look before the command stands for the one that came with it"


def test_without_any_look_before_nothing_is_confirmed_at_first_sight() -> None:
    watch = LoadWatch(low(100, 5), COUNTER, Clock().now_ns)
    watch.sent()
    assert not watch.see(low(101, 5))


def test_a_counter_outside_of_low_work_ram_has_its_own_variables_around_it() -> None:
    def around(counter: int) -> bytes:
        return bytes([0, 0, counter]).ljust(LOW_RAM.size, b"\0")

    watch = LoadWatch(around(10), 0x4002, Clock().now_ns)
    assert watch.window == Range(0x4000, LOW_RAM.size)
    watch.sent()
    watch.before(around(100))
    assert not watch.see(around(101))
    assert watch.see(around(11))


@dataclass
class Console:
    """A game whose memory follows from its frame and its past: a counter, a place, a flag, a level of its own."""

    frame: int
    x: int
    level: int

    def run(self, frames: int) -> None:
        self.frame += frames
        self.x += frames

    def memory(self, ahead: int = 0) -> bytes:
        image = bytearray(low(self.frame + ahead, self.x + ahead, self.level))
        image[0x200] = (self.frame + ahead) // 8 % 2
        return bytes(image)

    def load(self, state: "Console") -> None:
        self.frame, self.x, self.level = state.frame, state.x, state.level


@dataclass
class Scene:
    """A watch on a game: the state is of the same console `apart` frames before, in the same level or another."""

    start: int
    apart: int
    same_level: bool
    ahead: int
    speed: int

    def __post_init__(self) -> None:
        self.state = Console(self.start, 7, 1)
        self.game = Console(self.start + self.apart, 7 + self.apart // 3, 1 if self.same_level else 2)
        self.frames = 0.0
        self.watch = LoadWatch(self.state.memory(), COUNTER, lambda: int(self.frames * FRAME_NS))
        self.watch.see(self.game.memory(self.ahead))
        self.watch.sent()

    def run(self, frames: int) -> None:
        self.frames += frames / self.speed
        self.game.run(frames)

    def load(self, *, told: bool) -> None:
        if told:
            self.watch.before(self.game.memory(self.ahead))
        self.game.load(self.state)
        self.run(1)

    def look(self) -> bool:
        return self.watch.see(self.game.memory(self.ahead))


SCENES = st.builds(Scene, st.integers(0, 255), st.integers(0, 300), st.booleans(), st.integers(0, 2), st.integers(1, 4))


@given(SCENES, st.lists(st.integers(1, 13), min_size=12, max_size=12))
def test_no_load_is_confirmed_that_did_not_take_place(scene: Scene, gaps: list[int]) -> None:
    """Up to 12 frames are missed between two looks, at up to four times the speed and two frames of run-ahead."""
    for gap in gaps:
        scene.run(gap)
        assert not scene.look()


@given(
    SCENES, st.lists(st.integers(1, 4), max_size=3), st.lists(st.integers(1, 2), min_size=4, max_size=4), st.booleans()
)
def test_every_load_is_confirmed_or_asked_for_again(
    scene: Scene, before: list[int], after: list[int], told: bool
) -> None:
    for gap in before:
        scene.run(gap)
        assert not scene.look()
    scene.load(told=told)
    confirmed = scene.look()
    for gap in after:
        if confirmed:
            break
        scene.run(gap)
        confirmed = scene.look()
    assert confirmed or scene.watch.undecided
