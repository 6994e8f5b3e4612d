"""Events from memory: the state between frames, one step, and a small wrapper that feeds it. Knows no game.

Rules of this module:

1. `step` is pure, and the only way from one state to the next. Exits are looked for before entrances.
2. A base line (first snapshot, state load, jump of the game's counter) makes no event, and nothing before it survives.
3. A level is entered before it can be finished, died in or left; one death is followed by a spawn or an entry before
   the next; a level is finished once an entry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any, Final, NamedTuple

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
from spinlab_pad.game.rules import Rules
from spinlab_pad.game.signs import Frame, Memory

_NOTHING: Final[tuple[Event, ...]] = ()


@dataclass(frozen=True, slots=True)
class DetectorState:
    """What one frame leaves to the next.

    `playing`: the player is in `level`, which was entered or was there at the base line. `finished`: its goal was told
    in this entry. `over`: the goal was reached in this life, which ends with the way out. `dead`: died in it, the
    respawn is awaited, also over the map. `loading`: a level is being loaded and was not announced. `leaving`: the
    level began to be left and nothing was loaded since. `taken`: (what it is known by, number) of each checkpoint.
    `taken_count`: the last number given; `respawn`: the number of the checkpoint where the next life starts, 0 for the
    entrance. `memory`: what the rules remember, in their order.
    """

    playing: bool = False
    level: int = 0
    finished: bool = False
    over: bool = False
    dead: bool = False
    loading: bool = False
    leaving: bool = False
    taken: tuple[tuple[tuple[str, int], int], ...] = ()
    taken_count: int = 0
    respawn: int = 0
    memory: Memory = ()


class Moment(NamedTuple):
    """A frame and the one before it: the watched fields of both, and the snapshots that they are from."""

    was: Frame
    now: Frame
    before: Snapshot
    here: Snapshot

    @property
    def frame(self) -> int:
        """The number of the frame."""
        return self.here.frame


def base_line(rules: Rules, now: Frame, checkpoint: int | None = None) -> DetectorState:
    """The state that one frame alone tells; `checkpoint` is the number that the caller knows the player to be at.

    A checkpoint that shows in memory was taken. Between two rooms the player counts as in the level.
    """
    nothing: Memory = ()
    in_level = rules.in_level(now, now, nothing)
    taken = (_identity(now, name, at) for sign, name, at in rules.shown if in_level and sign(now, now, nothing))
    shown = next(taken, None)
    number = int(shown is not None) if checkpoint is None else checkpoint
    return DetectorState(
        playing=in_level or rules.between_rooms(now, now, nothing),
        level=_value(now, rules.level),
        loading=rules.loading(now, now, nothing),
        leaving=rules.leaving(now, now, nothing),
        taken=((shown, number),) if shown and number else (),
        taken_count=number,
        respawn=number,
        memory=tuple(now[at] if known(now, now, nothing) else None for at, _, _, known in rules.remembered),
    )


def step(rules: Rules, state: DetectorState, moment: Moment) -> tuple[DetectorState, tuple[Event, ...]]:
    """The state after the moment's frame, and what happened in it."""
    events: list[Event] = []
    if state.playing and not state.dead and rules.turns(moment.was, moment.now):
        state = _life(rules, state, moment, events)
    state = _follow(rules, state, moment)
    state = _arrival(rules, state, moment, events)
    return state, tuple(events)


def _life(rules: Rules, state: DetectorState, moment: Moment, events: list[Event]) -> DetectorState:
    """Goal, checkpoint, death and abort, in this order; after the goal only a certain death is told.

    A death in the frame of the goal can lead back into the level: that life can end in every way, but finishes no more.
    """
    was, now, frame = moment.was, moment.now, moment.frame
    memory = (*state.memory, state.loading)
    if not state.over:
        exit_ = next((name for name, sign in rules.finishes if sign(was, now, memory)), None)
        if exit_ is not None:
            if not state.finished:
                events.append(LevelFinished(frame, state.level, exit_))
            state = replace(state, finished=True, over=True)
        else:
            state = _checkpoint(rules, state, moment, events)
    if rules.dies(was, now, memory):
        return _death(rules, state, moment, events)
    if state.over:
        return state
    if rules.aborts(was, now, memory):
        events.append(LevelLeft(frame, state.level))
        return replace(state, playing=False)
    return _death(rules, state, moment, events) if rules.lost(was, now, memory) else state


