"""From an intent to pads: each act is a generator that yields the pad for every frame, and ends once memory shows that
what was wanted has happened.

Rules: an act decides by the sight of its `Now` alone, never by counting frames, so it does the same at any latency and
where frames are missed. It goes on across a death that was not wanted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

from spinlab_pad.bot.foes import BOSS_SITS, BOSSES
from spinlab_pad.bot.intents import (
    BeatBoss,
    Die,
    Enter,
    Exit,
    Finish,
    Gate,
    GetHurt,
    Intent,
    Leave,
    Pause,
    Place,
    Reach,
    Respawn,
    SeeOut,
    SkipCredits,
    Take,
    Wait,
    WalkOut,
)
from spinlab_pad.bot.menu import tap
from spinlab_pad.bot.motor import DOWN, SELECT, START, UP
from spinlab_pad.bot.nerves import Nerves
from spinlab_pad.bot.player import Aim, Player
from spinlab_pad.bot.rollout import EAST, NO_WISH, STILL, WEST, Doom, Heading, Wish
from spinlab_pad.bot.senses import IN_LEVEL, LEVEL_SELECT, OUTSIDE, TITLE, Sight
from spinlab_pad.bot.terrain import ROWS, SPIKE_TILES, TILE_PX, Cell, Terrain

HURT: Final = 1
"""The player's animation."""
GOAL_NEAR_PX: Final = 160
"""So close to a goal that must not be touched there is no way on."""
BOSS_ROOM_PX: Final = 80
"""So far away a boss is waited for that will get up."""
TURN_BACK_PX: Final = 24
"""Past a place by more than this the player turns round."""

_EXIT_TILES: Final = frozenset().union(*(exit_.value for exit_ in Exit))
_MODE_OF: Final = {Place.TITLE: TITLE, Place.LEVEL_SELECT: LEVEL_SELECT}


