"""What the hub asks of a mode, whichever it is. One mode runs at a time; none is `idle`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from spinlab_pad.game.events import Event
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.context import Attached
from spinlab_pad.lab.scene import ModeFacts, Scene

ModeName = Literal["reference", "practice", "cold_fill", "replay", "speed_run"]


class Unheld:
    """The part of `Mode` about holding the game, of a mode that never does; what stands still has no frames in it."""

    @property
    def holding(self) -> bool:
        """It never holds the game."""
        return False

    def held(self, seconds: float) -> None:
        """That is no time of play here anyway."""

    def go_on(self) -> None:
        """It never holds the game."""


class Mode(Protocol):
    """A mode that runs. Its module has its `TABLE`; `phase` is the state in it.

    Nothing here blocks but `carry_out`, `reattached` and `stop`, which may wait for the disk and the emulator.
    """

    @property
    def name(self) -> ModeName:
        """Which mode this is."""
        ...

    @property
    def phase(self) -> str:
        """The state of its machine."""
        ...

    @property
    def holding(self) -> bool:
        """Whether it holds the game still on purpose (then plain pad buttons are commands)."""
        ...

    def fits(self, here: Attached) -> bool:
        """Whether it can go on with this game on this core."""
        ...

    def feed(self, snapshot: Snapshot, events: Sequence[Event]) -> None:
        """Take one frame in."""
        ...

    def jumped(self) -> None:
        """The game's counter jumped (rewind, a load by hand, a reset): what was in flight is void."""
        ...

    def detached(self) -> None:
        """The emulator has gone; it may come back."""
        ...

    async def reattached(self, away_s: float) -> None:
        """The emulator is back after so long, and fits."""
        ...

    def held(self, seconds: float) -> None:
        """The game stood still so long, by a pause, an open menu or a silence: that was no time of play."""
        ...

    def go_on(self) -> None:
        """End what `holding` says."""
        ...

    async def carry_out(self, command: Command) -> Refused | None:
        """Carry out a command that the rules have let pass."""
        ...

    async def stop(self) -> None:
        """End: what has ended is kept, what is in flight is dropped."""
        ...

    def facts(self) -> ModeFacts:
        """What the rules may ask."""
        ...

    def scene(self) -> Scene:
        """What it has to show. Whoever changes it says so by `context.changed()`: it is asked for once a change."""
        ...
