"""Traces on disk: whole wherever they end, readable wherever they were cut."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spinlab_pad.app.trace_file import LINE_MAX, TraceFile, TraceFileError, TraceLines, open_trace
from spinlab_pad.game.trace import TraceError, TraceReader, TraceWriter
from tests.game.script import enter, snapshots

FIELDS = ("game_mode", "level", "room")
SHOTS = list(snapshots([*enter(0), (30, {"level": 6}), *enter(60, 6), (200, {"room": 3})]))
ENDINGS = pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz"])


def written(path: Path, blocks: int = 3) -> bytes:
    """The bytes of a whole trace of SHOTS."""
    file = TraceFile(path)
    writer = TraceWriter(file.write, "smw", FIELDS)
    for number, shot in enumerate(SHOTS):
        writer.feed(shot)
        if number % (len(SHOTS) // blocks) == 0:
            file.flush()
    writer.close()
    file.close()
    assert file.size == path.stat().st_size
    return path.read_bytes()


def read(raw: bytes) -> tuple[list[object], bool]:
    """The snapshots in a file with these bytes, and whether it was cut."""
    lines = TraceLines(io.BufferedReader(io.BytesIO(raw)), None)
    cut: list[int] = []
    try:
        reader = TraceReader(lines, cut.append)
    except TraceError as error:
        if "no head" not in str(error):
            raise
        return [], True
    return list(reader.snapshots()), bool(cut) or lines.cut


@ENDINGS
def test_what_is_written_can_be_read(tmp_path, ending):
    raw = written(tmp_path / f"t.{ending}")
    assert raw.startswith(b"\x1f\x8b") == ending.endswith("gz")
    whole, cut = read(raw)
    assert not cut
    assert len(whole) > 10
    assert json.loads((gzip.decompress(raw) if ending.endswith("gz") else raw).splitlines()[0])["profile"] == "smw"


@ENDINGS
def test_a_trace_that_is_cut_anywhere_holds_all_lines_before(tmp_path, ending):
    raw = written(tmp_path / f"t.{ending}")
    whole, _ = read(raw)
    counts = []
    for end in range(2, len(raw), 1 if ending == "jsonl.gz" else 7):
        found, cut = read(raw[:end])
        assert found == whole[: len(found)]
        assert cut or raw[end - 1 : end] == b"\n" or raw[end : end + 1] == b"\n"
        counts.append(len(found))
    assert counts == sorted(counts)
    assert counts[-1] >= len(whole) - 1


def test_a_packed_block_can_be_read_as_soon_as_it_is_there(tmp_path):
    file = TraceFile(tmp_path / "t.jsonl.gz")
    writer = TraceWriter(file.write, "smw", FIELDS)
    for shot in SHOTS:
        writer.feed(shot)
    file.flush()
    found, cut = read((tmp_path / "t.jsonl.gz").read_bytes())
    assert cut
    assert len(found) > 10
    file.close()
    assert read((tmp_path / "t.jsonl.gz").read_bytes()) == (found, False)


@contextlib.contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """Writes beyond so many bytes fail as on a full disk, some of them halfway."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@ENDINGS
def test_a_full_disk_keeps_what_was_written(tmp_path, ending):
    file = TraceFile(tmp_path / f"t.{ending}")
    writer = TraceWriter(file.write, "smw", FIELDS)
    writer.feed(SHOTS[0])
    file.flush()
    kept = file.size
    for shot in SHOTS[1:]:
        writer.feed(shot)
    with no_file_beyond(kept + 20), pytest.raises(TraceFileError, match=r"free some space.*is kept and can be read"):
        file.flush()
    assert file.path.stat().st_size == kept
    found, _ = read(file.path.read_bytes())
    assert found == read(written(tmp_path / f"u.{ending}"))[0][:1]
    file.close()


def test_a_file_that_is_there_is_not_written_over(tmp_path):
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(TraceFileError, match="is there already; give another name"):
        TraceFile(tmp_path / "mine")
    assert (tmp_path / "mine").read_text() == "mine"
    with pytest.raises(TraceFileError, match="can't be made"):
        TraceFile(tmp_path / "none" / "t.jsonl")


HEAD = b'{"trace":1,"profile":"smw","fields":["level"]}\n'


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (HEAD + b'{"f":1,"v":{"level":\xff}}\n', "line 2: not a JSON object"),
        (HEAD + b'{"f":1,"v":{"l\xff":1}}\n', "line 2: not a JSON object"),
        (HEAD + b"{broken\n", "line 2: not a JSON object"),
        (HEAD + b'{"f":1,"v":[]}', 'line 2: "v" must be'),
        (HEAD + b"{" * LINE_MAX, "line 2: longer than any line"),
        (gzip.compress(HEAD, mtime=0)[:-8] + bytes(8), "from here on the file can't be read"),
        (gzip.compress(HEAD, mtime=0)[:10] + b"\xff" * 40, "from here on the file can't be read"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(raw, says):
    with pytest.raises(TraceError, match=says):
        read(raw)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm():
    assert len(read(b"\xef\xbb\xbf" + HEAD[:-1] + b'\r\n{"f":1,"v":{"level":3}}\r\n')[0]) == 1


@settings(max_examples=60)
@given(st.binary(max_size=200), st.booleans(), st.booleans())
def test_any_bytes_are_read_or_refused(junk, headed, packed):
    raw = HEAD + junk if headed else junk
    with contextlib.suppress(TraceError):
        read(gzip.compress(raw) if packed else raw)


def test_a_file_that_is_not_there():
    with pytest.raises(TraceError, match=r"^no such trace.* can't be read"), open_trace("no such trace"):
        pass
