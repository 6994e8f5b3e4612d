"""What `spinlab-pad pads` prints: the pads, and their presses as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spinlab_pad.pad.context import Context
from spinlab_pad.pad.devices import Pad
from spinlab_pad.pad.labels import label
from spinlab_pad.pad.reader import PadReader

NO_PADS = "No gamepad found. Plug one in; on Linux the user must be allowed to read /dev/input."
PERIOD_S = 1 / 60


def describe(pad: Pad) -> str:
    """One pad in one line."""
    layout = "known layout" if pad.mapped else "unknown layout, the common one is assumed; check it with --watch"
    return f"{pad.id}: {pad.name} ({layout}, guid {pad.guid})"


def listing(reader: PadReader, now_s: float) -> list[str]:
    """A line for each pad that is plugged in; says so where there is none."""
    return [describe(pad) for pad in reader.poll(now_s, Context("live")).pads] or [NO_PADS]


def watch(reader: PadReader, now_s: Callable[[], float], sleep: Callable[[float], None]) -> Iterator[str]:
    """Lines about pads coming and going, presses and the commands that they stand for, without end."""
    while True:
        reading = reader.poll(now_s(), Context("menu"))
        yield from (notice.text for notice in reading.notices)
        for pad, edge in reading.moved:
            printed = label(edge.position, pad.family)
            same = printed.lower() in (edge.position.value, f"d-pad {edge.position}")
            name = edge.position.value if same else f"{edge.position} ({printed})"
            yield f"{pad.name}: {name} {'down' if edge.down else 'up'}"
        yield from (f"  command: {command}" for command in reading.commands)
        sleep(PERIOD_S)
