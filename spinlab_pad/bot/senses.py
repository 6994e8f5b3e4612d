"""What the bot reads of each frame, and the picture that it makes of it.

Names with the prefix `bot_` are the bot's own; the others are the SMW profile's, with the same place. All addresses
are those of the cartridge's `src/ram.inc`. Enemies are read in blocks that hold several tables of twelve slots.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from spinlab_pad.bot.foes import Enemy
from spinlab_pad.bot.motor import Body
from spinlab_pad.game.memory import Field

SLOTS: Final = 12

TITLE_LOAD: Final = 0x04
TITLE: Final = 0x07
MAP_OUT: Final = 0x0B
LEVEL_SELECT: Final = 0x0E
LEVEL_OUT: Final = 0x0F
LEVEL_LOAD: Final = 0x11
LEVEL_READY: Final = 0x12
LEVEL_FADE: Final = 0x13
IN_LEVEL: Final = 0x14
GAME_OVER_OUT: Final = 0x15
GAME_OVER: Final = 0x17
"""Game modes."""

OUTSIDE: Final = frozenset({*range(TITLE_LOAD, TITLE + 1), *range(MAP_OUT, LEVEL_SELECT + 1)})
"""The modes of title and level select, from the fade to them on."""

DYING: Final = 9
"""The player's animation."""
MUSIC_ORB: Final = 3
MUSIC_KEY: Final = 7
PALACE_LEVEL: Final = 9
"""The level with the switch: the switch stays pressed in all others."""

FIELDS: Final = (
    Field("frame_counter", 0x0013),
    Field("held_1", 0x0015),
    Field("player_anim", 0x0071),
    Field("game_mode", 0x0100),
    Field("room", 0x010B, 2),
    Field("fanfare", 0x0906),
    Field("level", 0x13BF),
    Field("boss_defeated", 0x13C6),
    Field("paused", 0x13D4),
    Field("rooms_entered", 0x141A),
    Field("end_timer", 0x1493),
    Field("music", 0x1DFB),
    Field("palace_yellow", 0x1F28),
    Field("bot_immune", 0x1497),
    Field("bot_effective", 0x0014),
    Field("bot_screens", 0x005D),
    Field("bot_air", 0x0072),
    Field("bot_xspeed", 0x007A, 2, signed=True),
    Field("bot_yspeed", 0x007D, signed=True),
    Field("bot_x", 0x0094, 2, signed=True),
    Field("bot_y", 0x0096, 2, signed=True),
    Field("bot_xsub", 0x13DA),
    Field("bot_ysub", 0x13DC),
    Field("bot_cursor", 0x0B04),
    Field("bot_sprites_low", 0x009E, 82),
    Field("bot_sprites_high", 0x14C8, 60),
    Field("bot_sprites_timer", 0x1540, SLOTS),
    Field("bot_sprites_air", 0x1588, SLOTS),
)
"""What the bot wants in each snapshot."""

_ALIVE: Final = 8
_KIND, _YSPEED, _XSPEED, _STATE, _YLOW, _XLOW = 0x00, 0x0C, 0x18, 0x24, 0x3A, 0x46
"""Tables in `bot_sprites_low`."""
_YHIGH, _XHIGH, _YSUB, _XSUB = 0x0C, 0x18, 0x24, 0x30
"""Tables in `bot_sprites_high`, which begins with the status."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One frame as the bot sees it.

    `counter` is the game's turn counter modulo 256, `held` the pad in that turn, `cursor` the chosen level (from 0) on
    the level select, `won` that a goal was reached, of whatever kind. `enemies` are the living ones; for `immune` turns
    they do nothing. `rooms` counts the pipes and doors since the entry, `room` is the number of this one.
    `credits` roll: the fanfare came, and no celebration ends.
    """

    counter: int
    effective: int
    mode: int
    level: int
    screens: int
    cursor: int
    held: int
    animation: int
    paused: bool
    won: bool
    body: Body
    enemies: tuple[Enemy, ...]
    room: int = 0
    rooms: int = 0
    immune: int = 0
    boss_defeated: bool = False
    credits: bool = False

    @property
    def playing(self) -> bool:
        """The player moves by the pad."""
        return self.mode == IN_LEVEL and self.animation == 0 and not self.paused and not self.won


def look(values: Mapping[str, int]) -> Sight:
    """Make the picture of a frame from the values of FIELDS."""
    held = values["held_1"]
    body = Body(
        values["bot_x"],
        values["bot_xsub"],
        values["bot_y"],
        values["bot_ysub"],
        values["bot_xspeed"],
        values["bot_yspeed"],
        values["bot_air"],
        held,
    )
    mode = values["game_mode"]
    return Sight(
        counter=values["frame_counter"],
        effective=values["bot_effective"],
        mode=mode,
        level=values["level"],
        screens=values["bot_screens"],
        cursor=values["bot_cursor"],
        held=held,
        animation=values["player_anim"],
        paused=bool(values["paused"]),
        won=mode == IN_LEVEL and _won(values),
        body=body,
        enemies=_enemies(values) if mode == IN_LEVEL else (),
        room=values["room"],
        rooms=values["rooms_entered"],
        immune=values["bot_immune"],
        boss_defeated=bool(values["boss_defeated"]),
        credits=mode == IN_LEVEL and bool(values["fanfare"]) and not values["end_timer"],
    )


def _won(values: Mapping[str, int]) -> bool:
    """Whether a goal shows: fanfare, its timer, the music of orb or keyhole, or the switch."""
    if values["end_timer"] or values["fanfare"] or values["music"] in (MUSIC_ORB, MUSIC_KEY):
        return True
    return bool(values["palace_yellow"]) and values["level"] == PALACE_LEVEL


def _enemies(values: Mapping[str, int]) -> tuple[Enemy, ...]:
    high = values["bot_sprites_high"].to_bytes(60, "little")
    if _ALIVE not in high[:SLOTS]:
        return ()
    low = values["bot_sprites_low"].to_bytes(82, "little")
    timers = values["bot_sprites_timer"].to_bytes(SLOTS, "little")
    airs = values["bot_sprites_air"].to_bytes(SLOTS, "little")
    return tuple(
        Enemy(
            slot=slot,
            kind=low[_KIND + slot],
            x=_signed(low[_XLOW + slot] | high[_XHIGH + slot] << 8, 16),
            y=_signed(low[_YLOW + slot] | high[_YHIGH + slot] << 8, 16),
            xspeed=_signed(low[_XSPEED + slot], 8),
            yspeed=_signed(low[_YSPEED + slot], 8),
            xsub=high[_XSUB + slot],
            ysub=high[_YSUB + slot],
            state=low[_STATE + slot],
            timer=timers[slot],
            air=airs[slot],
        )
        for slot in range(SLOTS)
        if high[slot] == _ALIVE
    )


def _signed(value: int, bits: int) -> int:
    return value - (1 << bits) if value >> (bits - 1) else value
