"""The state folder of a runner, what RetroArch puts into it, and what is found there."""

from pathlib import Path

from spinlab_pad.emulator.retroarch.asides import ASIDE, BEFORE, name_of
from spinlab_pad.emulator.retroarch.slots import SCAN_EVERY, StateFolder
from spinlab_pad.emulator.retroarch.states import state_file


def runner(tmp_path: Path) -> StateFolder:
    """The folder of a runner who has states of two games, sorted by core."""
    cores = tmp_path / "Snes9x"
    cores.mkdir()
    for name in ("hack.state", "hack.state3", "hack.state.auto", "hack.state.png", "hack 2.state"):
        (cores / name).write_bytes(name.encode())
    return StateFolder(tmp_path, "hack", own=False)


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
