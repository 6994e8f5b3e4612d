"""The bot: what to press in each frame, to play given levels or just on from where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from spinlab_pad.bot.menu import into_level, tap
from spinlab_pad.bot.motor import START
from spinlab_pad.bot.nerves import Nerves
from spinlab_pad.bot.player import Player
from spinlab_pad.bot.senses import FIELDS, IN_LEVEL, LEVEL_FADE, LEVEL_READY, Sight, look
from spinlab_pad.bot.skill import Skill
from spinlab_pad.bot.terrain import MAP_ADDRESS, SCREENS_MAX, Terrain, map_bytes, read_terrain
from spinlab_pad.bot.wayfarer import Wayfarer
from spinlab_pad.bot.ways import WAYS
from spinlab_pad.emulator.port import Buttons, Emulator
from spinlab_pad.game.memory import Field, Snapshot

ALL_LEVELS: Final = (1, 2, 3)
"""The levels of a demo: a run of a minute or two."""
EVERY_LEVEL: Final = tuple(WAYS)

_BITS: Final = (
    (0x80, Buttons.B),
    (0x40, Buttons.Y),
    (0x20, Buttons.SELECT),
    (0x10, Buttons.START),
    (0x08, Buttons.UP),
    (0x04, Buttons.DOWN),
    (0x02, Buttons.LEFT),
    (0x01, Buttons.RIGHT),
)


def _buttons(pad: int) -> Buttons:
    return Buttons(sum(int(button) for bit, button in _BITS if pad & bit))


BUTTONS_OF: Final = tuple(_buttons(pad) for pad in range(256))
"""The buttons that make each value of the game's pad byte."""


@dataclass(frozen=True, slots=True)
class MapWanted:
    """The tile map of `level` is wanted: `size` bytes of work RAM from `address`. `room` is the room of the level."""

    level: int
    address: int
    size: int
    room: int = 0


