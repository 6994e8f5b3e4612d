"""`spinlab-pad detect`: the events in a memory trace."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, TextIO

from spinlab_pad.app.statusline import StatusLine, clock
from spinlab_pad.app.trace_file import TraceLines, open_trace
from spinlab_pad.game.detector import Detector
from spinlab_pad.game.events import Event, to_json
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import Profile, ProfileError, bundled_profiles, load_profile
from spinlab_pad.game.trace import TraceReader

PROGRESS_LINES: Final = 5_000
"""Lines between two looks at how far it is, some 50 ms."""


def print_events(name: str, profile_name: str | None, *, as_json: bool, out: TextIO, err: TextIO) -> None:
    """Print what the detector sees in a trace (`-` is standard input), one event a line.

    Without a profile's name, the one in the trace is taken. A last line that was cut is left out, and told on `err`.

    Raises:
        ProfileError: there is no such profile.
        TraceError: the file can't be read or is no trace.
    """
    given = load_profile(profile_name) if profile_name is not None else None
    status = StatusLine(err)
    cut: list[int] = []
    with open_trace(name) as lines:
        reader = TraceReader(_watched(lines, status), cut.append)
        profile = given or _of_head(reader.profile)
        detector = Detector(profile)
        first: Snapshot | None = None
        last: Snapshot | None = None
        seen = 0
        for snapshot in reader.snapshots(field.name for field in profile.fields):
            first, last = first or snapshot, snapshot
            for event in detector.feed(snapshot):
                seen += 1
                status.wipe()
                print(
                    json.dumps(to_json(event)) if as_json else event_words(event, snapshot.t_ns - first.t_ns), file=out
                )
        status.wipe()
        if cut:
            print(f"Line {cut[0]}, the last one, was cut while it was written; it is left out.", file=err)
        elif lines.cut:
            print("The end of the file is missing; all that is there was read.", file=err)
        if not as_json:
            print(_closing(first, last, seen), file=out)


def event_words(event: Event, ns: int) -> str:
    """One event as a person reads it; `ns` is the time since the first frame.

    Levels and rooms are hexadecimal, as on the overlay and in the pages.
    """
    found = to_json(event)
    rest = ", ".join(_word(key, value) for key, value in found.items() if key not in ("f", "event", "cold"))
    return f"{found['f']:>8}  {clock(ns):>9}  {found['event']}: {rest}"


def _word(key: str, value: Any) -> str:
    if key in ("level", "room"):
        return f"{key} 0x{value:X}"
    if key == "n":
        return f"checkpoint {value}" if value else "at the entrance"
    return f"{key} {value}"


def _closing(first: Snapshot | None, last: Snapshot | None, seen: int) -> str:
    if first is None or last is None:
        return "The trace holds no frame."
    frames = last.frame - first.frame + 1
    return f"{seen:,} event{'' if seen == 1 else 's'} in {frames:,} frames ({clock(last.t_ns - first.t_ns)})"


def _of_head(name: str) -> Profile:
    # A trace comes from anybody: the name in it may choose among our profiles, never a file of this machine.
    if name not in bundled_profiles():
        raise ProfileError(
            f"the trace was recorded with the profile {name!r}, which does not come along; give it with --profile FILE"
        )
    return load_profile(name)


def _watched(lines: TraceLines, status: StatusLine) -> Iterator[str]:
    """The lines as they are; how far it is is shown at a terminal."""
    for number, line in enumerate(lines, start=1):
        if number % PROGRESS_LINES == 0 and status.live:
            share = f"{100 * lines.position // lines.size} %, " if lines.size else ""
            status.show(f"{share}{number:,} lines")
        yield line
