"""Recorded memory traces: JSON Lines, one line for each frame in which something changed.

First line `{"trace": 1, "profile": NAME, "fields": [NAMES]}`; then `{"f": FRAME, "t_ms": TIME, "v": {NAME: INTEGER}}`
with the fields that changed, and `{"f": FRAME, "load": true}` where a state was loaded. `{"f": FRAME, "mark": TEXT}` is
a note of the runner's, and nothing that the game did. Fields that are not named keep
their value, all start at 0; frames between two lines are frames in which nothing changed. Reader and writer hold one
frame at a time. A trace may be cut anywhere (a crash, a full disk): all lines before the cut are whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from spinlab_pad.game.detector import Detector
from spinlab_pad.game.events import Event
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import Profile

VERSION: Final = 1
_NS_PER_MS: Final = 1_000_000
_INTS: Final = frozenset({int})
_ENDS: Final = ("\n", "", "\r\n")
_decode: Final = json.JSONDecoder().raw_decode


class TraceError(ValueError):
    """A trace can't be read; one line with the line's number (0: the file as a whole) and what to do."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(f"trace, line {line}: {text}" if line else text)
        self.line = line


class TraceWriter:
    """Writes snapshots as lines through `write`, which takes text that ends with a newline.

    Frames in which no field changed make no line, except the first snapshot of all and after a load; `close` writes
    the last one, so that the trace keeps its length.
    """

    def __init__(self, write: Callable[[str], object], profile: str, fields: Sequence[str]) -> None:
        self._write = write
        self._values = dict.fromkeys(fields, 0)
        self._keys = {name: f"{json.dumps(name)}:" for name in fields}
        self._last: Snapshot | None = None
        self._written = False
        head = {"trace": VERSION, "profile": profile, "fields": list(fields)}
        write(json.dumps(head, separators=(",", ":")) + "\n")

    def feed(self, snapshot: Snapshot) -> None:
        """Write what changed in `snapshot`; fields that the trace doesn't hold are left out.

        Raises:
            KeyError: a field of the trace is missing in the snapshot.
            ValueError: the frame is not after the one before.
        """
        last = self._last
        if last is not None and snapshot.frame <= last.frame:
            raise ValueError(f"frame {snapshot.frame} does not come after frame {last.frame}; feed frames in order")
        loaded = last is not None and snapshot.load_id != last.load_id
        values, new = self._values, snapshot.values
        changed = {name: new[name] for name, old in values.items() if new[name] != old}
        if loaded:
            self._write(f'{{"f":{snapshot.frame},"load":true}}\n')
        if changed or loaded or last is None:
            self._frame(snapshot, changed)
        values.update(changed)
        self._last, self._written = snapshot, bool(changed) or loaded or last is None

    def mark(self, frame: int, text: str) -> None:
        """Write a note at a frame that is not before the last one."""
        self._write(json.dumps({"f": frame, "mark": text}, separators=(",", ":")) + "\n")

    def close(self) -> None:
        """Write the last frame if nothing changed in it."""
        if self._last is not None and not self._written:
            self._frame(self._last, {})
            self._written = True

    def _frame(self, snapshot: Snapshot, changed: Mapping[str, int]) -> None:
        keys = self._keys
        inner = ",".join([f"{keys[name]}{value}" for name, value in changed.items()])
        self._write(f'{{"f":{snapshot.frame},"t_ms":{snapshot.t_ns // _NS_PER_MS},"v":{{{inner}}}}}\n')


