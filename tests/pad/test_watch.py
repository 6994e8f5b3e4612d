from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from spinlab_pad.pad.positions import Position
from spinlab_pad.pad.reader import PadReader
from spinlab_pad.pad.virtual import VirtualPad
from spinlab_pad.pad.watch import NO_PADS, listing, watch

Attach = Callable[..., VirtualPad]


def test_the_list_names_each_pad_or_says_there_is_none(reader: PadReader, attach: Attach) -> None:
    assert listing(reader, 1.0) == [NO_PADS]
    attach("SN30", mapped=False)
    (line,) = listing(reader, 2.0)
    assert "SN30" in line
    assert "unknown layout" in line


def test_presses_show_as_they_come_with_what_they_stand_for(reader: PadReader, attach: Attach) -> None:
    pad = attach("Xbox pad")
    pad.press(Position.LEFT)
    pad.press(Position.A)
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        assert len(slept) < 10, "no line within ten polls"

    lines = list(islice(watch(reader, lambda: 5.0, sleep), 4))
    assert lines == [
        "Gamepad connected: Xbox pad",
        "Xbox pad: left down",
        "Xbox pad: a (B) down",
        "  command: Rate(rating='again')",
    ]
