"""The start of a segment that begins at a screen: saved when an attempt or a run comes there, where there is none."""

from __future__ import annotations

from dataclasses import replace

from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab.context import Attached, LabContext
from spinlab_pad.lab.segments.course import Course
from spinlab_pad.lab.starts.saver import StartSaver
from spinlab_pad.route.waypoints import Waypoint


class Arrivals:
    """Saves what the course of the game at hand lacks.

    A save goes beside the frames, before the load that an attempt's end asks for; by `saver`, which knows of breaks of
    the stream that is fed, and how far it is ahead.
    """

    def __init__(self, context: LabContext, saver: StartSaver | None = None) -> None:
        self._context = context
        self._saver = saver or StartSaver(context)
        self._under_way: set[Waypoint] = set()

    def save(self, here: Attached, end: Waypoint, snapshot: Snapshot, ago_frames: int) -> None:
        """The player has come to `end`, `ago_frames` before this snapshot; mostly there is nothing to do."""
        course = self._context.course
        if end.spot is None or course is None or end in self._under_way or not course.lacks(end):
            return
        # Whoever stays on a screen for a few frames is still where the segment begins; the clock starts at the border.
        at = replace(snapshot, frame=snapshot.frame - ago_frames, values=self._counted_back(here, snapshot, ago_frames))
        saving = self._saver.save(here, end, "hot", at, course.run.id)

        self._under_way.add(end)

        async def keep() -> None:
            try:
                if await saving:
                    await self._take_up(here, course, end)
            finally:
                self._under_way.discard(end)

        self._context.start(keep(), f"save {end.id}")

    def _counted_back(self, here: Attached, snapshot: Snapshot, frames: int) -> dict[str, int]:
        """Memory as it was, as far as the clock of the attempt looks at it."""
        values = dict(snapshot.values)
        turns = here.profile.turns
        if turns is not None:
            values[turns.name] = (values[turns.name] - frames) % (1 << 8 * turns.size)
        return values

    async def _take_up(self, here: Attached, course: Course, end: Waypoint) -> None:
        states = await self._context.store.call(lambda store: store.start_states(here.game.id, here.core))
        for state in states:
            if state.waypoint == end:
                course.put_start(state)
        names = " and ".join(item.name for item in course.whole if item.segment.start == end)
        self._context.tell("arrival", "good", f"{names} can be practised now")
