"""`spinlab-pad detect`: traces of any kind, told in words or as JSON."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from spinlab_pad.app.tracing import event_words, print_events
from spinlab_pad.cli import main
from spinlab_pad.game.events import RoomChanged, Spawned
from spinlab_pad.game.profile import ProfileError
from tests.app.program import environment

HEAD = '{"trace":1,"profile":"smw","fields":["game_mode","player_anim","level"]}\n'
LINES = [
    '{"f":10,"t_ms":1000,"v":{"game_mode":20,"level":5}}\n',
    '{"f":70,"t_ms":2000,"v":{"player_anim":9}}\n',
    '{"f":100,"t_ms":2500,"v":{"player_anim":0}}\n',
]
WORDS = [
    "      70    0:01.00  died: level 0x5, x 0, y 0",
    "     100    0:01.50  spawned: level 0x5, at the entrance",
    "2 events in 91 frames (0:01.50)",
]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def detected(path: Path, text: str, *, profile: str | None = None, as_json: bool = False) -> tuple[list[str], str]:
    """What is printed of a file with this text, and what is said beside it."""
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    out, err = io.StringIO(), io.StringIO()
    print_events(str(path), profile, as_json=as_json, out=out, err=err)
    return out.getvalue().splitlines(), err.getvalue()


@pytest.mark.parametrize("name", ["t.jsonl", "t.jsonl.gz"])
def test_events_are_told_with_their_time(tmp_path, name):
    assert detected(tmp_path / name, "".join([HEAD, *LINES])) == (WORDS, "")


def test_rooms_are_told_in_hexadecimal_and_checkpoints_by_number():
    assert event_words(RoomChanged(5, 0x104, 0x1C3), 0).endswith("room_changed: level 0x104, room 0x1C3")
    assert event_words(Spawned(5, 6, cold=True, n=2), 0).endswith("spawned: level 0x6, checkpoint 2")


def test_json_holds_events_only(tmp_path):
    lines, _ = detected(tmp_path / "t", "".join([HEAD, *LINES]), as_json=True)
    assert [json.loads(line) for line in lines] == [
        {"f": 70, "event": "died", "level": 5, "x": 0, "y": 0},
        {"f": 100, "event": "spawned", "level": 5, "cold": False, "n": 0},
    ]


def test_a_last_line_that_was_cut_is_told_and_left_out(tmp_path):
    lines, beside = detected(tmp_path / "t", "".join([HEAD, *LINES])[:-9])
    assert lines == [WORDS[0], "1 event in 61 frames (0:01.00)"]
    assert beside == "Line 4, the last one, was cut while it was written; it is left out.\n"


def test_the_profile_is_that_of_the_trace_or_the_given_one(tmp_path):
    text = HEAD.replace("smw", "my-hack") + LINES[0]
    with pytest.raises(ProfileError, match=r"recorded with the profile 'my-hack'.* give it with --profile FILE"):
        detected(tmp_path / "t", text)
    assert detected(tmp_path / "t", text, profile="smw")[0] == ["0 events in 1 frames (0:00.00)"]


def test_a_trace_cannot_make_a_file_of_this_machine_be_read(tmp_path):
    (tmp_path / "other.yaml").write_text("extends: smw\nname: other\n")
    with pytest.raises(ProfileError, match="does not come along"):
        detected(tmp_path / "t", HEAD.replace("smw", str(tmp_path / "other.yaml")))


def test_an_empty_trace(tmp_path):
    assert detected(tmp_path / "t", HEAD) == (["The trace holds no frame."], "")


def test_a_long_one_shows_how_far_it_is_at_a_terminal(tmp_path):
    path = tmp_path / "t"
    path.write_text(HEAD + "".join(f'{{"f":{frame},"v":{{"level":{frame % 2}}}}}\n' for frame in range(12_000)))
    out, err = io.StringIO(), Terminal()
    print_events(str(path), None, as_json=True, out=out, err=err)
    assert " %, 5,000 lines" in err.getvalue()
    assert err.getvalue().endswith("\r\x1b[K")
    assert out.getvalue() == ""


@pytest.mark.parametrize("packed", [True, False])
def test_standard_input(tmp_path, monkeypatch, capsys, packed):
    text = "".join([HEAD, *LINES]).encode()
    (tmp_path / "t").write_bytes(gzip.compress(text) if packed else text)
    with (tmp_path / "t").open() as given:
        monkeypatch.setattr(sys, "stdin", given)
        assert main(["detect", "-"]) == 0
    assert capsys.readouterr().out.splitlines() == WORDS


def test_a_reader_that_goes_away(tmp_path):
    path = tmp_path / "t.jsonl"
    path.write_text(HEAD + "".join(_deaths(20_000)))
    command = f"{sys.executable} -m spinlab_pad detect {path} 2>&1 | head -1"
    told = subprocess.run(command, shell=True, capture_output=True, text=True, check=False, env=environment("once"))
    assert told.stdout.count("\n") == 1
    assert "died" in told.stdout


def _deaths(frames: int) -> list[str]:
    return [f'{{"f":{frame},"v":{{"game_mode":20,"player_anim":{9 * (frame % 2)}}}}}\n' for frame in range(frames)]


def test_wrong_use_is_status_2(tmp_path, capsys):
    (tmp_path / "t").write_text(HEAD + "{}\n")
    assert main(["detect", str(tmp_path / "t")]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == 'spinlab-pad: trace, line 2: "f" is None; write the number of the frame, from 0 up\n'
