"""What is worked out of a run for segments that were merged or split."""

from __future__ import annotations

from dataclasses import replace

from spinlab_pad.lab.segments.seeds import Seed, seeds
from spinlab_pad.route.subsplits import Arrival, Spot
from spinlab_pad.route.waypoints import Joint, Segment, at_screen, checkpoint, entrance, goal
from spinlab_pad.store.passed import Line
from spinlab_pad.store.records import SplitRecord

SPOT = Spot(0x105, 2, 0, 1)
AT = at_screen(entrance(1), SPOT)
FIRST, SECOND = Segment(entrance(1), checkpoint(1, 1)), Segment(checkpoint(1, 1), goal(1))
WHOLE = Segment(entrance(1), goal(1))
BEFORE, AFTER = Segment(entrance(1), AT), Segment(AT, checkpoint(1, 1))
KNOWN = {segment.id: segment for segment in (FIRST, SECOND, WHOLE, BEFORE, AFTER)}
MERGED, CUT = Joint(WHOLE.id, FIRST.id, SECOND.id), Joint(FIRST.id, BEFORE.id, AFTER.id)
WAY = (
    Arrival(Spot(0x105, 0, 0, 1), 0, 10, 300),
    Arrival(Spot(0x105, 1, 0, 1), 100, 256, 300),
    Arrival(SPOT, 240, 512, 300),
    Arrival(Spot(0x105, 1, 0, 2), 360, 511, 300),
    Arrival(Spot(0x105, 2, 0, 2), 480, 512, 300),
)


def split(segment: Segment, frames: int, deaths: int = 0, **changes: object) -> SplitRecord:
    ms = round(frames * 1000 / 60)
    plain = SplitRecord(1, 1, segment, "x", frames, frames, frames - 6, ms, ms, ms + 4, deaths, True, 100_000)
    return replace(plain, **changes)  # type: ignore[arg-type]


def line(of: SplitRecord) -> Line:
    return Line(None, of.segment.id, "hot", of.time_ms, of.deaths, of.tail_frames, WAY)


def of(segment: Segment, splits: list[SplitRecord], *joints: Joint, known: bool = True) -> list[Seed]:
    lines = [line(item) for item in splits if item.segment == FIRST and not item.deaths] if known else []
    return seeds([segment], splits, lines, joints, KNOWN).get(segment.id, [])


def test_a_merged_segment_took_what_its_parts_took():
    (seed,) = of(WHOLE, [split(FIRST, 600), split(SECOND, 300)], MERGED)
    made = seed.split
    assert (made.segment, made.frames, made.tail_frames, made.game_frames) == (WHOLE, 900, 900, 888)
    assert (made.time_ms, made.clean_tail_ms, made.rta_ms, made.deaths) == (15_000, 15_000, 15_008, 0)


def test_after_a_death_in_the_second_part_the_clean_tail_is_its_own():
    (seed,) = of(WHOLE, [split(FIRST, 600, 1), split(SECOND, 300, 2, tail_frames=120, clean_tail_ms=2_000)], MERGED)
    assert (seed.split.deaths, seed.split.tail_frames, seed.split.clean_tail_ms) == (3, 120, 2_000)
    assert seed.split.time_ms == 15_000
    (seed,) = of(WHOLE, [split(FIRST, 600, 1, tail_frames=60, clean_tail_ms=1_000), split(SECOND, 300)], MERGED)
    assert (seed.split.deaths, seed.split.tail_frames, seed.split.clean_tail_ms) == (1, 360, 6_000)


def test_a_part_out_of_real_time_spoils_the_sum():
    (seed,) = of(WHOLE, [split(FIRST, 600), split(SECOND, 300, real_time=False)], MERGED)
    assert not seed.split.real_time


def test_parts_that_were_played_twice_make_two_sums():
    parts = ((FIRST, 600), (SECOND, 300), (FIRST, 540), (SECOND, 240))
    splits = [split(segment, frames, place=place) for place, (segment, frames) in enumerate(parts, 1)]
    assert [seed.split.frames for seed in of(WHOLE, splits, MERGED)] == [900, 780]


