"""The way to a level through the cartridge's own menus, one tap at a time, led by what memory shows.

A tap is held until the game shows it and let go until the game shows that, so it is one press at any latency.
"""

from __future__ import annotations

from spinlab_pad.bot.motor import LEFT, RIGHT, SELECT, START, B
from spinlab_pad.bot.senses import IN_LEVEL, LEVEL_SELECT, TITLE, Sight


def tap(button: int, sight: Sight) -> int:
    """The pad that makes one press after another of `button`."""
    return 0 if sight.held else button


def to_level_select(sight: Sight) -> int:
    """The pad that leads to the level select from the title or out of a level."""
    if sight.mode == TITLE:
        return tap(START, sight)
    if sight.mode == IN_LEVEL and sight.animation == 0 and not sight.won:
        return tap(SELECT if sight.paused else START, sight)
    return 0


def into_level(sight: Sight, level: int) -> int:
    """The pad that leads into `level` (from 1) from the title, the level select, or another level."""
    if sight.mode != LEVEL_SELECT:
        return to_level_select(sight)
    if sight.cursor == level - 1:
        return tap(B, sight)
    return tap(RIGHT if sight.cursor < level - 1 else LEFT, sight)
