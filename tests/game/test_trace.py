"""Traces: what is written can be read, what can't be read is said with its line."""

from __future__ import annotations

import contextlib
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spinlab_pad.game.events import Died, LevelFinished, Spawned, to_json
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.trace import TraceError, TraceReader, TraceWriter, events_of_trace
from tests.game.script import SMW, enter, entered, play, snapshots

HEAD = '{"trace": 1, "profile": "smw", "fields": ["game_mode", "player_anim", "fanfare", "level"]}'


def lines_of(shots: list[Snapshot], fields: tuple[str, ...]) -> list[str]:
    lines: list[str] = []
    writer = TraceWriter(lines.append, "smw", fields)
    for shot in shots:
        writer.feed(shot)
    writer.close()
    return lines


def at(frame: int, **values: int) -> str:
    return json.dumps({"f": frame, "t_ms": frame * 17, "v": values})


def test_lines_are_as_the_format_says() -> None:
    values = {"game_mode": 0x14, "level": 5, "unused": 9}
    shots = [
        Snapshot(3, 50_000_000, values),
        Snapshot(4, 66_600_000, values),
        Snapshot(6, 99_900_000, {**values, "level": 0}),
        Snapshot(7, 116_500_000, {**values, "level": 0}, load_id=2),
        Snapshot(9, 150_000_000, {**values, "level": 0}, load_id=2),
    ]
    assert [json.loads(line) for line in lines_of(shots, ("game_mode", "level"))] == [
        {"trace": 1, "profile": "smw", "fields": ["game_mode", "level"]},
        {"f": 3, "t_ms": 50, "v": {"game_mode": 0x14, "level": 5}},
        {"f": 6, "t_ms": 99, "v": {"level": 0}},
        {"f": 7, "load": True},
        {"f": 7, "t_ms": 116, "v": {}},
        {"f": 9, "t_ms": 150, "v": {}},
    ]


def test_the_last_frame_is_written_once_however_often_it_is_closed() -> None:
    lines: list[str] = []
    writer = TraceWriter(lines.append, "smw", ["level"])
    for frame in (3, 4):
        writer.feed(Snapshot(frame, 0, {"level": 5}))
    for _ in range(2):
        writer.close()
    assert [json.loads(line).get("f") for line in lines] == [None, 3, 4]


VALUES = st.fixed_dictionaries({name: st.integers(-0x8000, 0xFFFF) for name in ("a", "b", "c")})


@st.composite
def recordings(draw: st.DrawFn) -> list[Snapshot]:
    steps = draw(st.lists(st.tuples(st.integers(1, 400), VALUES, st.booleans(), st.booleans()), max_size=30))
    frame, load_id, kept = draw(st.integers(0, 10**6)), 0, draw(VALUES)
    shots: list[Snapshot] = []
    for forward, values, changes, loads in steps:
        frame += forward
        kept = values if changes else kept
        load_id += loads and bool(shots)
        shots.append(Snapshot(frame, frame * 16_000_000, kept, load_id))
    return shots


@given(recordings())
def test_round_trip(shots: list[Snapshot]) -> None:
    """What is read are the snapshots in which something changed, the first, the last, and the first of each load."""
    read = list(TraceReader(lines_of(shots, ("a", "b", "c"))).snapshots())
    kept = [
        shot
        for before, shot in zip([None, *shots], shots, strict=False)
        if before is None or before.values != shot.values or before.load_id != shot.load_id or shot is shots[-1]
    ]
    assert read == kept


@given(recordings(), st.floats(0, 1))
def test_what_was_cut_is_read_up_to_the_cut(shots: list[Snapshot], share: float) -> None:
    lines = lines_of(shots, ("a", "b", "c"))
    text = "".join(lines)
    rest = text[: max(len(lines[0]), int(share * len(text)))]
    cut: list[int] = []
    read = list(TraceReader(io.StringIO(rest), cut.append).snapshots())
    whole = list(TraceReader(lines).snapshots())
    inside = rest.rpartition("\n")[2]
    complete = inside == "" or inside.endswith(("}}", "true}"))
    assert cut == ([] if complete else [rest.count("\n") + 1])
    assert (
        read[:-1] == whole[: max(0, len(read) - 1)]
    )  # the last one may be the mark of a load that was cut off its line


def test_only_the_end_may_be_cut() -> None:
    cut: list[int] = []
    for lines in ([HEAD + "\n", "{broken\n"], [HEAD + "\n", "{broken", at(1)]):
        with pytest.raises(TraceError, match="line 2: not a JSON object"):
            list(TraceReader(lines, cut.append).snapshots())
    assert cut == []


@settings(deadline=None)
@given(st.lists(st.one_of(st.text(), st.from_type(dict).map(repr), st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["f", "v", "t_ms", "load", "level"]), inner),
).map(json.dumps)), max_size=6), st.booleans())  # fmt: skip
def test_any_text_is_read_or_refused(lines: list[str], headed: bool) -> None:
    with contextlib.suppress(TraceError):
        list(events_of_trace([HEAD, *lines] if headed else lines, SMW))


def test_events_of_a_trace() -> None:
    lines = [HEAD, at(0, game_mode=0x14, level=5), "", at(60, player_anim=9), at(90, player_anim=0)]
    events = list(events_of_trace(lines, SMW))
    assert events == [Died(60, 5, 0, 0), Spawned(90, 5, False, 0)]
    assert to_json(events[0]) == {"f": 60, "event": "died", "level": 5, "x": 0, "y": 0}


