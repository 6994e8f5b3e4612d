import pytest

from spinlab_pad.route.waypoints import Segment, checkpoint, entrance, goal


@pytest.mark.parametrize(
    ("waypoint", "id_", "label"),
    [
        (entrance(3), "3.entrance", "entrance"),
        (checkpoint(3, 2), "3.checkpoint2", "checkpoint 2"),
        (goal(3), "3.goal", "goal"),
        (goal(3, "secret"), "3.goal-secret", "goal, secret"),
    ],
)
def test_a_waypoint_has_a_url_safe_id_and_a_readable_label(waypoint, id_, label):
    assert (waypoint.id, waypoint.label) == (id_, label)


def test_kinds_of_waypoints_are_told_apart():
    assert checkpoint(1, 1).is_checkpoint
    assert not entrance(1).is_checkpoint
    assert goal(1, "key").is_goal
    assert not checkpoint(1, 1).is_goal


def test_a_segment_has_an_id_and_a_short_name():
    segment = Segment(entrance(1), checkpoint(1, 1))
    assert segment.id == "1.entrance.checkpoint1"
    assert segment.level == 1
    assert segment.name("Meadow") == "Meadow 1"
    assert Segment(checkpoint(1, 1), goal(1)).name("Meadow") == "Meadow 2"
    assert Segment(entrance(1), goal(1)).name("Meadow") == "Meadow"


def test_a_segment_does_not_leave_its_level():
    with pytest.raises(ValueError, match="within one level"):
        Segment(entrance(1), goal(2))
