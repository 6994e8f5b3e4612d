"""The scheduler: attempts in, the next segment out.

Rules. Every estimator sees every attempt; the active one feeds the allocator. Everything follows from the
seed, the calls and their order: chance is private, ties fall to the segment that comes first in the run. What
a call refuses (ValueError) changes nothing. Record attempts oldest first: estimates do not depend on the
order, but whose turn it is in a round robin does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from spinlab_pad.schedule.agenda import Agenda, Dues
from spinlab_pad.schedule.allocators import ALLOCATORS, Context, lacking, mix
from spinlab_pad.schedule.chance import draw
from spinlab_pad.schedule.checks import check_attempt, check_finite, check_rating, check_segment
from spinlab_pad.schedule.estimators import ESTIMATORS
from spinlab_pad.schedule.expectations import Expectations
from spinlab_pad.schedule.ranking import Ranking
from spinlab_pad.schedule.servings import Servings
from spinlab_pad.schedule.track import Track, catch_up
from spinlab_pad.schedule.types import Attempt, Choice, Estimate, Rating, SegmentInfo
from spinlab_pad.schedule.worth import Worths


@dataclass(frozen=True, slots=True)
class _Eligible:
    """What may be chosen from: all but `excluded`, in the order of the run. `places`: where they are in it, ascending;
    `place_of`: where each is among these."""

    excluded: frozenset[str]
    order: tuple[str, ...]
    place_of: Mapping[str, int]
    places: NDArray[np.intp]


class Scheduler:
    """Decides which segment to practise next, and says how good the runner is at each.

    Args:
        segments: the run, in its order.
        estimator: name of the active estimator, one of `ESTIMATORS`.
        allocator: name of the allocator, one of `ALLOCATORS`.
        seed: any whole number; the same seed and calls give the same choices.
        weights: parts of the allocator 'mix' and how often each chooses; None for its own.

    Raises:
        ValueError: an unknown name, an allocator that can't be used here (`allocators.lacking`), a segment that cannot
            be or comes twice, weights that are no shares.
    """

    def __init__(
        self,
        segments: Iterable[SegmentInfo],
        estimator: str = "belief",
        allocator: str = "value",
        seed: int = 0,
        weights: Mapping[str, float] | None = None,
    ) -> None:
        self._tracks: dict[str, Track] = {}
        self._owners: dict[int, str] = {}
        self._forgotten: dict[int, str] = {}
        self._servings = Servings()
        self._left_out: frozenset[str] = frozenset()
        self._rankings: dict[str, Ranking] = {}
        self._expectations: dict[str, Expectations] = {}
        """By estimator: what was asked of it, kept up to date."""
        self._agenda: Agenda | None = None
        self._last_eligible: _Eligible | None = None
        self._now_s = -math.inf
        self._seed = seed
        self._weights = MappingProxyType(dict(mix.WEIGHTS if weights is None else weights))
        mix.check_weights(self._weights)
        self.set_estimator(estimator)
        self.set_allocator(allocator)
        for info in segments:
            self.add_segment(info)

    @property
    def estimator(self) -> str:
        """Name of the active estimator."""
        return self._estimator

    @property
    def allocator(self) -> str:
        """Name of the allocator."""
        return self._allocator

    @property
    def segments(self) -> tuple[SegmentInfo, ...]:
        """The segments in the order of the run."""
        return tuple(track.info for track in self._tracks.values())

    def set_estimator(self, name: str) -> None:
        """Use another estimator from now on; ValueError where there is none of that name."""
        self._estimator = _known("estimator", name, ESTIMATORS)

    def set_allocator(self, name: str) -> None:
        """Use another allocator from now on; ValueError where there is none of that name, or it can't be used here."""
        _known("allocator", name, ALLOCATORS)
        if (reason := lacking(name)) is not None:
            raise ValueError(reason)
        self._allocator = name

    def add_segment(self, info: SegmentInfo, place: int | None = None) -> None:
        """Add a segment at a place of the run (from 0; None: at the end).

        Raises:
            ValueError: its id is there already, it cannot be, or there is no such place.
        """
        check_segment(info)
        place = len(self._tracks) if place is None else place
        if not 0 <= place <= len(self._tracks):
            raise ValueError(f"segment {info.id}: its place must be from 0 to {len(self._tracks)}, got {place}")
        if info.id in self._tracks:
            raise ValueError(f"segment {info.id} is there already; remove it first")
        later = list(self._tracks.items())[place:] if place < len(self._tracks) else []
        for segment, _ in later:
            del self._tracks[segment]
        self._tracks[info.id] = Track(info)
        self._tracks.update(later)
        self._servings.add(info.id)
        self._reordered()

    def remove_segment(self, segment: str) -> None:
        """Forget a segment and its attempts; ValueError where there is no such segment."""
        self._track(segment)
        self._owners = {one: owner for one, owner in self._owners.items() if owner != segment}
        self._forgotten = {one: owner for one, owner in self._forgotten.items() if owner != segment}
        del self._tracks[segment]
        self._servings.remove(segment)
        self._reordered()

    def leave_out(self, segments: Iterable[str]) -> None:
        """Choose none of these segments until this is said anew; unknown ones do not matter. Estimates go on."""
        self._left_out = frozenset(segments)

    def record(self, attempt: Attempt) -> None:
        """Take an attempt in; one that started earlier than others goes where it belongs.

        Raises:
            ValueError: unknown segment, an id that is recorded already, or an attempt that cannot be.
        """
        track = self._track(attempt.segment)
        check_attempt(attempt)
        if attempt.id is not None:
            if attempt.id in self._owners:
                raise ValueError(f"attempt {attempt.id} is recorded already; forget it first")
            self._owners[attempt.id] = attempt.segment
        if attempt.id is not None and self._forgotten.pop(attempt.id, None) == attempt.segment:
            self._servings.plays[attempt.segment] += 1
        else:
            self._servings.take(attempt.segment)
        track.add(attempt)
        self._tell(attempt.started_s)
        self._changed(attempt.segment)

    def forget(self, attempt_id: int) -> None:
        """Take an attempt out, as if it had never been; to record it again undoes that and is no new serving.

        Raises:
            ValueError: no attempt with this id is recorded.
        """
        if attempt_id not in self._owners:
            raise ValueError(f"no attempt {attempt_id} is recorded")
        segment = self._owners.pop(attempt_id)
        self._tracks[segment].drop(attempt_id)
        self._forgotten[attempt_id] = segment
        self._servings.plays[segment] -= 1
        self._changed(segment)

    def rate(self, attempt_id: int, rating: Rating | None) -> None:
        """Rate an attempt, as if it had come with that rating; None takes a rating back.

        Raises:
            ValueError: no attempt with this id is recorded, or there is no such rating.
        """
        check_rating(rating)
        segment = self._owners.get(attempt_id)
        if segment is None:
            raise ValueError(f"no attempt {attempt_id} is recorded")
        if self._tracks[segment].rate(attempt_id, rating):
            self._changed(segment)

    def log(self, segment: str) -> tuple[Attempt, ...]:
        """The attempts of a segment that count, oldest first; ValueError where there is no such segment."""
        return self._track(segment).log

    def estimate(self, segment: str, now_s: float | None = None) -> Estimate:
        """What the active estimator says of `now_s`, None: of the latest time that the scheduler was told.

        Raises:
            ValueError: there is no such segment.
        """
        return self._estimated(self._track(segment), self._estimator, now_s)

    def estimates_of(self, segment: str, now_s: float | None = None) -> tuple[Estimate, ...]:
        """What every estimator says of one segment; ValueError where there is no such segment."""
        track = self._track(segment)
        return tuple(self._estimated(track, name, now_s) for name in ESTIMATORS)

    def estimates(self, now_s: float | None = None) -> dict[str, dict[str, Estimate]]:
        """What every estimator says of every segment, in the order of the run: `{segment: {estimator: Estimate}}`."""
        for name in ESTIMATORS:
            catch_up(list(self._tracks.values()), name)
        return {
            segment: {name: self._estimated(track, name, now_s) for name in ESTIMATORS}
            for segment, track in self._tracks.items()
        }

    def expected_ms(self, now_s: float | None = None, estimator: str | None = None) -> dict[str, int]:
        """`Estimate.expected_ms` of every segment where it is known, in the order of the run, all in one go.

        Args:
            now_s: of that time; None: of the latest that the scheduler was told.
            estimator: as this one sees it; None: the active one.

        Raises:
            ValueError: there is no such estimator.
        """
        times = self._expected(estimator).times_ms(self._now_s if now_s is None else now_s)
        known = np.flatnonzero(~np.isnan(times)).tolist()
        segments = tuple(self._tracks)
        return dict(zip((segments[place] for place in known), times[known].astype(int).tolist(), strict=True))

    def settle(self, now_s: float, estimator: str | None = None) -> None:
        """Work out now what the next choice and the next look at the run would have to: after many attempts, off the
        loop that must not wait.

        With another estimator than the active one, in any thread, also while attempts come: before it is chosen. With
        the active one only while nobody else asks.

        Raises:
            ValueError: there is no such estimator.
        """
        if estimator in (None, self._estimator):
            self._tell(now_s)
        self._ranks(estimator).worths(now_s)
        self._expected(estimator).times_ms(now_s)

    def next(self, now_s: float, exclude: Iterable[str] = ()) -> Choice:
        """Choose the segment to practise next and count it as served.

        `now_s`: absolute time in s, the clock of `Attempt.started_s`; `exclude`: segments not to choose
        (unknown ones do not matter).

        Raises:
            ValueError: there is nothing to choose from, or `now_s` is not finite.
        """
        eligible = self._eligible(now_s, exclude)
        if not eligible.order:
            reason = "every one is excluded" if self._tracks else "there are none"
            raise ValueError(f"no segment to choose from: {reason}")
        self._tell(now_s)
        choice = self._choose(self._servings, eligible, now_s)
        self._servings.serve(choice.segment)
        return choice

    def preview(self, n: int, now_s: float, exclude: Iterable[str] = ()) -> tuple[Choice, ...]:
        """The next n choices, as so many calls of `next` would give them; changes nothing.

        Empty where there is nothing to choose from. An attempt that ends the serving under way leaves the
        counts as they are, so only what its time says of the runner can change what was shown.

        Raises:
            ValueError: n is negative, or `now_s` is not finite.
        """
        if n < 0:
            raise ValueError(f"the number of choices to preview must be at least 0, got {n}")
        eligible = self._eligible(now_s, exclude)
        if not eligible.order:
            return ()
        ahead = self._servings.copy()
        choices: list[Choice] = []
        for _ in range(n):
            choices.append(self._choose(ahead, eligible, now_s))
            ahead.serve(choices[-1].segment)
        return tuple(choices)

    def _choose(self, servings: Servings, eligible: _Eligible, now_s: float) -> Choice:
        context = Context(
            order=eligible.order,
            place_of=eligible.place_of,
            worth=cache(lambda: self._worths(servings, eligible, now_s)),
            due=cache(lambda: self._dues(servings, eligible, now_s)),
            plays=MappingProxyType(servings.plays),
            last_served=MappingProxyType(servings.last_served),
            last=servings.last,
            draw=draw(self._seed, servings.count),
            weights=self._weights,
            now_s=now_s,
        )
        return ALLOCATORS[self._allocator](context)

    def _worths(self, servings: Servings, eligible: _Eligible, now_s: float) -> Worths:
        """What one more serving of each is worth, after those that were served and have not brought an attempt yet."""
        ranks = self._ranks()
        found = ranks.worths(now_s).of(eligible.places)
        under_way = {one: count for one, count in servings.under_way.items() if one in eligible.place_of}
        if under_way:
            places, ahead = ranks.ahead(under_way, now_s)
            found.put(np.searchsorted(eligible.places, places), ahead)
        return found

    def _dues(self, servings: Servings, eligible: _Eligible, now_s: float) -> Dues:
        """When each is due again, after those that were served and have not brought an attempt yet."""
        if self._agenda is None:
            self._agenda = Agenda(list(self._tracks.values()))
        return self._agenda.of(eligible.places, servings.under_way, now_s)

    def _ranks(self, estimator: str | None = None) -> Ranking:
        name = self._estimator if estimator is None else _known("estimator", estimator, ESTIMATORS)
        if name not in self._rankings:
            self._rankings[name] = Ranking(list(self._tracks.values()), ESTIMATORS[name])
        return self._rankings[name]

    def _expected(self, estimator: str | None = None) -> Expectations:
        name = self._estimator if estimator is None else _known("estimator", estimator, ESTIMATORS)
        if name not in self._expectations:
            self._expectations[name] = Expectations(list(self._tracks.values()), ESTIMATORS[name])
        return self._expectations[name]

    def _changed(self, segment: str) -> None:
        for ranking in self._rankings.values():
            ranking.changed(segment)
        for expectations in self._expectations.values():
            expectations.changed(segment)
        if self._agenda is not None:
            self._agenda.changed(segment)

    def _tell(self, now_s: float) -> None:
        self._now_s = now_s

    def _estimated(self, track: Track, name: str, now_s: float | None) -> Estimate:
        return track.estimate(name, (self._now_s if now_s is None else now_s) - track.last_s)

    def _eligible(self, now_s: float, exclude: Iterable[str]) -> _Eligible:
        check_finite("now_s", now_s)
        excluded = self._left_out.union(exclude)
        if self._last_eligible is None or self._last_eligible.excluded != excluded:
            places = [place for place, segment in enumerate(self._tracks) if segment not in excluded]
            segments = tuple(self._tracks)
            order = tuple(segments[place] for place in places)
            place_of = MappingProxyType({segment: place for place, segment in enumerate(order)})
            self._last_eligible = _Eligible(excluded, order, place_of, np.array(places, dtype=np.intp))
        return self._last_eligible

    def _reordered(self) -> None:
        """Segments came or went."""
        self._rankings, self._expectations = {}, {}
        self._agenda = self._last_eligible = None

    def _track(self, segment: str) -> Track:
        track = self._tracks.get(segment)
        if track is None:
            raise ValueError(f"unknown segment {segment!r}; add it first")
        return track


def _known(what: str, name: str, names: Mapping[str, object]) -> str:
    if name not in names:
        raise ValueError(f"unknown {what} {name!r}; known: {', '.join(names)}")
    return name
