"""How it stands with the emulator: waited for, playing, paused, lost; and for how long the game stood still."""

from __future__ import annotations

import time
from dataclasses import dataclass

from spinlab_pad.emulator.port import Game
from spinlab_pad.game.profile import Profile
from spinlab_pad.lab.view import ConnectionState
from spinlab_pad.store.records import GameRecord

SETTLED_S = 0.5
"""Frames that come later than this after a pause mean that the runner has let the game go on by himself."""


def content_of(game: Game) -> str:
    """What the store calls a running content."""
    return f"{game.crc32:08x}" if game.crc32 is not None else _text(game.name)


def record_of(game: Game, profile: Profile | None, category: str) -> GameRecord:
    """A running game as it is given to the store, which knows its id."""
    content = content_of(game)
    name = profile.name if profile is not None else ""
    return GameRecord(content, _text(game.name), game.system, game.crc32, name, category, content)


def _text(name: str) -> str:
    """A name that can be kept: a file's need not be text, then it comes with halves of characters (surrogates)."""
    return name.encode("utf-8", "replace").decode("utf-8")


@dataclass(slots=True)
class Connection:
    """The state that the View shows; `still_since` (monotonic s) is when the game was paused or lost."""

    state: ConnectionState = "waiting"
    still_since: float = 0.0

    @property
    def still_s(self) -> float:
        """How long the game has stood still."""
        return time.perf_counter() - self.still_since

    def pause(self) -> None:
        """The game was paused by us."""
        if self.state != "paused":
            self.state = "paused"
            self.still_since = time.perf_counter()

    def leave(self, state: ConnectionState) -> None:
        """The emulator has gone; a pause before it counts on."""
        if self.state != "paused":
            self.still_since = time.perf_counter()
        self.state = state

    def go_on(self) -> float:
        """The game runs (again); returns how long it stood still."""
        held_s = 0.0 if self.state == "playing" else self.still_s
        self.state = "playing"
        return held_s

    def resumed_by_hand(self) -> bool:
        """Whether a frame that comes now means that a pause is over."""
        return self.state == "paused" and self.still_s > SETTLED_S
