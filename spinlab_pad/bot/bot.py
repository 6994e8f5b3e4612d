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
from spinlab_pad.emulator.port import Buttons, Emulator
from spinlab_pad.game.memory import Field, Snapshot

ALL_LEVELS: Final = (1, 2, 3)

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
    """The tile map of `level` is wanted: `size` bytes of work RAM from `address`."""

    level: int
    address: int
    size: int


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
        self._maps: dict[int, Terrain] = {}
        self._fresh: tuple[int, int, Terrain] | None = None
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
        """All levels that it was told to play are finished; never true while it plays on."""
        return self._levels == []

    def play_on(self) -> None:
        """Play from wherever the game is, and touch no menu."""
        self._levels = None

    def play_level(self, level: int) -> None:
        """Go to `level` (from 1) through the menus and play it until its goal was reached."""
        self.play_levels((level,))

    def play_levels(self, levels: Sequence[int] = ALL_LEVELS) -> None:
        """Play these levels in this order, each until its goal was reached.

        Raises:
            ValueError: there is no such level.
        """
        for level in levels:
            if level not in ALL_LEVELS:
                raise ValueError(f"level {level} is not within {ALL_LEVELS[0]} to {ALL_LEVELS[-1]}")
        self._levels = list(levels)

    def learn_map(self, wanted: MapWanted, raw: bytes) -> None:
        """Take in the memory that `map_wanted` named.

        Raises:
            MapError: it is not a tile map.
        """
        terrain = read_terrain(raw)
        if self._load_id is not None:
            self._fresh = (wanted.level, self._load_id, terrain)

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
        self._nerves.feel(self._turn, sight.held)

    def _keep_map(self, sight: Sight) -> None:
        """Ask for the map of a level that is not known; believe one only if no load came in between."""
        if self._fresh is not None:
            level, load_id, terrain = self._fresh
            self._fresh = None
            if load_id == self._load_id and level == sight.level:
                self._maps[level] = terrain
        loaded = sight.mode in (LEVEL_READY, LEVEL_FADE, IN_LEVEL) and 1 <= sight.screens <= SCREENS_MAX
        if loaded and sight.level not in self._maps:
            self._wanted = MapWanted(sight.level, MAP_ADDRESS, map_bytes(sight.screens))
        else:
            self._wanted = None

    def _decide(self, sight: Sight) -> int:
        levels = self._levels
        if levels and sight.mode == IN_LEVEL and sight.won and sight.level == levels[0]:
            del levels[0]
        if self.done:
            return 0
        if levels and not (sight.mode == IN_LEVEL and sight.level == levels[0]):
            self._player.forget()
            return into_level(sight, levels[0])
        if sight.mode == IN_LEVEL and sight.paused:
            return tap(START, sight)
        terrain = self._maps.get(sight.level)
        if not sight.playing or terrain is None:
            self._player.forget()
            return 0
        return self._player.pad(sight, terrain, self._turn, self._nerves)