def _checkpoint(rules: Rules, state: DetectorState, moment: Moment, events: list[Event]) -> DetectorState:
    memory = (*state.memory, state.loading)
    for kind, sign, name, at in rules.checkpoints:
        if not sign(moment.was, moment.now, memory):
            continue
        identity = _identity(moment.now, name, at)
        for known, number in state.taken:
            if known == identity:
                return replace(state, respawn=number)
        n = state.taken_count + 1
        events.append(CheckpointReached(moment.frame, state.level, n, kind))
        return replace(state, taken=(*state.taken, (identity, n)), taken_count=n, respawn=n)
    return state


def _death(rules: Rules, state: DetectorState, moment: Moment, events: list[Event]) -> DetectorState:
    """One death. What is being loaded may have moved the player already: then the place is that of the frame before."""
    moved = rules.loading(moment.now, moment.now, (*state.memory, state.loading))
    events.append(Died(moment.frame, state.level, *_place(rules, moment.before if moved else moment.here)))
    return replace(state, dead=True)


def _follow(rules: Rules, state: DetectorState, moment: Moment) -> DetectorState:
    """Take over what is no event in itself: memory, leaving, loading, and being outside of any level."""
    was, now = moment.was, moment.now
    if rules.drifts(was, now):
        state = _drift(rules, state, was, now)
    facts = (*state.memory, state.loading)
    outside = rules.outside(was, now, facts)
    if outside or rules.away(was, now, facts):
        # A load that was given up leaves nothing behind.
        loading = rules.loading(now, now, facts)
        return replace(state, playing=False, loading=loading, dead=state.dead and not outside)
    return state


def _drift(rules: Rules, state: DetectorState, was: Frame, now: Frame) -> DetectorState:
    """What begins and ends by itself: a value that is followed, leaving, loading."""
    memory = state.memory
    for index, (at, except_, _, _) in enumerate(rules.remembered):
        if except_ is not None and now[at] != was[at] and now[at] not in except_:
            memory = (*memory[:index], now[at], *memory[index + 1 :])
    facts = (*memory, state.loading)
    leaving = rules.leaving(now, now, facts)
    if leaving == rules.leaving(was, was, facts):
        leaving = state.leaving
    begins = rules.loading(now, now, facts) and not rules.loading(was, was, facts)
    return replace(state, memory=memory, leaving=leaving, loading=state.loading or begins)


def _arrival(rules: Rules, state: DetectorState, moment: Moment, events: list[Event]) -> DetectorState:
    """Spawns, entries and room changes."""
    was, now, frame = moment.was, moment.now, moment.frame
    level, room = _value(now, rules.level), _value(now, rules.room)
    facts = (*state.memory, state.loading)
    if state.dead and level == state.level:
        # While the level is being left, normal play means nothing: only a load brings the player back.
        if not rules.playable(was, now, facts) or (state.leaving and not state.loading):
            return state
        events.append(Spawned(frame, state.level, state.respawn > 0, state.respawn))
        # What a hack never clears after a death must not hold up the next spawn.
        back = replace(state, playing=True, over=False, dead=False, loading=False, leaving=False)
        return replace(back, memory=_anew(rules, back.memory, now, entry=False, follow=True))
    if not rules.ready(was, now, facts):
        return state
    elsewhere = state.dead or not state.playing or level != state.level
    if not elsewhere and rules.room_changes(was, now, facts):
        events.append(RoomChanged(frame, level, room))
        memory = _anew(rules, state.memory, now, entry=False, follow=False)
        return replace(state, loading=False, memory=memory)
    if not state.loading and (level == state.level or not rules.starts(was, now, facts)):
        return state
    if not elsewhere and not state.over:
        memory = _anew(rules, state.memory, now, entry=False, follow=False)
        return replace(state, loading=False, memory=memory)
    events.append(LevelEntered(frame, level, room))
    memory = _anew(rules, state.memory, now, entry=True, follow=True)
    state = DetectorState(playing=True, level=level, memory=memory)
    return _death(rules, state, moment, events) if rules.dies(was, now, (*memory, False)) else state


