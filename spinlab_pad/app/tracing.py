"""`spinlab-pad detect`: the events in a memory trace."""

from __future__ import annotations

import json
from pathlib import Path

from spinlab_pad.game.events import to_json
from spinlab_pad.game.profile import load_profile
from spinlab_pad.game.trace import TraceError, events_of_trace


def print_events(file: Path, profile_name: str, *, as_json: bool) -> None:
    """Print what the detector sees, one event a line.

    Raises:
        ProfileError: there is no such profile.
        TraceError: the file can't be read or is no trace.
    """
    profile = load_profile(profile_name)
    try:
        with file.open(encoding="utf-8") as lines:
            for event in events_of_trace(lines, profile):
                found = to_json(event)
                print(json.dumps(found) if as_json else _words(found))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise TraceError(1, f"{file} can't be read ({reason}); give a file that `trace record` wrote") from error


def _words(found: dict[str, object]) -> str:
    rest = ", ".join(f"{key} {value}" for key, value in found.items() if key not in ("f", "event"))
    return f"{found['f']:>8}  {found['event']}: {rest}"
