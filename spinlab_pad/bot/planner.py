"""What to do next: run while that is safe, else the jump with the most room for error, else wait or step back.

Rules: pure, and the same answer for the same question. The planner knows what the screen shows, the level's tiles
and how everything moves; it does not know enemies that have not come to life yet, so plans are looked at again while
they are carried out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from spinlab_pad.bot.motor import B, Body, Y
from spinlab_pad.bot.rollout import End, Heading, Hold, Leap, Manner, Outcome, Script, Stop, World, play

LOOK_TURNS: Final = 44
"""How far ahead running is tried: about 120 px, a jump's length."""
RUN_UP_TURNS: Final = 30
"""How long before the trouble a jump may begin."""
STRIDE_TURNS: Final = 2
"""Steps in which take-offs are tried."""
AIR_TURNS: Final = 110
"""A jump that takes longer than this is none (a full one takes 50)."""
HOLDS_TURNS: Final = (32, 12, 5)
"""How long B is held: full, half and short jumps."""
ROOM_ENOUGH: Final = 5
"""Take-offs in a row that make a window wide enough to look no further."""
SLACK_TURNS: Final = 4
"""How late the player may do what keeps it alive after a landing; a press may come a turn or two late."""
PATIENT: Final = 3
"""After so many plans in a row that did not move on, a landing without slack will do."""
SETTLE_TURNS: Final = 14
WAIT_TURNS: Final = 8
BACK_TURNS: Final = 14


@dataclass(frozen=True, slots=True)
class Plan:
    """What to press and where that leads. `leap` is the jump in it, `trouble_x_px` the place that made it needed.

    `moving_on` is false for waiting, stepping back and hopeless falls.
    """

    outcome: Outcome
    leap: Leap | None = None
    trouble_x_px: int | None = None
    moving_on: bool = True


def choose(world: World, body: Body, patience: int = 0) -> Plan:
    """The plan from here. `patience` counts the plans before this one that did not move on."""
    if body.air:
        return _in_the_air(world, body)
    ahead = play(world, body, Hold(world.heading.run), LOOK_TURNS, wall=True)
    if ahead.end in (End.TIME, End.WON):
        keep = ahead.turns if ahead.end is End.WON else WAIT_TURNS
        return Plan(_cut(ahead, keep))
    plan = _leap(world, body, ahead, SLACK_TURNS if patience < PATIENT else 1)
    if plan is not None:
        return plan
    return stay(world, body, patience)


def still_good(world: World, body: Body, pads: Sequence[int]) -> bool:
    """Whether the rest of a plan, from the body as it is now, still ends alive."""
    outcome = play(world, body, Script(pads), len(pads))
    return outcome.end is not End.DEAD and _safe(world, outcome)


def _cut(outcome: Outcome, turns: int) -> Outcome:
    return Outcome(outcome.pads[:turns], outcome.bodies[:turns], outcome.end, outcome.stomped)


def _leap(world: World, body: Body, ahead: Outcome, slack: int) -> Plan | None:
    """The jump with the widest window of take-offs that gets past the trouble at the end of `ahead`."""
    path = [body, *ahead.bodies]
    trouble_x = path[-1].x
    on_ground = [turns for turns in range(ahead.turns) if not path[turns].air and not path[turns].held & B]
    leads = on_ground[-RUN_UP_TURNS::][::STRIDE_TURNS]
    if not leads:
        return None
    best: tuple[int, list[int], Leap] | None = None
    for leap in _jumps(world.heading):
        good = [_passes(world, path, lead, leap, slack) for lead in leads]
        room, middle = _window(good)
        if room and (best is None or room > best[0]):
            best = (room, leads[middle : middle + 1], leap)
        if best is not None and best[0] >= min(ROOM_ENOUGH, len(leads)):
            break
    if best is None:
        return None
    _, (lead,), pattern = best
    leap = Leap(lead, pattern.hold, pattern.before, pattern.first, pattern.then, pattern.drift)
    outcome = play(world, body, leap, lead + AIR_TURNS, land=lead + 1)
    return Plan(outcome, leap, trouble_x)


@cache
def _jumps(heading: Heading) -> tuple[Leap, ...]:
    """Patterns of jumps, the usual ones first. Y stays held: each button that changes can cost a frame."""
    run = heading.run
    plain = [Leap(0, hold, run, run, run) for hold in HOLDS_TURNS]
    ways = (Y, heading.back | Y)
    slowed = [Leap(0, hold, run, run, way, drift) for drift in (14, 24) for hold in (32, 12) for way in ways]
    return (*plain, *slowed)


