from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.emulator.frames import (
    SNES_FRAME_NS,
    STANDSTILL_FRAMES,
    Frame,
    FrameCount,
    Look,
)
from spinlab_pad.emulator.port import SamplingStats

MS = 1_000_000


class Game:
    """A game that is looked at: asked `gap_ms` after the last answer, answered `after_ms` later."""

    def __init__(self) -> None:
        self.stats = SamplingStats()
        self.count = FrameCount(self.stats)
        self.counter = 250
        self.now_ns = 1_000 * MS

    def look(self, turns: int, *, gap_ms: float = 1.0, after_ms: float = 15.6, **kind: bool) -> Frame | None:
        self.counter = (self.counter + turns) % 256
        asked_ns = self.now_ns + int(gap_ms * MS)
        self.now_ns = asked_ns + int(after_ms * MS)
        return self.count.see(Look(self.counter, asked_ns, self.now_ns, **kind))


def test_every_look_at_a_running_game_is_the_next_frame() -> None:
    game = Game()
    frames = [game.look(1) for _ in range(300)]
    assert frames == [Frame(number, lag=False) for number in range(1, 301)]
    assert game.stats == SamplingStats(frames_seen=300)


def test_turns_that_nobody_saw_are_missed_frames() -> None:
    game = Game()
    game.look(1)
    assert game.look(3) == Frame(4, lag=False)
    assert game.stats.frames_missed == 2


@given(st.lists(st.integers(0, 300), min_size=1, max_size=20))
def test_after_any_gap_the_number_is_the_true_one(hidden: list[int]) -> None:
    game = Game()
    true = 1
    game.look(1)
    for frames in hidden:
        true += frames + 1
        seen = game.look(frames + 1, gap_ms=frames * SNES_FRAME_NS / MS + 1)
        assert seen == Frame(true, lag=False)
    assert game.stats.frames_missed == sum(hidden)


def test_a_machine_that_stood_still_makes_no_frames() -> None:
    game = Game()
    game.look(1)
    assert game.look(1, gap_ms=70) == Frame(2, lag=False)
    assert game.look(1, after_ms=900) == Frame(3, lag=False)
    assert game.stats.frames_missed == 0


def test_lag_frames_count_and_are_marked() -> None:
    game = Game()
    game.look(1)
    assert [game.look(turns) for turns in (0, 0, 1)] == [Frame(2, True), Frame(3, True), Frame(4, False)]
    assert game.stats.lag_frames == 2
    assert game.look(0, gap_ms=2.5 * SNES_FRAME_NS / MS) == Frame(7, lag=True)
    assert game.stats.frames_missed == 2


def test_two_answers_in_one_frame_are_one_frame() -> None:
    game = Game()
    game.look(1)
    assert game.look(0, after_ms=0.4) is None
    assert game.look(1) == Frame(2, lag=False)


def test_paused_looks_are_no_frames_and_resuming_ones_neither() -> None:
    game = Game()
    game.look(1)
    assert game.look(1, paused=True) == Frame(2, lag=False)
    assert [game.look(0, paused=True) for _ in range(5)] == [None] * 5
    assert [game.look(0), game.look(0)] == [None, None]
    assert game.look(1) == Frame(3, lag=False)
    assert game.look(0) == Frame(4, lag=True)


def test_an_open_menu_is_no_endless_lag() -> None:
    game = Game()
    game.look(1)
    frames = [game.look(0) for _ in range(STANDSTILL_FRAMES + 50)]
    assert frames[STANDSTILL_FRAMES - 1] == Frame(STANDSTILL_FRAMES + 1, lag=True)
    assert set(frames[STANDSTILL_FRAMES:]) == {None}
    assert game.look(1) == Frame(STANDSTILL_FRAMES + 2, lag=False)


def test_a_load_is_the_next_frame_wherever_the_counter_goes() -> None:
    game = Game()
    game.look(1)
    assert game.look(0, loading=True) is None
    assert game.look(77, loaded=True) == Frame(2, lag=False)
    assert game.look(1) == Frame(3, lag=False)
    assert game.stats.frames_missed == 0


def test_a_jump_that_no_gap_explains_is_one_frame() -> None:
    game = Game()
    game.look(1)
    assert game.look(-6) == Frame(2, lag=False)
    assert game.stats.frames_missed == 0


def test_frames_that_nobody_looked_for_pass_by_the_clock() -> None:
    game = Game()
    last = game.look(1)
    game.count.suspend()
    frame = game.look(60, gap_ms=60 * SNES_FRAME_NS / MS)
    assert last is not None
    assert frame is not None
    assert 60 <= frame.number - last.number <= 62
    assert game.stats.frames_missed == 0
