from dataclasses import replace

import pytest

from spinlab_pad.game.profile import load_profile
from spinlab_pad.lab.reference.familiar import finished, recorded, starting
from spinlab_pad.route.waypoints import Segment, Waypoint, checkpoint, goal
from spinlab_pad.store.captures import Kin, Tally
from spinlab_pad.store.records import SegmentRecord

SMW = load_profile("smw")
PLAIN = SegmentRecord(Segment(checkpoint(5, 1), goal(5)), "Meadow 2", True)
BIG = replace(PLAIN, segment=Segment(replace(checkpoint(5, 1), conditions="powerup=1"), goal(5)))


@pytest.mark.parametrize(
    ("record", "kin", "says"),
    [
        (PLAIN, Kin(False, True, ()), "Recorded Meadow 2"),
        (PLAIN, Kin(False, True, ("powerup=1",)), "Recorded Meadow 2"),
        (PLAIN, Kin(True, True, ()), "Recorded Meadow 2 again"),
        (PLAIN, Kin(True, False, ()), "Recorded Meadow 2 again"),
        (PLAIN, Kin(False, False, ()), "New: Meadow 2"),
        (BIG, Kin(False, False, ()), "New: Meadow 2 (big)"),
        (BIG, Kin(False, False, ("",)), "New: Meadow 2 (big); known so far as small"),
        (PLAIN, Kin(False, False, ("powerup=1", "powerup=2")), "New: Meadow 2 (small); known so far as big and cape"),
        (
            replace(BIG, segment=Segment(Waypoint(5, "entrance", "powerup=77"), goal(5))),
            Kin(False, False, ()),
            "New: Meadow 2 (77 powerup)",
        ),
    ],
)
def test_a_segment_is_told_as_what_it_is(record, kin, says):
    assert recorded(SMW, record, kin) == says


def test_a_profile_without_required_conditions_has_no_words_for_a_start():
    bare = replace(SMW, conditions=())
    assert starting(bare, BIG.segment.start) == ""
    assert recorded(bare, PLAIN, Kin(False, False, ("powerup=1",))) == "New: Meadow 2; known so far as plain"


@pytest.mark.parametrize(
    ("tally", "says"),
    [
        (Tally(14, 12, 2), "12 segments, 10 known and 2 new"),
        (Tally(12, 12, 0), "12 segments, all known"),
        (Tally(2, 2, 2), "2 segments, all new"),
        (Tally(1, 1, 1), "1 segment, new"),
        (Tally(1, 1, 0), "1 segment, known"),
    ],
)
def test_the_end_says_how_many_are_new(tally, says):
    assert finished("Any%", tally) == f"Finished 'Any%': {says}"
