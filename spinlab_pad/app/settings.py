"""The configuration for the pages, joined to the lab: implements `lab.configuration.Configuration`."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final, Literal, get_args, get_origin

from spinlab_pad.config import RANGES, Config, ConfigError, checked, kinds, values
from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.configuration import BadSetting, SettingRow, SettingType
from spinlab_pad.lab.lab import Lab
from spinlab_pad.schedule import lacking

LIVE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "scheduler.estimator": "estimator",
        "scheduler.allocator": "allocator",
        "practice.rating": "rating",
        "practice.auto_advance_s": "auto_advance_s",
        "practice.start": "start",
        "practice.on_death": "on_death",
        "practice.start_pause": "start_pause",
        "practice.countdown_s": "countdown_s",
        "practice.goal_minutes": "goal_minutes",
        "practice.goal_attempts": "goal_attempts",
        "practice.break_after_min": "break_after_min",
    }
)
"""Keys that can be changed while the program runs, with the field of `LabSettings` that holds the value in use.

Each is read where it is used; `practice.start` when a session begins. `practice.death_penalty_ms` is none of them:
times that were recorded with another one would not be comparable.
"""

SECRETS: Final = frozenset({"network.token"})
HIDDEN: Final = "(set)"
_TYPES: Final[Mapping[Any, SettingType]] = {str: "text", int: "integer", float: "number", bool: "switch"}
_SECTIONS: Final = tuple(dict.fromkeys(key.partition(".")[0] for key in LIVE))
_LIVE_WORDS: Final = "; ".join(
    f"{section}.{{{', '.join(key.partition('.')[2] for key in LIVE if key.startswith(section))}}}"
    for section in _SECTIONS
)
NEAR: Final = 0.8
"""Likeness (0 to 1) of what is taken for a slip of the fingers."""
_GOALS: Final = ("practice.goal_minutes", "practice.goal_attempts")


class Settings:
    """The configuration that the program was started with, and what has been changed in the lab since."""

    def __init__(self, config: Config, lab: Lab) -> None:
        self._config = config
        self._lab = lab

    def rows(self) -> tuple[SettingRow, ...]:
        """Every key, in the order of config.example.yaml."""
        now, hints = self._now(), kinds()
        configured, defaults = values(self._config), values(Config())
        return tuple(
            SettingRow(
                key=key,
                type=_type(hint),
                value=_shown(key, now[key]),
                configured=_shown(key, configured[key]),
                default=defaults[key],
                choices=get_args(hint) if get_origin(hint) is Literal else None,
                low=RANGES[key][0] if key in RANGES else None,
                high=RANGES[key][1] if key in RANGES else None,
                changeable=key in LIVE,
            )
            for key, hint in hints.items()
        )

    def _now(self) -> dict[str, Any]:
        settings, found = self._lab.context.settings, values(self._config)
        for key, name in LIVE.items():
            value = getattr(settings, name)
            found[key] = 0 if value is None else value  # a goal that is none
        return found

    async def change(self, changes: Mapping[str, Any]) -> Refused | None:
        """Change all of these keys at once, or none of them.

        Raises:
            BadSetting: a key or value can't be.
        """
        wanted = {key: _checked(key, value) for key, value in changes.items()}
        if (reason := lacking(wanted.get("scheduler.allocator", ""))) is not None:
            return Refused(reason)
        now = self._now()
        if any(wanted.get(key, now[key]) != now[key] for key in _GOALS):
            # First, since it alone of what follows may be refused: a goal is of practice, and can't be set while
            # something else runs.
            minutes, attempts = (wanted.get(key, now[key]) for key in _GOALS)
            refused = await self._obeyed(commands.SetGoal(minutes, attempts))
            if refused is not None:
                return refused
        if "scheduler.estimator" in wanted:
            await self._obeyed(commands.SetEstimator(wanted["scheduler.estimator"]))
        if "scheduler.allocator" in wanted:
            await self._obeyed(commands.SetAllocator(wanted["scheduler.allocator"]))
        plain = {LIVE[key]: value for key, value in wanted.items() if key.startswith("practice.") and key not in _GOALS}
        self._lab.context.change_settings(plain)
        return None

    async def _obeyed(self, command: Command) -> Refused | None:
        outcome = await self._lab.handle(command)
        return outcome if isinstance(outcome, Refused) else None


def _checked(key: str, value: Any) -> Any:
    allowed = f"Can be changed while the program runs: {_LIVE_WORDS}"
    if key not in kinds():
        near = get_close_matches(key, LIVE, 1, NEAR)
        raise BadSetting(f"unknown key {key!r}" + (f"; did you mean {near[0]}?" if near else f". {allowed}"))
    if key not in LIVE:
        raise BadSetting(f"{key} is read when the program starts: change it in the configuration file. {allowed}")
    try:
        return checked(key, value)
    except ConfigError as error:
        raise BadSetting(str(error)) from None


def _type(hint: Any) -> SettingType:
    return "choice" if get_origin(hint) is Literal else _TYPES[hint]


def _shown(key: str, value: Any) -> Any:
    return HIDDEN if key in SECRETS and value else value
