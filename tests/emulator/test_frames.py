from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from spinlab_pad.emulator.frames import (
    JUMP_TURNS_MIN,
    LONGEST_LAG_NS,
    RESUMING_LOOKS,
    UPLOAD_LOOKS,
    FrameCount,
    Look,
)
from spinlab_pad.emulator.port import SamplingStats
from spinlab_pad.emulator.tempo import NTSC_FRAME_NS
from spinlab_pad.game.profile import load_profile

MS = 1_000_000
GAP_NS = 1 * MS
SECOND_NS = 1_000 * MS


class Game:
    """A game with a clock of its own, and somebody who looks at it: `number` is the true number of the frame."""

    def __init__(self, frame_ns: int = NTSC_FRAME_NS) -> None:
        self.stats = SamplingStats()
        self.count = FrameCount(self.stats)
        self.frame_ns = frame_ns
        self.counter = 250
        self.number = 0
        self.now_ns = SECOND_NS
        self.answered_ns = SECOND_NS
        self.seen: list[tuple[int, bool]] = []
        for _ in range(60):
            self.turn()

    def run(self, frames: int = 1, *, turns: int | None = None) -> None:
        """Frames run, with so many turns of the main loop (one a frame); nobody looks yet."""
        self.number += frames
        self.now_ns += frames * self.frame_ns
        self.counter = (self.counter + (frames if turns is None else turns)) % 256

    def look(self, *, gap_ns: int = GAP_NS, late_ns: int = 0, **kind: bool) -> None:
        """A look that was asked for `gap_ns` after the last answer and is answered now, or late by so much."""
        asked_ns, self.answered_ns = self.answered_ns + gap_ns, self.now_ns + late_ns
        look = Look(self.counter, min(asked_ns, self.answered_ns), self.answered_ns, **kind)  # type: ignore[arg-type]
        for frame in self.count.see(look):
            assert not self.seen or frame.number > self.seen[-1][0], "numbers only go up"
            self.seen.append((frame.number, frame.lag))

    def turn(self, *, late_ns: int = 0) -> None:
        self.run()
        self.look(late_ns=late_ns)

    def lag(self, *, changed: bool, late_ns: int = 0) -> None:
        self.run(turns=0)
        self.look(changed=changed, late_ns=late_ns)

    @property
    def right(self) -> bool:
        """Whether the last frame that was handed out has its true number."""
        return self.seen[-1][0] == self.number

    def lags(self, last: int) -> list[bool]:
        return [lag for _, lag in self.seen[-last:]]


def test_every_look_at_a_running_game_is_the_next_frame() -> None:
    game = Game()
    for _ in range(300):
        game.turn()
    assert game.seen == [(number, False) for number in range(1, 361)]
    assert game.stats == SamplingStats(frames_seen=360)