class Bot:
    """A player for the training cartridge.

    `skill` is 0 (clumsy) to 1 (does not err), `learning` how fast practice makes its errors rarer (0 never, 1 halves
    them after one go at a place), `latency_turns` what the way of a press is thought to take until it was measured.
    For the same seed and the same snapshots it presses the same buttons.

    Ask `step` for every snapshot that holds `fields`, and press what it says. After a step, `map_wanted` may name
    memory to read and hand to `learn_map`; until then the bot stands still in the level. `see` does all of it.

    Raises:
        ValueError: a number is out of its range.
    """

    def __init__(self, skill: float = 1.0, seed: int = 0, learning: float = 0.0, latency_turns: int = 1) -> None:
        self._player = Player(Skill(skill, learning, seed))
        self._nerves = Nerves(latency_turns)
        self._levels: list[int] | None = None
        self._wayfarer: Wayfarer | None = None
        self._maps: dict[tuple[int, int], Terrain] = {}
        self._fresh: tuple[tuple[int, int], int, Terrain] | None = None
        self._wanted: MapWanted | None = None
        self._load_id: int | None = None
        self._counter = 0
        self._turn = 0

    @property
    def fields(self) -> tuple[Field, ...]:
        """What each snapshot must hold."""
        return FIELDS

    @property
    def map_wanted(self) -> MapWanted | None:
        """The memory that the bot wants to read before it plays on."""
        return self._wanted

    @property
    def done(self) -> bool:
        """What it was told to play is over; never true while it plays on."""
        return self._levels == [] and (self._wayfarer is None or self._wayfarer.done)

    def play_on(self) -> None:
        """Play from wherever the game is, and touch no menu."""
        self._levels = None
        self._wayfarer = None

    def play_level(self, level: int) -> None:
        """Go to `level` (from 1) through the menus and play it until its goal was reached."""
        self.play_levels((level,))

    def play_levels(self, levels: Sequence[int] = ALL_LEVELS) -> None:
        """Play these levels in this order, each until its goal was reached.

        Raises:
            ValueError: there is no such level.
        """
        for level in levels:
            _known(level)
        self._levels = list(levels)
        self._wayfarer = None

    def play_way(self, level: int, name: str) -> None:
        """Enter `level` (from 1) through the menus and play it in one of its ways (`ways.WAYS`) to the end of that.

        Raises:
            ValueError: there is no such level, or no such way through it.
        """
        _known(level)
        if name not in WAYS[level]:
            raise ValueError(f"level {level} has no way {name!r}: it has {', '.join(WAYS[level])}")
        self._levels = []
        self._wayfarer = Wayfarer(level, WAYS[level][name], self._player, self._nerves)

    def learn_map(self, wanted: MapWanted, raw: bytes) -> None:
        """Take in the memory that `map_wanted` named.

        Raises:
            MapError: it is not a tile map.
        """
        terrain = read_terrain(raw)
        if self._load_id is not None:
            self._fresh = ((wanted.level, wanted.room), self._load_id, terrain)

    def step(self, snapshot: Snapshot) -> Buttons:
        """What to hold from now on, by this frame."""
        sight = look(snapshot.values)
        self._keep_time(sight, snapshot.load_id)
        self._keep_map(sight)
        pad = self._decide(sight)
        self._nerves.send(self._turn, pad, sight.held)
        return BUTTONS_OF[pad]

    async def see(self, snapshot: Snapshot, emulator: Emulator) -> Buttons:
        """Do a step on a running emulator: press, and read the map when it is wanted. Returns what was pressed.

        Raises:
            EmulatorError: the emulator could not be read.
        """
        buttons = self.step(snapshot)
        emulator.press(buttons)
        wanted = self._wanted
        if wanted is not None:
            self.learn_map(wanted, await emulator.read(wanted.address, wanted.size))
        return buttons

    def _keep_time(self, sight: Sight, load_id: int) -> None:
        """Count the game's turns; a state load ends every plan."""
        self._turn += (sight.counter - self._counter) % 256
        self._counter = sight.counter
        if load_id != self._load_id:
            self._load_id = load_id
            self._nerves.forget(sight.held)
            self._player.forget()
            if self._wayfarer is not None:
                self._wayfarer.forget()
        self._nerves.feel(self._turn, sight.held)

    def _keep_map(self, sight: Sight) -> None:
        """Ask for the map of a level that is not known; believe one only if no load came in between."""
        if self._fresh is not None:
            place, load_id, terrain = self._fresh
            self._fresh = None
            if load_id == self._load_id and place == (sight.level, sight.room):
                self._maps[place] = terrain
        loaded = sight.mode in (LEVEL_READY, LEVEL_FADE, IN_LEVEL) and 1 <= sight.screens <= SCREENS_MAX
        if loaded and (sight.level, sight.room) not in self._maps:
            self._wanted = MapWanted(sight.level, MAP_ADDRESS, map_bytes(sight.screens), sight.room)
        else:
            self._wanted = None

    def _decide(self, sight: Sight) -> int:
        if self.done:
            return 0
        terrain = self._maps.get((sight.level, sight.room))
        levels = self._levels
        if levels and self._wayfarer is None:
            if sight.mode == IN_LEVEL and sight.won and sight.level == levels[0]:
                del levels[0]
                return 0 if self.done else self._decide(sight)
            if levels[0] not in ALL_LEVELS:
                way = next(iter(WAYS[levels[0]].values()))
                self._wayfarer = Wayfarer(levels[0], way, self._player, self._nerves, afresh=False)
        if self._wayfarer is not None:
            return self._follow(self._wayfarer, sight, terrain)
        if levels and not (sight.mode == IN_LEVEL and sight.level == levels[0]):
            self._player.forget()
            return into_level(sight, levels[0])
        if sight.mode == IN_LEVEL and sight.paused:
            return tap(START, sight)
        if not sight.playing or terrain is None:
            self._player.forget()
            return 0
        return self._player.pad(sight, terrain, self._turn, self._nerves)

    def _follow(self, wayfarer: Wayfarer, sight: Sight, terrain: Terrain | None) -> int:
        """The pad of a way; the level it was for is off the list once it is over."""
        pad = wayfarer.pad(sight, terrain, self._turn)
        if wayfarer.done and self._levels:
            del self._levels[0]
            self._wayfarer = None
        return pad


def _known(level: int) -> None:
    if level not in WAYS:
        raise ValueError(f"level {level} is not within {EVERY_LEVEL[0]} to {EVERY_LEVEL[-1]}")