def _window(good: list[bool]) -> tuple[int, int]:
    """Length of the longest row of True, and the index of its middle."""
    best = start = length = 0
    for index, ok in enumerate(good):
        length = length + 1 if ok else 0
        if length > best:
            best, start = length, index - length + 1
    return best, start + best // 2 if best else 0


def _passes(world: World, path: Sequence[Body], lead: int, leap: Leap, slack: int) -> bool:
    """Whether the jump after `lead` turns lands alive, past the trouble at the path's end, with a way to go on."""
    outcome = play(world, path[lead], leap, AIR_TURNS, began=lead, land=1)
    if outcome.end is End.WON:
        return True
    if outcome.end is not End.LANDED:
        return False
    landed = outcome.bodies[-1]
    past = (landed.x - path[-1].x) * world.heading.sign > 0 or landed.y < path[-1].y - 8
    return past and _safe(world, outcome, lead, slack)


def _safe(world: World, outcome: Outcome, began: int = 0, slack: int = 1) -> bool:
    """Whether there is a way to stay alive after an outcome: run on, stop, or jump, the last two `slack` turns late."""
    if outcome.end is End.WON or not outcome.bodies:
        return True
    body = outcome.bodies[-1]
    when = began + outcome.turns
    run = world.heading.run
    ways: tuple[tuple[Manner, int], ...] = (
        (Hold(run), SETTLE_TURNS),
        (Stop(slack, run), 2 * SETTLE_TURNS),
        (Leap(slack, HOLDS_TURNS[0], run, run, run), slack + 1),
    )
    if body.air:
        ways = ((Hold(run), 0), (Hold(run | B), 0), (Stop(), 0))
    for manner, land in ways:
        after = play(world, body, manner, AIR_TURNS, began=when, stomped=outcome.stomped, land=land)
        if after.end is not End.DEAD:
            return True
    return False


def _in_the_air(world: World, body: Body) -> Plan:
    """Steer to a landing that has a way on; the one that lives longest if there is none."""
    held = body.held & B
    run, back = world.heading.run, world.heading.back | Y
    manners: list[Manner] = [Hold(run | held), Hold(run), Stop()]
    manners += [Leap(lead, 0, run, run, way) for lead in (8, 16) for way in (Y, back)]
    outcomes: list[Outcome] = []
    for tries in (manners, _swerves(world.heading, held)):
        some = [play(world, body, manner, AIR_TURNS, land=0) for manner in tries]
        alive = [outcome for outcome in some if outcome.end in (End.LANDED, End.WON)]
        for slack in (SLACK_TURNS, 1):
            for outcome in alive:
                if _safe(world, outcome, slack=slack):
                    return Plan(outcome)
        outcomes += some
    alive = [outcome for outcome in outcomes if outcome.end in (End.LANDED, End.WON)]
    return Plan(max(alive or outcomes, key=lambda outcome: outcome.turns), moving_on=False)


@cache
def _swerves(heading: Heading, held: int) -> tuple[Manner, ...]:
    """Ways through the air for when the usual ones end badly: one way first, then another, with B let go or not."""
    ways = (heading.run, Y, heading.back | Y)
    return tuple(
        Leap(lead, hold, first | held, then, then)
        for first in ways
        for then in ways
        if first != then
        for lead in (2, 5, 9, 13, 18, 24)
        for hold in ({0, AIR_TURNS} if held else {0})
    )


def stay(world: World, body: Body, patience: int) -> Plan:
    """Wait here if one can; step back for a run-up from time to time, or when waiting is no good."""
    stop: tuple[Manner, int] = (Stop(), WAIT_TURNS)
    retreat = world.heading.back
    back: tuple[Manner, int] = (Hold(retreat), BACK_TURNS)
    hop: tuple[Manner, int] = (Leap(1, HOLDS_TURNS[0], Y, Y, Y), AIR_TURNS)
    away: tuple[Manner, int] = (Leap(1, HOLDS_TURNS[0], retreat | Y, retreat | Y, retreat | Y), AIR_TURNS)
    order = (back, stop, hop, away) if patience % 6 == 5 else (stop, back, hop, away)
    fallback: Outcome | None = None
    for manner, turns in order:
        outcome = play(world, body, manner, turns, land=2 if isinstance(manner, Leap) else None)
        if outcome.end is not End.DEAD and _safe(world, outcome):
            return Plan(outcome, moving_on=False)
        if fallback is None or outcome.turns > fallback.turns:
            fallback = outcome
    assert fallback is not None
    return Plan(fallback, moving_on=False)
