from __future__ import annotations

from collections.abc import Callable

import pytest

from spinlab_pad.pad.positions import Position
from spinlab_pad.pad.virtual import VirtualPad, VirtualPadError
from tests.pad.conftest import Ticks

Attach = Callable[..., VirtualPad]


def test_a_detached_pad_refuses_to_be_pressed(ticks: Ticks, attach: Attach) -> None:
    pad = attach()
    pad.detach()
    pad.detach()
    with pytest.raises(VirtualPadError, match="detached"):
        pad.press(Position.A)


def test_a_plain_pad_says_what_it_lacks(ticks: Ticks, attach: Attach) -> None:
    with pytest.raises(VirtualPadError, match="no 'right stick up'"):
        attach(mapped=False).press(Position.STICK_UP)


def test_detaching_takes_the_right_one(ticks: Ticks, attach: Attach) -> None:
    from spinlab_pad.pad.context import Context

    first, second = attach("First"), attach("Second")
    first.detach()
    assert [pad.id for pad in ticks.poll(Context("live"))[0].pads] == [second.id]
