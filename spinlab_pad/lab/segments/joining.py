"""Segments of the active run are joined and cut. What they were stays in the store, with every attempt.

Two that follow each other in one level become one (`merge`); one becomes two (`split`), at a place that it was joined
at or at a screen that lives came to. Which two make which one is kept as a joint, so either way leads back.
"""

from __future__ import annotations

from spinlab_pad.lab.commands import Refused
from spinlab_pad.lab.context import Attached, LabContext, wall_ms
from spinlab_pad.lab.progress import PACED, sub_splits
from spinlab_pad.lab.queries import SplitPoint
from spinlab_pad.lab.segments.course import Course
from spinlab_pad.lab.segments.naming import NAME_MAX
from spinlab_pad.lab.segments.split_points import split_points
from spinlab_pad.route.waypoints import Joint, Segment, Waypoint
from spinlab_pad.store.records import SegmentRecord

_TOLD = "segments"


async def merge(context: LabContext, here: Attached, course: Course, first: SegmentRecord) -> Refused | None:
    """Make one segment of `first` and the one that follows it in the run."""
    place = course.place(first.id)
    if place == len(course.whole):
        return Refused(f"{first.name} is the last segment of the run: nothing follows that it could be merged with")
    second = course.whole[place]
    start, end = first.segment.start, second.segment.end
    if first.segment.end.bare != second.segment.start.bare:
        return Refused(
            f"{first.name} ends at {_where(here, first.segment.end)}, {second.name} starts at "
            f"{_where(here, second.segment.start)}: only what follows on in one level can be merged"
        )
    whole = Segment(start, end)
    if course.has(whole.id):
        return Refused(f"the run has {course.named(whole.id).name} already, which is the same: switch these two off")
    name = _merged_name(here, whole, first, second)
    record = SegmentRecord(whole, name, active=True)
    joint = Joint(whole.id, first.id, second.id)
    await _exchange(context, here, course, [first.id, second.id], [record], joint)
    told = context.course.named(whole.id).name if context.course and context.course.has(whole.id) else name
    context.tell(_TOLD, "good", f"{first.name} and {second.name} are {told} now")
    return None


async def split(context: LabContext, here: Attached, course: Course, whole: SegmentRecord, at: str) -> Refused | None:
    """Make two segments of `whole`; `at` is the place at which the first one ends."""
    game = here.game.id
    lines, former = await context.store.call(
        lambda store: (store.passed.newest(game, whole.id, PACED), store.segments.parts(game, whole.id))
    )
    passed = sub_splits(course, whole.id, lines, here.frame_hz)
    points = split_points(whole.segment, (one.segment.end for one, _ in former), passed.pace)
    point = next((point for point in points if point.at == at), None)
    if point is None:
        return Refused(f"{whole.name} can't be split at {at!r}: its page lists where it can")
    parts = next((pair for pair in former if pair[0].segment.end.place == at), None) or _parts(whole, point)
    first, second = parts
    for part in parts:
        if course.has(part.id):
            return Refused(f"the run has {course.named(part.id).name} already, which would be a part of this one")
    joint = Joint(whole.id, first.id, second.id)
    await _exchange(context, here, course, [whole.id], [first, second], joint)
    context.tell(_TOLD, "good", f"{whole.name} is {first.name} and {second.name} now")
    if context.course is not None and second.id in context.course.missing:
        context.tell(
            "no start",
            "info",
            f"{second.name} has no start yet: practise {first.name} to its end, and it is saved there",
        )
    return None


async def _exchange(
    context: LabContext, here: Attached, course: Course, old: list[str], new: list[SegmentRecord], joint: Joint
) -> None:
    run, game, now_ms = course.run.id, here.game.id, wall_ms()
    await context.store.call(lambda store: store.segments.exchange(run, game, old, new, joint, now_ms))
    await context.load_course()


def _where(here: Attached, place: Waypoint) -> str:
    level = here.known.level_name(place.level) if here.known is not None else f"level {place.level:X}"
    return f"{place.label} of {level}"


def _merged_name(here: Attached, whole: Segment, first: SegmentRecord, second: SegmentRecord) -> str:
    """'Meadow' for a whole level, 'Meadow 1 + 2' for parts of it."""
    level = here.known.level_name(whole.level) if here.known is not None else ""
    if level and whole.end.is_goal and whole.start.place == "entrance":
        return whole.name(level)
    after = second.name.removeprefix(f"{level} ") if level and first.name.startswith(f"{level} ") else second.name
    return f"{first.name} + {after}"[:NAME_MAX]


def _parts(whole: SegmentRecord, point: SplitPoint) -> tuple[SegmentRecord, SegmentRecord]:
    """The parts before and after a screen."""
    of = whole.segment
    middle = Waypoint(of.level, point.at)
    first, second = f"{whole.name} to {point.label}"[:NAME_MAX], f"{whole.name} from {point.label}"[:NAME_MAX]
    return (
        SegmentRecord(Segment(of.start, middle), first, active=True),
        SegmentRecord(Segment(middle, of.end), second, active=True),
    )
