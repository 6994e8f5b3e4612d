"""Views of speed runs, as samples for drawing."""

from __future__ import annotations

from dataclasses import replace

from spinlab_pad.lab.view import (
    DeltaView,
    SpeedRunView,
    SplitView,
    TimerView,
)
from tests.overlay.views import NOW_MS, RACING, READY, SEGMENT, pad

NAMES = ("Grassy Start", "Bullet Bluff", "Spike Corridor", "Donut Ghost House", "Key Cave", "Lava Run", "Last Tower")


def splits(current: int, count: int = 7) -> tuple[SplitView, ...]:
    """Splits of a run that is in the one at `current`, from 0."""
    made = []
    for n in range(count):
        pb = 61_000 * (n + 1)
        off = (-1_240, 430, -310, 2_850, 12_900, -900, 64_000)[n % 7]
        name = NAMES[n % len(NAMES)]
        if n < current:
            made.append(SplitView(f"s{n}", name, "done", pb + off, 61_000 + off, pb, off, n == 2, n % 3))
        else:
            made.append(
                SplitView(f"s{n}", name, "current" if n == current else "coming", None, None, pb, None, False, 0)
            )
    return tuple(made)


RACE = SpeedRunView(
    kind="full", attempt=41, finished=12, splits=splits(4), first=9, of=24, ahead_ms=2_850, pb_ms=1_464_300,
    sum_of_best_ms=1_371_200, expected_ms=1_533_900, best_possible_ms=1_402_600, pb_chance=0.34, result_ms=None,
    pb=False,
)  # fmt: skip
RACING_NOW = replace(
    READY,
    mode="speed_run",
    phase="playing",
    segment=replace(SEGMENT, name="Key Cave", place=13, of=24),
    timer=TimerView(True, NOW_MS - 272_340, 0, None),
    speed_run=RACE,
    prompt=pad("speed_run", RACING),
    deaths=9,
)
AHEAD = replace(RACING_NOW, delta=DeltaView(-640, "screen 3"), speed_run=replace(RACE, ahead_ms=-310))
CHAINED = replace(
    RACING_NOW,
    speed_run=replace(RACE, kind="chained", attempt=1, finished=0, splits=splits(0), first=1, ahead_ms=None,
                      pb_ms=None, pb_chance=None, best_possible_ms=None),
    deaths=0,
)  # fmt: skip
FINISHED = replace(
    RACING_NOW,
    phase="finished",
    timer=TimerView(False, None, 0, 1_459_870),
    speed_run=replace(RACE, splits=splits(7), first=18, ahead_ms=-4_430, result_ms=1_459_870, pb=True, finished=13),
)
NO_PB = replace(
    FINISHED,
    timer=TimerView(False, None, 0, 1_483_910),
    speed_run=replace(RACE, splits=splits(7), first=18, ahead_ms=19_610, result_ms=1_483_910, finished=13),
)
LONG_RACE = replace(
    RACING_NOW,
    timer=TimerView(True, NOW_MS - 359_999_000, 0, None),
    delta=DeltaView(3_725_000, "room 1C3, screen 12, visit 2"),
    speed_run=replace(
        RACE,
        attempt=123_456,
        finished=99_999,
        splits=tuple(
            replace(split, name="Donut Ghost House of the Eternal Vine Climb " * 7, gold=True,
                    split_ms=split.split_ms and 359_999_990, pb_ms=359_999_990, delta_ms=split.delta_ms and 86_399_000)
            for split in splits(4)
        ),
        pb_ms=359_999_990, best_possible_ms=359_999_990, sum_of_best_ms=359_999_990, expected_ms=359_999_990,
    ),
    deaths=12_345,
)  # fmt: skip
