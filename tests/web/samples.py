"""Views and rows as a practising runner would see them."""

from __future__ import annotations

from dataclasses import replace

from spinlab_pad.lab.queries import (
    ArrivalRow,
    AttemptRow,
    DeathRow,
    LineRow,
    PaceRow,
    SegmentRow,
    SubSplits,
)
from spinlab_pad.lab.view import (
    SCHEMA,
    AppView,
    ConnectionView,
    DeltaView,
    EstimateView,
    GameView,
    Notice,
    ProgressView,
    PromptItem,
    PromptView,
    QueueItem,
    RecentView,
    ResultView,
    RunView,
    SegmentView,
    SessionView,
    SpeedRunView,
    SplitView,
    StartView,
    TimerView,
    View,
)
from spinlab_pad.schedule.types import Estimate
from tests.web.model_samples import OUTLOOK

NOW_MS = 1_790_000_000_000

_PLACES = (
    "Yoshi's Island 1",
    "Donut Ghost House",
    "Vanilla Secret 2",
    "Cheese Bridge",
    "Forest of Illusion 3",
    "Chocolate Fortress",
    "Star World 4",
    "Bowser, front door",
)


def idle_view(now_ms: int = NOW_MS) -> View:
    """Nothing runs, nothing is known."""
    return View(
        schema=SCHEMA,
        app=AppView(version="0.1.0", now_ms=now_ms, data_dir="data"),
        game=None,
        connection=ConnectionView(state="waiting"),
        mode="idle",
        segment=None,
        timer=TimerView(running=False, started_ms=None, offset_ms=0, frozen_ms=None),
        estimate=None,
        result=None,
        delta=None,
        queue=(),
        recent=(),
        session=None,
        run=None,
        prompt=None,
        notices=(),
        allocator="value",
        estimator="belief",
    )


def practice_view(now_ms: int = NOW_MS, **changes: object) -> View:
    """In the middle of an attempt, with everything that a View can hold."""
    view = replace(
        idle_view(now_ms),
        game=GameView(id="kaizo", name="Grand Poo World 2", system="super_nes", crc32="a1b2c3d4", profile="smw"),
        connection=ConnectionView(
            state="playing",
            emulator="RetroArch",
            version="1.22.2",
            core="snes9x",
            frame=48_211,
            frames_seen=48_209,
            frames_missed=2,
            age_ms=9,
        ),
        mode="practice",
        segment=SegmentView(
            id="seg-2",
            name="Donut Ghost House",
            level=0x104,
            start="checkpoint 1",
            end="goal",
            place=2,
            of=12,
            why="saves about 0.24 s a run per minute of practice; 38 % deaths",
            why_short="−0.24 s/min ✗ 38 %",
        ),
        timer=TimerView(running=True, started_ms=now_ms - 21_340, offset_ms=33, frozen_ms=None),
        estimate=EstimateView(
            estimator="belief",
            expected_ms=38_420,
            low_ms=31_200,
            high_ms=52_900,
            clean_ms=30_150,
            death_rate=0.42,
            attempts=17,
            gold_ms=29_870,
        ),
        result=ResultView(
            attempt=311,
            segment="seg-1",
            name="Yoshi's Island 1",
            time_ms=27_910,
            deaths=1,
            completed=True,
            gold=True,
            delta_ms=-1_840,
            rating=None,
        ),
        delta=DeltaView(delta_ms=-620, at="screen 3"),
        queue=tuple(
            QueueItem(id=f"seg-{number + 3}", name=_PLACES[number % len(_PLACES)], why=why)
            for number, why in enumerate(
                (
                    "most to gain: about 2.1 s an attempt",
                    "least played: 2 attempts",
                    "not seen for 4 days",
                    "deaths went up: 3 of the last 5",
                    "due again",
                ),
                start=2,
            )
        ),
        recent=tuple(
            RecentView(
                segment="seg-1",
                name="Yoshi's Island 1",
                time_ms=None if number in (2, 5) else 27_910 + number * 431,
                deaths=number % 4,
                completed=number not in (2, 5),
                gold=number == 0,
                rating=(None, "good", "again", "easy")[number % 4],
            )
            for number in range(10)
        ),
        session=SessionView(
            id=8,
            started_ms=now_ms - 2_460_000,
            attempts=64,
            completed=21,
            deaths=131,
            rated=18,
            golds=3,
            gain_ms=-12_400,
            next_gain_ms=OUTLOOK.next_gain_ms,
        ),
        run=RunView(
            id=2,
            name="Any%",
            segments=12,
            recording=False,
            sum_of_best_ms=512_300,
            expected_ms=701_900,
            outlook=OUTLOOK,
        ),
        prompt=PromptView(
            title="Last result",
            layer="plain",
            items=(
                PromptItem(control="d-pad left", action="again", command="rate"),
                PromptItem(control="d-pad up", action="good", command="rate"),
                PromptItem(control="Select + A", action="retry", command="retry"),
            ),
        ),
        notices=(Notice(key="gold", level="good", text="Gold! Yoshi's Island 1 in 27.91", at_ms=now_ms - 1000),),
        deaths=2,
    )
    return replace(view, **changes)  # type: ignore[arg-type]


