"""A hub and queries that a test drives by hand; the hub keeps the promise of `Hub.views`: newest wins."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from typing import Any

from spinlab_pad.lab.commands import COMMANDS, Command, Refused
from spinlab_pad.lab.configuration import BadSetting, SettingRow
from spinlab_pad.lab.model.rows import Model, SegmentCurve
from spinlab_pad.lab.queries import (
    AttemptRow,
    CaptureRow,
    GameList,
    ProfileRow,
    RunRow,
    RunSplitRow,
    SegmentDetail,
    SegmentRow,
    SessionRow,
    SpeedRunDetail,
    SpeedRunRow,
)
from spinlab_pad.lab.view import View
from tests.web.model_samples import curve, model_of
from tests.web.samples import NOW_MS, attempts, deaths, estimates, idle_view, segments, sub_splits

Answer = Callable[[Command], View | Refused]


class HandHub:
    """A hub whose Views the test publishes; it records every command."""

    def __init__(self, view: View | None = None) -> None:
        self._view = view or idle_view()
        self._version = 0
        self._changed = asyncio.Condition()
        self._over = False
        self.readers = 0
        self.handled: list[Command] = []
        self.refusals: dict[str, str] = {}
        self.answer: Answer | None = None
        self.clock_ms: Callable[[], int] | None = None

    def view(self) -> View:
        if self.clock_ms is None:
            return self._view
        return replace(self._view, app=replace(self._view.app, now_ms=self.clock_ms()))

    async def publish(self, view: View) -> None:
        async with self._changed:
            self._view = view
            self._version += 1
            self._changed.notify_all()

    async def end(self) -> None:
        async with self._changed:
            self._over = True
            self._changed.notify_all()

    async def views(self) -> AsyncIterator[View]:
        self.readers += 1
        try:
            seen = -1
            while True:
                async with self._changed:
                    while not self._over and self._version == seen:
                        await self._changed.wait()
                    if self._over:
                        return
                    seen, view = self._version, self._view
                yield view
        finally:
            self.readers -= 1

    async def handle(self, command: Command) -> View | Refused:
        self.handled.append(command)
        if self.answer is not None:
            return self.answer(command)
        reason = self.possible()[command.name]
        return Refused(reason) if reason else self._view

    def possible(self) -> Mapping[str, str | None]:
        return {name: self.refusals.get(name) for name in COMMANDS}


class HandQueries:
    """Answers from tables that the test sets."""

    def __init__(self, count: int = 3) -> None:
        self.rows: tuple[SegmentRow, ...] = segments(count)
        self.run_rows: tuple[RunRow, ...] = ()
        self.session_rows: tuple[SessionRow, ...] = ()
        self.speed_run_rows: tuple[SpeedRunRow, ...] = speed_runs()
        self.game_list = GameList((), (ProfileRow("smw", "Super Mario World"),), None, None, None, None)
        self.model_answer: Model | None = None
        self.tries: dict[str, tuple[AttemptRow, ...]] = {}

    async def segments(self) -> tuple[SegmentRow, ...]:
        return self.rows

    async def segment(self, segment_id: str) -> SegmentDetail | None:
        for row in self.rows:
            if row.id == segment_id:
                tries = self.tries.get(segment_id, attempts(segment_id, row.attempts))
                return SegmentDetail(
                    segment=row,
                    attempts=tries,
                    estimates=estimates(row),
                    curves=(SegmentCurve("belief", curve(row)), SegmentCurve("rolling", ())),
                    subsplits=sub_splits(row.attempts),
                    deaths=deaths(row.attempts),
                )
        return None

    async def model(self) -> Model:
        return self.model_answer if self.model_answer is not None else model_of(self.rows)

    async def games(self) -> GameList:
        return self.game_list

    async def runs(self) -> tuple[RunRow, ...]:
        return self.run_rows

    async def sessions(self) -> tuple[SessionRow, ...]:
        return self.session_rows

    async def speed_runs(self) -> tuple[SpeedRunRow, ...]:
        return self.speed_run_rows

    async def speed_run(self, run: int) -> SpeedRunDetail | None:
        row = next((row for row in self.speed_run_rows if row.id == run), None)
        if row is None:
            return None
        splits = (
            RunSplitRow(1, "", "", None, None, None, 0, gold=False),
            RunSplitRow(2, "seg-1", "Yoshi's Island 1", 61_234, 61_300, 60_000, 2, gold=True),
        )
        return SpeedRunDetail(row, splits, pb=2)


class HandConfiguration:
    """Two keys that can be changed and one that can't; it records what it was asked for."""

    def __init__(self) -> None:
        self.allocator = "value"
        self.countdown_s = 1.0
        self.asked: list[Mapping[str, Any]] = []
        self.refusal: str | None = None

    def rows(self) -> tuple[SettingRow, ...]:
        names = ("value", "round_robin", "least_played")
        return (
            SettingRow("network.token", "text", "(set)", "(set)", "", None, None, None, changeable=False),
            SettingRow("scheduler.allocator", "choice", self.allocator, "value", "value", names, None, None, True),
            SettingRow("practice.start_pause", "switch", False, False, False, None, None, None, changeable=True),
            SettingRow("practice.countdown_s", "number", self.countdown_s, 1.0, 1.0, None, 0, 60, changeable=True),
        )

    async def change(self, changes: Mapping[str, Any]) -> Refused | None:
        self.asked.append(changes)
        if unknown := changes.keys() - {"scheduler.allocator", "practice.countdown_s", "practice.start_pause"}:
            raise BadSetting(
                f"unknown key {min(unknown)!r}. Can be changed while the program runs: scheduler.allocator"
            )
        if self.refusal is not None:
            return Refused(self.refusal)
        self.allocator = changes.get("scheduler.allocator", self.allocator)
        self.countdown_s = changes.get("practice.countdown_s", self.countdown_s)
        return None


