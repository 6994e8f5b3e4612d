"""The configuration as pages see it: every key, what it is now, and what can be changed while the program runs.

The app hands `web` an object with these methods. What is changed holds until the program ends: the file is the
runner's own, and is only ever read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from spinlab_pad.lab.commands import Refused

SettingType = Literal["text", "number", "integer", "switch", "choice"]


class BadSetting(ValueError):
    """An unknown key, one that can't be changed while the program runs, or a wrong value; the text says what can be."""


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A key of config.yaml in dotted form.

    `value` is the one that holds now, `configured` the one at the start of the program, `default` that of a file which
    doesn't name the key. `choices` are the only values of a choice; `low` and `high` bound a number. Of a secret, the
    values say only whether there is one.
    """

    key: str
    type: SettingType
    value: str | int | float | bool
    configured: str | int | float | bool
    default: str | int | float | bool
    choices: tuple[str, ...] | None
    low: float | None
    high: float | None
    changeable: bool


class Configuration(Protocol):
    """What pages may ask and change of it."""

    def rows(self) -> tuple[SettingRow, ...]:
        """Every key, in the order of config.example.yaml."""
        ...

    async def change(self, changes: Mapping[str, Any]) -> Refused | None:
        """Change all of these keys at once, or none of them.

        Raises:
            BadSetting: a key or value can't be.
        """
        ...
