"""`spinlab-pad doctor` as a person or a script runs it."""

from __future__ import annotations

import asyncio
import io
import json
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

from spinlab_pad.app.doctor import DECLINED, NOT_ASKED, DoctorOptions, run_doctor
from spinlab_pad.config import Config, EmulatorConfig, NetworkConfig
from spinlab_pad.emulator.retroarch import cfg
from spinlab_pad.emulator.retroarch.doctor.fixing import RUNNING
from tests.app.program import once
from tests.emulator.retroarch.doctor.somebody import Somebody, somebody
from tests.emulators.installations import SNES9X, installations

WRONG = {"network_cmd_enable": "false", "pause_nonactive": "true"}


def environment(one: Somebody) -> dict[str, str]:
    return {"HOME": str(one.home), "XDG_CONFIG_HOME": "", "DISPLAY": "", "WAYLAND_DISPLAY": ""}


def arguments(one: Somebody) -> tuple[str, ...]:
    file = one.home / "config.yaml"
    file.write_text(
        f"emulator:\n  retroarch_path: {one.program}\nnetwork:\n  nci_port: {one.port}\n  dashboard_port: 0\n"
    )
    return ("doctor", "--config", str(file), "--data", str(one.home / "data"))


async def told(one: Somebody, *options: str) -> tuple[int, dict[str, Any]]:
    """Exit status and JSON; nothing else is printed."""
    done = await asyncio.to_thread(once, *arguments(one), "--json", *options, env=environment(one))
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1
    return done.returncode, json.loads(done.stdout)


@pytest.mark.emulator(SNES9X)
async def test_a_right_set_up_ends_with_status_0(tmp_path: Path) -> None:
    one = somebody(tmp_path, installations()[SNES9X])
    async with one.running():
        status, answer = await told(one)
    states = {check["key"]: check["state"] for check in answer["checks"]}
    assert {key for key, state in states.items() if state == "fail"} - {"sampling"} == set()
    assert answer["ok"] is (status == 0) is (states["sampling"] != "fail")
    assert states["states"] in {"pass", "warn"}
    assert (states["pads"], states["display"], states["status_port"]) == ("warn", "warn", "pass")
    assert answer["fixed"] is None
    assert set(answer["checks"][0]) == {"key", "group", "title", "state", "found", "wanted", "why", "remedy", "file"}
    assert set(answer["checks"][0]["remedy"]) == {"do", "menu", "line"}
    retroarch = answer["retroarch"]
    assert (retroarch["running"], retroarch["core"], retroarch["game"]) == (True, "snes9x", "spinlab")
    assert (retroarch["memory_command"], retroarch["config_certain"]) == ("READ_CORE_RAM", True)
    assert (retroarch["config_files"], retroarch["command"]) == ([str(one.main)], [str(one.program)])


@pytest.mark.emulator(SNES9X)
async def test_fix_writes_behind_no_running_retroarch(tmp_path: Path) -> None:
    one = somebody(tmp_path, installations()[SNES9X], pause_nonactive="true")
    before = one.main.read_bytes()
    async with one.running("--menu"):
        status, answer = await told(one, "--fix", "--yes")
    assert status == 1
    fixed = answer["fixed"]
    assert (fixed["refused"], fixed["changes"], fixed["file"]) == (RUNNING, [], None)
    assert cfg.read(Path(fixed["appended"])) == {"pause_nonactive": "false"}
    assert shlex.split(fixed["start"]) == [str(one.program), "--appendconfig", fixed["appended"]]
    assert one.main.read_bytes() == before


async def test_fix_asks_and_changes_what_is_wrong_and_can_be_undone(tmp_path: Path) -> None:
    one = somebody(tmp_path, installations()[SNES9X], **WRONG)
    before = one.main.read_bytes()
    _, answer = await told(one, "--fix")
    assert answer["fixed"]["refused"] == NOT_ASKED
    assert one.main.read_bytes() == before
    assert cfg.read(one.home / "data/spinlab-doctor.cfg") == {"network_cmd_enable": "true", "pause_nonactive": "false"}

    status, answer = await told(one, "--fix", "--yes")
    assert status == 1, "nobody answers still"
    fixed = answer["fixed"]
    assert [(change["name"], change["old"], change["new"]) for change in fixed["changes"]] == [
        ("network_cmd_enable", "false", "true"),
        ("pause_nonactive", "true", "false"),
    ]
    assert cfg.read(one.main) == {**one.settings, "network_cmd_enable": "true", "pause_nonactive": "false"}
    _, answer = await told(one, "--fix", "--yes")
    assert {check["key"] for check in answer["checks"] if check["state"] == "fail"} == {"nci"}
    assert answer["fixed"]["refused"] == "no setting is wrong that can be set"
    subprocess.run(shlex.split(fixed["undo"]), check=True)
    assert one.main.read_bytes() == before


async def test_at_a_terminal_the_person_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = somebody(tmp_path, installations()[SNES9X], **WRONG)
    for name, value in environment(one).items():
        monkeypatch.setenv(name, value)
    config = Config(
        emulator=EmulatorConfig(retroarch_path=str(one.program)),
        network=NetworkConfig(nci_port=one.port, dashboard_port=0),
    )
    options = DoctorOptions(fix=True, data=tmp_path / "data")
    before = one.main.read_bytes()
    asked: list[str] = []

    async def answering(yes: bool) -> str:
        def ask(question: str) -> bool:
            asked.append(question)
            return yes

        out = io.StringIO()
        assert not await run_doctor(config, options, out, ask)
        return out.getvalue()

    text = await answering(False)
    assert DECLINED in text
    assert one.main.read_bytes() == before
    text = await answering(True)
    assert asked == [f"Change 2 settings in {one.main}? A copy is kept. [y/N] "] * 2
    assert "    network_cmd_enable: false -> true\n    pause_nonactive: true -> false\n" in text
    assert f"To undo it:\n    cp {one.main}.spinlab-backup-1 {one.main}\n" in text
    assert "Save Configuration on Quit is off" in text
    assert text.splitlines()[-1].startswith("2 things must be mended (FAIL). Next: start RetroArch again;")
    assert one.main.read_bytes() != before


def test_wrong_use_has_status_2() -> None:
    done = once("doctor", "--yes")
    assert (done.returncode, done.stderr) == (2, "spinlab-pad: --yes goes with --fix\n")
