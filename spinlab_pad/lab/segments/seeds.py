"""What a reference run says of segments that were merged or split since: sums and parts of its splits. Pure.

Rules:

1. A merged segment took what its parts took, one after the other in one run: the last time that the first part was
   played before the second one.
2. Of a segment that was split, only a split without deaths says what its parts took: the last life is then the whole of
   it, and its arrival at the screen is where it was cut. Lag is shared out evenly.
3. What was played itself comes before what is worked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from spinlab_pad.route.subsplits import Arrival, Spot
from spinlab_pad.route.waypoints import Joint, Segment
from spinlab_pad.store.passed import Line
from spinlab_pad.store.records import SplitRecord


@dataclass(frozen=True, slots=True)
class Seed:
    """A split, played or worked out, with the arrivals of its last life where they are known."""

    split: SplitRecord
    arrivals: tuple[Arrival, ...] = ()

    @property
    def line(self) -> Line:
        """To compare a life with; its start is hot, since a split with deaths has no arrivals here."""
        split = self.split
        return Line(None, split.segment.id, "hot", split.time_ms, split.deaths, split.tail_frames, self.arrivals)


def seeds(
    wanted: Iterable[Segment],
    splits: Sequence[SplitRecord],
    lines: Sequence[Line],
    joints: Sequence[Joint],
    segments: Mapping[str, Segment],
) -> dict[str, list[Seed]]:
    """Seeds of the segments that `splits` of a run don't have themselves, by id.

    `lines` are those of the run, `joints` where segments were merged or split, `segments` all of the game by id.
    """
    played: dict[str, list[Seed]] = {}
    arrivals = {_mark(line): line.arrivals for line in reversed(lines) if not line.deaths}
    for split in splits:
        known = () if split.deaths else arrivals.get((split.segment.id, split.time_ms, split.tail_frames), ())
        played.setdefault(split.segment.id, []).append(Seed(split, known))

    def of(id_: str, asking: frozenset[str]) -> list[Seed]:
        if id_ in played or id_ in asking or id_ not in segments:
            return played.get(id_, [])
        asking |= {id_}
        for joint in joints:
            if joint.whole == id_:
                parts = _paired(of(joint.first, asking), of(joint.second, asking))
                joined = [_joined(segments[id_], first, second) for first, second in parts]
                if joined:
                    return joined
        for joint in joints:
            if id_ in (joint.first, joint.second):
                spot = segments[joint.first].end.spot
                wholes = of(joint.whole, asking) if spot is not None else []
                cut = [_cut(segments[id_], seed, spot, first=id_ == joint.first) for seed in wholes if spot is not None]
                found = [seed for seed in cut if seed is not None]
                if found:
                    return found
        return []

    ids = [segment.id for segment in wanted if segment.id not in played]
    made = {id_: of(id_, frozenset()) for id_ in ids}
    return {id_: found for id_, found in made.items() if found}


def _mark(line: Line) -> tuple[str, int, int]:
    """What tells the split that a line is of."""
    return line.segment, line.time_ms, line.tail_frames


def _paired(firsts: Iterable[Seed], seconds: Iterable[Seed]) -> Iterator[tuple[Seed, Seed]]:
    """Each second part with the last first part before it in its run; none before that stands for a later one."""
    left = list(firsts)
    for second in seconds:
        run, place = second.split.run, second.split.place
        before = [first for first in left if first.split.run == run and first.split.place <= place]
        if before:
            yield before[-1], second
            left = [first for first in left if first not in before]


def _joined(whole: Segment, first: Seed, second: Seed) -> Seed:
    one, two = first.split, second.split
    deaths_later = two.deaths > 0
    return Seed(
        replace(
            two,
            segment=whole,
            frames=one.frames + two.frames,
            tail_frames=two.tail_frames + (0 if deaths_later else one.tail_frames),
            game_frames=one.game_frames + two.game_frames,
            time_ms=one.time_ms + two.time_ms,
            clean_tail_ms=two.clean_tail_ms + (0 if deaths_later else one.clean_tail_ms),
            rta_ms=one.rta_ms + two.rta_ms,
            deaths=one.deaths + two.deaths,
            real_time=one.real_time and two.real_time,
        )
    )


def _cut(part: Segment, whole: Seed, spot: Spot, *, first: bool) -> Seed | None:
    """The part of a split before or after the arrival at `spot`; None where it does not tell."""
    split = whole.split
    at = next((n for n, arrival in enumerate(whole.arrivals) if arrival.spot == spot), 0)
    if at == 0 or split.deaths or not 0 < whole.arrivals[at].frame < split.frames:
        return None
    frame = whole.arrivals[at].frame
    one = _share(split, part, frame)
    if first:
        after_ms = split.rta_ms - one.rta_ms
        return Seed(replace(one, at_ms=split.at_ms - after_ms), whole.arrivals[:at])
    rest = replace(
        split,
        segment=part,
        frames=split.frames - frame,
        tail_frames=split.frames - frame,
        game_frames=split.game_frames - one.game_frames,
        time_ms=split.time_ms - one.time_ms,
        clean_tail_ms=split.time_ms - one.time_ms,
        rta_ms=split.rta_ms - one.rta_ms,
    )
    return Seed(rest, _from_here(whole.arrivals[at:]))


def _share(split: SplitRecord, part: Segment, frames: int) -> SplitRecord:
    """The first `frames` frames of a split without deaths."""

    def share(amount: int) -> int:
        return round(amount * frames / split.frames)

    return replace(
        split,
        segment=part,
        frames=frames,
        tail_frames=frames,
        game_frames=share(split.game_frames),
        time_ms=share(split.time_ms),
        clean_tail_ms=share(split.time_ms),
        rta_ms=share(split.rta_ms),
    )


def _from_here(arrivals: Sequence[Arrival]) -> tuple[Arrival, ...]:
    """Arrivals as a life has them that begins with the first of these: frames from there, visits counted anew."""
    begun = arrivals[0].frame
    found: list[Arrival] = []
    for arrival in arrivals:
        visit = 1 + sum(earlier.spot.cell == arrival.spot.cell for earlier in found)
        spot = arrival.spot._replace(visit=visit)
        found.append(arrival._replace(spot=spot, frame=arrival.frame - begun))
    return tuple(found)
