"""Presses + time + situation -> commands: the state machine of one pad. Pure.

Rules:

1. A modifier (Select, L2) opens the layer when it was held for its time with no other press in between; the
   layer stays open until no modifier is held. A press during the wait begins the wait anew, so mashing
   never opens it.
2. In the layer, a press is a command: never one that was down before the layer opened.
3. Without the layer, plain buttons act only where the game isn't being played, and then only what is
   possible; after the game was being played, only once every button was seen up.
4. One press, at most one command. A control with a long press fires its short one on release, and neither
   when it was held longer than `tap_ms` but let go before `long_press_ms`: that is how one backs out.
5. While something is asked, a held step repeats; nothing else does.
6. Contacts bounce: a press within `debounce_ms` of the same button's release goes on with the press before
   it.

Where a late loop saw several edges at once, time decides against acting: a long press is only fired for a
button that is still down.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from spinlab_pad.lab.commands import Command, MoveChoice
from spinlab_pad.pad.bindings import Bindings, Control, Table
from spinlab_pad.pad.context import Context, Kind
from spinlab_pad.pad.positions import SNES_BUTTONS, Edge, Position


@dataclass(frozen=True, slots=True)
class Hold:
    """One press: when it began, what it may still fire, and whether it belongs to the layer (not to the
    game). `repeat` is fired again at `again_s`.
    """

    position: Position
    since_s: float
    tap: Command | None = None
    long: Command | None = None
    layered: bool = False
    repeat: Command | None = None
    again_s: float = 0.0


@dataclass(frozen=True, slots=True)
class HoldProgress:
    """A long press under way: what it will do and how far it is (0 to 1)."""

    position: Position
    command: str
    fraction: float


@dataclass(frozen=True, slots=True)
class ChordState:
    """What must be remembered from step to step. `released`: presses that ended within the debounce time."""

    holds: tuple[Hold, ...] = ()
    released: tuple[tuple[Hold, float], ...] = ()
    open: bool = False
    kind: Kind | None = None
    neutral_seen: bool = True
    last_press_s: float = 0.0

    @property
    def game_held(self) -> frozenset[Position]:
        """The SNES buttons that are the game's: held, and not part of the layer."""
        return frozenset(hold.position for hold in self.holds if not hold.layered) & SNES_BUTTONS


REPEAT_AFTER_S: Final = 0.4
REPEAT_EVERY_S: Final = 0.12
"""A held step is fired again after the first of these, and then each time that the second has passed."""

NOTHING: Final = ChordState()
"""A pad that was just plugged in."""

Stepped = tuple[ChordState, tuple[Command, ...]]


def step(state: ChordState, edges: Sequence[Edge], now_s: float, context: Context, bindings: Bindings) -> Stepped:
    """Take the edges since the last step, in order, and the time now (s, any origin, never backwards)."""
    state = _enter(state, context.kind)
    fired: list[Command] = []
    for edge in edges:
        handle = _press if edge.down else _release
        state, commands = handle(state, edge.position, now_s, context, bindings)
        fired += commands
    state, commands = _settle(state, now_s, bindings)
    fired += commands
    state = _open(state, now_s, bindings)
    state, commands = _long(state, now_s, bindings)
    fired += commands
    state, commands = _repeat(state, now_s)
    fired += commands
    return replace(state, neutral_seen=state.neutral_seen or not state.holds), tuple(fired)


def progress(state: ChordState, now_s: float, bindings: Bindings) -> HoldProgress | None:
    """The long press that is furthest, if one is under way."""
    under_way = [hold for hold in state.holds if hold.long is not None]
    if not under_way:
        return None
    hold = min(under_way, key=lambda item: item.since_s)
    assert hold.long is not None
    whole_s = bindings.long_press_ms / 1000
    fraction = 1.0 if whole_s == 0 else min(1.0, (now_s - hold.since_s) / whole_s)
    return HoldProgress(hold.position, hold.long.name, fraction)


def _enter(state: ChordState, kind: Kind) -> ChordState:
    """Change the situation: plain buttons fire nothing any more, and those of play must be let go of."""
    if kind == state.kind:
        return state
    kept = tuple(hold if hold.layered else replace(hold, tap=None, long=None, repeat=None) for hold in state.holds)
    gone = tuple((hold, at_s) if hold.layered else (replace(hold, tap=None), at_s) for hold, at_s in state.released)
    seen = not state.holds if state.kind == "live" else state.neutral_seen
    return replace(state, kind=kind, holds=kept, released=gone, neutral_seen=seen)


def _press(state: ChordState, position: Position, now_s: float, context: Context, bindings: Bindings) -> Stepped:
    if any(hold.position is position for hold in state.holds):
        return state, ()
    for entry in state.released:
        hold, at_s = entry
        if hold.position is position and now_s - at_s < bindings.debounce_ms / 1000:
            left = tuple(other for other in state.released if other is not entry)
            reopened = state.open or (hold.layered and position in bindings.modifiers)
            return replace(state, holds=(*state.holds, hold), released=left, open=reopened), ()
    hold, commands = _arm(state, position, now_s, context, bindings)
    return replace(state, holds=(*state.holds, hold), last_press_s=now_s), commands