def speed_runs() -> tuple[SpeedRunRow, ...]:
    """A reset, and the best run before it."""
    best = SpeedRunRow(
        id=2,
        kind="full",
        course="0a1b2c3d4e5f",
        state="finished",
        started_ms=NOW_MS - 3_600_000,
        ended_ms=NOW_MS - 3_000_000,
        time_ms=599_000,
        rta_ms=600_000,
        frames=36_000,
        deaths=7,
        splits=11,
        segments=12,
        golds=3,
        real_time=True,
        whole=True,
        pb=True,
    )
    return replace(best, id=3, state="reset", ended_ms=None, splits=1, pb=False), best


def with_history(count: int = 12) -> HandQueries:
    """Queries of a runner who has practised for a while."""
    queries = HandQueries(count)
    queries.run_rows = (
        RunRow(
            id=2,
            name="Any% 14.11.",
            state="finished",
            segments=count,
            active=True,
            created_ms=NOW_MS - 86_400_000,
            captures=(
                CaptureRow(NOW_MS - 86_400_000, NOW_MS - 83_000_000, count - 1, "RetroArch 1.22.2", "Snes9x"),
                CaptureRow(NOW_MS - 8_000_000, None, 1, "RetroArch 1.22.2", "bsnes-mercury"),
            ),
        ),
        RunRow(id=1, name="First try", state="paused", segments=4, active=False, created_ms=NOW_MS - 900_000_000),
    )
    queries.session_rows = tuple(
        SessionRow(
            id=number,
            started_ms=NOW_MS - (9 - number) * 86_400_000,
            ended_ms=None if number == 8 else NOW_MS - (9 - number) * 86_400_000 + 3_000_000 + number * 60_000,
            attempts=40 + number * 7,
            completed=12 + number,
            deaths=90 + number * 3,
            golds=number % 4,
            saved_ms=(number % 4) * 1_370,
        )
        for number in range(8, 0, -1)
    )
    return queries