def splits(current: int, count: int = 7) -> tuple[SplitView, ...]:
    """Splits of a run that is in the one at `current`, from 0."""
    rows = []
    for number in range(count):
        pb, off = 61_000 * (number + 1), (-1_240, 430, -310, 2_850, 12_900, -900, 64_000)[number % 7]
        done = number < current
        rows.append(
            SplitView(
                id=f"seg-{number}",
                name=_PLACES[number % len(_PLACES)],
                state="done" if done else "current" if number == current else "coming",
                split_ms=pb + off if done else None,
                segment_ms=61_000 + off if done else None,
                pb_ms=pb,
                delta_ms=off if done else None,
                gold=done and number == 2,
                deaths=number % 3 if done else 0,
            )
        )
    return tuple(rows)


def race_view(now_ms: int = NOW_MS, **changes: object) -> View:
    """In the middle of a speed run; `changes` are of the run."""
    race = SpeedRunView(
        kind="full", attempt=41, finished=12, splits=splits(4), first=9, of=24, ahead_ms=2_850, pb_ms=1_464_300,
        sum_of_best_ms=1_371_200, expected_ms=1_533_900, best_possible_ms=1_402_600, pb_chance=0.34, result_ms=None,
        pb=False,
    )  # fmt: skip
    return practice_view(
        now_ms,
        mode="speed_run",
        phase="playing",
        speed_run=replace(race, **changes),  # type: ignore[arg-type]
        estimate=None,
        delta=None,
        result=None,
        session=None,
        recent=(),
    )


def filling_view(now_ms: int = NOW_MS) -> View:
    """In the middle of a cold fill."""
    view = practice_view(now_ms, mode="cold_fill", phase="playing", estimate=None, delta=None, session=None, queue=())
    return replace(view, progress=ProgressView(2, 7, "cold starts"))


def replay_view(now_ms: int = NOW_MS) -> View:
    """A recording is replayed."""
    view = practice_view(now_ms, mode="replay", phase="playing", estimate=None, delta=None, session=None, queue=())
    return replace(view, segment=None, progress=ProgressView(6_140, 14_400, "frames"))


def start_view(now_ms: int = NOW_MS, counting_ms: int | None = None) -> View:
    """The game stands still at a start."""
    stopped = TimerView(running=False, started_ms=None, offset_ms=0, frozen_ms=0)
    return practice_view(now_ms, timer=stopped, delta=None, start=StartView(("right", "y"), counting_ms, 1_000))


def busy_view(now_ms: int = NOW_MS) -> View:
    """A session with a goal, a streak, and a choice of segments."""
    view = practice_view(now_ms)
    assert view.session is not None
    return replace(view, session=replace(view.session, streak=5, days=12, goal_minutes=60, only=4))


def segments(count: int) -> tuple[SegmentRow, ...]:
    """`count` segments of a run; the first is never tried, others differ in what is known."""
    rows = []
    for number in range(1, count + 1):
        tried = 0 if number % 7 == 1 else number * 3 % 41 + 1
        best = 14_000 + number * 977 % 31_000
        estimate = Estimate(
            estimator="belief",
            expected_ms=best + 6_300 if tried else None,
            low_ms=best + 900 if tried > 1 else None,
            high_ms=best + 19_000 if tried > 1 else None,
            clean_ms=best + 1_200 if tried else None,
            death_rate=(number % 9) / 10 if tried else None,
            gain_ms=123.5 if tried else None,
            attempts=tried,
        )
        rows.append(
            SegmentRow(
                id=f"seg-{number}",
                name=_PLACES[(number - 1) % len(_PLACES)]
                if number <= len(_PLACES)
                else f"{_PLACES[number % 8]} {number}",
                level=0x100 + number,
                start="entrance" if number % 2 else "checkpoint 1",
                end="checkpoint 1" if number % 2 else "goal",
                active=number % 11 != 0,
                has_hot=number % 5 != 0,
                has_cold=number % 3 != 0,
                attempts=tried,
                completed=tried // 2,
                deaths=tried * 2,
                gold_ms=best if tried > 1 else None,
                estimate=estimate if tried else None,
                observed={"powerup": number % 3, "dragon_coins": 2} if number % 4 else None,
                starts=f"{('small', 'big', 'cape')[number % 3]}, 2 dragon coins" if number % 4 else None,
                note="wait for the second saw" if number % 9 == 4 else "",
                named=number % 6 == 5,
                left_out="switched off"
                if number % 11 == 0
                else "no state for snes9x: play or replay it"
                if number % 15 == 0
                else None,
            )
        )
    return tuple(rows)


