"""Puts a setting of RetroArch right for the lab: what `doctor --fix` does, one setting at a time."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import Final

from spinlab_pad.emulator.retroarch.doctor import WANTED, Situation, fix
from spinlab_pad.emulator.retroarch.user_settings import UserSettings, of_port
from spinlab_pad.lab.commands import Refused

FIXABLE: Final = tuple(row.name for row in WANTED if row.fixable)
"""The settings that can be corrected."""


class SettingFixer:
    """Changes the file of the RetroArch that listens at `port`, or would. Implements `lab.errands.Fixer`."""

    def __init__(self, port: int, settings: Callable[[int], UserSettings] = of_port) -> None:
        self._port = port
        self._settings = settings

    async def fix(self, setting: str) -> str | Refused:
        """Correct one setting in RetroArch's own file, which is copied before."""
        if setting not in FIXABLE:
            return Refused(f"there is no setting {setting!r} that can be corrected; known: {', '.join(FIXABLE)}")
        return await asyncio.to_thread(self._fix, setting)

    def _fix(self, setting: str) -> str | Refused:
        done = fix(self._settings(self._port), [setting], Situation(self._port, platform=sys.platform))
        if done.refused:
            return Refused(done.refused)
        if not done.changes:
            return f"{setting} is right already in {done.file}"
        (change,) = done.changes
        was = "not set" if change.old is None else f'"{change.old}"'
        text = f'{setting} is "{change.new}" now, it was {was}. As it was before: {done.backup}'
        return f"{text}. But {change.elsewhere} overrides it: change it there, too" if change.elsewhere else text
