"""The answers of the API as frozen values, and their text on the wire; `schema` describes these classes."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from spinlab_pad.lab.commands import COMMANDS
from spinlab_pad.lab.configuration import SettingRow
from spinlab_pad.lab.model.rows import ModelRow, Working
from spinlab_pad.lab.model.view import OutlookView
from spinlab_pad.lab.payload import payload_of
from spinlab_pad.lab.queries import RunRow, SegmentRow, SessionRow, SpeedRunRow
from spinlab_pad.lab.transitions import modes_of
from spinlab_pad.lab.view import Mode, View
from spinlab_pad.schedule.marks import Score


@dataclass(frozen=True, slots=True)
class Failure:
    """What every wrong or refused request gets."""

    ok: Literal[False]
    reason: str


@dataclass(frozen=True, slots=True)
class Done:
    """A command was carried out; `state` is the View after it."""

    ok: Literal[True]
    state: View


@dataclass(frozen=True, slots=True)
class PayloadRule:
    """What one payload key takes: `type` is 'str' or 'int', `choices` the only values (None: any)."""

    type: str
    required: bool
    choices: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class CommandRow:
    """A command, its payload by key, and whether it is possible now (`reason` says why not).

    `modes` are those in which it is possible at all, as the View names them.
    """

    name: str
    help: str
    payload: dict[str, PayloadRule]
    modes: tuple[Mode, ...]
    possible: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class CommandList:
    """Every command."""

    commands: tuple[CommandRow, ...]


@dataclass(frozen=True, slots=True)
class SegmentList:
    """Segments of the active run, in its order."""

    segments: tuple[SegmentRow, ...]


@dataclass(frozen=True, slots=True)
class RunList:
    """Reference runs of the game, newest first."""

    runs: tuple[RunRow, ...]


@dataclass(frozen=True, slots=True)
class SessionList:
    """Practice sessions of the game, newest first."""

    sessions: tuple[SessionRow, ...]


@dataclass(frozen=True, slots=True)
class SpeedRunList:
    """Speed runs of the game, newest first."""

    speed_runs: tuple[SpeedRunRow, ...]


@dataclass(frozen=True, slots=True)
class ModelReport:
    """How good the runner is. `estimator` and `allocator` are the chosen ones; `outlook` is on the next run.

    `segments` are those of the active run in its order; `scores` say how each estimator has predicted the runner's own
    attempts, the best one first. While `working` is not null some curves and scores are missing or of an older log: ask
    again.
    """

    estimator: str
    allocator: str
    outlook: OutlookView | None
    segments: tuple[ModelRow, ...]
    scores: tuple[Score, ...]
    working: Working | None


@dataclass(frozen=True, slots=True)
class ConfigReport:
    """Every key of config.yaml. What was changed here holds until the program ends."""

    settings: tuple[SettingRow, ...]


def command_list(possible: Mapping[str, str | None]) -> CommandList:
    """Every command, from the hub's `possible` (name -> None, or why not)."""
    rows = []
    for name, kind in COMMANDS.items():
        rules = {
            key: PayloadRule(
                type=rule["type"],
                required=rule["required"],
                choices=tuple(rule["choices"]) if "choices" in rule else None,
            )
            for key, rule in payload_of(kind).items()
        }
        reason = possible.get(name, "this version of the lab doesn't know it")
        rows.append(
            CommandRow(
                name=name,
                help=(kind.__doc__ or name).strip(),
                payload=rules,
                modes=modes_of(name),
                possible=reason is None,
                reason=reason,
            )
        )
    return CommandList(commands=tuple(rows))


def encode(answer: Any) -> str:
    """One line of ASCII JSON for a dataclass or a mapping.

    JSON has no NaN and no infinity, and browsers stop at them: such a number says 'not enough data' and
    becomes null.
    """
    plain = answer if isinstance(answer, Mapping) else asdict(answer)
    try:
        return json.dumps(plain, separators=(",", ":"), allow_nan=False)
    except ValueError:
        return json.dumps(_finite(plain), separators=(",", ":"), allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return value
