from dataclasses import replace
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.route.subsplits import Spot
from spinlab_pad.route.waypoints import (
    Segment,
    Waypoint,
    at_screen,
    checkpoint,
    conditions_of,
    entrance,
    goal,
    required_of,
    waypoint,
)


@pytest.mark.parametrize(
    ("place", "id_", "label"),
    [
        (entrance(3), "3.entrance", "entrance"),
        (checkpoint(3, 2), "3.checkpoint2", "checkpoint 2"),
        (goal(3), "3.goal", "goal"),
        (goal(3, "secret"), "3.goal-secret", "goal, secret"),
    ],
)
def test_a_waypoint_has_a_url_safe_id_and_a_readable_label(place, id_, label):
    assert (place.id, place.label) == (id_, label)


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


def test_other_conditions_make_another_start_of_the_same_place():
    plain, big = checkpoint(3, 1), replace(checkpoint(3, 1), conditions="powerup=1")
    assert (plain.id, big.id) == ("3.checkpoint1", "3.checkpoint1~powerup=1")
    assert (big.bare, big.label, big.checkpoint) == (plain, "checkpoint 1", 1)
    assert Segment(big, goal(3)).id == "3.checkpoint1~powerup=1.goal"
    assert [waypoint(item.id) for item in (plain, big, goal(3, "key"))] == [plain, big, goal(3, "key")]


def test_conditions_that_are_required_and_not_0_make_a_start():
    seen = {"powerup": 2, "yoshi": 1, "coins": 5, "water": 0}
    assert conditions_of(seen, ["yoshi", "powerup", "water", "unseen"]) == "powerup=2,yoshi=1"
    assert conditions_of({}, ["powerup"]) == ""


@given(st.builds(Spot, *[st.integers(-(1 << 31), 1 << 31)] * 3, st.integers(1, 200)))
def test_a_screen_is_a_place_whose_id_is_safe_and_leads_back(spot: Spot):
    at = at_screen(checkpoint(3, 2), spot)
    assert (at.spot, at.checkpoint, at.level) == (spot, 2, 3)
    assert waypoint(at.id) == at
    assert quote(at.id, safe="~=,") == at.id
    segment = Segment(entrance(3), at)
    assert segment.id == f"3.entrance.{at.place}"
    assert not at.is_checkpoint
    assert not at.is_goal


@pytest.mark.parametrize(
    "place",
    ["entrance", "checkpoint1", "goal", "screen_0_1_2_3", "screen_0_1_2_3_0", "screen_1_2_3_4_5_6", "screen_a_0_0_0_1"],
)
def test_other_places_are_no_screen(place: str):
    assert Waypoint(3, place).spot is None


def test_a_screen_is_called_by_its_number():
    assert at_screen(entrance(3), Spot(0x105, 3, 0, 1)).label == "screen 3"
    assert at_screen(entrance(3), Spot(0x105, 3, 0, 2)).label == "screen 3, visit 2"


def test_conditions_are_read_as_they_were_written():
    assert required_of(conditions_of({"powerup": 2, "yoshi": 0, "coins": 3}, ["powerup", "yoshi", "coins"])) == {
        "powerup": 2,
        "coins": 3,
    }
    assert required_of("") == {}


def test_variants_share_their_places():
    big = Segment(Waypoint(3, "checkpoint1", "powerup=1"), goal(3))
    assert big.places == Segment(checkpoint(3, 1), goal(3)).places
    assert big.places != Segment(entrance(3), goal(3)).places


@pytest.mark.parametrize(
    ("segment", "over"),
    [
        (Segment(entrance(3), checkpoint(3, 1)), False),
        (Segment(entrance(3), checkpoint(3, 2)), True),
        (Segment(checkpoint(3, 1), checkpoint(3, 2)), False),
        (Segment(at_screen(checkpoint(3, 1), Spot(1, 2, 0, 1)), checkpoint(3, 2)), False),
        (Segment(entrance(3), goal(3)), False),
    ],
)
def test_a_segment_knows_whether_it_leads_over_a_checkpoint_to_another(segment: Segment, over: bool):
    assert segment.over_checkpoints is over