def _arm(
    state: ChordState, position: Position, now_s: float, context: Context, bindings: Bindings
) -> tuple[Hold, tuple[Command, ...]]:
    """Make the hold of a new press, with what it fires at once or may fire later."""
    plain = Hold(position, now_s, layered=state.open)
    if position in bindings.modifiers:
        return plain, ()
    table, refusable = _table_for(state, position, context.kind, bindings)
    tap = _choose(table, Control(position), context, refusable)
    long = _choose(table, Control(position, hold=True), context, refusable and tap is None)
    if long is None:
        steps = isinstance(tap, MoveChoice) and not state.open
        armed = replace(plain, repeat=tap, again_s=now_s + REPEAT_AFTER_S) if steps else plain
        return armed, () if tap is None else (tap,)
    return replace(plain, tap=tap, long=long), ()


def _table_for(state: ChordState, position: Position, kind: Kind, bindings: Bindings) -> tuple[Table, bool]:
    """The table that a press is looked up in, and whether what is impossible is sent so that the lab says
    why.
    """
    if state.open:
        return {**bindings.free, **bindings.layer}, True
    in_free = any(control.position is position for control in bindings.free)
    waiting = any(hold.position in bindings.modifiers for hold in state.holds)
    if in_free:
        return bindings.free, False
    if kind == "live" or waiting or not state.neutral_seen:
        return {}, False
    return (bindings.choice if kind == "choice" else bindings.plain), False


def _choose(table: Table, control: Control, context: Context, refusable: bool) -> Command | None:
    actions = table.get(control, ())
    possible = next((action for action in actions if context.allows(action.name)), None)
    if possible is None and refusable and actions:
        return actions[0]
    return possible


def _release(state: ChordState, position: Position, now_s: float, _context: Context, bindings: Bindings) -> Stepped:
    ended = next((hold for hold in state.holds if hold.position is position), None)
    if ended is None:
        return state, ()
    in_time = now_s - ended.since_s <= bindings.tap_ms / 1000
    rested = replace(ended, tap=ended.tap if in_time else None)
    holds = tuple(hold for hold in state.holds if hold is not ended)
    released = (*(entry for entry in state.released if entry[0].position is not position), (rested, now_s))
    state = replace(state, holds=holds, released=released)
    if not state.open or _modifier_held(holds, bindings):
        return state, ()
    taps = _taps(holds, now_s, bindings)
    spent = tuple(replace(hold, tap=None, long=None) if hold.layered else hold for hold in holds)
    return replace(state, open=False, holds=spent), taps


def _taps(holds: Iterable[Hold], now_s: float, bindings: Bindings) -> tuple[Command, ...]:
    """Short presses of the layer that are still down when the modifier is let go first."""
    limit_s = bindings.tap_ms / 1000
    return tuple(hold.tap for hold in holds if hold.layered and hold.tap and now_s - hold.since_s <= limit_s)


def _settle(state: ChordState, now_s: float, bindings: Bindings) -> Stepped:
    """Fire the short presses whose release has outlasted the bounce."""
    over_s = now_s - bindings.debounce_ms / 1000
    done = tuple(hold for hold, at_s in state.released if at_s <= over_s)
    kept = tuple((hold, at_s) for hold, at_s in state.released if at_s > over_s)
    return replace(state, released=kept), tuple(hold.tap for hold in done if hold.tap is not None)


def _modifier_held(holds: Iterable[Hold], bindings: Bindings) -> bool:
    return any(hold.position in bindings.modifiers for hold in holds)


def _open(state: ChordState, now_s: float, bindings: Bindings) -> ChordState:
    """Open the layer when a modifier was held alone for its time."""
    waits = [hold for hold in state.holds if hold.position in bindings.modifiers]
    opens = any(
        now_s - max(hold.since_s, state.last_press_s) >= bindings.modifiers[hold.position] / 1000 for hold in waits
    )
    if not (state.open or opens):
        return state
    layered = tuple(replace(hold, layered=True) if hold in waits else hold for hold in state.holds)
    return replace(state, open=bool(waits), holds=layered)


def _long(state: ChordState, now_s: float, bindings: Bindings) -> Stepped:
    """Fire the long presses that are long enough."""
    whole_s = bindings.long_press_ms / 1000
    fired = tuple(hold for hold in state.holds if hold.long is not None and now_s - hold.since_s >= whole_s)
    holds = tuple(replace(hold, tap=None, long=None) if hold in fired else hold for hold in state.holds)
    return replace(state, holds=holds), tuple(hold.long for hold in fired if hold.long is not None)


def _repeat(state: ChordState, now_s: float) -> Stepped:
    """Fire the held steps that are due; after a late loop only once."""
    due = tuple(hold for hold in state.holds if hold.repeat is not None and now_s >= hold.again_s)
    holds = tuple(replace(hold, again_s=now_s + REPEAT_EVERY_S) if hold in due else hold for hold in state.holds)
    return replace(state, holds=holds), tuple(hold.repeat for hold in due if hold.repeat is not None)
