"""The fields of work RAM that the detector watches, by role.

A profile has to name a place for each of them; where a game has no such thing, the profile can point to any byte that
stays 0. The order is of no meaning.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Signs(NamedTuple):
    """What the detector looks at in one frame; the field's name in the profile is the attribute's name."""

    game_mode: int
    player_anim: int
    level: int
    room: int
    rooms_entered: int
    exit_mode: int
    fanfare: int
    end_timer: int
    secret_exit: int
    boss_defeated: int
    midway: int
    checkpoint_entrance: int
    music: int
    level_start: int
    held_1: int
    paused: int
    palace_yellow: int
    palace_green: int
    palace_blue: int
    palace_red: int

    @property
    def palaces(self) -> tuple[int, int, int, int]:
        """The four switch palaces, 1 where the switch was pressed."""
        return self.palace_yellow, self.palace_green, self.palace_blue, self.palace_red


POSITION: Final = ("player_x", "player_y")
"""Fields that are read only when something happened: where it happened, in pixels."""

REQUIRED_FIELDS: Final = (*Signs._fields, *POSITION)
"""Every field that the detector needs."""