def test_only_parts_that_followed_each_other_in_one_run_are_added_up():
    splits = [
        split(FIRST, 600, run=1, place=1),  # the level was left after it
        split(FIRST, 570, run=1, place=2),
        split(SECOND, 300, run=1, place=3),
        split(SECOND, 290, run=1, place=4),  # begun at the checkpoint
        split(FIRST, 540, run=2, place=1),
        split(SECOND, 240, run=2, place=2),
        split(SECOND, 230, run=3, place=1),
        split(FIRST, 500, run=3, place=2),
    ]
    assert [seed.split.frames for seed in of(WHOLE, splits, MERGED)] == [870, 780]


def test_arrivals_are_those_of_the_split_itself():
    played, other = split(FIRST, 600), split(FIRST, 630, place=2)
    found = seeds([BEFORE], [played, other], [line(played)], [CUT], KNOWN)
    assert [seed.split.frames for seed in found[BEFORE.id]] == [240]


def test_the_parts_of_a_split_one_are_cut_at_the_arrival():
    played = split(FIRST, 600)
    (before,) = of(BEFORE, [played], CUT)
    (after,) = of(AFTER, [played], CUT)
    assert (before.split.segment, before.split.frames, before.split.time_ms) == (BEFORE, 240, 4_000)
    assert (after.split.segment, after.split.frames, after.split.time_ms) == (AFTER, 360, 6_000)
    for name in ("frames", "game_frames", "time_ms", "clean_tail_ms", "rta_ms"):
        assert getattr(before.split, name) + getattr(after.split, name) == getattr(
            replace(played, clean_tail_ms=played.time_ms), name
        )
    assert before.split.at_ms == played.at_ms - after.split.rta_ms
    assert before.arrivals == WAY[:2]


def test_the_second_part_begins_where_it_was_cut_and_counts_visits_anew():
    (after,) = of(AFTER, [split(FIRST, 600)], CUT)
    assert after.line.arrivals == (
        Arrival(Spot(0x105, 2, 0, 1), 0, 512, 300),
        Arrival(Spot(0x105, 1, 0, 1), 120, 511, 300),
        Arrival(Spot(0x105, 2, 0, 2), 240, 512, 300),
    )
    assert (after.line.attempt, after.line.start, after.line.tail_frames) == (None, "hot", 360)


def test_with_deaths_or_without_arrivals_nothing_is_made_up():
    assert of(BEFORE, [split(FIRST, 600, 1)], CUT) == []
    assert of(BEFORE, [split(FIRST, 600)], CUT, known=False) == []
    assert of(BEFORE, [split(FIRST, 600)]) == []


def test_a_split_that_never_came_to_the_screen_says_nothing():
    other = at_screen(entrance(1), SPOT._replace(visit=3))
    before = Segment(entrance(1), other)
    known = {**KNOWN, before.id: before}
    played = split(FIRST, 600)
    joint = Joint(FIRST.id, before.id, AFTER.id)
    assert seeds([before], [played], [line(played)], [joint], known) == {}
    start = at_screen(entrance(1), WAY[0].spot)
    nothing = Segment(entrance(1), start)
    joint = Joint(FIRST.id, nothing.id, AFTER.id)
    assert seeds([nothing], [played], [line(played)], [joint], {**known, nothing.id: nothing}) == {}


def test_it_goes_over_several_steps_and_around_in_no_circle():
    splits = [split(FIRST, 600), split(SECOND, 300)]
    part = Segment(AT, goal(1))
    known = {**KNOWN, part.id: part}
    joints = [MERGED, CUT, Joint(part.id, AFTER.id, SECOND.id), Joint(WHOLE.id, BEFORE.id, part.id)]
    found = seeds([part], splits, [line(splits[0])], joints, known)
    assert [seed.split.frames for seed in found[part.id]] == [660]
    assert seeds([part], [], [], joints, known) == {}


def test_what_was_played_itself_is_not_worked_out():
    splits = [split(WHOLE, 1_000), split(FIRST, 600), split(SECOND, 300)]
    assert of(WHOLE, splits, MERGED) == []