def test_a_recorded_script_tells_the_same_events() -> None:
    rows = [*enter(0), (30, {"fanfare": 1}), *enter(60, 6)]
    names = tuple(field.name for field in SMW.fields)
    assert list(events_of_trace(lines_of(list(snapshots(rows)), names), SMW)) == play(rows)
    assert play(rows) == [entered(0), LevelFinished(30, 5, "normal"), entered(60, 6)]


def test_reading_does_not_run_ahead() -> None:
    """Events come while the trace is still being recorded."""

    def growing() -> object:
        yield from [HEAD, at(0, game_mode=0x14), at(5, player_anim=9)]
        raise AssertionError("a line was read before it was needed")

    assert next(events_of_trace(growing(), SMW)) == Died(5, 0, 0, 0)  # type: ignore[arg-type]


LOADED = '{"f": 20, "load": true}'


@pytest.mark.parametrize(
    ("after", "dies"),
    [
        ([at(20, player_anim=9)], False),  # the loaded state, in the frame of the mark
        ([at(21, player_anim=9)], False),  # or in the next one
        ([at(20), at(21, player_anim=9)], True),  # the mark's frame is written: the next one is a new frame
        ([at(25, player_anim=9)], True),  # frames 20 to 24 are there, nothing changed in them
        ([], False),
    ],
)
def test_the_base_line_after_a_load(after: list[str], dies: bool) -> None:
    events = list(events_of_trace([HEAD, at(0, game_mode=0x14), LOADED, *after], SMW))
    assert [event.name for event in events] == ["died"] * dies


def test_a_load_at_the_end_is_a_snapshot() -> None:
    assert list(TraceReader([HEAD, at(0, level=3), LOADED]).snapshots())[-1].load_id == 1


def test_times_are_milliseconds_whole_or_not_and_stay_where_none_is_written() -> None:
    lines = [HEAD, '{"f": 0, "v": {}}', '{"f": 1, "t_ms": 16.5, "v": {}}', '{"f": 2, "v": {}}', at(3), at(0)[:0]]
    assert [shot.t_ns for shot in TraceReader(lines).snapshots()] == [0, 16_500_000, 16_500_000, 51_000_000]


def test_fields_that_the_trace_lacks_are_zero() -> None:
    first = next(TraceReader([HEAD, at(0, level=3)]).snapshots(["midway", "level"]))
    assert first.values == {"midway": 0, "level": 3, "game_mode": 0, "player_anim": 0, "fanfare": 0}


@pytest.mark.parametrize(
    ("lines", "line", "text"),
    [
        ([], 1, "no head"),
        (["[]"], 1, "not a JSON object"),
        ([at(0)], 1, "no head"),
        (['{"trace": 2, "profile": "smw", "fields": []}'], 1, "version 2"),
        (['{"trace": true, "profile": "smw", "fields": []}'], 1, "version True"),
        (['{"trace": 1, "fields": []}'], 1, '"profile"'),
        (['{"trace": 1, "profile": "smw", "fields": [3]}'], 1, '"fields"'),
        (['{"trace": 1, "profile": "smw", "fields": ["a", "a"]}'], 1, "twice"),
        ([HEAD, "", "{broken"], 3, "not a JSON object"),
        ([HEAD, '{"t_ms": 0, "v": {}}'], 2, '"f" is None'),
        ([HEAD, '{"f": 1.5, "v": {}}'], 2, '"f" is 1.5'),
        ([HEAD, '{"f": -1, "v": {}}'], 2, '"f" is -1'),
        ([HEAD, at(9), at(8)], 3, "frame 8 comes after frame 9"),
        ([HEAD, '{"f": 1}'], 2, 'neither "v" nor "load" nor "mark"'),
        ([HEAD, '{"f": 1, "mark": 7}'], 2, '"mark" can only be a text'),
        ([HEAD, '{"f": 1, "load": false}'], 2, '"load"'),
        ([HEAD, '{"f": 1, "v": []}'], 2, '"v" must be an object'),
        ([HEAD, at(0, midway=1)], 2, "'midway' is not in"),
        ([HEAD, '{"f": 1, "v": {"level": "5"}}'], 2, "'level' is '5'"),
        ([HEAD, '{"f": 1, "v": {"level": true}}'], 2, "'level' is True"),
        ([HEAD, '{"f": 1, "t_ms": "0", "v": {}}'], 2, '"t_ms"'),
        ([HEAD, '{"f": 1, "t_ms": -4, "v": {}}'], 2, '"t_ms"'),
        ([HEAD, '{"f": 1, "t_ms": -0.5, "v": {}}'], 2, '"t_ms"'),
        ([HEAD, '{"f": 1, "t_ms": Infinity, "v": {}}'], 2, '"t_ms"'),
        ([HEAD, '{"f": 1, "t_ms": NaN, "v": {}}'], 2, '"t_ms"'),
        ([HEAD, '{"f": 1, "t_ms": true, "v": {}}'], 2, '"t_ms"'),
    ],
)
def test_errors_name_the_line(lines: list[str], line: int, text: str) -> None:
    with pytest.raises(TraceError) as caught:
        list(events_of_trace(lines, SMW))
    assert caught.value.line == line
    assert str(caught.value).startswith(f"trace, line {line}: ")
    assert text in str(caught.value)


def test_the_writer_refuses_frames_out_of_order_and_missing_fields() -> None:
    writer = TraceWriter(lambda _: None, "smw", ["a"])
    writer.feed(Snapshot(5, 0, {"a": 1}))
    with pytest.raises(ValueError, match="feed frames in order"):
        writer.feed(Snapshot(5, 0, {"a": 2}))
    with pytest.raises(KeyError, match="a"):
        writer.feed(Snapshot(6, 0, {"b": 2}))
