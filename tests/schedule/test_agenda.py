from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import pytest

from spinlab_pad.schedule import Attempt, SegmentInfo, cards
from spinlab_pad.schedule import track as module
from spinlab_pad.schedule.agenda import Agenda
from spinlab_pad.schedule.cards import Card
from spinlab_pad.schedule.track import Track
from tests.schedule.examples import completed


class Counting:
    """Cards, and how many attempts they were asked to go through."""

    name, initial = cards.CARDS.name, staticmethod(cards.initial)

    def __init__(self) -> None:
        self.attempts = 0

    def advance(self, states: Sequence[Card], logs: Sequence[Sequence[Attempt]]) -> list[tuple[Card, Card]]:
        self.attempts += sum(map(len, logs))
        return cards.CARDS.advance(states, logs)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    found = Counting()
    monkeypatch.setattr(module, "FOLLOWERS", {found.name: found})
    return found


def tracks(count: int = 3, kind: type[Track] = Track) -> list[Track]:
    made = [kind(SegmentInfo(f"s{number}")) for number in range(count)]
    for number, track in enumerate(made[:-1]):
        for n in range(3):
            track.add(completed(10_000, segment=track.info.id, started_s=100.0 * number + n, id=10 * number + n))
    return made


def test_each_is_due_when_its_card_is_and_what_was_never_practised_is_new() -> None:
    made = tracks()
    dues = Agenda(made).dues()
    for place, track in enumerate(made[:-1]):
        _, card = cards.CARDS.advance([cards.initial(track.info)], [track.log])[0]
        assert (dues.due_s[place], dues.interval_s[place]) == (card.due_s, card.interval_s)
    assert math.isnan(dues.due_s[-1])
    assert math.isnan(dues.interval_s[-1])


class Watched(Track):
    """Notes each time that it is asked for a state."""

    asked: ClassVar[list[str]] = []

    def state(self, name: str) -> Card:
        self.asked.append(self.info.id)
        found: Card = super().state(name)
        return found


def test_only_what_has_changed_is_asked_again(counting: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Watched, "asked", [])
    made = tracks(kind=Watched)
    agenda = Agenda(made)
    before = agenda.dues().due_s.copy()
    agenda.dues()
    assert counting.attempts == 6
    made[1].rate(12, "again")
    agenda.changed("s1")
    after = agenda.dues().due_s
    assert counting.attempts == 7, "the newest attempt alone"
    assert Watched.asked == ["s0", "s1", "s2", "s1"]
    assert np.flatnonzero(after != before).tolist() == [1, 2], "the third is NaN, which equals nothing"
    made[1].rate(12, None)
    agenda.changed("s1")
    np.testing.assert_array_equal(agenda.dues().due_s, before)


def test_some_of_them_as_if_the_servings_under_way_went_well() -> None:
    agenda = Agenda(tracks())
    plain = agenda.dues().due_s.copy()
    found = agenda.of(np.array([2, 0]), {"s2": 1, "s1": 1}, 1_000.0)
    assert found.due_s[0] > 1_000.0, "new, and being played for the first time"
    assert found.due_s[1] == plain[0]
    assert math.isnan(agenda.dues().due_s[2]), "what is under way is kept nowhere"
