"""Events from memory: the state between frames, one step, and a small wrapper that feeds it.

Rules of this module:

1. `step` is pure, and the only way from one state to the next. Exits are looked for before entrances.
2. A base line (first snapshot, state load, jump of the game's counter) makes no event, and nothing before it survives.
3. A level is entered before it can be finished, died in or left; one death is followed by a spawn or an entry before
   the next; a level is finished once an entry.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Final, NamedTuple

from spinlab_pad.game import rules as sign
from spinlab_pad.game.events import (
    CheckpointReached,
    Died,
    Event,
    LevelEntered,
    LevelFinished,
    LevelLeft,
    RoomChanged,
    Spawned,
)
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import Profile
from spinlab_pad.game.signs import POSITION, Signs

_NOTHING: Final[tuple[Event, ...]] = ()


@dataclass(frozen=True, slots=True)
class DetectorState:
    """What one frame leaves to the next.

    `playing`: the player is in `level`, which was entered or was there at the base line. `dead`: died in it, the
    respawn is awaited, also over the overworld. `loading`: a level is being loaded and was not announced.
    `leaving`: the exit mode was set and nothing was loaded since. `first_room`: the level's first one, None where a
    base line came too late to know. `rooms`: rooms entered when the room was announced. `taken`: (what it is known
    by, number) of each checkpoint. `taken_count`: the last number given; `respawn`: the number of the checkpoint where
    the next life starts, 0 for the entrance. `tune`: music, jingles left out.
    """

    playing: bool = False
    level: int = 0
    first_room: int | None = None
    rooms: int = 0
    finished: bool = False
    dead: bool = False
    loading: bool = False
    leaving: bool = False
    taken: tuple[tuple[tuple[str, int], int], ...] = ()
    taken_count: int = 0
    respawn: int = 0
    tune: int = 0


class Moment(NamedTuple):
    """A frame and the one before it. `here` and `before` are where the player is and was, x and y in pixels."""

    was: Signs
    now: Signs
    frame: int
    here: tuple[int, int]
    before: tuple[int, int]


def base_line(profile: Profile, now: Signs, checkpoint: int | None = None) -> DetectorState:
    """The state that one snapshot alone tells; `checkpoint` is the number that the caller knows the player to be at.

    A midway flag that is set is a checkpoint that was taken. Between two rooms the player counts as in the level.
    """
    rules = profile.rules
    mode = now.game_mode
    in_level = mode == rules.level_mode
    loading = mode in rules.reload_modes | rules.prepared_modes
    between_rooms = now.rooms_entered > 0 and (loading or mode in rules.fade_modes)
    tape = ((("midway", now.room), 1),) if in_level and now.midway == 1 else ()
    number = len(tape) if checkpoint is None else checkpoint
    return DetectorState(
        playing=in_level or between_rooms,
        level=now.level,
        first_room=now.room if now.rooms_entered == 0 else None,
        rooms=now.rooms_entered,
        loading=loading,
        leaving=now.exit_mode != 0,
        taken=((tape[0][0], number),) if tape and number else (),
        taken_count=number,
        respawn=number,
        tune=now.music,
    )


def step(profile: Profile, state: DetectorState, moment: Moment) -> tuple[DetectorState, tuple[Event, ...]]:
    """The state after the moment's frame, and what happened in it."""
    events: list[Event] = []
    if state.playing and not state.dead:
        state = _progress(profile, state, moment, events)
        state = _end_of_life(profile, state, moment, events)
    state = _follow(profile, state, moment)
    state = _arrival(profile, state, moment, events)
    if events and isinstance(events[-1], LevelEntered) and sign.starts_dying(profile.rules, moment.was, moment.now):
        events.append(Died(moment.frame, state.level, *moment.here))
        state = replace(state, dead=True)
    return state, tuple(events)


def _progress(profile: Profile, state: DetectorState, moment: Moment, events: list[Event]) -> DetectorState:
    """Goals and checkpoints; nothing after the first goal."""
    if state.finished:
        return state
    exit_ = sign.finish(profile, state.tune, moment.was, moment.now)
    if exit_ is not None:
        events.append(LevelFinished(moment.frame, state.level, exit_))
        return replace(state, finished=True)
    found = sign.checkpoint(profile, state.first_room, state.rooms, moment.was, moment.now)
    if found is None:
        return state
    kind, identity = found
    for known, number in state.taken:
        if known == identity:
            return replace(state, respawn=number)
    n = state.taken_count + 1
    events.append(CheckpointReached(moment.frame, state.level, n, kind))
    return replace(state, taken=(*state.taken, (identity, n)), taken_count=n, respawn=n)


