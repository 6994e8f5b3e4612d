"""Where the mode that runs stands: at most one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from spinlab_pad.lab.machine import END
from spinlab_pad.lab.mode import Mode


@dataclass(slots=True)
class Stage:
    """Shared by the hub and by what starts and ends modes.

    A mode whose machine has come to `idle` by itself is over: it is taken off the stage at once, and stopped as soon
    as no command is being carried out. Reference runs are ended by `Runs` alone.
    """

    mode: Mode | None = None
    _over: list[Mode] = field(default_factory=list)

    @property
    def phase(self) -> str:
        """The state of the running mode; '' without one."""
        return self.mode.phase if self.mode is not None else ""

    def clear(self) -> bool:
        """Take a mode that is over off; whether there was one."""
        mode = self.mode
        if mode is None or mode.name == "reference" or mode.phase != END:
            return False
        self._over.append(mode)
        self.mode = None
        return True

    def over(self) -> Iterator[Mode]:
        """What was taken off, once: to be stopped."""
        while self._over:
            yield self._over.pop()