@dataclass(slots=True)
class Now:
    """What an act sees in this frame. `died` is true in the first sight of each death."""

    player: Player
    nerves: Nerves
    sight: Sight
    terrain: Terrain | None = None
    turn: int = 0
    died: bool = False
    _aimed: dict[tuple[bytes, frozenset[Cell], frozenset[int]], Terrain] = field(default_factory=dict)
    heading: Heading = EAST

    def go(self, aim: Aim, wanted: frozenset[Cell], barred: frozenset[int]) -> int:
        """The pad of a player who is after these cells; nothing while it can't be moved."""
        sight, terrain = self.sight, self.terrain
        if sight.mode == IN_LEVEL and sight.paused:
            return tap(START, sight)
        if not sight.playing or terrain is None:
            self.player.forget()
            return 0
        key = terrain.tiles, wanted, barred
        if key not in self._aimed:
            self._aimed[key] = terrain.aimed(wanted, barred)
        return self.player.pad(sight, self._aimed[key], self.turn, self.nerves, aim)

    def toward(self, columns: Collection[int]) -> Heading:
        """The way to the nearest of these columns; the way as before where that is behind by little."""
        if not columns:
            self.heading = EAST
            return EAST
        x = self.sight.body.x + 8
        ahead = min((column * TILE_PX + TILE_PX // 2 - x for column in columns), key=abs)
        if abs(ahead) > TURN_BACK_PX and not self.sight.body.air:
            self.heading = EAST if ahead > 0 else WEST
        return self.heading

    def linger(self) -> int:
        """The pad of a player who stays alive about here."""
        return self.go(Aim(linger=True), frozenset(), _EXIT_TILES)


def act(intent: Intent, now: Now) -> Iterator[int]:  # noqa: PLR0912 (one branch per intent)
    """The pads that make an intent come true; `now` must be up to date whenever the next one is asked for."""
    match intent:
        case Reach(column, row):
            return _reach(now, column) if row is None else _stand(now, frozenset({(column, row)}))
        case Take(thing, column):
            return _take(now, thing.value, column)
        case Finish(exit_, dying):
            return _finish(now, exit_, dying=dying)
        case Enter(gate, column):
            return _enter(now, gate, column)
        case BeatBoss():
            return _beat_boss(now)
        case GetHurt():
            return _get_hurt(now)
        case Die(by):
            return _die(now, by)
        case Respawn():
            return _respawn(now)
        case Leave(paused):
            return _leave(now, paused=paused)
        case WalkOut():
            return _walk_out(now)
        case Pause(turns):
            return _pause(now, turns)
        case Wait(turns):
            return _wait(now, turns)
        case SeeOut(place):
            return _see_out(now, place)
        case SkipCredits():
            return _skip_credits(now)


def _reach(now: Now, column: int) -> Iterator[int]:
    cells = frozenset((column, row) for row in range(ROWS))
    while not (now.sight.playing and now.sight.body.x + 8 >> 4 == column):
        yield now.go(Aim(now.toward((column,))), cells, _EXIT_TILES)


def _stand(now: Now, cells: frozenset[Cell]) -> Iterator[int]:
    while not (now.sight.playing and not now.sight.body.air and _within(now, cells)):
        yield now.go(_aim(now, cells, Wish(stand=cells)), frozenset(), _EXIT_TILES)


def _cells(now: Now, tiles: frozenset[int], column: int | None, wide: int = 1) -> frozenset[Cell]:
    """Where tiles of a kind are: all of them, or those in this column, or in the `wide` - 1 next to it."""
    if now.terrain is None:
        return frozenset()
    places = now.terrain.places(tiles)
    return frozenset(cell for cell in places if column is None or abs(cell[0] - column) < wide)


def _aim(now: Now, cells: frozenset[Cell], wish: Wish = NO_WISH) -> Aim:
    """To the nearest of these cells."""
    if not cells:
        return Aim(EAST, wish)
    x = now.sight.body.x + 8
    column, row = min(cells, key=lambda cell: (abs(cell[0] * TILE_PX + TILE_PX // 2 - x), cell))
    point = column * TILE_PX + TILE_PX // 2, row * TILE_PX + TILE_PX // 2
    return Aim(now.toward((column,)), wish, point)


def _within(now: Now, cells: frozenset[Cell]) -> bool:
    body = now.sight.body
    return now.sight.mode == IN_LEVEL and (body.x + 8 >> 4, body.y + 8 >> 4) in cells


def _take(now: Now, tiles: frozenset[int], column: int | None) -> Iterator[int]:
    while True:
        cells = _cells(now, tiles, column)
        if _within(now, cells):
            return
        yield now.go(_aim(now, cells), cells, _EXIT_TILES - tiles)


def _finish(now: Now, exit_: Exit, *, dying: bool) -> Iterator[int]:
    tiles = exit_.value
    wish = Wish(both=dying)
    while not now.sight.won:
        cells = _cells(now, tiles, None)
        if exit_ is Exit.PALACE:
            above = frozenset((column, row - 1) for column, row in cells)
            yield now.go(_aim(now, above, Wish(stand=above)), frozenset(), _EXIT_TILES)
        elif exit_ in (Exit.NORMAL, Exit.SECRET) and not dying:
            columns = [column for column, _ in cells]
            yield now.go(Aim(now.toward(columns)), cells, _EXIT_TILES - tiles)
        else:
            yield now.go(_aim(now, cells, wish), cells, _EXIT_TILES - tiles)


def _enter(now: Now, gate: Gate, column: int | None) -> Iterator[int]:
    begun = now.sight.rooms
    button = DOWN if gate is Gate.PIPE else UP
    while now.sight.rooms == begun:
        cells = _cells(now, gate.value, column, 2 if gate is Gate.PIPE else 1)
        if gate is Gate.PIPE:
            cells = frozenset((place, row - 1) for place, row in cells)
        body = now.sight.body
        if now.sight.playing and _within(now, cells) and not body.air and abs(body.xspeed) <= STILL:
            now.player.forget()
            yield tap(button, now.sight) if gate is Gate.DOOR else button
        else:
            yield now.go(_aim(now, cells, Wish(stand=cells)), frozenset(), _EXIT_TILES)
    while not (now.sight.playing and now.terrain is not None):
        yield 0


def _beat_boss(now: Now) -> Iterator[int]:
    while not now.sight.won:
        boss = next((enemy for enemy in now.sight.enemies if enemy.kind in BOSSES), None)
        if boss is None:
            yield now.linger() if now.sight.boss_defeated else now.go(Aim(), frozenset(), _EXIT_TILES)
            continue
        point = boss.x + 16, boss.y + 16
        heading = now.toward((point[0] >> 4,))
        if boss.state != BOSS_SITS:
            yield now.go(Aim(heading, Wish(stomp_boss=True), point), frozenset(), _EXIT_TILES)
        elif abs(point[0] - now.sight.body.x - 8) < BOSS_ROOM_PX:
            yield now.go(Aim(WEST if heading is EAST else EAST), frozenset(), _EXIT_TILES)
        else:
            yield now.linger()


def _get_hurt(now: Now) -> Iterator[int]:
    while now.sight.animation != HURT:
        yield now.go(_to_an_enemy(now), frozenset(), _EXIT_TILES)


def _to_an_enemy(now: Now) -> Aim:
    """To the nearest enemy; on, and back from the goal, where none is in sight."""
    wish = Wish(doom=Doom.ENEMY)
    body = now.sight.body
    nearest = min(now.sight.enemies, key=lambda enemy: (abs(enemy.x - body.x), enemy.slot), default=None)
    if nearest is not None:
        return Aim(now.toward((nearest.x + 8 >> 4,)), wish, (nearest.x + 8, nearest.y + 8))
    goals = _cells(now, _EXIT_TILES, None)
    if any(abs(column * TILE_PX - body.x) < GOAL_NEAR_PX for column, _ in goals):
        return Aim(now.toward((0,)), wish)
    return Aim(now.heading, wish)


def _to_doom(now: Now, by: Doom) -> Aim:
    """To the nearest of what kills so."""
    if by is Doom.ENEMY:
        return _to_an_enemy(now)
    wish = Wish(doom=by)
    if now.terrain is None:
        return Aim(now.heading, wish)
    if by is Doom.PIT:
        return Aim(now.toward(now.terrain.bottomless), wish)
    spikes = frozenset((column, row - 1) for column, row in now.terrain.places(SPIKE_TILES))
    return _aim(now, spikes, wish)


def _die(now: Now, by: Doom) -> Iterator[int]:
    now.died = False
    while not now.died:
        if by is Doom.TIME:
            yield now.linger()
        else:
            yield now.go(_to_doom(now, by), frozenset(), _EXIT_TILES)


def _respawn(now: Now) -> Iterator[int]:
    while not now.sight.playing:
        yield 0


def _leave(now: Now, *, paused: bool) -> Iterator[int]:
    while now.sight.mode not in OUTSIDE:
        if now.sight.mode != IN_LEVEL:
            yield 0
        elif not paused:
            yield START | SELECT
        elif not now.sight.paused:
            yield tap(START, now.sight)
        else:
            yield tap(SELECT, now.sight)


def _walk_out(now: Now) -> Iterator[int]:
    while now.sight.mode not in OUTSIDE:
        columns = now.terrain.columns if now.terrain is not None else 0
        cells = frozenset((columns - 1, row) for row in range(ROWS))
        yield now.go(Aim(), cells, _EXIT_TILES)


def _pause(now: Now, turns: int) -> Iterator[int]:
    while not now.sight.paused:
        yield tap(START, now.sight) if now.sight.playing else 0
    until = now.turn + turns
    while now.turn < until:
        yield 0
    while now.sight.paused:
        yield tap(START, now.sight)


def _wait(now: Now, turns: int) -> Iterator[int]:
    until = now.turn + turns
    while now.turn < until:
        yield now.linger()


def _see_out(now: Now, place: Place) -> Iterator[int]:
    while now.sight.mode != _MODE_OF[place]:
        yield 0


def _skip_credits(now: Now) -> Iterator[int]:
    while now.sight.mode != TITLE:
        yield tap(START, now.sight) if now.sight.credits else 0
