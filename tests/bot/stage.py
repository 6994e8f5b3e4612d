"""A small game in Python that plays by the cartridge's rules, to try acts on maps that are drawn in a test.

It has one level of some rooms, with pipes, doors, things to take, enemies that stand still, and deaths that lead back
to the entrance. It moves the player with the motor's own model.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from spinlab_pad.bot import motor
from spinlab_pad.bot.foes import HIT, SITTER, STOMPED, Enemy, touch
from spinlab_pad.bot.intents import Way
from spinlab_pad.bot.motor import ALIVE, DOWN, SELECT, START, UP, B, Body
from spinlab_pad.bot.nerves import Nerves
from spinlab_pad.bot.player import Player
from spinlab_pad.bot.senses import DYING, IN_LEVEL, LEVEL_LOAD, LEVEL_OUT, LEVEL_SELECT, MAP_OUT, Sight, look
from spinlab_pad.bot.skill import Skill
from spinlab_pad.bot.terrain import DOOR_TILES, PIPE_TILES, SWITCH_TILES, Cell, Terrain
from spinlab_pad.bot.wayfarer import Wayfarer
from tests.bot.maps import standing
from tests.bot.test_senses import memory

BLANK = replace(look(memory()), level=1)
TOUCHED = {0x3A: "goal", 0x48: "secret", 0x4C: "orb", 0x4D: "key", 0x4E: "keyhole", 0x4F: "coin", 0x38: "tape"}
ENDS = ("goal", "secret", "orb", "keyhole", "switch")
FADE_TURNS = 6
DEATH_TURNS = 8
"""As short as they get in the cartridge."""


@dataclass(slots=True)
class Stage:
    """The game; `gates` says where a pipe (its left column) or door leads: (room, x). Rooms count from 0.

    Past `trap_x` the player dies, but once. With `game_over` a death leads out of the level.
    """

    rooms: tuple[Terrain, ...]
    gates: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    sitters: tuple[int, ...] = ()
    start_x: int = 32
    instant: bool = False
    trap_x: int | None = None
    game_over: bool = False
    mode: int = LEVEL_SELECT
    room: int = 0
    entered: int = 0
    timer: int = 0
    then: int = IN_LEVEL
    animation: int = 0
    paused: bool = False
    won: bool = False
    body: Body = field(default_factory=lambda: standing(32))
    enemies: tuple[Enemy, ...] = ()
    story: list[str] = field(default_factory=list)
    taken: set[Cell] = field(default_factory=set)
    turns: int = 0

    def sight(self) -> Sight:
        """What the bot sees now."""
        return replace(
            BLANK,
            counter=self.turns % 256,
            mode=self.mode,
            body=self.body,
            held=self.body.held,
            animation=self.animation,
            paused=self.paused,
            won=self.won,
            enemies=self.enemies,
            room=self.room,
            rooms=self.entered,
        )

    def begin(self, room: int, x: int) -> None:
        """Put the player there."""
        self.room, self.body = room, standing(x)._replace(held=self.body.held)
        self.enemies = tuple(Enemy(slot, SITTER, at, 23 * 16, 0) for slot, at in enumerate(self.sitters) if not room)

    def turn(self, pad: int) -> None:
        """One turn of the game with these buttons held."""
        self.turns += 1
        pressed = pad & ~self.body.held
        if self.timer:
            self.timer -= 1
            if not self.timer:
                self.mode, self.animation = self.then, 0
        elif self.mode == LEVEL_SELECT and pressed & B:
            self.story.append("entered")
            self.entered = 0
            self._fade(LEVEL_OUT, 0, self.start_x)
        elif self.mode == IN_LEVEL:
            self._play(pad, pressed)
        self.body = self.body._replace(held=pad)

    def _fade(self, mode: int, room: int, x: int) -> None:
        self.begin(room, x)
        self.mode, self.then, self.timer = mode, IN_LEVEL, FADE_TURNS

    def _play(self, pad: int, pressed: int) -> None:
        self.paused ^= bool(pressed & START)
        if pad & SELECT and (self.paused or pad & START):
            self.story.append("left paused" if not pad & START else "left")
            self.paused = False
            self.mode, self.then, self.timer = MAP_OUT, LEVEL_SELECT, FADE_TURNS
        elif not self.paused and not self.won:
            self._move(pad, pressed)

    def _move(self, pad: int, pressed: int) -> None:
        terrain = self.rooms[self.room]
        self.body, fate = motor.turn(self.body, pad, terrain.aimed((), ()))
        if fate != ALIVE:
            self._die("pit" if fate == motor.DEAD else "spikes")
            return
        if self.trap_x is not None and self.body.x > self.trap_x:
            self.trap_x = None
            self._die("accident")
            return
        for enemy in self.enemies:
            what = touch(enemy.x - self.body.x, enemy.y - self.body.y, self.body.yspeed)
            if what == HIT:
                self._die("enemy")
                return
            if what == STOMPED:
                self.body = self.body._replace(yspeed=-motor.STOMP, air=1)
                self.enemies = tuple(other for other in self.enemies if other != enemy)
        column, row = self.body.x + 8 >> 4, self.body.y + 8 >> 4
        here, below = self._tile(terrain, column, row), self._tile(terrain, column, row + 1)
        if here in TOUCHED and (column, row) not in self.taken and (here != 0x4E or "key" in self.story):
            self.taken.add((column, row))
            self._note(TOUCHED[here])
        if self.body.air:
            return
        if below in SWITCH_TILES:
            self._note("switch")
        if below in PIPE_TILES and pad & DOWN:
            self._through(column - (below & 1))
        elif here in DOOR_TILES and pressed & UP:
            self._through(column)

    def _note(self, what: str) -> None:
        self.story.append(what)
        self.won = self.won or what in ENDS

    def _through(self, column: int) -> None:
        room, x = self.gates[self.room, column]
        self.story.append(f"room {room}")
        self.entered += 1
        self._fade(LEVEL_OUT, room, x)

    def _die(self, by: str) -> None:
        self.story.append(f"died by {by}")
        self.entered = 0
        self.taken.clear()
        if self.game_over:
            self.mode, self.then, self.timer = MAP_OUT, LEVEL_SELECT, FADE_TURNS
        elif self.instant:
            self.begin(0, self.start_x)
            self.animation, self.timer, self.then = DYING, DEATH_TURNS, IN_LEVEL
        else:
            self._fade(LEVEL_LOAD, 0, self.start_x)

    @staticmethod
    def _tile(terrain: Terrain, column: int, row: int) -> int:
        index = row * terrain.stride + column + terrain.origin
        return terrain.tiles[index]


def walk(
    stage: Stage,
    way: Way,
    *,
    latency: int = 1,
    miss: int = 0,
    turns: int = 4000,
    on_turn: Callable[[], None] = lambda: None,
) -> list[str]:
    """Let a perfect player go this way; what happened. Of every `miss` frames one isn't seen."""
    nerves = Nerves(latency)
    wayfarer = Wayfarer(1, way, Player(Skill(1.0)), nerves)
    line = [0] * (latency - 1)
    pad = 0
    for turn in range(turns):
        sight = stage.sight()
        if not miss or turn % miss:
            nerves.feel(turn, sight.held)
            terrain = stage.rooms[stage.room] if sight.mode == IN_LEVEL else None
            pad = wayfarer.pad(sight, terrain, turn)
            nerves.send(turn, pad, sight.held)
            if wayfarer.done:
                return stage.story
        line.append(pad)
        stage.turn(line.pop(0))
        on_turn()
    raise AssertionError(f"not done after {turns} turns: {stage.story}, {stage.sight()}")
