"""`spinlab-pad report`: all that helps, no secret, nothing changed."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import zipfile
from pathlib import Path, PureWindowsPath
from typing import Any

import apsw
import pytest

from spinlab_pad.app import report_parts, reporting
from spinlab_pad.app.errors import UsageError
from spinlab_pad.app.logfile import KEPT, NAME, SIZE_MAX, keep_log, kept_logs
from spinlab_pad.app.reporting import ReportOptions, cleaned, report
from spinlab_pad.app.trace_keeper import FOLDER
from spinlab_pad.config import Config, DataConfig, NetworkConfig
from spinlab_pad.store.store import Store
from tests.app.stage import Stage
from tests.app.test_trace_file import no_file_beyond

TOKEN = "sixteen-characters-or-more"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a data folder that was used."""
    monkeypatch.setenv("HOME", str(tmp_path))
    data = tmp_path / "data"
    Store(data).close()
    (data / NAME).write_text(f"loaded {tmp_path}/games/hack.sfc with {TOKEN}\n")
    (data / FOLDER).mkdir()
    for number in range(3):
        (data / FOLDER / f"trace-{number}.jsonl.gz").write_bytes(b"packed")
    return tmp_path


def config(home: Path) -> Config:
    return Config(network=NetworkConfig(token=TOKEN, nci_port=9, dashboard_port=0), data=DataConfig(str(home / "data")))


async def made(home: Path) -> tuple[dict[str, str], str]:
    """The contents of a report, and what was said of it."""
    out = io.StringIO()
    await report(config(home), ReportOptions(home / "r.zip"), out)
    with zipfile.ZipFile(home / "r.zip") as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}, out.getvalue()


async def test_a_folder_whose_name_is_no_text_is_no_obstacle(home):
    odd = home / "Pok\udce9"
    options = ReportOptions(home / "r.zip", data=odd)
    await report(config(home), options, io.StringIO())
    with zipfile.ZipFile(home / "r.zip") as archive:
        assert "Pok\\udce9" in archive.read("doctor.json").decode()


async def test_it_holds_all_that_helps_and_no_secret(home):
    before = {path: path.stat().st_mtime_ns for path in (home / "data").rglob("*")}
    found, told = await made(home)
    assert set(found) == {
        "versions.json", "config.yaml", "database.json", "doctor.json", f"log/{NAME}",
        "traces/trace-2.jsonl.gz", "traces/trace-1.jsonl.gz",
    }  # fmt: skip
    assert not [name for name, text in found.items() if TOKEN in text or str(home) in text]
    assert found[f"log/{NAME}"] == "loaded ~/games/hack.sfc with (removed)\n"
    assert "token: (removed)" in found["config.yaml"]
    assert "dir: ~/data" in found["config.yaml"]
    assert json.loads(found["versions.json"])["packages"]["apsw"]
    database = json.loads(found["database.json"])
    assert (database["integrity"], database["rows"]["attempts"]) == ("ok", 0)
    states = {check["key"]: check["state"] for check in json.loads(found["doctor.json"])["checks"]}
    assert (states["nci"], states["data_folder"]) == ("fail", "pass")
    assert "Nothing was sent anywhere" in told
    assert "state.json     none: no companion runs now" in told
    assert {path: path.stat().st_mtime_ns for path in (home / "data").rglob("*")} == before


async def test_a_file_that_is_there_is_not_written_over(home):
    (home / "r.zip").write_text("mine")
    with pytest.raises(UsageError, match="is there already"):
        await made(home)
    assert (home / "r.zip").read_text() == "mine"


async def test_a_full_disk_leaves_no_half_report(home, monkeypatch):
    real = reporting._write

    def full(file: Path, content: bytes) -> None:
        with no_file_beyond(500):
            real(file, content)

    monkeypatch.setattr(reporting, "_write", full)
    with pytest.raises(UsageError, match="can't be written"):
        await made(home)
    assert not (home / "r.zip").exists()


@pytest.mark.emulator("embedded")
async def test_what_a_companion_shows_is_in_it(tmp_path):
    assert report_parts.state(Config(network=NetworkConfig(dashboard_port=0))) is None
    stage = Stage(tmp_path)
    async with stage.companion as companion:
        port = int(companion.web.url.rstrip("/").rpartition(":")[2])
        shown = await asyncio.to_thread(report_parts.state, Config(network=NetworkConfig(dashboard_port=port)))
    assert shown is not None
    assert json.loads(shown)["mode"] == "idle"


def test_a_database_in_use_is_looked_at_all_the_same(home):
    store = Store(home / "data")
    try:
        figures = json.loads(report_parts.database(home / "data"))
    finally:
        store.close()
    assert (figures["integrity"], figures["rows"]["games"]) == ("ok", 0)


def test_a_damaged_database_is_told(home):
    (home / "data" / "spinlab.db").write_bytes(b"no database " * 100)
    assert "not a database" in json.loads(report_parts.database(home / "data"))["error"]
    assert json.loads(report_parts.database(home)) == {"found": False}


def test_another_schema_is_counted_too(tmp_path):
    connection = apsw.Connection(str(tmp_path / "spinlab.db"))
    connection.execute('CREATE TABLE "odd ""name" (a); INSERT INTO "odd ""name" VALUES (1)')
    connection.close()
    assert json.loads(report_parts.database(tmp_path))["rows"] == {'odd "name': 1}


def test_homes_are_hidden_as_they_are_written():
    windows: Any = PureWindowsPath(r"C:\Users\bob")
    assert cleaned(r'{"a": "C:\\Users\\bob\\x"} C:\Users\bob C:/Users/bob', "", windows) == r'{"a": "~\\x"} ~ ~'
    assert cleaned("/home/bob/x /home/bob", "", Path("/home/bob")) == "~/x ~"
    assert cleaned("/a/b", "", Path("/")) == "/a/b"


def test_the_log_is_small_and_tells_what_happened(tmp_path):
    keep_log(tmp_path / "data")
    for number in range(4 * (SIZE_MAX // 1000)):
        logging.getLogger("spinlab_pad").info("%d %s", number, "x" * 1000)
    files = kept_logs(tmp_path / "data")
    assert len(files) == KEPT + 1
    assert sum(path.stat().st_size for path in files) <= SIZE_MAX * (KEPT + 1)
    assert " INFO spinlab_pad: " in files[0].read_text()


def test_what_is_said_again_and_again_stands_there_once(tmp_path):
    keep_log(tmp_path)
    for text in ("waiting", "waiting", "there", "waiting"):
        logging.getLogger("spinlab_pad").info("%s", text)
    told = [line.rpartition(": ")[2] for line in (tmp_path / NAME).read_text().splitlines()]
    assert told[1:] == ["waiting", "there", "waiting"]


def test_a_log_that_cannot_be_written_says_nothing(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    keep_log(tmp_path / "file")
    keep_log(tmp_path / "data")
    with no_file_beyond(10):
        logging.getLogger("spinlab_pad").info("does not fit any more")
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "")
