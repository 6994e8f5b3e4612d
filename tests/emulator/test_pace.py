from __future__ import annotations

import pytest

from spinlab_pad.emulator.pace import NTSC_HZ, PAL_HZ, PaceMeter
from spinlab_pad.emulator.port import Pace
from spinlab_pad.emulator.tempo import GROUP, MEASUREMENTS, NTSC_FRAME_NS, Tempo

MS = 1_000_000
SECOND_NS = 1_000 * MS


class Player:
    """An emulator that shows its frames to a meter."""

    def __init__(self, hz: float = NTSC_HZ, seconds: float = 4.0) -> None:
        self.meter = PaceMeter()
        self.now_ns = SECOND_NS
        self.number = 0
        self.play(hz, seconds)

    def pace(self) -> Pace:
        return self.meter.pace(self.now_ns)

    def play(self, hz: float, seconds: float = 1.0, *, burst: int = 1) -> None:
        """At most the time in which a pace must be told, `burst` frames together."""
        until_ns = self.now_ns + int(seconds * SECOND_NS)
        while self.now_ns < until_ns:
            self.now_ns += int(burst * SECOND_NS / hz)
            self.number += burst
            self.meter.heard(self.now_ns)
            self.meter.looked(self.now_ns, paused=False, changed=True)
            self.meter.frame(self.now_ns, self.number)

    def stand(self, seconds: float, *, paused: bool) -> None:
        for _ in range(int(seconds * 100)):
            self.now_ns += 10 * MS
            self.meter.heard(self.now_ns)
            self.meter.looked(self.now_ns, paused=paused, changed=False)


@pytest.mark.parametrize(("hz", "standard"), [(60.1, NTSC_HZ), (59.94, NTSC_HZ), (50.0, PAL_HZ)])
def test_the_standard_is_learned_and_its_rate_is_normal(hz: float, standard: float) -> None:
    player = Player(hz)
    assert player.meter.frame_hz == standard
    assert player.pace() is Pace.NORMAL


@pytest.mark.parametrize(("standard", "factor"), [(NTSC_HZ, 2), (NTSC_HZ, 10), (NTSC_HZ, 40), (PAL_HZ, 2)])
def test_fast_forward_is_told_within_a_second_and_so_is_its_end(standard: float, factor: float) -> None:
    player = Player(standard)
    player.play(standard * factor)
    assert player.pace() is Pace.FAST
    player.play(standard)
    assert player.pace() is Pace.NORMAL
    assert player.meter.frame_hz == standard


@pytest.mark.parametrize("factor", [0.8, 0.5, 1 / 3, 0.1])
def test_slow_motion_is_told_within_a_second(factor: float) -> None:
    player = Player()
    player.play(NTSC_HZ * factor)
    assert player.pace() is Pace.SLOW


def test_a_game_that_was_slow_at_first_is_not_of_50_hz_for_ever() -> None:
    player = Player(50.0)
    player.play(60.0, seconds=6)
    assert player.meter.frame_hz == NTSC_HZ
    player.play(50.0, seconds=5)
    assert player.meter.frame_hz == NTSC_HZ
    assert player.pace() is Pace.SLOW


def test_bursts_of_frames_are_no_speed() -> None:
    player = Player()
    for _ in range(20):
        player.play(NTSC_HZ, seconds=0.25, burst=3)
        assert player.pace() is Pace.NORMAL


def test_without_limit_from_the_start_is_fast() -> None:
    assert Player(2000, seconds=1).pace() is Pace.FAST


def test_pause_menu_rewind_and_silence_are_told_apart() -> None:
    player = Player()
    player.stand(0.1, paused=True)
    assert player.pace() is Pace.PAUSED
    player.play(NTSC_HZ, seconds=0.1)
    assert player.pace() is Pace.NORMAL
    player.stand(0.3, paused=False)
    assert player.pace() is Pace.NORMAL, "lag"
    player.stand(0.6, paused=False)
    assert player.pace() is Pace.STANDSTILL
    assert 850_000_000 < player.meter.stood_ns(player.now_ns) < 950_000_000
    player.play(NTSC_HZ, seconds=0.1)
    assert player.pace() is Pace.NORMAL
    player.meter.jumped(player.now_ns, rewound=True)
    assert player.pace() is Pace.REWIND
    player.play(NTSC_HZ)
    assert player.pace() is Pace.NORMAL
    player.meter.jumped(player.now_ns, rewound=False)
    assert player.pace() is Pace.NORMAL, "a load is no pace"
    player.now_ns += SECOND_NS
    assert player.pace() is Pace.SILENT
    player.play(NTSC_HZ, seconds=0.05)
    assert player.pace() is Pace.NORMAL


def test_tempo_follows_and_one_halt_changes_nothing() -> None:
    tempo = Tempo()
    for _ in range(GROUP * MEASUREMENTS):
        tempo.add(20 * MS, 1)
    assert tempo.frame_ns == 20 * MS
    tempo.add(300 * MS, 1)
    for _ in range(GROUP * 3):
        tempo.add(20 * MS, 1)
    assert tempo.frame_ns == 20 * MS
    for number in range(GROUP * MEASUREMENTS):
        tempo.add((1 if number % 2 else 2 * NTSC_FRAME_NS // MS) * MS, 1)
    assert tempo.frame_ns == pytest.approx(NTSC_FRAME_NS, rel=0.05), "bursts of two"
