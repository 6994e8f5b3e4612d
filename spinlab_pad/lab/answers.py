"""The answers behind `queries`: read from the store and the course."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from spinlab_pad.game.catalog import bundled_cards
from spinlab_pad.lab.context import Attached, LabContext
from spinlab_pad.lab.gains import NOTHING, Gain, gains
from spinlab_pad.lab.games import rows as game_rows
from spinlab_pad.lab.games.games import Games
from spinlab_pad.lab.model.curves import curves
from spinlab_pad.lab.model.model import ModelAnswers
from spinlab_pad.lab.model.rows import Model
from spinlab_pad.lab.progress import PACED, sub_splits
from spinlab_pad.lab.queries import (
    AttemptRow,
    CaptureRow,
    DeathRow,
    GameList,
    ProfileRow,
    RunRow,
    SegmentDetail,
    SegmentRow,
    SessionRow,
    SpeedRunDetail,
    SpeedRunRow,
)
from spinlab_pad.lab.segments.course import Course
from spinlab_pad.lab.segments.split_points import split_points
from spinlab_pad.lab.speed_run import rows as run_rows
from spinlab_pad.lab.starts.observed import in_words
from spinlab_pad.route.waypoints import Waypoint
from spinlab_pad.store.records import AttemptRecord, CountedAttempt, SegmentRecord, SessionRecord, StateKind

DEATHS_MAX = 400
"""Places of deaths that one answer holds, those with the most first."""


class Answers:
    """Implements `lab.queries.Queries`."""

    def __init__(self, context: LabContext, games: Games) -> None:
        self._context = context
        self._games = games
        self._model = ModelAnswers(context)

    async def segments(self) -> tuple[SegmentRow, ...]:
        """Segments of the active run, in its order."""
        here, course = self._context.attached, self._context.course
        return () if here is None or course is None else await self._rows(here, course, course.whole)

    async def _rows(self, here: Attached, course: Course, records: Sequence[SegmentRecord]) -> tuple[SegmentRow, ...]:
        ids = [record.id for record in records]
        tallies, states = await self._context.store.call(
            lambda store: (_tallies(store.counted(here.game.id, ids)), store.start_states(here.game.id, here.core))
        )
        # Each is looked up: to go through a run of hundreds for each of its segments takes longer than a frame.
        kinds = {(state.waypoint, state.kind) for state in states}
        variants: dict[tuple[int, str, str], list[SegmentRecord]] = defaultdict(list)
        for record in course.whole:
            variants[record.segment.places].append(record)
        rows: list[SegmentRow] = []
        for record in records:
            rows.append(_row(here, course, record, tallies[record.id], kinds, variants[record.segment.places]))
            # An estimate takes a third of a millisecond the first time, and there may be hundreds.
            await asyncio.sleep(0)
        return tuple(rows)

    async def segment(self, segment_id: str) -> SegmentDetail | None:
        """One segment of the active run with its attempts, oldest first."""
        course, here = self._context.course, self._context.attached
        if course is None or here is None or not course.has(segment_id):
            return None
        (row,) = await self._rows(here, course, [course.named(segment_id)])
        attempts, lines, deaths, parts = await self._context.store.call(
            lambda store: (
                store.attempts(here.game.id, [segment_id]),
                store.passed.newest(here.game.id, segment_id, PACED),
                store.passed.deaths(here.game.id, segment_id),
                store.segments.parts(here.game.id, segment_id),
            )
        )
        history = await curves(course.scheduler, segment_id)
        passed = sub_splits(course, segment_id, lines, here.frame_hz)
        ends = [first.segment.end for first, _ in parts]
        return SegmentDetail(
            segment=row,
            attempts=tuple(_attempt(item) for item in attempts),
            estimates=course.scheduler.estimates_of(segment_id),
            curves=history,
            subsplits=passed,
            deaths=tuple(DeathRow(place.room, place.x, place.y, place.count) for place in deaths[:DEATHS_MAX]),
            splits_at=split_points(course.named(segment_id).segment, ends, passed.pace),
        )

    async def model(self) -> Model:
        """What every estimator says of the active run's segments."""
        return await self._model.model()

    async def games(self) -> GameList:
        """The games of `rom.dir`, and those that were played."""
        context, library = self._context, self._games.library
        here, settings = context.attached, context.settings
        played = await context.store.call(lambda store: store.contents.all())
        files = library.files if library is not None else ()
        cards = bundled_cards()
        rows = await asyncio.to_thread(
            lambda: game_rows.rows(
                files,
                played,
                cards,
                running=here.game.content if here is not None else None,
                configured=settings.profile,
                category=settings.category,
            )
        )
        scan = library.scanning if library is not None else None
        return GameList(
            games=rows,
            profiles=tuple(ProfileRow(card.name, card.title) for card in cards),
            folder=library.folder if library is not None else None,
            problem=library.problem if library is not None else None,
            scanned=scan.done if scan is not None else None,
            of=scan.of if scan is not None else None,
        )

    async def runs(self) -> tuple[RunRow, ...]:
        """Reference runs of the game, newest first."""
        here = self._context.attached
        if here is None:
            return ()
        runs, captures = await self._context.store.call(
            lambda store: (
                [(run, store.segments.count(run.id)) for run in store.runs(here.game.id)],
                store.captures.of_game(here.game.id),
            )
        )
        of: dict[int, list[CaptureRow]] = defaultdict(list)
        for item in captures:
            of[item.run].append(CaptureRow(item.started_ms, item.ended_ms, item.segments, item.emulator, item.core))
        return tuple(
            RunRow(run.id, run.name, run.state, count, run.active, run.created_ms, run.source, tuple(of[run.id]))
            for run, count in runs
        )

    async def sessions(self) -> tuple[SessionRow, ...]:
        """Practice sessions of the game, newest first."""
        here = self._context.attached
        if here is None:
            return ()
        game = here.game.id
        rows, found = await self._context.store.call(
            lambda store: (
                store.sessions(game),
                gains(store.attempts(game), store.played_splits(game)),
            )
        )
        return tuple(_session(row, found.get(row.id, NOTHING)) for row in rows)

    async def speed_runs(self) -> tuple[SpeedRunRow, ...]:
        """Speed runs of the game, newest first."""
        here = self._context.attached
        if here is None:
            return ()
        return await self._context.store.call(lambda store: run_rows.history(store, here.game.id))

    async def speed_run(self, run: int) -> SpeedRunDetail | None:
        """One of them, None where there is none."""
        here = self._context.attached
        if here is None:
            return None
        return await self._context.store.call(lambda store: run_rows.detail(store, here.game.id, run))


