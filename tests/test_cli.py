"""Wrong use, wrong configuration and missing things, as a user meets them: one line with the remedy, and a status."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from spinlab_pad.cli import main
from tests.app.program import environment, once, running
from tests.emulator.cartridge import CARTRIDGE

FILES = {
    "broken.yaml": "network: [",
    "unknown.yaml": "netwrk:\n  host: x\n",
    "profile.yaml": "game:\n  profile: nope\n",
    "program.yaml": "emulator:\n  retroarch_path: /none/retroarch\n",
    "games.yaml": "rom:\n  dir: .\n",
    "trace.jsonl": "no trace\n",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with files that are wrong in one way each."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def status_of(arguments: list[str]) -> int:
    try:
        return main(arguments)
    except SystemExit as ended:
        return int(str(ended.code))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("", "the following arguments are required: COMMAND (see spinlab-pad --help)"),
        ("walk", "invalid choice: 'walk'"),
        ("run --fast", "unrecognized arguments: --fast"),
        ("run --attach nonsense", "'nonsense' is not HOST:PORT, for example 127.0.0.1:55355"),
        ("run --attach a:0", "'a:0' is not HOST:PORT"),
        ("run --attach a:1 --launch", "not allowed with argument --attach"),
        ("run --port 70000", "'70000' is not a port"),
        ("run --rom game.sfc", "--rom goes with --launch"),
        ("run --launch --rom none.sfc", "there is no game none.sfc; correct --rom FILE"),
        ("run --launch", "which game? rom.dir is not set; name one: spinlab-pad run --launch --rom FILE"),
        ("run --launch --config games.yaml", "which game? . holds 0 games"),
        ("run --config none.yaml", "none.yaml can't be read (No such file or directory); give another file"),
        ("run --config .", "can't be read (Is a directory)"),
        ("demo --config broken.yaml", "broken.yaml, line 1: not valid YAML"),
        ("run --config unknown.yaml", "unknown.yaml, line 1: unknown key netwrk; did you mean network?"),
        ("pads --config unknown.yaml", "did you mean network?"),
        ("run --config profile.yaml", "no profile 'nope'; bundled are lantern, smw"),
        ("demo --attempts 0", "'0' is not a whole number from 1"),
        ("demo --speed 0", "'0' is neither a number above 0 (1 is real time) nor 'max'"),
        ("demo --emulator retroarch --speed 2", "--speed is for the embedded core"),
        ("demo --emulator mame", "invalid choice: 'mame'"),
        ("detect none.jsonl", "none.jsonl can't be read"),
        ("detect trace.jsonl", "line 1"),
        ("detect trace.jsonl --profile nope", "no profile 'nope'"),
        ("detect trace.jsonl --config unknown.yaml", "did you mean network?"),
        ("trace", "the following arguments are required: record"),
        ("trace record", "the following arguments are required: FILE"),
        ("trace record new.jsonl --seconds 0", "'0' is not a number of seconds above 0"),
        ("trace record new.jsonl --profile nope", "no profile 'nope'"),
        ("watch --changes --find", "not allowed with argument --changes"),
        ("watch 0xZZ", "'0xZZ' is no address; write 0x1493"),
        ("watch --profile nope", "no profile 'nope'"),
        ("simulate --runners 0", "'0' is not a whole number from 1"),
        ("simulate --minutes 40,none", "'none' is not a number of minutes above 0"),
        ("simulate --seed -1", "'-1' is not a whole number from 0"),
        ("simulate --allocator best", "invalid choice: 'best'"),
        ("simulate --estimator best", "invalid choice: 'best'"),
        ("simulate --raters kind", "invalid choice: 'kind'"),
        ("simulate --world easy", "no world is called 'easy'; there are kaizo, vanilla"),
        ("simulate --json --markdown", "not allowed with argument --json"),
        ("simulate --estimators --plot x.svg", "leave the other choices out"),
        ("simulate --plot none/x.svg", "none/x.svg can't be written"),
        ("simulate --game smw", "--game goes with --history"),
        ("simulate --history --raters harsh", "--history looks at what you have played, with all estimators"),
        ("simulate --history --allocator value", "--history looks at what you have played, with all estimators"),
        ("simulate --config unknown.yaml", "did you mean network?"),
        ("report trace.jsonl", "trace.jsonl is there already; give another name"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_wrong_use_is_one_line_with_the_remedy(arguments, says, capsys):
    assert status_of(arguments.split()) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("spinlab-pad")
    assert says in told.err
    assert told.err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        *("--help", "run --help", "demo --help", "detect --help", "doctor --help", "--version"),
        *("trace --help", "trace record --help", "watch --help", "report --help"),
    ],
)
def test_help_goes_to_standard_output(arguments, capsys):
    assert status_of(arguments.split()) == 0
    told = capsys.readouterr()
    assert told.out.startswith(("usage: spinlab-pad", "spinlab-pad "))
    assert told.err == ""


def failed(done: subprocess.CompletedProcess[str], *says: str) -> None:
    """It ended with status 1 and one line that says all this."""
    assert done.returncode == 1, done
    for part in says:
        assert part in done.stderr
    assert done.stderr.startswith("spinlab-pad: ")
    assert done.stderr.count("\n") == 1


DEMO = ("demo", "--emulator", "embedded", "--headless", "--attempts", "1")


def test_a_history_of_nothing(tmp_path):
    done = once("simulate", "--history", "--data", str(tmp_path))
    failed(done, f"nothing has been played yet: {tmp_path}/spinlab.db is not there", "--data DIR")


def test_a_port_that_is_taken(tmp_path):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        failed(
            once(*DEMO, "--port", str(port), "--data", str(tmp_path)), f"port {port} on 127.0.0.1 is taken", "--port N"
        )


def test_a_data_folder_that_is_a_file(tmp_path):
    (tmp_path / "file").write_text("mine")
    failed(once(*DEMO, "--data", str(tmp_path / "file")), "choose another one with --data")
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file system in which root can't write, such as /proc")
def test_a_data_folder_that_cannot_be_written():
    failed(once(*DEMO, "--data", "/proc/spinlab"), "/proc/spinlab", "choose another one with --data")


def test_a_database_that_is_none(tmp_path):
    (tmp_path / "spinlab.db").write_bytes(b"not a database, but long enough to be looked at" * 100)
    failed(once(*DEMO, "--data", str(tmp_path)), "is damaged", "another --data folder")


async def test_a_second_one_on_the_same_data(tmp_path):
    async with running("run", "--attach", "127.0.0.1:9", "--data", str(tmp_path)) as first:
        await first.url()
        second = once(*DEMO, "--port", "0", "--data", str(tmp_path))
        failed(second, "in use by another program", "its own --data folder")
        assert (await first.view())["mode"] == "idle"
        assert await first.stop() == 0


def without_programs(tmp_path: Path) -> dict[str, str]:
    """An environment in which nothing is installed."""
    (tmp_path / "empty").mkdir()
    home = str(tmp_path / "empty")
    return {"PATH": home, "HOME": home, "XDG_CONFIG_HOME": home, "DISPLAY": ""}


def test_no_retroarch(tmp_path):
    env = without_programs(tmp_path)
    failed(once("demo", "--emulator", "retroarch", "--headless", env=env), "RetroArch was not found; install it")
    rom = ("--launch", "--rom", str(CARTRIDGE))
    failed(once("run", *rom, "--headless", env=env), "RetroArch was not found", "emulator.retroarch_path")


def test_a_retroarch_path_that_is_wrong(folder):
    rom = ("--launch", "--rom", str(CARTRIDGE))
    failed(once("run", *rom, "--config", "program.yaml"), "emulator.retroarch_path /none/retroarch is no program")


def test_neither_retroarch_nor_a_core_in_the_process(tmp_path):
    hook = tmp_path / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text("import sys\nsys.modules['libretro'] = None\n")
    env = without_programs(tmp_path) | {"PYTHONPATH": str(hook)}
    says = ("install RetroArch with an SNES core, or `pip install 'spinlab-pad[embedded]'`",)
    failed(once("demo", "--headless", env=env), *says)
    failed(once(*DEMO, "--port", "0", env=env), "needs libretro.py: pip install 'spinlab-pad[embedded]'")


def test_a_core_that_is_none(tmp_path):
    (tmp_path / "c.yaml").write_text(f"emulator:\n  embedded_core_path: {tmp_path / 'none.so'}\n")
    done = once(*DEMO, "--port", "0", "--config", str(tmp_path / "c.yaml"), "--data", str(tmp_path / "d"))
    failed(done, "no libretro core at", "none.so")


@pytest.mark.skipif(os.name != "posix", reason="the program is a shell script")
def test_a_retroarch_that_ends_at_once(tmp_path):
    program = tmp_path / "retroarch"
    program.write_text("#!/bin/sh\necho no video here\nexit 3\n")
    program.chmod(0o755)
    (tmp_path / "c.yaml").write_text(f"emulator:\n  retroarch_path: {program}\n  ra_core_path: {program}\n")
    given = ("--rom", str(CARTRIDGE), "--config", str(tmp_path / "c.yaml"), "--data", str(tmp_path / "d"))
    done = once("run", "--launch", *given, "--headless", "--port", "0")
    failed(done, "RetroArch ended while starting (status 3)", "no video here")


def test_a_reader_that_has_gone():
    out, into = os.pipe()
    os.close(out)
    done = subprocess.run(
        [sys.executable, "-m", "spinlab_pad", "pads"],
        stdout=into, stderr=subprocess.PIPE, check=False, env=environment("once"), timeout=30,
    )  # fmt: skip
    os.close(into)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize("asked", [None, "harsh"])
def test_how_simulated_runners_rate_can_be_chosen(asked, monkeypatch):
    taken = []
    monkeypatch.setattr("spinlab_pad.cli_simulate.simulate", lambda options, *_: taken.append(options.raters))
    assert status_of(["simulate", *(["--raters", asked] if asked else [])]) == 0
    assert taken == [asked]


def test_a_history_asks_for_no_allocator_that_may_not_be_installed(tmp_path, monkeypatch):
    taken = []
    monkeypatch.setattr("spinlab_pad.cli_simulate.history", lambda options, *_: taken.append(options.settings))
    (tmp_path / "c.yaml").write_text("scheduler:\n  allocator: spaced\n  estimator: kalman\n")
    assert status_of(["simulate", "--history", "--config", str(tmp_path / "c.yaml")]) == 0
    assert [(settings.allocator, settings.estimator) for settings in taken] == [("value", "kalman")]
