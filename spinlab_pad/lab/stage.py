"""Where the mode that runs stands: at most one."""

from __future__ import annotations

from dataclasses import dataclass

from spinlab_pad.lab.mode import Mode


@dataclass(slots=True)
class Stage:
    """Shared by the hub and by what starts and ends modes."""

    mode: Mode | None = None
