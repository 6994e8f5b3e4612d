from spinlab_pad.lab.queries import PaceRow, SplitPoint
from spinlab_pad.lab.segments.split_points import split_points
from spinlab_pad.route.subsplits import Spot
from spinlab_pad.route.waypoints import Segment, at_screen, checkpoint, entrance, goal

PACE = (
    PaceRow(0x105, 1, 0, 1, "screen 1", 900, 1_000, 3),
    PaceRow(0x105, 2, 0, 1, "screen 2", 1_900, 2_000, 2),
)
ONE, TWO = (
    SplitPoint("screen_0_261_1_0_1", "screen 1", 900),
    SplitPoint("screen_0_261_2_0_1", "screen 2", 1_900),
)


def test_a_segment_is_split_at_the_screens_of_its_pace():
    assert split_points(Segment(entrance(1), checkpoint(1, 1)), [], PACE) == (ONE, TWO)
    assert split_points(Segment(entrance(1), checkpoint(1, 1)), [], ()) == ()


def test_screens_are_counted_from_the_start_of_the_segment():
    found = split_points(Segment(checkpoint(1, 2), goal(1)), [], PACE)
    assert [point.at for point in found] == ["screen_2_261_1_0_1", "screen_2_261_2_0_1"]


def test_former_parts_come_first_and_a_screen_that_was_one_stands_once():
    ends = [checkpoint(1, 1), at_screen(entrance(1), Spot(0x105, 2, 0, 1))]
    found = split_points(Segment(entrance(1), goal(1)), ends, PACE)
    assert found == (SplitPoint("checkpoint1", "checkpoint 1", None), TWO, ONE)


def test_it_is_not_split_where_it_ends():
    end = at_screen(entrance(1), Spot(0x105, 2, 0, 1))
    assert split_points(Segment(entrance(1), end), [], PACE) == (ONE,)


def test_what_leads_over_a_checkpoint_to_another_is_split_at_its_former_parts_only():
    segment = Segment(entrance(1), checkpoint(1, 2))
    assert split_points(segment, [checkpoint(1, 1)], PACE) == (SplitPoint("checkpoint1", "checkpoint 1", None),)
