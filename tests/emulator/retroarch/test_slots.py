import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from spinlab_pad.emulator.port import StateError
from spinlab_pad.emulator.retroarch.asides import ASIDE, BEFORE, LATE_NS, name_of
from spinlab_pad.emulator.retroarch.keepsakes import AT_ONCE_BYTES
from spinlab_pad.emulator.retroarch.slotfiles import state_name
from spinlab_pad.emulator.retroarch.slots import SCAN_EVERY, STAGED_SLOT, StateFolder
from spinlab_pad.emulator.retroarch.states import core_state, state_file


def runner(tmp_path: Path) -> StateFolder:
    """The folder of a runner who has states of two games, sorted by core."""
    cores = tmp_path / "Snes9x"
    cores.mkdir()
    for name in ("hack.state", "hack.state3", "hack.state.auto", "hack.state.png", "hack 2.state"):
        (cores / name).write_bytes(name.encode())
    return StateFolder(tmp_path, "hack", own=False)


def taken(folder: StateFolder) -> bytes | None:
    """The core's state out of the file that has appeared, taken for ours."""
    for _ in range(SCAN_EVERY):
        if (fresh := folder.fresh()) is not None:
            folder.take(fresh)
            return fresh.file.core
    return None


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def aside(folder: Path) -> set[str]:
    """Names of the files that are aside."""
    return {name_of(path).name for path in folder.rglob("*" + ASIDE)}


def given_way(folder: Path) -> list[bytes]:
    """States that were kept under another name; they are removed."""
    found = sorted(folder.rglob("*" + BEFORE))
    read = [path.read_bytes() for path in found]
    for path in found:
        path.unlink()
    return read


def test_names_of_slots() -> None:
    assert [state_name("a", slot) for slot in (-1, 0, 7)] == ["a.state.auto", "a.state", "a.state7"]


def test_the_runners_files_are_as_before_after_a_save(tmp_path: Path) -> None:
    folder = runner(tmp_path)
    before = contents(tmp_path)
    folder.clear()
    assert folder.fresh() is None
    (tmp_path / "Snes9x" / "hack.state3").write_bytes(state_file(b"core"))
    assert taken(folder) == b"core"
    assert (folder.slot, folder.folder) == (3, tmp_path / "Snes9x")
    folder.give_back()
    assert contents(tmp_path) == before


def test_a_file_that_grows_is_taken_when_it_is_complete(tmp_path: Path) -> None:
    folder = StateFolder(tmp_path, "hack", own=True)
    whole = state_file(b"core")
    for size in (0, 5, len(whole) - 1):
        (tmp_path / "hack.state").write_bytes(whole[:size])
        assert folder.fresh() is None
    assert "incomplete" in folder.why_not
    (tmp_path / "hack.state").write_bytes(whole)
    assert taken(folder) == b"core"
    assert folder.fresh() is None


def test_what_a_crash_left_aside_is_given_back(tmp_path: Path) -> None:
    folder = runner(tmp_path)
    before = contents(tmp_path)
    folder.clear()
    assert any(name.endswith(ASIDE) for name in contents(tmp_path))
    StateFolder(tmp_path, "hack", own=False).check()
    assert contents(tmp_path) == before


def test_a_staged_file_is_complete_and_leaves_no_trace_in_the_runners_folder(tmp_path: Path) -> None:
    folder = runner(tmp_path)
    before = contents(tmp_path)
    with pytest.raises(StateError, match="not known yet"):
        folder.stage(b"core", 990)
    folder.folder = tmp_path / "Snes9x"
    folder.stage(b"core", 990)
    assert core_state((tmp_path / "Snes9x" / "hack.state990").read_bytes()) == b"core"
    folder.unstage()
    assert contents(tmp_path) == before


def test_in_our_own_folder_staged_files_stay_and_the_players_come_back(tmp_path: Path) -> None:
    folder = StateFolder(tmp_path, "hack", own=True)
    (tmp_path / "hack.state").write_bytes(b"by the hotkey")
    folder.stage(b"core", STAGED_SLOT)
    folder.unstage()
    folder.clear()
    (tmp_path / "hack.state").write_bytes(state_file(b"new"))
    assert taken(folder) == b"new"
    folder.give_back()
    told = contents(tmp_path)
    assert set(told) == {"hack.state990", "hack.state"}
    assert told["hack.state"] == b"by the hotkey"


def test_a_missing_folder_is_explained(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="Save States"):
        StateFolder(tmp_path / "none", "hack", own=False).check()


def test_names_with_special_characters_are_taken_literally(tmp_path: Path) -> None:
    folder = StateFolder(tmp_path, "a [1.0] (b)+", own=True)
    (tmp_path / "a [1.0] (b)+.state").write_bytes(state_file(b"core"))
    assert taken(folder) == b"core"


def known(tmp_path: Path, *, steady: bool = True) -> StateFolder:
    """The runner's folder after one save of ours to slot 0."""
    folder = runner(tmp_path)
    folder = StateFolder(tmp_path, "hack", own=False, steady=steady)
    saved(folder, tmp_path / "Snes9x" / "hack.state")
    return folder


