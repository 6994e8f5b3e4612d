"""A player who dies on purpose wherever the cold fill puts it."""

from __future__ import annotations

from spinlab_pad.bot.bot import Bot
from spinlab_pad.bot.intents import Die, Finish, Respawn, SeeOut, Way
from spinlab_pad.bot.intents import Place as Screen
from spinlab_pad.bot.rollout import Doom
from spinlab_pad.bot.wayfarer import Wayfarer
from spinlab_pad.emulator.port import Emulator
from spinlab_pad.game.memory import Field, Snapshot
from spinlab_pad.lab.lab import Lab

PIT: Way = (Die(Doom.PIT), Respawn())
ENEMY: Way = (Die(Doom.ENEMY), Respawn())
GOAL: Way = (Finish(), SeeOut(Screen.LEVEL_SELECT))


class Victim:
    """Plays `levels` first; then, at each new start of the cold fill, the next of `ways`, the last one again and
    again."""

    def __init__(self, *ways: Way) -> None:
        self.bot = Bot(skill=1.0, seed=2)
        self.ways = list(ways or (PIT,))
        self.lab: Lab | None = None
        self._load: int | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        return self.bot.fields

    async def see(self, snapshot: Snapshot, emulator: Emulator) -> None:
        lab = self.lab
        if lab is not None and lab.mode is not None and lab.mode.phase == "playing" and snapshot.load_id != self._load:
            self._load = snapshot.load_id
            segment = lab.view().segment
            assert segment is not None
            way = self.ways.pop(0) if len(self.ways) > 1 else self.ways[0]
            bot = self.bot
            bot._levels, bot._wayfarer = [], Wayfarer(segment.level, way, bot._player, bot._nerves, afresh=False)
        await self.bot.see(snapshot, emulator)
