"""Saves that were cut short, crashes, full disks, files that are held: nothing of the runner's is lost."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from spinlab_pad.emulator.port import StateError
from spinlab_pad.emulator.retroarch.asides import ASIDE, LATE_NS
from spinlab_pad.emulator.retroarch.keepsakes import AT_ONCE_BYTES
from spinlab_pad.emulator.retroarch.slots import SCAN_EVERY, STAGED_SLOT, StateFolder
from spinlab_pad.emulator.retroarch.states import core_state, state_file
from tests.emulator.retroarch.state_folder import aside, contents, given_way, known, runner, saved


def test_a_partial_file_is_removed_and_the_runners_comes_back(tmp_path: Path) -> None:
    folder = known(tmp_path)
    before = contents(tmp_path)
    folder.clear()
    (tmp_path / "Snes9x" / "hack.state").write_bytes(state_file(b"core")[:9])
    assert folder.fresh() is None
    assert folder.remove_partial() == tmp_path / "Snes9x" / "hack.state"
    folder.give_back()
    assert contents(tmp_path) == before


def test_what_a_crash_left_staged_is_removed_and_a_runners_high_slot_stays(tmp_path: Path) -> None:
    folder = known(tmp_path)
    before = contents(tmp_path)
    folder.stage(b"core", STAGED_SLOT)
    (tmp_path / "Snes9x" / "hack.state990.new").write_bytes(b"half")
    StateFolder(tmp_path, "hack", own=False).check()
    assert contents(tmp_path) == before
    (tmp_path / "Snes9x" / "hack.state990").write_bytes(state_file(b"the runner's"))
    StateFolder(tmp_path, "hack", own=False).check()
    folder.stage(b"core", STAGED_SLOT)
    assert core_state((tmp_path / "Snes9x" / "hack.state990").read_bytes()) == b"core"
    folder.unstage()
    assert core_state((tmp_path / "Snes9x" / "hack.state990").read_bytes()) == b"the runner's"


def test_after_a_crash_what_was_written_for_us_goes_and_what_the_runner_saved_since_stays(tmp_path: Path) -> None:
    folder = known(tmp_path)
    before = contents(tmp_path)
    folder.clear()
    slot = tmp_path / "Snes9x" / "hack.state"
    slot.write_bytes(state_file(b"ours"))
    StateFolder(tmp_path, "hack", own=False).check()
    assert contents(tmp_path) == before
    folder.clear()
    slot.write_bytes(state_file(b"his"))
    later_ns = slot.stat().st_mtime_ns + LATE_NS + 1_000_000_000
    os.utime(slot, ns=(later_ns, later_ns))
    StateFolder(tmp_path, "hack", own=False).check()
    assert given_way(tmp_path) == [b"hack.state"]
    assert contents(tmp_path) == {**before, "Snes9x/hack.state": state_file(b"his")}, (
        "nothing of the runner's is deleted"
    )


def test_a_full_disk_leaves_nothing_broken_and_is_told(tmp_path: Path) -> None:
    folder = known(tmp_path)
    before = contents(tmp_path)
    (tmp_path / "Snes9x" / "hack.state990.new").symlink_to("/dev/full")
    with pytest.raises(StateError, match=r"disk of .*Snes9x is full: make room"):
        folder.stage(b"core", STAGED_SLOT)
    assert contents(tmp_path) == before
    folder.stage(b"core", STAGED_SLOT)
    folder.unstage()
    assert contents(tmp_path) == before


def test_since_when_a_file_is_aside_is_told_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows keeps when a file was made and when it was written, not when it was moved."""
    folder = known(tmp_path)
    before = contents(tmp_path)
    slot = tmp_path / "Snes9x" / "hack.state"
    now_ns = time.time_ns() + 10 * LATE_NS
    monkeypatch.setattr(time, "time_ns", lambda: now_ns)
    folder.clear()
    slot.write_bytes(state_file(b"ours"))
    os.utime(slot, ns=(now_ns, now_ns))
    StateFolder(tmp_path, "hack", own=False).check()
    assert contents(tmp_path) == before


def test_a_file_that_is_aside_without_a_time_is_given_back(tmp_path: Path) -> None:
    folder = runner(tmp_path)
    before = contents(tmp_path)
    slot = tmp_path / "Snes9x" / "hack.state3"
    slot.rename(slot.with_name(slot.name + ASIDE))
    folder.check()
    assert contents(tmp_path) == before


