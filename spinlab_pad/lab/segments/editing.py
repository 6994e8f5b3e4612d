"""What the runner changes of the active run's segments: names, notes, what is practised, where it starts.

Cutting and joining them is in `joining`. Nothing here deletes anything.
"""

from __future__ import annotations

from typing import Final

from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import ChangeSegment, Command, Refused
from spinlab_pad.lab.context import Attached, LabContext, wall_ms
from spinlab_pad.lab.segments.course import Course, course_segments
from spinlab_pad.lab.segments.joining import merge, split
from spinlab_pad.lab.segments.naming import NAME_MAX, words_of
from spinlab_pad.lab.stage import Stage
from spinlab_pad.lab.starts.saver import StartSaver
from spinlab_pad.route.waypoints import conditions_of
from spinlab_pad.store.records import SegmentRecord, StartState
from spinlab_pad.store.store import Store

NOTE_MAX: Final = 2_000
"""Characters of a note."""
_NEW_START: Final = "new start"
"""The notice of a start state that was made anew."""
COMMANDS: Final = (
    commands.ToggleSegment,
    commands.Rename,
    commands.ChangeSegment,
    commands.Merge,
    commands.Split,
    commands.RecaptureState,
)
"""The commands about segments of the active run."""


class Editing:
    """Carries them out on the course of the game at hand, which the rules say is there."""

    def __init__(self, context: LabContext, stage: Stage) -> None:
        self._context = context
        self._stage = stage

    async def carry_out(self, command: Command) -> Refused | None:
        """Carry out a command about segments that the rules have let pass."""
        course, here = self._context.course, self._context.attached
        assert course is not None, "the rules let none of these pass without a run"
        assert here is not None, "the rules let none of these pass without a game"
        record = self._meant(course, getattr(command, "id", ""))
        if isinstance(record, Refused):
            return record
        match command:
            case commands.ToggleSegment():
                return await self._change(here, course, record, ChangeSegment(record.id, active=not record.active))
            case commands.Rename(segment_name=name):
                return await self._change(here, course, record, ChangeSegment(record.id, name))
            case commands.ChangeSegment():
                return await self._change(here, course, record, command)
            case commands.Merge():
                return await merge(self._context, here, course, record)
            case commands.Split(at=at):
                return await split(self._context, here, course, record, at)
            case commands.RecaptureState():
                return await self._recapture(here, course, record)
        raise AssertionError(f"{command.name} is not about segments")

    def _meant(self, course: Course, segment_id: str) -> SegmentRecord | Refused:
        """The segment that a command is about; without an id the one in hand."""
        wanted = segment_id or self._in_hand
        if wanted is None:
            return Refused("no segment is in hand: say which one is meant")
        if not course.has(wanted):
            return Refused(f"there is no segment {wanted!r} in the run {course.run.name!r}")
        return course.named(wanted)

    @property
    def _in_hand(self) -> str | None:
        return self._stage.mode.facts().segment if self._stage.mode is not None else None

    # names, notes, what is practised

    async def _change(
        self, here: Attached, course: Course, record: SegmentRecord, change: ChangeSegment
    ) -> Refused | None:
        wrong = _wrong(record, change)
        if wrong is not None:
            return Refused(wrong)
        name = change.segment_name

        def write(store: Store) -> list[SegmentRecord]:
            store.segments.change(
                here.game.id,
                record,
                given_name=None if name is None else name.strip(),
                note=change.note,
                active=change.active,
                primary=bool(change.primary),
            )
            return course_segments(store, course.run, words_of(here.known))

        course.put_segments(await self._context.store.call(write))
        return None

    # the start state

    async def _recapture(self, here: Attached, course: Course, record: SegmentRecord) -> Refused | None:
        context, mode = self._context, self._stage.mode
        if mode is not None and record.id != self._in_hand:
            return Refused(f"{record.name} is not in hand: wait until it is served, or stop {mode.name} first")
        newest, elsewhere = context.newest, self._elsewhere(here, record)
        if newest is None or elsewhere is not None:
            return Refused(elsewhere or "nothing was seen of the game yet: wait until it runs")
        known = course.starts.get(record.id)
        kind = known.kind if known is not None else "hot"
        of = record.segment
        place = of.start if kind == "hot" else of.start.bare
        stretch = self._stretch
        taken = await StartSaver(context).take(here, place, kind, newest, course.run.id)
        # Other saves and loads come first, and the game goes on meanwhile.
        if taken is None or self._stretch != stretch or self._elsewhere(here, record) is not None:
            return Refused("the save state came too late and was not kept: try again")
        state, data = taken
        states = await context.store.call(lambda store: _kept(store, here, state, data))
        start = next(state for state in states if (state.waypoint, state.kind) == (place, kind))
        course.put_start(start)
        self._tell(here, record, start)
        if mode is not None and mode.phase != "done":
            return await mode.carry_out(commands.Retry())  # the life in hand began at the old start
        return None

    @property
    def _stretch(self) -> tuple[object, ...]:
        """What stays the same while the game goes on without a jump."""
        detector, newest = self._context.detector, self._context.newest
        return (
            self._context.attached,
            detector.breaks if detector is not None else None,
            newest.load_id if newest is not None else None,
        )

    def _elsewhere(self, here: Attached, record: SegmentRecord) -> str | None:
        """Why the game as it is now can't be the start of a segment; None where it can."""
        detector, level = self._context.detector, record.segment.level
        if detector is None or not detector.state.playing:
            return f"the game is in no level: go to the start of {record.name} first"
        state, profile = detector.state, here.profile
        if state.level != level:
            there, wanted = profile.level_name(state.level), profile.level_name(level)
            return f"the game is in {there}, but {record.name} is in {wanted}: go there first"
        if state.dead or state.over:
            return f"this life is over: begin another one and go to the start of {record.name}"
        return None

    def _tell(self, here: Attached, record: SegmentRecord, start: StartState) -> None:
        """Say what starts where, and that it starts as another variant where it does."""
        required = [item.name for item in here.profile.conditions if item.required]
        seen, was = conditions_of(start.observed or {}, required), record.segment.start.conditions
        if seen == was or start.kind == "cold":
            self._context.tell(_NEW_START, "good", f"{record.name} starts here from now on")
            return
        names = [item.name for item in here.profile.conditions if item.required and item.name in (start.observed or {})]
        now = words_of(here.known)(",".join(f"{name}={(start.observed or {})[name]}" for name in names))
        self._context.tell(
            _NEW_START, "warn", f"{record.name} starts here from now on, but {now}: not as it was recorded"
        )


def _kept(store: Store, here: Attached, state: StartState, data: bytes) -> list[StartState]:
    """Keep a start; all that there are then."""
    store.put_state(here.game.id, state, data, wall_ms())
    return store.start_states(here.game.id, here.core)


def _wrong(record: SegmentRecord, change: ChangeSegment) -> str | None:
    """What can't be taken of a change; None where all of it can."""
    name = (change.segment_name or "").strip()
    if len(name) > NAME_MAX:
        return f"a name has at most {NAME_MAX} characters, this one has {len(name)}"
    if not name.isprintable():
        return "a name is one line of text"
    note = change.note or ""
    if len(note) > NOTE_MAX:
        return f"a note has at most {NOTE_MAX} characters, this one has {len(note)}"
    if change.primary is False and record.primary:
        return f"{record.name} stays the primary one until another one is made it"
    return None
