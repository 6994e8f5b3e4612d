from dataclasses import replace

from spinlab_pad.game.profile import load_profile
from spinlab_pad.lab.segments.naming import told_apart, words_of
from spinlab_pad.route.waypoints import Segment, Waypoint, goal
from spinlab_pad.store.records import SegmentRecord

WORDS = words_of(load_profile("smw"))


def starting(conditions: str, **changes: object) -> SegmentRecord:
    segment = Segment(Waypoint(5, "checkpoint1", conditions), goal(5))
    return replace(SegmentRecord(segment, "Meadow 2", True), **changes)  # type: ignore[arg-type]


PLAIN, BIG, CAPE = starting(""), starting("powerup=1"), starting("powerup=2")


def names(*records: SegmentRecord) -> list[str]:
    return [record.name for record in told_apart(records, records, WORDS)]


def test_variants_are_told_apart_by_the_words_of_the_profile():
    assert names(PLAIN, BIG, CAPE) == ["Meadow 2", "Meadow 2 (big)", "Meadow 2 (cape)"]


def test_a_segment_that_has_no_variant_needs_no_more_than_its_name():
    assert names(BIG) == ["Meadow 2"]
    assert [record.name for record in told_apart([BIG], [PLAIN, BIG], WORDS)] == ["Meadow 2 (big)"]


def test_the_runners_own_name_stays():
    assert names(PLAIN, replace(BIG, name="Mine", given_name="Mine")) == ["Meadow 2", "Mine"]


def test_what_no_profile_has_a_word_for_is_told_as_it_is_kept():
    assert words_of(None)("powerup=1") == "powerup=1"
    assert WORDS("gravity=3") == "gravity=3"