def _session(row: SessionRecord, gain: Gain) -> SessionRow:
    return SessionRow(
        row.id, row.started_ms, row.ended_ms, row.attempts, row.completed, row.deaths, gain.golds, gain.saved_ms
    )


@dataclass(slots=True)
class _Tally:
    """What the attempts at a segment come to that count."""

    attempts: int = 0
    completed: int = 0
    deaths: int = 0


def _tallies(attempts: Iterable[CountedAttempt]) -> dict[str, _Tally]:
    """By segment. For the thread of the store: those of a year take longer than a frame."""
    found: dict[str, _Tally] = defaultdict(_Tally)
    for attempt in attempts:
        tally = found[attempt.segment]
        tally.attempts += 1
        tally.completed += attempt.completed
        tally.deaths += attempt.deaths
    return found


def _row(
    here: Attached,
    course: Course,
    record: SegmentRecord,
    tally: _Tally,
    kinds: Container[tuple[Waypoint, StateKind]],
    variants: Sequence[SegmentRecord],
) -> SegmentRow:
    """`kinds` are the start states that there are; `variants` lead between the same places, this one among them."""
    of = record.segment
    start = course.starts.get(record.id)
    observed = start.observed if start is not None else None
    return SegmentRow(
        id=record.id,
        name=record.name,
        level=of.level,
        start=of.start.label,
        end=of.end.label,
        active=record.active,
        has_hot=(of.start, "hot") in kinds,
        has_cold=(of.start.bare, "cold") in kinds,
        attempts=tally.attempts,
        completed=tally.completed,
        deaths=tally.deaths,
        gold_ms=course.golds.get(record.id),
        estimate=course.scheduler.estimate(record.id),
        observed=None if observed is None else dict(observed),
        starts=None if observed is None or here.known is None else in_words(here.known, observed),
        note=record.note,
        named=record.given_name is not None,
        primary=record.primary,
        variants=tuple(item.name for item in variants if item.id != record.id),
        left_out=course.left_out.get(record.id),
        unseen=start.unseen if start is not None else 0,
    )


def _attempt(record: AttemptRecord) -> AttemptRow:
    return AttemptRow(
        id=record.id,
        segment=record.segment,
        started_ms=record.started_ms,
        source=record.source,
        start=record.start,
        completed=record.completed,
        time_ms=record.time_ms,
        clean_tail_ms=record.clean_tail_ms,
        deaths=record.deaths,
        frames=record.frames,
        rating=record.rating,  # type: ignore[arg-type]  # the column's CHECK holds exactly these words
        valid=record.valid,
        not_real_time=record.not_real_time,
    )
