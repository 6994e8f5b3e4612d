from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from spinlab_pad.pad.devices import Change, Devices, Moved, Plugged, Unplugged, pending
from spinlab_pad.pad.positions import Edge, Position
from spinlab_pad.pad.reader import PadReader
from spinlab_pad.pad.virtual import VirtualPad

P = Position
Attach = Callable[..., VirtualPad]


@pytest.fixture
def devices(reader: PadReader) -> Iterator[Devices]:
    assert reader.bindings.modifiers, "SDL runs; its events are read by the test itself"
    made = Devices()
    yield made
    made.close()


def changes(devices: Devices) -> list[Change]:
    return [change for event in pending() if (change := devices.handle(event))]


def moves(devices: Devices) -> list[Edge]:
    return [edge for change in changes(devices) if isinstance(change, Moved) for edge in change.edges]


def test_every_position_of_a_known_pad_is_told_once_down_and_once_up(devices: Devices, attach: Attach) -> None:
    pad = attach()
    assert [type(change) for change in changes(devices)] == [Plugged]
    for position in set(Position) - {P.GUIDE}:  # SDL stretches a press of the guide button to 250 ms
        pad.press(position)
        pad.release(position)
        assert moves(devices) == [Edge(position, True), Edge(position, False)], position


def test_edges_come_in_the_order_in_which_they_were_made(devices: Devices, attach: Attach) -> None:
    pad = attach()
    for _ in range(2):
        pad.press(P.A)
        pad.release(P.A)
        pad.press(P.STICK_LEFT)
        pad.release(P.STICK_LEFT)
    assert [(edge.position, edge.down) for edge in moves(devices)] == 2 * [
        (P.A, True),
        (P.A, False),
        (P.STICK_LEFT, True),
        (P.STICK_LEFT, False),
    ]


def test_an_unknown_pad_has_a_sane_layout_and_a_hat(devices: Devices, attach: Attach) -> None:
    pad = attach(mapped=False)
    (plugged,) = changes(devices)
    assert isinstance(plugged, Plugged)
    assert not plugged.pad.mapped
    for position in (P.B, P.A, P.Y, P.X, P.L, P.R, P.SELECT, P.START, P.UP, P.DOWN, P.LEFT, P.RIGHT):
        pad.press(position)
        pad.release(position)
        assert moves(devices) == [Edge(position, True), Edge(position, False)], position


def test_a_hat_rolls_over_a_diagonal(devices: Devices, attach: Attach) -> None:
    pad = attach(mapped=False)
    pad.press(P.LEFT)
    pad.press(P.UP)
    pad.release(P.LEFT)
    assert moves(devices) == [Edge(P.LEFT, True), Edge(P.UP, True), Edge(P.LEFT, False)]


@pytest.mark.parametrize("mapped", [True, False])
def test_a_stick_is_a_d_pad_with_hysteresis(devices: Devices, attach: Attach, mapped: bool) -> None:
    pad = attach(mapped=mapped)
    seen = []
    for value in (-0.5, -0.65, -0.5, -0.65, -0.3, 0.0):
        pad.tilt(0, value)
        seen.append(moves(devices))
    assert seen == [[], [Edge(P.LEFT, True)], [], [], [Edge(P.LEFT, False)], []]


def test_stick_and_d_pad_of_one_pad_do_not_disturb_each_other(devices: Devices, attach: Attach) -> None:
    pad = attach()
    pad.tilt(0, 0.5)  # SDL holds the first value of an axis back
    changes(devices)
    pad.press(P.RIGHT)
    pad.tilt(0, 1.0)
    pad.release(P.RIGHT)
    assert moves(devices) == [Edge(P.RIGHT, True)]
    pad.tilt(0, 0.0)
    assert moves(devices) == [Edge(P.RIGHT, False)]


def test_unplugging_is_reported_and_a_replugged_pad_has_a_new_id(devices: Devices, attach: Attach) -> None:
    first = attach()
    changes(devices)
    first.press(P.SELECT)
    first.detach()
    *_, gone = changes(devices)
    assert isinstance(gone, Unplugged)
    assert devices.pads == ()
    second = attach()
    (plugged,) = changes(devices)
    assert isinstance(plugged, Plugged)
    assert plugged.pad.guid == gone.pad.guid
    assert plugged.pad.id == second.id != gone.pad.id
    second.press(P.A)
    assert moves(devices) == [Edge(P.A, True)]


def test_a_rescan_finds_what_is_there_and_lets_go_of_everything(devices: Devices, attach: Attach) -> None:
    pad = attach()
    changes(devices)
    pad.press(P.A)
    changes(devices)
    told = devices.rescan()
    assert [type(change) for change in told] == [Unplugged, Plugged]
    pad.release(P.A)
    assert moves(devices) == []
    pad.press(P.A)
    assert moves(devices) == [Edge(P.A, True)]


def test_two_pads_are_told_apart(devices: Devices, attach: Attach) -> None:
    one, two = attach("One"), attach("Two", mapped=False)
    changes(devices)
    two.press(P.A)
    one.press(P.B)
    told = [(change.pad.name, change.edges) for change in changes(devices) if isinstance(change, Moved)]
    assert told == [("Two", (Edge(P.A, True),)), ("One", (Edge(P.B, True),))]
