"""Plays in a level: carries plans out, looks whether they still hold, and errs as its skill says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from spinlab_pad.bot.foes import BOSS_SITS, BOSSES, Track
from spinlab_pad.bot.motor import Body
from spinlab_pad.bot.nerves import Nerves
from spinlab_pad.bot.planner import AIR_TURNS, Plan, choose, stay, still_good
from spinlab_pad.bot.rollout import EAST, NO_WISH, End, Heading, Script, Wish, World, play
from spinlab_pad.bot.seek import Point, seek
from spinlab_pad.bot.senses import Sight
from spinlab_pad.bot.skill import Skill, Slip, place_of
from spinlab_pad.bot.terrain import Terrain

CHECK_TURNS: Final = 6
"""How often a plan that is being carried out is looked at again."""
TOLERANCE_PX: Final = 3
"""Farther from where it should be than one frame of running, the player thinks anew."""
FORGOTTEN_TURNS: Final = 28
"""How late a forgotten jump comes."""
SIGHT_PX: Final = 260
"""Enemies farther away than the screen is wide play no part in a plan."""

NEAR_PX: Final = 176
"""From this far on the way to a point is searched for, not just run along."""
REST_THOUGHTS: Final = 5
"""So many plans are made without a search after one that found nothing."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What the player is after: the goal of the terrain or the wish, along `heading`.

    `point_px` is a place of the figure's middle that it must come close to, None where running along will do. `linger`
    means to stay alive about here.
    """

    heading: Heading = EAST
    wish: Wish = NO_WISH
    point_px: Point | None = None
    linger: bool = False


RUN_ON: Final = Aim()


class Player:
    """One player in one level at a time."""

    def __init__(self, skill: Skill) -> None:
        self._skill = skill
        self._plan: Plan | None = None
        self._start = 0
        self._blind = False
        self._patience = 0
        self._react_at: int | None = None
        self._aim = RUN_ON
        self._terrain: Terrain | None = None
        self._rest = 0

    def forget(self) -> None:
        """Drop the plan; skill and practice stay."""
        self._plan = None
        self._react_at = None
        self._patience = 0
        self._rest = 0

    def pad(self, sight: Sight, terrain: Terrain, turn: int, nerves: Nerves, aim: Aim = RUN_ON) -> int:
        """The pad for the turn that a press can reach now."""
        if aim != self._aim or terrain is not self._terrain:
            self._aim, self._terrain = aim, terrain
            self.forget()
        self._doubt(sight, terrain, turn, nerves)
        if self._plan is None or turn + nerves.latency_turns - self._start > self._plan.outcome.turns:
            self._think(sight, terrain, turn, nerves)
        assert self._plan is not None
        pads = self._plan.outcome.pads
        return pads[min(turn + nerves.latency_turns - self._start, len(pads)) - 1]

    def _doubt(self, sight: Sight, terrain: Terrain, turn: int, nerves: Nerves) -> None:
        """Drop the plan where the game went another way, or where it would now end badly."""
        plan = self._plan
        if plan is None or self._blind:
            return
        passed = turn - self._start
        bodies = plan.outcome.bodies
        if 0 < passed <= len(bodies) and _apart(sight.body, bodies[passed - 1]):
            self._plan = None
            return
        if self._react_at is not None:
            if turn >= self._react_at:
                self._plan = None
            return
        if plan.leap is not None and turn % CHECK_TURNS == 0:
            rest = plan.outcome.pads[max(0, passed + nerves.latency_turns - 1) :]
            world, body = _now(sight, terrain, turn, nerves, self._aim)
            if rest and not still_good(world, body, rest):
                place = place_of(sight.level, body.x)
                delay = self._skill.reaction_frames(place)
                if delay:
                    self._react_at = turn + delay
                else:
                    self._plan = None

    def _think(self, sight: Sight, terrain: Terrain, turn: int, nerves: Nerves) -> None:
        world, body = _now(sight, terrain, turn, nerves, self._aim)
        plan = self._choose(world, body)
        self._patience = 0 if plan.moving_on else self._patience + 1
        self._blind = False
        self._react_at = None
        if plan.leap is not None and plan.trouble_x_px is not None:
            slip = self._skill.attempt(place_of(sight.level, plan.trouble_x_px))
            if not slip.clean:
                plan = _slipped(world, body, plan, slip)
                self._blind = True
        self._plan = plan
        self._start = turn + nerves.latency_turns - 1

    def _choose(self, world: World, body: Body) -> Plan:
        """Run along; close to the point search for the way to it."""
        aim = self._aim
        if aim.linger and not body.air:
            return stay(world, body, 0)
        plan = choose(world, body, self._patience)
        point = aim.point_px
        if point is None or plan.outcome.end is End.WON or abs(point[0] - body.x - 8) > NEAR_PX:
            return plan
        if self._rest:
            self._rest -= 1
            return plan
        found = seek(world, body, point)
        if found is None:
            self._rest = REST_THOUGHTS
            return plan
        return Plan(found)


def _apart(seen: Body, expected: Body) -> bool:
    """Whether the player is somewhere else than it should be."""
    return abs(seen.x - expected.x) > TOLERANCE_PX or abs(seen.y - expected.y) > 2 * TOLERANCE_PX


def _now(sight: Sight, terrain: Terrain, turn: int, nerves: Nerves, aim: Aim) -> tuple[World, Body]:
    """The world, and the body at the end of what is on its way already."""
    body = sight.body
    tracks = tuple(
        Track(enemy, terrain, sight.effective)
        for enemy in sight.enemies
        if abs(enemy.x - body.x) < SIGHT_PX and not (enemy.kind in BOSSES and enemy.state == BOSS_SITS)
    )
    coming = nerves.on_the_way(turn, sight.held)
    world = World(terrain, tracks, len(coming), aim.heading, aim.wish, sight.immune)
    if coming:
        bodies = play(World(terrain), body, Script(coming), len(coming)).bodies
        body = bodies[-1]
    return world, body


def _slipped(world: World, body: Body, plan: Plan, slip: Slip) -> Plan:
    """The same plan with its jump gone wrong, to whatever end."""
    assert plan.leap is not None
    late = FORGOTTEN_TURNS if slip.forgotten else slip.late_frames
    lead = max(1 if body.held else 0, plan.leap.lead + late)
    leap = replace(plan.leap, lead=lead, hold=max(1, round(plan.leap.hold * slip.held)))
    outcome = play(world, body, leap, lead + AIR_TURNS, land=lead + 1)
    return Plan(outcome, leap, plan.trouble_x_px)