def saved(folder: StateFolder, path: Path, core: bytes = b"core") -> None:
    """RetroArch saves for us to `path`."""
    folder.clear()
    path.write_bytes(state_file(core))
    assert taken(folder) == core
    folder.give_back()


def test_only_the_slot_that_is_expected_is_moved_once_it_is_known(tmp_path: Path) -> None:
    folder = known(tmp_path)
    before = contents(tmp_path)
    folder.clear()
    assert aside(tmp_path) == {"hack.state"}
    folder.give_back()
    assert contents(tmp_path) == before


def test_where_retroarch_chooses_the_slot_all_are_moved(tmp_path: Path) -> None:
    folder = known(tmp_path, steady=False)
    folder.clear()
    assert aside(tmp_path) == {"hack.state", "hack.state3"}


def test_a_slot_that_the_runner_chose_meanwhile_comes_back_with_its_time(tmp_path: Path) -> None:
    folder = known(tmp_path)
    before, changed = contents(tmp_path), (tmp_path / "Snes9x" / "hack.state3").stat().st_mtime_ns
    saved(folder, tmp_path / "Snes9x" / "hack.state3")
    assert folder.slot == 3
    assert contents(tmp_path) == before
    assert (tmp_path / "Snes9x" / "hack.state3").stat().st_mtime_ns == changed


def test_what_retroarch_deletes_while_it_saves_for_us_comes_back(tmp_path: Path) -> None:
    folder = known(tmp_path)
    before = contents(tmp_path)
    folder.clear()
    (tmp_path / "Snes9x" / "hack.state3").unlink()
    folder.give_back()
    assert contents(tmp_path) == before


@pytest.mark.parametrize("slot", ["hack.state", "hack.state3", "hack.state7"])
def test_a_save_of_the_runner_in_the_middle_stays_his(tmp_path: Path, slot: str) -> None:
    folder = known(tmp_path)
    before = contents(tmp_path)
    folder.clear()
    (tmp_path / "Snes9x" / slot).write_bytes(state_file(b"his new one"))
    fresh = next(filter(None, (folder.fresh() for _ in range(SCAN_EVERY))))
    folder.leave(fresh)
    (tmp_path / "Snes9x" / "hack.state").write_bytes(state_file(b"ours"))
    assert taken(folder) == b"ours"
    folder.give_back()
    assert contents(tmp_path) == {**before, "Snes9x/" + slot: state_file(b"his new one")}


def test_a_save_in_doubt_is_his_and_ours(tmp_path: Path) -> None:
    folder = known(tmp_path)
    folder.clear()
    (tmp_path / "Snes9x" / "hack.state").write_bytes(state_file(b"both"))
    fresh = folder.fresh()
    assert fresh is not None
    folder.take(fresh, also_his=True)
    folder.give_back()
    assert contents(tmp_path)["Snes9x/hack.state"] == state_file(b"both")


def test_what_the_runner_does_between_two_saves_is_not_undone(tmp_path: Path) -> None:
    folder = known(tmp_path)
    saved(folder, tmp_path / "Snes9x" / "hack.state")
    (tmp_path / "Snes9x" / "hack.state3").write_bytes(b"saved again")
    (tmp_path / "Snes9x" / "hack.state").unlink()
    (tmp_path / "Snes9x" / "hack.state4").write_bytes(b"a new one")
    before = contents(tmp_path)
    saved(folder, tmp_path / "Snes9x" / "hack.state")
    assert contents(tmp_path) == before


@pytest.mark.parametrize("had_one", [True, False])
def test_the_picture_of_our_state_does_not_stay(tmp_path: Path, had_one: bool) -> None:
    folder = known(tmp_path)
    picture = tmp_path / "Snes9x" / "hack.state.png"
    if not had_one:
        picture.unlink()
    before = contents(tmp_path)
    saved(folder, tmp_path / "Snes9x" / "hack.state")
    picture.write_bytes(b"of our state")
    folder.tidy()
    assert contents(tmp_path) == before
    (tmp_path / "Snes9x" / "hack.state").write_bytes(b"saved by hotkey")
    picture.write_bytes(b"of his state")
    folder.tidy()
    assert picture.read_bytes() == b"of his state"


def test_a_save_that_was_given_up_and_comes_late_is_undone(tmp_path: Path) -> None:
    folder = known(tmp_path)
    before = contents(tmp_path)
    folder.clear()
    folder.give_back()
    folder.guard()
    (tmp_path / "Snes9x" / "hack.state").write_bytes(state_file(b"late"))
    assert not folder.undo_late(lambda core: False)
    assert folder.undo_late(lambda core: core == b"late") is False, "once his, it stays his"
    assert contents(tmp_path) != before


def test_a_save_that_comes_late_and_is_ours_is_undone(tmp_path: Path) -> None:
    folder = known(tmp_path)
    before = contents(tmp_path)
    folder.clear()
    folder.give_back()
    folder.guard()
    (tmp_path / "Snes9x" / "hack.state").write_bytes(state_file(b"late"))
    assert folder.undo_late(lambda core: core == b"late")
    assert contents(tmp_path) == before


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
