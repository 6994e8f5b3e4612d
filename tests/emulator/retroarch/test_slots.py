from pathlib import Path

import pytest

from spinlab_pad.emulator.port import StateError
from spinlab_pad.emulator.retroarch.asides import ASIDE
from spinlab_pad.emulator.retroarch.slotfiles import state_name
from spinlab_pad.emulator.retroarch.slots import SCAN_EVERY, STAGED_SLOT, StateFolder
from spinlab_pad.emulator.retroarch.states import core_state, state_file
from tests.emulator.retroarch.state_folder import aside, contents, known, runner, saved, taken


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