def _anew(rules: Rules, memory: Memory, now: Frame, *, entry: bool, follow: bool) -> Memory:
    """Memory after an arrival: what `follow`s a field begins anew, so does what is remembered of an `entry`."""
    return tuple(
        now[at] if (follow if except_ is not None else entry or arrival) else old
        for old, (at, except_, arrival, _) in zip(memory, rules.remembered, strict=True)
    )


def _value(now: Frame, at: int | None) -> int:
    return 0 if at is None else now[at]


def _identity(now: Frame, name: str, at: int | None) -> tuple[str, int]:
    return name, _value(now, at)


class Detector:
    """Feeds snapshots to `step` one after another and knows where a base line is due."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.state = DetectorState()
        self.breaks = 0
        """How often the game's counter jumped (rewind, a state that the runner loaded): attempts in flight are void."""
        self._rules = profile.rules
        self._pick = _picker(profile.rules.watched)
        self._counter = None if profile.counter is None else profile.field(profile.counter)
        self._last: Snapshot | None = None
        self._signs: Frame = ()
        self._checkpoint: int | None = None
        self._loads_seen = -1

    def start_at(self, checkpoint: int, loads_seen: int) -> None:
        """Tell the checkpoint (0 is the entrance) that a load leads to: the first one newer than `loads_seen`.

        Memory alone doesn't always tell it: the game clears the midway flag when it starts a life there. A jump of the
        game before that load is somewhere else.
        """
        self._checkpoint, self._loads_seen = checkpoint, loads_seen

    def feed(self, snapshot: Snapshot) -> tuple[Event, ...]:
        """The events of the next snapshot, exits before entrances.

        Raises:
            KeyError: the snapshot lacks a field that the detector watches.
        """
        picked = self._pick(snapshot.values)
        last, self._last = self._last, snapshot
        if last is None or last.load_id != snapshot.load_id:
            return self._start(picked, snapshot.load_id)
        if self._jumped(last, snapshot):
            self.breaks += 1
            return self._start(picked, snapshot.load_id)
        was, self._signs = self._signs, picked
        if picked == was:
            return _NOTHING
        self.state, events = step(self._rules, self.state, Moment(was, picked, last, snapshot))
        return events

    def _start(self, picked: Frame, load_id: int) -> tuple[Event, ...]:
        checkpoint: int | None = None
        if load_id > self._loads_seen:
            checkpoint, self._checkpoint = self._checkpoint, None
        self._signs = picked
        self.state = base_line(self._rules, picked, checkpoint)
        return _NOTHING

    def _jumped(self, last: Snapshot, snapshot: Snapshot) -> bool:
        """The counter turns at most once a frame: it stands still on lag frames and in a pause, never runs ahead."""
        frames = snapshot.frame - last.frame
        if frames < 0 or self._counter is None:
            return frames < 0
        name = self._counter.name
        turns = (snapshot.values[name] - last.values[name]) % (1 << 8 * self._counter.size)
        return bool(turns > frames + self.profile.counter_slack)


def _place(rules: Rules, snapshot: Snapshot) -> tuple[int, int]:
    place = rules.given.place
    return (0 if place.x is None else snapshot[place.x]), (0 if place.y is None else snapshot[place.y])


def _picker(names: tuple[str, ...]) -> Callable[[Any], Frame]:
    """Picks these values out of a mapping, always as a tuple."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple(values[name] for name in names)
