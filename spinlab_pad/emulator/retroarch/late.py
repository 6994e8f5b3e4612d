"""Notice that RetroArch carries out a save after all that was given up, over what has been given back, and undo it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from spinlab_pad.emulator.retroarch.keepsakes import MAX_BYTES, Keepsakes, Sign
from spinlab_pad.emulator.retroarch.slotfiles import signs, state_in
from spinlab_pad.emulator.retroarch.states import MARK


class Guard:
    """Knows how slot files looked; their copies are in `kept`."""

    def __init__(self, kept: Keepsakes) -> None:
        self._kept = kept
        self._signs: dict[Path, Sign] | None = None

    @property
    def on(self) -> bool:
        """Whether it watches: then the copies must stay what they are."""
        return self._signs is not None

    def begin(self, files: tuple[Path, ...], current: Path | None) -> None:
        """Watch these files. There is a copy of the `current` slot's in any case, of the others as time allows."""
        self._signs = signs(files)
        first = [path for path in files if path == current]
        self._kept.keep([*first, *(path for path in files if path != current)])
        if any(self._kept.sign(path) is None for path in first):
            self._kept.keep(first, read_max=MAX_BYTES)

    def end(self) -> None:
        """Nothing comes any more."""
        self._signs = None

    def undo(self, files: Iterable[Path], is_ours: Callable[[bytes], bool]) -> bool:
        """Undo what came for us; `is_ours` tells by the core's state. Whether something was undone.

        Raises:
            OSError: a file can't be put back; it is tried again with the next call.
        """
        undone = False
        for path in files:
            if self._signs is None or Sign.of(path) == self._signs.get(path):
                continue
            state = state_in(path)
            if state is None or state.holds(MARK):
                continue  # incomplete so far, or staged
            if not is_ours(state.core):
                self._kept.forget(path)  # the runner has saved there
            elif path not in self._signs:
                path.unlink(missing_ok=True)
                undone = True
            elif self._kept.sign(path) is not None:
                self._kept.put_back(path)
                undone = True
            self._signs = {**self._signs, **signs((path,))}
        return undone
