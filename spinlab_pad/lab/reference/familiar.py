"""What is new in a run that is being recorded, in words. Pure."""

from __future__ import annotations

from dataclasses import replace

from spinlab_pad.game.profile import Profile
from spinlab_pad.lab.starts.observed import in_words
from spinlab_pad.route.waypoints import Waypoint, required_of
from spinlab_pad.store.captures import Kin, Tally
from spinlab_pad.store.records import SegmentRecord

_PLAIN = "plain"
"""A start under no condition that has a word."""


def starting(profile: Profile, start: Waypoint) -> str:
    """The required conditions of a start as a runner reads them: 'big'; '' where the profile has none."""
    required = {item.name: 0 for item in profile.conditions if item.required and item.covers(start.level)}
    return in_words(profile, required | required_of(start.conditions)) if required else ""


def recorded(profile: Profile, record: SegmentRecord, kin: Kin) -> str:
    """What is told of a segment that was kept: 'Recorded Meadow 2', 'New: Meadow 2 (big)'."""
    if kin.here:
        return f"Recorded {record.name} again"
    if kin.before:
        return f"Recorded {record.name}"
    start = record.segment.start
    words = starting(profile, start) if start.conditions or kin.elsewise else ""
    new = f"New: {record.name}" + (f" ({words})" if words else "")
    if not kin.elsewise:
        return new
    known = [starting(profile, replace(start, conditions=other)) or _PLAIN for other in kin.elsewise]
    return f"{new}; known so far as {' and '.join(known)}"


def finished(name: str, tally: Tally) -> str:
    """What is told of a run that was finished: how many of its segments were known, and how many are new."""
    known = tally.segments - tally.new
    count = f"{tally.segments} segment" + ("" if tally.segments == 1 else "s")
    every = "" if tally.segments == 1 else "all "
    kinds = f"{known} known and {tally.new} new" if known and tally.new else every + ("new" if tally.new else "known")
    return f"Finished '{name}': {count}, {kinds}"
