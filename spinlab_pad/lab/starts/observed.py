"""What was observed at a start, in words, and what of it has changed since."""

from __future__ import annotations

from collections.abc import Mapping

from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import Profile
from spinlab_pad.lab.context import Attached, LabContext
from spinlab_pad.lab.segments.naming import in_words, spoken
from spinlab_pad.store.records import SegmentRecord, StartState

__all__ = ["Starts", "differences", "in_words"]


def differences(profile: Profile, stored: Mapping[str, int], seen: Mapping[str, int]) -> list[str]:
    """Each required condition that is another one than it was: 'powerup is big, was small'."""
    return [
        f"{spoken(item.name)} is {item.word(seen[item.name])}, was {item.word(stored[item.name])}"
        for item in profile.conditions
        if item.required and item.name in stored and item.name in seen and stored[item.name] != seen[item.name]
    ]


class Starts:
    """Tells once a session of each segment that doesn't start as it was recorded: its state was replaced."""

    def __init__(self, context: LabContext) -> None:
        self._context = context
        self._told: set[str] = set()

    def compare(self, here: Attached, named: SegmentRecord, start: StartState, first: Snapshot) -> None:
        """Compare the first frame of a life with what was observed when its start was recorded."""
        if start.observed is None or named.id in self._told:
            return
        found = differences(here.profile, start.observed, here.profile.observe(named.segment.level, first))
        if found:
            self._told.add(named.id)
            text = f"{named.name} does not start as recorded: {'; '.join(found)}. Record it anew if that is wrong"
            self._context.tell(f"start {named.id}", "warn", text)
