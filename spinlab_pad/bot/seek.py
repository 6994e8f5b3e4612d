"""A search for the buttons that lead to a wish close by: onto a pipe, in front of a door, up to an orb, onto a boss.

Rules: pure, and the same answer for the same question. Moves of some turns each are put together, the most promising
first (A*), in the motor's own model and among enemies that move. What it finds it has seen happen.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Final

from spinlab_pad.bot.motor import LEFT, RIGHT, RUN, TURN, B, Body, Y
from spinlab_pad.bot.planner import AIR_TURNS
from spinlab_pad.bot.rollout import End, Hold, Leap, Manner, Outcome, Stop, World, play

BUDGET_TURNS: Final = 10000
"""So many turns are played at most: some 30 ms."""
FASTEST_PX: Final = 2.75
GREED: Final = 2.0
"""How much more the way that is left counts than the one that was taken: a good way soon, not the best one late."""
LEAPS_LATER: Final = 4
"""Jumps take long to play, and are tried only where steps from places as good found nothing: so much worse in turns."""
RUN_TURNS: Final = (3, 8, 16)
WALK_TURNS: Final = (3, 8)
HOLDS_TURNS: Final = (1, 5, 12, 20, 32)
STOP_TURNS: Final = 10

Point = tuple[int, int]


def seek(world: World, start: Body, point_px: Point, budget_turns: int = BUDGET_TURNS) -> Outcome | None:
    """A way from `start` to what the world's wish or goal wants, near `point_px` of the figure's middle; None if none
    was found in time."""
    count = 0
    frontier: list[tuple[float, int, bool, Body, Outcome]] = [
        (GREED * _distance(start, point_px), 0, False, start, Outcome([], [], End.TIME))
    ]
    known: set[tuple[int, ...]] = set()
    while frontier and budget_turns > 0:
        worth, _, leaping, body, path = heappop(frontier)
        if not leaping and not body.air:
            count += 1
            heappush(frontier, (worth + LEAPS_LATER, count, True, body, path))
        for manner, turns, land in _leaps(body) if leaping else _moves(body):
            step = play(world, body, manner, turns, began=path.turns, stomped=path.stomped, land=land)
            budget_turns -= step.turns
            if step.end is End.DEAD:
                continue
            after = Outcome([*path.pads, *step.pads], [*path.bodies, *step.bodies], step.end, step.stomped)
            if step.end is End.WON:
                return after
            landed = step.bodies[-1]
            key = _key(landed, after.turns)
            if key in known:
                continue
            known.add(key)
            count += 1
            heappush(frontier, (after.turns + GREED * _distance(landed, point_px), count, False, landed, after))
    return None


def _key(body: Body, turns: int) -> tuple[int, ...]:
    return body.x >> 2, body.y >> 2, body.xspeed >> 9, int(bool(body.air)), body.held & B, turns >> 5


def _distance(body: Body, point_px: Point) -> float:
    """About how many turns it takes to get to a point from where the body can stop; more if it moves away."""
    speed = body.xspeed >> 8
    stop_turns = abs(speed) * 256 / TURN
    ahead = point_px[0] - body.x - 8
    across = abs(ahead - speed * stop_turns / 32) / FASTEST_PX
    if speed * ahead < 0:
        across += stop_turns
    return across + max(0, body.y + 8 - point_px[1]) / FASTEST_PX


def _moves(body: Body) -> Iterator[tuple[Manner, int, int | None]]:
    """What can be tried from a body without a jump: a manner, for how many turns, and when landing ends it."""
    if body.air:
        for pad in (RUN, LEFT | Y, Y, RIGHT, LEFT):
            for held in {0, body.held & B}:
                yield Hold(pad | held), AIR_TURNS, 0
        return
    for run in (RUN, LEFT | Y):
        for turns in RUN_TURNS:
            yield Hold(run), turns, None
    for walk in (RIGHT, LEFT):
        for turns in WALK_TURNS:
            yield Hold(walk), turns, None
    yield Stop(), STOP_TURNS, None


def _leaps(body: Body) -> Iterator[tuple[Manner, int, int]]:
    """The jumps that can be tried from a body on the ground."""
    lead = 1 if body.held & B else 0
    for run, back in ((RUN, LEFT | Y), (LEFT | Y, RUN)):
        for hold in HOLDS_TURNS:
            yield Leap(lead, hold, Y, run, run), AIR_TURNS, lead + 1
        for drift in (8, 20):
            yield Leap(lead, HOLDS_TURNS[-1], Y, run, Y, drift), AIR_TURNS, lead + 1
            yield Leap(lead, HOLDS_TURNS[2], Y, run, back, drift), AIR_TURNS, lead + 1
    for run in (RUN, LEFT | Y):
        for drift in (12, 24):
            yield Leap(lead, HOLDS_TURNS[-1], Y, Y, run, drift), AIR_TURNS, lead + 1
    yield Leap(lead, HOLDS_TURNS[-1], Y, Y, Y), AIR_TURNS, lead + 1