class TraceReader:
    """Reads the head at once (`profile`, `fields`), then gives one snapshot a line.

    With `on_cut`, a last line that is no JSON and has no newline at its end is left out and its number told; without,
    it is an error like any other.

    Raises:
        TraceError: the head is missing or wrong; while iterating: a line is.
    """

    def __init__(self, lines: Iterable[str], on_cut: Callable[[int], None] | None = None) -> None:
        self._lines = _objects(lines, on_cut)
        number, head = next(self._lines, (1, {}))
        fields = head.get("fields")
        if "trace" not in head:
            raise TraceError(number, 'no head; the first line must be {"trace": 1, "profile": ..., "fields": [...]}')
        if not _is_int(head["trace"]) or head["trace"] != VERSION:
            raise TraceError(number, f"version {head['trace']!r} is unknown; this program reads version {VERSION}")
        if not isinstance(head.get("profile"), str):
            raise TraceError(number, '"profile" must be the name of a game profile, such as "smw"')
        if not isinstance(fields, list) or not all(isinstance(name, str) for name in fields):
            raise TraceError(number, '"fields" must be a list of field names')
        if len(set(fields)) != len(fields):
            raise TraceError(number, '"fields" names a field twice; name each one once')
        self.profile: str = head["profile"]
        self.fields: tuple[str, ...] = tuple(fields)

    def snapshots(self, also: Iterable[str] = ()) -> Iterator[Snapshot]:
        """One snapshot for each line with values; fields of `also` that the trace doesn't hold are 0.

        The first snapshot after the mark of a load is that of the line at the mark's frame or the next one. Where
        none is written there, nothing changed: the snapshot of the mark's frame has the values of before.
        """
        values = dict.fromkeys((*also, *self.fields), 0)
        fields = frozenset(self.fields)
        frame: int | None = None
        t_ns, load_id = 0, 0
        mark: int | None = None
        for number, line in self._lines:
            at = _frame_number(number, line)
            if frame is not None and at < frame:
                raise TraceError(number, f"frame {at} comes after frame {frame}; sort the lines by frame")
            if mark is not None and at > mark + 1:
                yield Snapshot(mark, t_ns, dict(values), load_id)
                mark = None
            frame = at
            if "load" in line:
                if line["load"] is not True:
                    raise TraceError(number, '"load" can only be true')
                load_id += 1
                mark = at
            if "v" in line:
                values.update(_changed(number, line["v"], fields))
                t_ns = _time_ns(number, line, t_ns)
                mark = None
                yield Snapshot(at, t_ns, dict(values), load_id)
            elif "mark" in line:
                if not isinstance(line["mark"], str):
                    raise TraceError(number, '"mark" can only be a text')
            elif "load" not in line:
                raise TraceError(
                    number, 'neither "v" nor "load" nor "mark" is here; each line after the first needs one'
                )
        if mark is not None:
            yield Snapshot(mark, t_ns, dict(values), load_id)


def events_of_trace(lines: Iterable[str], profile: Profile) -> Iterator[Event]:
    """The events that the detector sees in a trace, as its lines come.

    Raises:
        TraceError: a line can't be read.
    """
    detector = Detector(profile)
    for snapshot in TraceReader(lines).snapshots(field.name for field in profile.fields):
        yield from detector.feed(snapshot)


def _objects(lines: Iterable[str], on_cut: Callable[[int], None] | None) -> Iterator[tuple[int, dict[str, Any]]]:
    numbered = iter(enumerate(lines, start=1))
    for number, text in numbered:
        try:  # the usual line in half the time of json.loads
            content, end = _decode(text)
            if text[end:] in _ENDS and type(content) is dict:
                yield number, content
                continue
        except (ValueError, RecursionError):
            if not text.strip():
                continue
        try:
            content = json.loads(text)
        except (ValueError, RecursionError) as error:
            if on_cut is not None and not text.endswith("\n") and next(numbered, None) is None:
                on_cut(number)
                return
            raise TraceError(number, "not a JSON object; write one object a line") from error
        if not isinstance(content, dict):
            raise TraceError(number, "not a JSON object; write one object a line")
        yield number, content


def _changed(number: int, given: object, fields: frozenset[str]) -> Mapping[str, int]:
    if type(given) is dict and given.keys() <= fields and _INTS.issuperset(map(type, given.values())):
        return given
    if not isinstance(given, dict):
        raise TraceError(number, '"v" must be an object {NAME: INTEGER}')
    for name, value in given.items():
        if name not in fields:
            raise TraceError(number, f'field {name!r} is not in the "fields" of the first line; add it there')
        if not _is_int(value):
            raise TraceError(number, f"field {name!r} is {value!r}; values are whole numbers")
    return given


def _frame_number(number: int, line: Mapping[str, Any]) -> int:
    at = line.get("f")
    if not isinstance(at, int) or isinstance(at, bool) or at < 0:
        raise TraceError(number, f'"f" is {at!r}; write the number of the frame, from 0 up')
    return at


def _time_ns(number: int, line: Mapping[str, Any], before: int) -> int:
    given = line.get("t_ms")
    if type(given) is int and given >= 0:
        return given * _NS_PER_MS
    if given is None:
        return before
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given < float("inf"):
        raise TraceError(number, f'"t_ms" is {given!r}; write the time in milliseconds from 0 up')
    return round(given * _NS_PER_MS)


def _is_int(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