@pytest.mark.parametrize("frame_ns", [NTSC_FRAME_NS, 19_997_200, NTSC_FRAME_NS // 2, NTSC_FRAME_NS // 10, 4 * 16 * MS])
def test_the_frame_length_is_learned(frame_ns: int) -> None:
    game = Game(frame_ns)
    assert game.count.frame_ns == pytest.approx(frame_ns, rel=0.01)
    game.lag(changed=True)
    game.turn(late_ns=frame_ns // 4)
    assert game.right
    assert game.lags(2) == [True, False]


# What a game and the machine can do between two looks, and what they do to the true number.


def _turn(game: Game, size: float) -> None:
    game.turn(late_ns=int(0.3 * size * game.frame_ns))


def _changed_lag(game: Game, size: float) -> None:
    game.lag(changed=True, late_ns=int(0.3 * size * game.frame_ns))


def _same_lag(game: Game, size: float) -> None:
    for _ in range(UPLOAD_LOOKS + int(3 * size)):
        game.lag(changed=False)
    game.turn()


def _long_lag(game: Game, size: float) -> None:
    for _ in range(UPLOAD_LOOKS + int(size * 2 * SECOND_NS / game.frame_ns)):
        game.lag(changed=False, late_ns=int(0.2 * size * game.frame_ns))
    game.turn()


def _second_look(game: Game, size: float) -> None:
    """The machine is held up in the middle of an answer, for up to nearly a frame."""
    late_ns = max(GAP_NS, int(0.95 * size * game.frame_ns))
    game.look(changed=False, late_ns=late_ns)
    game.turn()


def _long_second_look(game: Game, size: float) -> None:
    """The machine is held up in the middle of an answer for up to two and a half frames; the next frame follows."""
    late_ns = int((1 + 1.5 * size) * game.frame_ns)
    game.look(changed=False, late_ns=late_ns)
    game.now_ns += late_ns - int(0.7 * game.frame_ns)
    game.turn()


def _second_look_in_rhythm(game: Game, size: float) -> None:
    """The machine is held up in the middle of an answer for just a frame, and waits a whole one for the next."""
    game.look(changed=False, late_ns=int((0.9 + 0.2 * size) * game.frame_ns))
    game.now_ns += game.frame_ns
    game.turn()


def _halt(game: Game, size: float) -> None:
    """The whole machine stands still while a request waits, up to 2 s."""
    game.now_ns += int(size * 2 * SECOND_NS)
    game.turn()


def _unseen(game: Game, size: float) -> None:
    """Nobody asks for up to 5 s."""
    frames = int(size * 5 * SECOND_NS / game.frame_ns)
    game.run(frames)
    game.run()
    game.look(gap_ns=max(GAP_NS, (frames) * game.frame_ns + GAP_NS))


def _pause(game: Game, size: float) -> None:
    for _ in range(1 + int(size * 100)):
        game.now_ns += 10 * MS
        game.look(changed=False, paused=True)
    for _ in range(int(size * (RESUMING_LOOKS + 0.9))):
        game.now_ns += game.frame_ns
        game.look(changed=False)
    game.turn()


def _menu(game: Game, size: float) -> None:
    """Open for 2.6 to 60 s."""
    for _ in range(int((2.6 + 57 * size) * SECOND_NS / game.frame_ns)):
        game.now_ns += game.frame_ns
        game.look(changed=False)
    game.turn()


def _load(game: Game, size: float) -> None:
    """The emulator goes on answering while it reads the file."""
    game.look(changed=False, loading=True)
    game.counter = int(255 * size)
    game.run()
    game.look(loaded=True)


def _foreign_load(game: Game, size: float) -> None:
    game.counter = (game.counter + JUMP_TURNS_MIN + int(size * 220)) % 256
    game.run(turns=0)
    game.look()


def _rewind(game: Game, size: float) -> None:
    for _ in range(1 + int(size * 60)):
        game.run(turns=-1)
        game.look()
    game.turn()


HAPPENINGS: list[Callable[[Game, float], None]] = [
    _turn, _changed_lag, _same_lag, _long_lag, _second_look, _long_second_look,
    _second_look_in_rhythm, _halt, _unseen, _pause, _menu, _load, _foreign_load, _rewind,
]  # fmt: skip


@dataclass(frozen=True)
class Happening:
    what: Callable[[Game, float], None]
    size: float


@given(
    st.sampled_from([NTSC_FRAME_NS, 19_997_200]),
    st.lists(st.builds(Happening, st.sampled_from(HAPPENINGS), st.floats(0, 1)), max_size=12),
)
@example(NTSC_FRAME_NS, [Happening(_second_look, 0.9), Happening(_same_lag, 0.0), Happening(_second_look, 0.6)])
def test_numbers_only_go_up_and_are_true_whatever_happens(frame_ns: int, happenings: list[Happening]) -> None:
    game = Game(frame_ns)
    for happening in happenings:
        happening.what(game, happening.size)
        assert game.right, happening
        for _ in range(4):
            game.turn()
        assert game.right, happening


@given(st.sampled_from(HAPPENINGS), st.floats(0, 1))
def test_each_happening_is_counted_as_what_it_is(what: Callable[[Game, float], None], size: float) -> None:
    game = Game()
    what(game, size)
    stats = game.stats
    assert (stats.rewinds > 0) == (what is _rewind)
    assert (stats.foreign_loads > 0) == (what is _foreign_load)
    assert (stats.lag_frames > 0) == (what in {_changed_lag, _same_lag, _long_lag})
    assert (stats.frames_missed > 0) == (what is _unseen and size * 5 * SECOND_NS >= NTSC_FRAME_NS)
    assert (stats.frames_duplicated > 0) == (what in {_second_look, _second_look_in_rhythm, _long_second_look, _load})


@given(st.floats(0, 1))
def test_a_menu_that_is_open_for_longer_than_any_lag_is_no_frame(size: float) -> None:
    game = Game()
    _menu(game, size)
    assert game.lags(3) == [False] * 3
    assert game.stats.lag_frames == 0


def test_an_upload_of_music_is_lag_and_comes_in_order_when_it_is_over() -> None:
    game = Game()
    for _ in range(100):
        game.lag(changed=False)
    assert len(game.seen) == 60, "in doubt until something changes"
    game.turn()
    assert game.right
    assert game.lags(101) == [True] * 100 + [False]


@pytest.mark.parametrize("turns", [0, 1, 2])
def test_after_a_load_of_a_state_from_the_middle_of_a_turn_the_rest_of_a_turn_is_no_frame(turns: int) -> None:
    game = Game()
    game.run(turns=-60)
    game.look(loaded=True, unfinished=True)
    for _ in range(turns):
        game.turn()
    loaded = game.seen[-1][0]
    game.now_ns += game.frame_ns
    game.look(changed=False, late_ns=MS - game.frame_ns // 2)
    game.look()
    assert game.seen[-1] == (loaded, False)
    game.turn()
    assert game.seen[-1] == (loaded + 1, False)
    game.lag(changed=True)
    assert game.seen[-1] == (loaded + 2, True), "one turn is in doubt, and once"


def test_while_a_state_is_made_a_turn_that_is_seen_too_early_counts_once() -> None:
    game = Game()
    game.run(turns=2)
    game.look(unfinished=True)
    game.run(turns=0)
    game.look(unfinished=True)
    game.turn()
    assert game.seen[-1][0] == game.number


def test_a_lag_frame_beside_a_save_is_one() -> None:
    game = Game()
    game.run()
    game.look(unfinished=True)
    game.run(turns=0)
    game.look(unfinished=True)
    assert game.right
    assert game.seen[-1][1]


def test_a_core_that_makes_its_states_between_frames_has_lag_after_a_load() -> None:
    game = Game()
    game.run(turns=-60)
    game.look(loaded=True)
    loaded = game.seen[-1][0]
    game.lag(changed=True)
    assert game.seen[-1] == (loaded + 1, True)


def test_a_rewind_of_many_steps_is_one_and_two_are_two() -> None:
    game = Game()
    for _ in range(30):
        game.run(turns=-1)
        game.look()
    assert (game.stats.rewinds, game.stats.foreign_loads) == (1, 0)
    for _ in range(60):
        game.turn()
    game.run(turns=-2)
    game.look()
    assert (game.stats.rewinds, game.stats.foreign_loads) == (2, 0)


def test_what_is_told_as_a_jump_is_one_for_the_detector_too() -> None:
    assert load_profile("smw").counter_slack + 1 < JUMP_TURNS_MIN


def test_a_fast_forward_that_makes_up_for_a_delay_is_no_jump() -> None:
    game = Game(NTSC_FRAME_NS // 3)
    game.run(20)
    game.now_ns -= 20 * game.frame_ns - 12 * MS
    game.look()
    assert game.right
    assert (game.stats.foreign_loads, game.stats.frames_missed) == (0, 19)


def test_a_burst_of_frames_counts_as_such() -> None:
    game = Game()
    for _ in range(10):
        game.run(2)
        game.look()
    assert game.stats.frames_in_bursts == game.stats.frames_missed == 10
    game.turn()
    game.run()
    game.now_ns -= game.frame_ns - 2 * MS
    game.look()
    assert game.stats.frames_in_bursts == 11


def test_a_game_without_a_counter_has_a_frame_a_look() -> None:
    count = FrameCount(SamplingStats())
    numbers = []
    for look in range(1, 300):
        now_ns = look * NTSC_FRAME_NS
        numbers += [frame.number for frame in count.see(Look(0, now_ns - 15 * MS, now_ns, changed=False))]
    assert numbers == list(range(1, 300))


def test_frames_that_nobody_looked_for_pass_by_the_clock() -> None:
    game = Game()
    game.count.suspend()
    game.run(60)
    game.look(gap_ns=60 * game.frame_ns)
    assert abs(game.seen[-1][0] - game.number) <= 1
    assert game.stats.frames_missed == 0
    assert LONGEST_LAG_NS > 2 * SECOND_NS