def _end_of_life(profile: Profile, state: DetectorState, moment: Moment, events: list[Event]) -> DetectorState:
    """Deaths and aborts; after a finish only the death animation is one."""
    rules = profile.rules
    was, now, frame = moment.was, moment.now, moment.frame
    if sign.starts_dying(rules, was, now):
        events.append(Died(frame, state.level, *moment.here))
        return replace(state, dead=True)
    if state.finished:
        return state
    if sign.starts_leaving(was, now):
        if sign.start_select(rules, was, now):
            events.append(LevelLeft(frame, state.level))
            return replace(state, playing=False)
        if now.end_timer and now.exit_mode != rules.no_exit:
            # The goal's timer runs: its fanfare was missed, the level was finished all the same.
            events.append(LevelFinished(frame, state.level, "secret" if now.secret_exit else "normal"))
            return replace(state, finished=True)
        events.append(Died(frame, state.level, *moment.here))
        return replace(state, dead=True)
    if sign.fades_out(rules, was, now):
        events.append(LevelLeft(frame, state.level))
        return state
    fell_back = sign.starts_reload(rules, was, now) and now.level == state.level
    if fell_back and not sign.more_rooms(state.rooms, now.rooms_entered):
        # The reload may have moved the player already: the place is that of the frame before.
        events.append(Died(frame, state.level, *moment.before))
        return replace(state, dead=True)
    return state


def _follow(profile: Profile, state: DetectorState, moment: Moment) -> DetectorState:
    """Take over what is no event in itself: music, leaving, loading, and being outside of any level."""
    rules = profile.rules
    was, now = moment.was, moment.now
    if now.music != state.tune and now.music not in profile.jingles.interludes:
        state = replace(state, tune=now.music)
    if (now.exit_mode == 0) != (was.exit_mode == 0):
        state = replace(state, leaving=now.exit_mode != 0)
    mode = now.game_mode
    if mode == was.game_mode:
        return state
    loads = rules.reload_modes | rules.prepared_modes
    if mode in loads and was.game_mode not in loads:
        return replace(state, loading=True)
    if mode in rules.overworld_modes:
        return replace(state, playing=False, loading=False)
    if mode in rules.outside_modes:
        return replace(state, playing=False, loading=False, dead=False)
    return state


def _arrival(profile: Profile, state: DetectorState, moment: Moment, events: list[Event]) -> DetectorState:
    """Spawns, entries and room changes."""
    rules = profile.rules
    was, now, frame = moment.was, moment.now, moment.frame
    if state.dead and now.level == state.level:
        # While the level is being left, normal animation means nothing: only a reload brings the player back.
        if not sign.playable(rules, now) or (state.leaving and not state.loading):
            return state
        events.append(Spawned(frame, state.level, state.respawn > 0, state.respawn))
        # What a hack never clears after a death must not hold up the next spawn.
        back = replace(state, playing=True, dead=False, loading=False, leaving=False)
        return replace(back, rooms=now.rooms_entered, tune=now.music)
    elsewhere = state.dead or not state.playing or now.level != state.level
    started = now.level != state.level and sign.steps_to_one(was.level_start, now.level_start)
    if not (state.loading or started) or not sign.stands_ready(rules, was, now):
        return state
    if not elsewhere and sign.more_rooms(state.rooms, now.rooms_entered):
        events.append(RoomChanged(frame, now.level, now.room))
        return replace(state, loading=False, rooms=now.rooms_entered)
    if elsewhere or state.finished:
        events.append(LevelEntered(frame, now.level, now.room))
        return DetectorState(
            playing=True, level=now.level, first_room=now.room, rooms=now.rooms_entered, tune=now.music
        )
    return replace(state, loading=False)


class Detector:
    """Feeds snapshots to `step` one after another and knows where a base line is due."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.state = DetectorState()
        self.breaks = 0
        """How often the game's counter jumped (rewind, a state that the runner loaded): attempts in flight are void."""
        self._pick = itemgetter(*Signs._fields)
        self._counter = profile.field(profile.counter)
        self._last: Snapshot | None = None
        self._signs: tuple[int, ...] = ()
        self._checkpoint: int | None = None

    def start_at(self, checkpoint: int) -> None:
        """Tell the checkpoint (0 is the entrance) that the next base line is at, for whoever loads a state of it.

        Memory alone doesn't always tell it: the game clears the midway flag when it starts a life there.
        """
        self._checkpoint = checkpoint

    def feed(self, snapshot: Snapshot) -> tuple[Event, ...]:
        """The events of the next snapshot, exits before entrances.

        Raises:
            KeyError: the snapshot lacks a field that the detector watches.
        """
        picked: tuple[int, ...] = self._pick(snapshot.values)
        last, self._last = self._last, snapshot
        if last is None or last.load_id != snapshot.load_id:
            return self._start(picked)
        if self._jumped(last, snapshot):
            self.breaks += 1
            return self._start(picked)
        was, self._signs = self._signs, picked
        if picked == was:
            return _NOTHING
        moment = Moment(Signs._make(was), Signs._make(picked), snapshot.frame, _place(snapshot), _place(last))
        self.state, events = step(self.profile, self.state, moment)
        return events

    def _start(self, picked: tuple[int, ...]) -> tuple[Event, ...]:
        self._signs = picked
        self.state = base_line(self.profile, Signs._make(picked), self._checkpoint)
        self._checkpoint = None
        return _NOTHING

    def _jumped(self, last: Snapshot, snapshot: Snapshot) -> bool:
        """The counter turns at most once a frame: it stands still on lag frames and in a pause, never runs ahead."""
        frames = snapshot.frame - last.frame
        name = self._counter.name
        turns = (snapshot.values[name] - last.values[name]) % (1 << 8 * self._counter.size)
        return frames < 0 or turns > frames + self.profile.rules.counter_slack


def _place(snapshot: Snapshot) -> tuple[int, int]:
    return snapshot.values[POSITION[0]], snapshot.values[POSITION[1]]
