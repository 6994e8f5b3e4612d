from __future__ import annotations

import os
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad.emulator.retroarch import cfg
from spinlab_pad.emulator.retroarch.doctor import fixing
from spinlab_pad.emulator.retroarch.doctor.fixing import NO_FILE, RUNNING, Change, fix, write_appended
from spinlab_pad.emulator.retroarch.doctor.wanted import Situation
from spinlab_pad.emulator.retroarch.user_settings import UserSettings, of_files

NAMES = ("pause_nonactive", "network_cmd_port", "log_to_file")
OLD = b'# mine \xff\r\npause_nonactive = "true"\r\nother = "\xc3\xa4"\r\n  network_cmd_port=1\nlast = word'
NEW = (
    b'# mine \xff\r\npause_nonactive = "false"\r\nother = "\xc3\xa4"\r\nnetwork_cmd_port = "9"\n'
    b'last = word\r\nlog_to_file = "true"\r\n'
)
WHERE = Situation(9)


@pytest.fixture
def told(tmp_path: Path) -> UserSettings:
    (tmp_path / "retroarch.cfg").write_bytes(OLD)
    return of_files((tmp_path / "retroarch.cfg",))


def test_only_the_named_settings_change(told: UserSettings) -> None:
    assert told.main is not None
    told.main.chmod(0o640)
    fixed = fix(told, NAMES, WHERE, running=False)
    assert fixed.changes == (
        Change("pause_nonactive", "true", "false"),
        Change("network_cmd_port", "1", "9"),
        Change("log_to_file", None, "true"),
    )
    assert told.main.read_bytes() == NEW
    assert told.main.stat().st_mode & 0o777 == 0o640
    assert fixed.backup is not None
    assert (fixed.backup.name, fixed.backup.read_bytes()) == ("retroarch.cfg.spinlab-backup-1", OLD)
    assert {path.name for path in told.main.parent.iterdir()} == {"retroarch.cfg", "retroarch.cfg.spinlab-backup-1"}


def test_a_second_time_nothing_is_left_to_do(told: UserSettings) -> None:
    fix(told, NAMES, WHERE, running=False)
    again = fix(told, NAMES, WHERE, running=False)
    assert (again.changes, again.backup, again.refused) == ((), None, "")
    other = fix(told, NAMES, Situation(10), running=False)
    assert other.backup is not None
    assert other.backup.name == "retroarch.cfg.spinlab-backup-2"
    assert other.backup.read_bytes() == NEW


def test_a_link_stays_a_link(told: UserSettings, tmp_path: Path) -> None:
    assert told.main is not None
    real = tmp_path / "dotfiles" / "ra.cfg"
    real.parent.mkdir()
    told.main.rename(real)
    told.main.symlink_to(real)
    fixed = fix(told, NAMES, WHERE, running=False)
    assert told.main.is_symlink()
    assert real.read_bytes() == NEW
    assert fixed.backup == real.with_name("ra.cfg.spinlab-backup-1")


@pytest.mark.parametrize(("name", "refused"), [("", RUNNING), ("retroarch", RUNNING), ("dnsmasq", "")])
def test_a_running_retroarch_is_not_written_behind(
    told: UserSettings, monkeypatch: pytest.MonkeyPatch, name: str, refused: str
) -> None:
    monkeypatch.setattr(fixing, "some_runs", lambda machine: False)
    monkeypatch.setattr(fixing, "holder", lambda port, machine: name)
    assert fix(replace(told, certain=True), NAMES, WHERE).refused == RUNNING
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as holder:
        holder.bind(("0.0.0.0", 0))
        assert fix(told, NAMES[:1], Situation(holder.getsockname()[1])).refused == refused
    assert told.main is not None
    assert (told.main.read_bytes() == OLD) is (refused == RUNNING)


def test_without_a_file_nothing_is_made(tmp_path: Path) -> None:
    """RetroArch fills a new file with a distribution's own defaults; half a file would keep it from that."""
    assert fix(UserSettings(), NAMES, WHERE).refused == NO_FILE
    assert fix(UserSettings((tmp_path / "retroarch.cfg",)), NAMES, WHERE).refused == NO_FILE
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fails_leaves_the_old_file(told: UserSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "retroarch.cfg")

    monkeypatch.setattr(os, "replace", full)
    fixed = fix(told, NAMES, WHERE, running=False)
    assert "No space left" in fixed.refused
    assert told.main is not None
    assert told.main.read_bytes() == OLD
    assert {path.suffix for path in told.main.parent.iterdir()} == {".cfg", ".spinlab-backup-1"}


def test_a_file_that_is_read_later_is_named(told: UserSettings, tmp_path: Path) -> None:
    override = tmp_path / "Snes9x.cfg"
    override.write_text('pause_nonactive = "true"\n')
    assert told.main is not None
    fixed = fix(of_files((told.main, override)), NAMES[:1], WHERE, running=False)
    assert fixed.changes == (Change("pause_nonactive", "true", "false", str(override)),)


def test_what_can_not_be_fixed_is_left_alone(told: UserSettings, tmp_path: Path) -> None:
    names = ("input_enable_hotkey_btn", "nci", *NAMES[:1])
    file = write_appended(tmp_path / "data", names, WHERE)
    assert file == tmp_path / "data/spinlab-doctor.cfg"
    assert cfg.read(file) == {"pause_nonactive": "false"}
    assert [change.name for change in fix(told, names, WHERE, running=False).changes] == ["pause_nonactive"]
