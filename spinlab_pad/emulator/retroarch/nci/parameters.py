"""What the values of GET_CONFIG_PARAM mean. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

UNSUPPORTED: Final = "unsupported"
"""What RetroArch says of a setting that this version doesn't tell."""

PLAYING_FLAG: Final = 4
RECORDING_FLAG: Final = 8


@dataclass(frozen=True, slots=True)
class ActiveReplay:
    """The replay that is recorded or played: its identifier (seconds since 1970), its flags, its frame so far.

    All are 0 where there is none.
    """

    identifier: int
    flags: int
    frame: int

    @property
    def recording(self) -> bool:
        return bool(self.flags & RECORDING_FLAG)

    @property
    def playing(self) -> bool:
        return bool(self.flags & PLAYING_FLAG)


NO_REPLAY: Final = ActiveReplay(0, 0, 0)


def active_replay(value: str) -> ActiveReplay | None:
    """The value of `active_replay` (since 1.16); None where this version doesn't tell."""
    found = re.fullmatch(r"(-?[0-9]{1,19}) ([0-9]{1,10}) (-?[0-9]{1,19})", value)
    return ActiveReplay(int(found[1]), int(found[2]), int(found[3])) if found else None


def truth(value: str) -> bool | None:
    """The value of a switch (`menu_active`, `cheevos_enable`, `video_fullscreen`); None where it isn't told."""
    return {"true": True, "false": False}.get(value)