def test_what_lies_in_the_way_when_files_are_given_back_is_ours_or_both_stay(tmp_path: Path) -> None:
    folder = known(tmp_path)
    before = contents(tmp_path)
    folder.is_ours = lambda core: core == b"ours"
    slot = tmp_path / "Snes9x" / "hack.state"
    folder.clear()
    slot.write_bytes(state_file(b"ours"))
    folder.give_back()
    assert contents(tmp_path) == before
    folder.clear()
    slot.write_bytes(state_file(b"his"))
    folder.give_back()
    assert given_way(tmp_path) == [b"hack.state"]
    assert contents(tmp_path) == {**before, "Snes9x/hack.state": state_file(b"his")}


class Held:
    """Windows: somebody has files of that name open, so that they can be neither moved nor deleted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        self.name = name
        for verb in ("replace", "unlink"):
            monkeypatch.setattr(Path, verb, self._refusing(getattr(Path, verb)))

    def _refusing(self, done: Callable[..., object]) -> Callable[..., object]:
        def refuse(path: Path, *rest: object, **named: object) -> object:
            if self.name and path.name.startswith(self.name):
                raise PermissionError(13, "used by another process")
            return done(path, *rest, **named)

        return refuse


def test_a_file_that_cannot_be_given_back_holds_up_no_other_and_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = runner(tmp_path)
    before = contents(tmp_path)
    folder.clear()
    held = Held(monkeypatch, "hack.state.1")
    with pytest.raises(PermissionError):
        folder.give_back()
    assert aside(tmp_path) == {"hack.state"}
    held.name = ""
    folder.put_right()
    assert contents(tmp_path) == before


def test_a_staged_or_partial_file_that_is_held_goes_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = known(tmp_path)
    before = contents(tmp_path)
    folder.stage(b"core", STAGED_SLOT)
    held = Held(monkeypatch, "hack.state")
    folder.unstage()
    assert contents(tmp_path) != before
    held.name = ""
    folder.put_right()
    assert contents(tmp_path) == before
    folder.clear()
    (tmp_path / "Snes9x" / "hack.state7").write_bytes(state_file(b"core")[:9])
    for _ in range(SCAN_EVERY):
        assert folder.fresh() is None
    held.name = "hack.state7"
    assert folder.remove_partial() == tmp_path / "Snes9x" / "hack.state7"
    held.name = ""
    folder.put_right()
    assert contents(tmp_path) == before


@pytest.mark.parametrize("size", [AT_ONCE_BYTES - 1000, AT_ONCE_BYTES + 1000])
def test_the_current_slot_comes_back_however_many_others_there_are(tmp_path: Path, size: int) -> None:
    for slot in ("", "1", "3"):
        (tmp_path / f"hack.state{slot}").write_bytes(state_file(b"x" * size + slot.encode()))
    folder = StateFolder(tmp_path, "hack", own=False, steady=True)
    saved(folder, tmp_path / "hack.state3")
    before = contents(tmp_path)
    folder.guard()
    folder.prepare()
    (tmp_path / "hack.state3").write_bytes(state_file(b"late"))
    assert folder.undo_late(lambda core: core == b"late")
    assert contents(tmp_path) == before


def test_what_cannot_be_undone_is_not_said_to_be(tmp_path: Path) -> None:
    for slot in ("", "1", "3"):
        (tmp_path / f"hack.state{slot}").write_bytes(state_file(b"x" * AT_ONCE_BYTES))
    folder = StateFolder(tmp_path, "hack", own=False, steady=True)
    saved(folder, tmp_path / "hack.state3")
    folder.guard()
    (tmp_path / "hack.state1").write_bytes(state_file(b"late"))
    assert not folder.undo_late(lambda core: core == b"late"), "there was no time for a copy"


def test_a_folder_that_we_may_not_look_into_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stat = os.stat

    def refuse(path: str, **named: bool) -> os.stat_result:
        if str(path).startswith(str(tmp_path)):
            raise PermissionError(13, "not allowed", path)
        return stat(path, **named)

    monkeypatch.setattr(os, "stat", refuse)
    with pytest.raises(StateError, match="Save States"):
        StateFolder(tmp_path, "hack", own=False).check()
