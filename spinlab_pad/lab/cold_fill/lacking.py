"""Which checkpoints of the active run lack a cold start on this core, and whether a respawn is one. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from spinlab_pad.game.events import CheckpointReached, Event, LevelEntered, LevelFinished, LevelLeft, Spawned
from spinlab_pad.game.profile import Place
from spinlab_pad.lab.segments.course import Course
from spinlab_pad.route.waypoints import ENTRANCE, Waypoint
from spinlab_pad.store.records import SegmentRecord, StartState

NEAR_PX: Final = 16
"""Two places within a tile are one: the first frames of a life may have moved the player already."""

ASTRAY: Final[Mapping[type[Event], str]] = {
    CheckpointReached: "another checkpoint was taken",
    LevelFinished: "the level was finished",
    LevelLeft: "the level was left",
    LevelEntered: "a level was entered from outside",
}
"""What leads to no cold start of the checkpoint in hand, in words."""


@dataclass(frozen=True, slots=True)
class Lack:
    """A checkpoint without a cold start: the segment that begins there, its hot start, and where the level begins."""

    segment: SegmentRecord
    hot: StartState
    entrances: tuple[Place, ...] = ()

    @property
    def place(self) -> Waypoint:
        """The checkpoint, whatever the conditions: a respawn has its own."""
        return self.segment.segment.start.bare

    def elsewhere(self, event: Spawned, checkpoint: Place, spawn: Place) -> str | None:
        """Where a respawn is that is not at this checkpoint; None for its cold start.

        `checkpoint` and `spawn` are where the life began and where the next one does. Games don't tell a checkpoint
        that is lost, the place does: not where the checkpoint itself stands at the level's entrance, or where the
        profile knows no positions.
        """
        lost = any(_near(spawn, door) and not _near(checkpoint, door) for door in self.entrances)
        if lost or event.n == 0:
            return "the entrance: the checkpoint is lost with the death"
        if event.level != self.place.level:
            return "another level"
        return None if event.n == self.place.checkpoint else f"checkpoint {event.n}"


def lacking(course: Course) -> tuple[Lack, ...]:
    """The checkpoints that have a hot start and no cold one, in the run's order."""
    hot = {state.waypoint: state for state in course.states if state.kind == "hot"}
    there = {state.waypoint.bare for state in course.states if state.kind == "cold"}
    found: dict[Waypoint, Lack] = {}
    for record in course.segments:
        start = record.segment.start
        if (
            record.active
            and start.is_checkpoint
            and start in hot
            and start.bare not in there
            and start.bare not in found
        ):
            found[start.bare] = Lack(record, hot[start], tuple(_entrances(course, record.segment.level)))
    return tuple(found.values())


class Lacking:
    """How many checkpoints lack a cold start, looked up when a course has changed: the rules ask with every View."""

    def __init__(self) -> None:
        self._of: tuple[tuple[SegmentRecord, ...], tuple[StartState, ...]] = ((), ())
        self._count = 0

    def count(self, course: Course | None) -> int:
        """Those of this course as it is now."""
        segments, states = (course.segments, course.states) if course is not None else ((), ())
        if self._of[0] is not segments or self._of[1] is not states:
            self._of = segments, states
            self._count = len(lacking(course)) if course is not None else 0
        return self._count


def _entrances(course: Course, level: int) -> Iterator[Place]:
    """Where lives from the level's entrance began."""
    for record in course.segments:
        of = record.segment
        if of.level != level or of.start.place != ENTRANCE:
            continue
        for kind in ("hot", "cold"):
            line = course.bests.of(record.id, kind)
            if line is not None:
                first = line.arrivals[0]
                yield Place(first.spot.room, first.x, first.y)


def _near(one: Place, other: Place) -> bool:
    return one.room == other.room and abs(one.x - other.x) <= NEAR_PX and abs(one.y - other.y) <= NEAR_PX
