"""A setting is corrected in RetroArch's own file, one at a time, or it is said why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from spinlab_pad.app.fixing import FIXABLE, SettingFixer
from spinlab_pad.emulator.retroarch.doctor import fixing
from spinlab_pad.emulator.retroarch.user_settings import UserSettings, of_files
from spinlab_pad.lab.commands import Refused


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(fixing, "is_running", lambda *_: False)
    file = tmp_path / "retroarch.cfg"
    file.write_text('network_cmd_enable = "false"\nmine = "stays"\n')
    return file


async def test_one_setting_is_changed_and_the_file_is_copied_before(file: Path):
    fixer = SettingFixer(55355, lambda _: of_files((file,)))
    done = await fixer.fix("network_cmd_enable")
    assert done == (f'network_cmd_enable is "true" now, it was "false". As it was before: {file}.spinlab-backup-1')
    assert file.read_text() == 'network_cmd_enable = "true"\nmine = "stays"\n'
    assert await fixer.fix("network_cmd_enable") == f"network_cmd_enable is right already in {file}"


async def test_what_can_not_be_done_is_refused_in_words(file: Path, monkeypatch: pytest.MonkeyPatch):
    fixer = SettingFixer(55355, lambda _: of_files((file,)))
    unknown = await fixer.fix("mine")
    assert isinstance(unknown, Refused)
    assert "there is no setting 'mine' that can be corrected" in unknown.reason
    assert all(name in unknown.reason for name in FIXABLE)
    monkeypatch.setattr(fixing, "is_running", lambda *_: True)
    running = await fixer.fix("network_cmd_enable")
    assert isinstance(running, Refused)
    assert "close it, then try again" in running.reason
    nothing = await SettingFixer(55355, lambda _: UserSettings()).fix("network_cmd_enable")
    assert isinstance(nothing, Refused)
    assert "start it once and close it" in nothing.reason
