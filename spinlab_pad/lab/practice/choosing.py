"""What the runner says about which segments are served: pinned, snoozed, excluded, some only."""

from __future__ import annotations

import time
from typing import Final

from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.context import LabContext, wall_ms
from spinlab_pad.lab.practice.selection import Selection

COMMANDS: Final = (
    commands.PinSegment,
    commands.Unpin,
    commands.Snooze,
    commands.Exclude,
    commands.PracticeOnly,
)
SNOOZE_MAX: Final = 7 * 24 * 60
"""Minutes of the longest snooze."""


class Choosing:
    """Carries these commands out on the selection of one session; snoozes are kept in the store."""

    def __init__(self, context: LabContext, game: str, selection: Selection) -> None:
        self._context = context
        self._game = game
        self._selection = selection

    async def carry_out(self, command: Command, in_hand: str | None) -> Refused | None:
        """Carry one out; `in_hand` is the segment that an empty id means. What is refused changes nothing."""
        selection = self._selection
        match command:
            case commands.Unpin():
                selection.pinned = None
                return None
            case commands.PracticeOnly(ids=ids):
                return self._only(ids)
            case commands.PinSegment(id=id_) | commands.Snooze(id=id_) | commands.Exclude(id=id_):
                segment = id_ or in_hand
                if segment is None:
                    return Refused("no segment is in hand: name one")
                if selection.unknown((segment,)) is not None:
                    return _no_such(segment)
            case _:
                raise AssertionError(f"{command.name} is not about which segments are served")
        match command:
            case commands.PinSegment():
                return self._pin(segment)
            case commands.Snooze(minutes=minutes):
                return await self._snooze(segment, minutes)
            case _:
                self._exclude(segment)
        return None

    def serves(self, segment: str) -> bool:
        """Whether this segment is to be served at all by what was said so far."""
        pin = self._selection.pin
        return segment == pin if pin is not None else segment in self._selection.left(time.time())

    def _pin(self, segment: str) -> Refused | None:
        if segment in self._selection.gone:
            return Refused(f"{self._selection.course.named(segment).name} has no start state any more")
        self._selection.pinned = segment
        self._selection.refused.pop(segment, None)  # whoever wants it wants it tried again
        return None

    def _only(self, ids: tuple[str, ...]) -> Refused | None:
        unknown = self._selection.unknown(ids)
        if unknown is not None:
            return _no_such(unknown)
        self._selection.only = frozenset(ids)
        if not ids:
            self._selection.excluded.clear()
        if self._selection.pinned not in ids:
            self._selection.pinned = None
        return None

    def _exclude(self, segment: str) -> None:
        self._selection.excluded.add(segment)
        self._let_go_of(segment)

    async def _snooze(self, segment: str, minutes: int) -> Refused | None:
        if not 0 <= minutes <= SNOOZE_MAX:
            return Refused(f"a snooze is 1 to {SNOOZE_MAX} minutes; 0 ends it")
        until_ms = wall_ms() + minutes * 60_000 if minutes else None
        game = self._game
        await self._context.store.call(lambda store: store.snoozes.put(game, segment, until_ms))
        if until_ms is None:
            self._selection.snoozed.pop(segment, None)
        else:
            self._selection.snoozed[segment] = until_ms
            self._let_go_of(segment)
        return None

    def _let_go_of(self, segment: str) -> None:
        """Who doesn't want to see a segment doesn't want it pinned."""
        if self._selection.pinned == segment:
            self._selection.pinned = None


def _no_such(segment: str) -> Refused:
    return Refused(f"there is no segment {segment!r} in this practice")
