"""Carries a way out: gets into its level, then does one intent after another.

Where the player dies without wanting to, it takes up the way again at what it was doing, or earlier: where its intents
belong to another room, or took something that a death takes away. It waits a little before the place, longer each time:
the game knows no chance, so the same steps would end the same way for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from spinlab_pad.bot.acts import Now, act
from spinlab_pad.bot.intents import Die, Leave, Respawn, SeeOut, SkipCredits, Take, WalkOut, Way
from spinlab_pad.bot.menu import into_level
from spinlab_pad.bot.motor import RUN_MAX
from spinlab_pad.bot.nerves import Nerves
from spinlab_pad.bot.player import Player
from spinlab_pad.bot.senses import DYING, IN_LEVEL, LEVEL_LOAD, LEVEL_OUT, LEVEL_READY, OUTSIDE, Sight
from spinlab_pad.bot.skill import PLACE_PX
from spinlab_pad.bot.terrain import Terrain

LEAP_PX: Final = 48
"""Nobody gets farther than this in a turn, or farther than a run in several, but by being put there."""
WARY_PX: Final = (64, 176)
"""So far before the place of a death the player waits, if it stands on the ground there."""
WARY_TURNS: Final = 24
"""How long it waits there after one death; a longer wait after more."""
WARY_MAX: Final = 8


def has_died(before: Sight, sight: Sight, turns: int) -> bool:
    """Whether a death lies between two sights that are so many turns apart, or begins in the second.

    Its animation begins; or the level is loaded again without a pipe or door; or the player was put somewhere else
    while play went on.
    """
    if sight.mode == IN_LEVEL and sight.animation == DYING:
        return before.animation != DYING or before.mode != IN_LEVEL
    if before.mode != IN_LEVEL or before.animation == DYING or sight.rooms > before.rooms:
        return False
    if sight.mode in (LEVEL_LOAD, LEVEL_READY):
        return sight.level == before.level
    apart = abs(sight.body.x - before.body.x)
    put = sight.mode == IN_LEVEL and apart > LEAP_PX + turns * (RUN_MAX >> 8) // 16
    return put and before.playing and sight.playing and sight.room == before.room


class Wayfarer:
    """One way through one level, from the entry on. With `afresh` false it plays on where the level runs already."""

    def __init__(self, level: int, way: Way, player: Player, nerves: Nerves, *, afresh: bool = True) -> None:
        self._level = level
        self._way = way
        self._player = player
        self._nerves = nerves
        self._now: Now | None = None
        self._acting: Iterator[int] | None = None
        self._afresh = afresh
        self._entered = False
        self._seen_menu = not afresh
        self._index = 0
        self._rooms: list[int] = []
        self._life = 0
        self._fallen = self._moved = False
        self._falls: dict[tuple[int, int], int] = {}
        self._waited: set[tuple[int, int]] = set()
        self._wait_until = 0

    @property
    def done(self) -> bool:
        """The last intent has come true."""
        return self._index >= len(self._way)

    def forget(self) -> None:
        """A state was loaded: what differs from the last sight is nobody's death."""
        self._moved = True

    def pad(self, sight: Sight, terrain: Terrain | None, turn: int) -> int:
        """The pad for the turn that a press can reach now."""
        now = self._now
        if now is None:
            now = self._now = Now(self._player, self._nerves, sight)
        died = not self._moved and has_died(now.sight, sight, max(1, turn - now.turn))
        self._moved = False
        fell_at = now.sight.room, now.sight.body.x // PLACE_PX
        now.sight, now.terrain, now.turn, now.died = sight, terrain, turn, died
        if self.done:
            return 0
        if not self._entered:
            return self._go_in(sight)
        intent = self._way[self._index]
        if sight.mode in OUTSIDE and not isinstance(intent, Leave | WalkOut | SeeOut | SkipCredits):
            self._restart()
            return self._go_in(sight)
        if died and not self._fallen and not isinstance(intent, Die | Respawn):
            self._fallen = True
            self._waited.clear()
            self._falls[fell_at] = self._falls.get(fell_at, 0) + 1
        if self._fallen and sight.playing:
            self._fallen = False
            self._go_back(sight)
        return now.linger() if self._is_wary(now) else self._act(now)

    def _go_in(self, sight: Sight) -> int:
        """The pad that leads into the level; the way begins once the player can be moved in it."""
        if sight.mode in OUTSIDE:
            self._seen_menu = True
        here = self._seen_menu and sight.level == self._level and sight.mode >= LEVEL_OUT
        if here and sight.playing:
            self._entered = True
            assert self._now is not None
            return self._act(self._now)
        if here:
            return 0
        self._player.forget()
        return into_level(sight, self._level)

    def _act(self, now: Now) -> int:
        while not self.done:
            if self._acting is None:
                del self._rooms[self._index :]
                self._rooms.append(now.sight.room)
                self._acting = act(self._way[self._index], now)
            pad = next(self._acting, None)
            if pad is not None:
                return pad
            if isinstance(self._way[self._index], Respawn):
                self._life = self._index + 1
            self._index += 1
            self._acting = None
            self._player.forget()
        return 0

    def _go_back(self, sight: Sight) -> None:
        """After a death that was not wanted: to the first intent that has to be done again."""
        index = self._index
        while index > self._life and (isinstance(self._way[index - 1], Take) or self._rooms[index] != sight.room):
            index -= 1
        if index != self._index:
            self._index = index
            self._acting = None

    def _is_wary(self, now: Now) -> bool:
        """Whether the player waits: it died ahead of here before, and has not waited yet in this life."""
        sight = now.sight
        if now.turn < self._wait_until:
            return sight.playing
        if not self._falls or not sight.playing or sight.body.air:
            return False
        for place, count in self._falls.items():
            room, stretch = place
            apart = abs(stretch * PLACE_PX - sight.body.x)
            if room == sight.room and place not in self._waited and WARY_PX[0] <= apart <= WARY_PX[1]:
                self._waited.add(place)
                self._wait_until = now.turn + WARY_TURNS * min(count, WARY_MAX)
                return True
        return False

    def _restart(self) -> None:
        self._index = self._life = 0
        self._rooms.clear()
        self._acting = None
        self._entered = self._fallen = False
        self._seen_menu = True
