"""Whether a replay went as its recording: the same events in the same frames. Pure.

Frames count from the start of a take. Where that start was seen a few frames off while it was recorded, all frames of
the take are off by as many; so the first event sets the difference that all others are held to, and the game's own
counter, which is part of the start, must be the same at each event. A frame that nobody saw may be the one in which an
event happened: two events are alike where what was seen of both allows it, and then that is said. Where the player
died is seen in that frame, too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final

from spinlab_pad.game.events import Event, to_json
from spinlab_pad.store.recordings import SeenEvent

_WORDS: Final[Mapping[str, str]] = {
    "level_entered": "the entrance of level {level}",
    "room_changed": "room {room} of level {level}",
    "checkpoint_reached": "checkpoint {n} of level {level}",
    "died": "the death in level {level}",
    "spawned": "the respawn in level {level}",
    "level_finished": "the goal of level {level}",
    "level_left": "the way out of level {level}",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """`alike` of `events` came as recorded; `difference` says which is the first that did not.

    `unsure` of those alike may have come in another frame, since not all frames before them were seen.
    """

    events: int = 0
    alike: int = 0
    difference: str | None = None
    unsure: int = 0

    def joined(self, other: Comparison) -> Comparison:
        """Both, one after the other."""
        return Comparison(
            self.events + other.events,
            self.alike + other.alike,
            self.difference or other.difference,
            self.unsure + other.unsure,
        )

    @property
    def text(self) -> str:
        """In words."""
        if not self.events:
            return "no event to compare"
        if self.difference is not None:
            return f"{self.alike} of {self.events} events in the same frame: {self.difference}"
        if self.unsure:
            return f"{self.events} events, all in the same frame as far as it was seen (of {self.unsure} it was not)"
        return f"{self.events} events, all in the same frame"


def seen(event: Event, frame: int, unseen: int, counter: int) -> SeenEvent:
    """An event as it is kept."""
    told = to_json(event)
    del told["f"]
    return SeenEvent(frame, unseen, counter, json.dumps(told, sort_keys=True))


def compare(
    recorded: Sequence[SeenEvent], played: Sequence[SeenEvent], recorded_frames: int | None, played_frames: int
) -> Comparison:
    """Compare the events of one take, as far as both of them go.

    `recorded_frames` is the length as it was recorded, None where only its events tell; `played_frames` how far it
    was played.
    """
    shift = _shift(recorded, played)
    if recorded_frames is None:
        recorded_frames = recorded[-1].frame if recorded else 0
    recorded = [event for event in recorded if event.frame + shift <= played_frames]
    played = [event for event in played if event.frame - event.unseen - shift <= recorded_frames]
    pairs = list(zip_longest(recorded, played))
    differences = [_difference(then, now, shift) for then, now in pairs]
    first = next((text for text in differences if text is not None), None)
    alike = [pair for pair, text in zip(pairs, differences, strict=True) if text is None]
    unsure = sum(any(event is not None and event.unseen for event in pair) for pair in alike)
    return Comparison(len(differences), len(alike), first, unsure)


def _shift(recorded: Sequence[SeenEvent], played: Sequence[SeenEvent]) -> int:
    """How many frames later everything is in what was played."""
    pairs = [(then, now) for then, now in zip(recorded, played, strict=False) if _same(then, now)]
    certain = [(then, now) for then, now in pairs if not then.unseen and not now.unseen]
    return next((now.frame - then.frame for then, now in certain or pairs), 0)


def _difference(then: SeenEvent | None, now: SeenEvent | None, shift: int) -> str | None:
    if then is None:
        assert now is not None
        return f"{_named(now)} was not recorded"
    if now is None:
        return f"{_named(then)} did not come again"
    if not _same(then, now):
        where = " in another place" if _named(now) == _named(then) else f" instead of {_named(then)}"
        return f"{_named(now)} came{where}"
    late = now.frame - then.frame - shift
    if late - now.unseen > 0 or late + then.unseen < 0:
        return f"{_named(now)} came {abs(late)} frames {'late' if late > 0 else 'early'}"
    if not then.unseen and not now.unseen and then.counter != now.counter:
        return f"{_named(now)} came at the game's count {now.counter}, and was recorded at {then.counter}"
    return None


def _same(then: SeenEvent, now: SeenEvent) -> bool:
    """Whether it is the same event, apart from its frame."""
    if not then.unseen and not now.unseen:
        return then.event == now.event
    return _without_place(then) == _without_place(now)


def _without_place(event: SeenEvent) -> dict[str, Any]:
    return {name: value for name, value in json.loads(event.event).items() if name not in ("x", "y")}


def _named(event: SeenEvent) -> str:
    told: dict[str, Any] = json.loads(event.event)
    return _WORDS[told["event"]].format(**told)
