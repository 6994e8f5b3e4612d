from pathlib import Path

import pytest

from spinlab_pad.emulator.port import StateError
from spinlab_pad.emulator.retroarch.slots import ASIDE, SCAN_EVERY, STAGED_SLOT, StateFolder, state_name
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
