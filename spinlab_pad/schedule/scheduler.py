"""The scheduler: attempts in, the next segment out.

Rules. Every estimator sees every attempt; the active one feeds the allocator. Everything follows from the
seed, the calls and their order: chance is private, ties fall to the segment that comes first in the run. What
a call refuses (ValueError) changes nothing. Record attempts oldest first: estimates do not depend on the
order, but whose turn it is in a round robin does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from spinlab_pad.schedule.allocators import ALLOCATORS, NEVER, Context, mix
from spinlab_pad.schedule.chance import draw
from spinlab_pad.schedule.checks import check_attempt, check_finite, check_segment
from spinlab_pad.schedule.estimators import ESTIMATORS
from spinlab_pad.schedule.track import Track
from spinlab_pad.schedule.types import Attempt, Choice, Estimate, SegmentInfo


@dataclass(slots=True)
class _Servings:
    """Who was served when. A serving counts as a play until its attempt comes, so that a queue does not
    repeat it."""

    count: int = 0
    last: str | None = None
    last_served: dict[str, int] = field(default_factory=dict)
    plays: dict[str, int] = field(default_factory=dict)

    def serve(self, segment: str) -> None:
        self.last = segment
        self.last_served[segment] = self.count
        self.plays[segment] += 1
        self.count += 1

    def copy(self) -> _Servings:
        return _Servings(self.count, self.last, dict(self.last_served), dict(self.plays))


class Scheduler:
    """Decides which segment to practise next, and says how good the runner is at each.

    Args:
        segments: the run, in its order.
        estimator: name of the active estimator, one of `ESTIMATORS`.
        allocator: name of the allocator, one of `ALLOCATORS`.
        seed: any whole number; the same seed and calls give the same choices.
        weights: parts of the allocator 'mix' and how often each chooses; None for its own.

    Raises:
        ValueError: an unknown name, a segment that cannot be or comes twice, weights that are no shares.
    """

    def __init__(
        self,
        segments: Iterable[SegmentInfo],
        estimator: str = "kalman",
        allocator: str = "mix",
        seed: int = 0,
        weights: Mapping[str, float] | None = None,
    ) -> None:
        self._tracks: dict[str, Track] = {}
        self._owners: dict[int, str] = {}
        self._forgotten: dict[int, str] = {}
        self._servings = _Servings()
        self._left_out: frozenset[str] = frozenset()
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
        """Use another allocator from now on; ValueError where there is none of that name."""
        self._allocator = _known("allocator", name, ALLOCATORS)

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
        tracks = list(self._tracks.items())
        tracks.insert(place, (info.id, Track(info)))
        self._tracks = dict(tracks)
        self._servings.last_served[info.id] = NEVER
        self._servings.plays[info.id] = 0

    def remove_segment(self, segment: str) -> None:
        """Forget a segment and its attempts; ValueError where there is no such segment."""
        self._track(segment)
        self._owners = {one: owner for one, owner in self._owners.items() if owner != segment}
        self._forgotten = {one: owner for one, owner in self._forgotten.items() if owner != segment}
        del self._tracks[segment], self._servings.last_served[segment], self._servings.plays[segment]
        if self._servings.last == segment:
            self._servings.last = None

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
            if self._servings.plays[attempt.segment] == len(track):
                self._servings.serve(attempt.segment)
            self._servings.plays[attempt.segment] = len(track) + 1
        track.add(attempt)

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

    def log(self, segment: str) -> tuple[Attempt, ...]:
        """The attempts of a segment that count, oldest first; ValueError where there is no such segment."""
        return self._track(segment).log

    def estimate(self, segment: str) -> Estimate:
        """What the active estimator says; ValueError where there is no such segment."""
        return self._track(segment).estimate(self._estimator)

    def estimates_of(self, segment: str) -> tuple[Estimate, ...]:
        """What every estimator says of one segment; ValueError where there is no such segment."""
        track = self._track(segment)
        return tuple(track.estimate(name) for name in ESTIMATORS)

    def estimates(self) -> dict[str, dict[str, Estimate]]:
        """What every estimator says of every segment, in the order of the run: `{segment: {estimator: Estimate}}`."""
        return {segment: {name: track.estimate(name) for name in ESTIMATORS} for segment, track in self._tracks.items()}

    def next(self, now_s: float, exclude: Iterable[str] = ()) -> Choice:
        """Choose the segment to practise next and count it as served.

        `now_s`: absolute time in s, the clock of `Attempt.started_s`; `exclude`: segments not to choose
        (unknown ones do not matter).

        Raises:
            ValueError: there is nothing to choose from, or `now_s` is not finite.
        """
        order = self._eligible(now_s, exclude)
        if not order:
            reason = "every one is excluded" if self._tracks else "there are none"
            raise ValueError(f"no segment to choose from: {reason}")
        choice = self._choose(self._servings, order, now_s)
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
        order = self._eligible(now_s, exclude)
        if not order:
            return ()
        ahead = self._servings.copy()
        choices: list[Choice] = []
        for _ in range(n):
            choices.append(self._choose(ahead, order, now_s))
            ahead.serve(choices[-1].segment)
        return tuple(choices)

    def _choose(self, servings: _Servings, order: tuple[str, ...], now_s: float) -> Choice:
        context = Context(
            order=order,
            estimates=_OnDemand(self._tracks, self.estimate),
            plays=MappingProxyType(servings.plays),
            last_served=MappingProxyType(servings.last_served),
            last=servings.last,
            draw=draw(self._seed, servings.count),
            weights=self._weights,
            now_s=now_s,
        )
        return ALLOCATORS[self._allocator](context)

    def _eligible(self, now_s: float, exclude: Iterable[str]) -> tuple[str, ...]:
        check_finite("now_s", now_s)
        excluded = self._left_out.union(exclude)
        return tuple(segment for segment in self._tracks if segment not in excluded)

    def _track(self, segment: str) -> Track:
        track = self._tracks.get(segment)
        if track is None:
            raise ValueError(f"unknown segment {segment!r}; add it first")
        return track


class _OnDemand(Mapping[str, Estimate]):
    """Estimates that are worked out when an allocator looks at them; most allocators never do."""

    def __init__(self, segments: Mapping[str, object], estimate: Callable[[str], Estimate]) -> None:
        self._segments = segments
        self._estimate = estimate

    def __getitem__(self, segment: str) -> Estimate:
        if segment not in self._segments:
            raise KeyError(segment)
        return self._estimate(segment)

    def __iter__(self) -> Iterator[str]:
        return iter(self._segments)

    def __len__(self) -> int:
        return len(self._segments)


def _known(what: str, name: str, names: Mapping[str, object]) -> str:
    if name not in names:
        raise ValueError(f"unknown {what} {name!r}; known: {', '.join(names)}")
    return name