def attempts(segment_id: str, count: int) -> tuple[AttemptRow, ...]:
    """Attempts, oldest first, slowly getting faster; every fourth is given up, one is invalid."""
    return tuple(
        AttemptRow(
            id=number,
            segment=segment_id,
            started_ms=NOW_MS - (count - number) * 95_000,
            source="reference" if number == 0 else "practice",
            start="cold" if number % 3 == 2 else "hot",
            completed=number % 4 != 3,
            time_ms=None if number % 4 == 3 else 41_000 - number * 260 + number * 7919 % 3_500,
            clean_tail_ms=None if number % 4 == 3 else 30_000 - number * 90,
            deaths=number % 3,
            frames=2_400 - number,
            rating=(None, "good", "hard")[number % 3],
            valid=number != 4,
            not_real_time=number == 6,
        )
        for number in range(count)
    )


def estimates(row: SegmentRow) -> tuple[Estimate, ...]:
    """What two estimators say of one segment."""
    if row.estimate is None:
        return (Estimate(estimator="belief"), Estimate(estimator="rolling"))
    return (row.estimate, replace(row.estimate, estimator="rolling", low_ms=None, high_ms=None, gain_ms=None))


WAY = (
    *((0x104, screen, 1, 16 + 96 * screen, 352 - 40 * (screen % 3)) for screen in range(6)),
    *((0x1C3, screen, 1, 95 + 96 * (screen + 6), 300 - 60 * screen) for screen in range(3)),
    (0x104, 5, 2, 980, 352),
    (0x104, 6, 1, 1_040, 320),
    (0x104, 7, 1, 1_150, 210),
)
"""A life through a level and a bonus room: room, screen, visit, frame, y."""


def arrivals(late: float = 1.0) -> tuple[ArrivalRow, ...]:
    """The arrivals of a life that is so many times slower than the gold."""
    rows = []
    for room, screen, visit, frame, y in WAY:
        name = f"screen {screen}" if room == 0x104 else f"room {room:X}, screen {screen}"
        again = f", visit {visit}" if visit > 1 else ""
        at = round(frame * late)
        rows.append(
            ArrivalRow(room, screen, 0, visit, name + again, at, round(at * 1000 / 60.0988), screen * 256 + 4, y)
        )
    return tuple(rows)


def sub_splits(tried: int) -> SubSplits:
    """The sub-splits of a segment that was tried so often; nothing of one that never was."""
    if not tried:
        return SubSplits(256, 0, None, (), ())
    lines = tuple(
        LineRow(number, "hot", 29_870 + 900 * number, number % 3, 22_000 + 900 * number, arrivals(1 + number * 0.04))
        for number in range(min(tried, 10))
    )
    pace = tuple(
        PaceRow(
            best.room,
            best.column,
            best.row,
            best.visit,
            best.label,
            best_ms=best.time_ms,
            median_ms=round(best.time_ms * 1.06) + 120 * (place % 3),
            lives=min(tried, 50) - place // 4,
        )
        for place, best in enumerate(arrivals()[1:])
    )
    return SubSplits(256, 0, lines[0], lines, pace)


def deaths(tried: int) -> tuple[DeathRow, ...]:
    """Deaths of a segment that was tried so often: two places where it goes wrong, and a few elsewhere."""
    if not tried:
        return ()
    spread = tuple(
        DeathRow(0x104, 190 + number * 421 % 1_700, 200 + number * 97 % 220, 1 + number % 2) for number in range(14)
    )
    return (
        DeathRow(0x104, 968, 418, 31),
        DeathRow(0x104, 1_000, 380, 12),
        DeathRow(0x1C3, 402, 300, 17),
        *spread,
        DeathRow(0x1C3, 610, 120, 3),
    )
