"""Which button does what, as data, checked when it is read from a configuration. Pure.

Four tables: `layer` acts while a modifier is held, `plain` acts without one where the buttons don't belong
to a game in play, `choice` takes its place while something is asked on the overlay, `free` acts always
(positions that a SNES pad lacks). A control is a position ('a',
'left') or, for what must not happen by accident, 'hold a'. An action is a command with its payload ('rate
again'), or a list of which the first possible one is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from spinlab_pad.lab.commands import COMMANDS, Command
from spinlab_pad.lab.payload import BadCommand, parse, payload_of
from spinlab_pad.pad.positions import SNES_BUTTONS, Position

RATINGS: Final = {"left": "rate again", "down": "rate hard", "right": "rate good", "up": "rate easy"}

DEFAULTS: Final[Mapping[str, object]] = {
    "modifiers": {"select": 250, "l2": 0},
    "long_press_ms": 600,
    "tap_ms": 400,
    "debounce_ms": 30,
    "layer": {
        **RATINGS,
        "a": ["start_practice", "stop_practice", "stop_cold_fill", "stop_replay", "launch_emulator"],
        "x": ["start_reference", "finish_reference"],
        "b": ["retry", "resume"],
        "y": ["skip", "show_games"],
        "l": ["invalidate_last", "stop_reference"],
        "r": ["undo_invalidate", "undo_rate", "resume_reference", "ask_game"],
        "start": "show_menu",
        "hold a": "stop_speed_run",
        "hold x": "discard_reference",
        "hold b": "reset_run",
        "hold l": "previous_segment",
        "hold r": "next_segment",
        "hold start": "quit",
    },
    "plain": RATINGS,
    "choice": {
        "up": "move_choice up",
        "down": "move_choice down",
        "left": "move_choice page_up",
        "right": "move_choice page_down",
        "a": "take_choice",
        "b": "leave_choice",
    },
    "free": {f"right stick {direction}": action for direction, action in RATINGS.items()},
}
"""The configuration as it is without a file; a control set to null in a file is unbound."""


class BindingError(ValueError):
    """The configuration of the pad is wrong; the text names the key, and the nearest name where there is
    one.
    """


@dataclass(frozen=True, slots=True)
class Control:
    """A position, pressed or (`hold`) held down for `long_press_ms`."""

    position: Position
    hold: bool = False

    def __str__(self) -> str:
        return f"hold {self.position}" if self.hold else str(self.position)


Table = Mapping[Control, tuple[Command, ...]]
"""A control and what it can do; the first command that is possible is taken."""


@dataclass(frozen=True, slots=True)
class Bindings:
    """The whole table. `modifiers` maps a position to the milliseconds that it must be held alone."""

    modifiers: Mapping[Position, int]
    layer: Table
    plain: Table
    choice: Table
    free: Table
    long_press_ms: int
    tap_ms: int
    debounce_ms: int


def bindings(config: Mapping[str, object] | None = None) -> Bindings:
    """Read a configuration; what it doesn't name stays at its default.

    Raises: BindingError: a key, position, command or number is wrong, or a modifier is bound as a button of
    its layer.
    """
    given = {} if config is None else config
    _known(given, DEFAULTS, "pad")
    times = {key: _milliseconds(f"pad.{key}", given.get(key, DEFAULTS[key])) for key in _TIMES}
    merged = {key: _merge(key, given.get(key)) for key in ("modifiers", "layer", "plain", "choice", "free")}
    made = Bindings(
        modifiers={
            _position(key, "pad.modifiers"): _milliseconds(f"pad.modifiers.{key}", value)
            for key, value in merged["modifiers"].items()
        },
        layer=_table("pad.layer", merged["layer"]),
        plain=_table("pad.plain", merged["plain"]),
        choice=_table("pad.choice", merged["choice"]),
        free=_table("pad.free", merged["free"]),
        **times,
    )
    _check(made)
    return made


_TIMES: Final = ("long_press_ms", "tap_ms", "debounce_ms")


def _check(made: Bindings) -> None:
    if not made.modifiers:
        raise BindingError("pad.modifiers: at least one modifier is needed, such as select: 250")
    for control in made.layer:
        if control.position in made.modifiers:
            raise BindingError(f"pad.layer.{control}: {control.position} is a modifier and cannot be its own button")
    for control in made.free:
        if control.position in SNES_BUTTONS or control.position in made.modifiers:
            raise BindingError(f"pad.free.{control}: the game or a modifier uses it; bind it under pad.layer")
    if made.tap_ms > made.long_press_ms:
        raise BindingError("pad.tap_ms: must not be longer than pad.long_press_ms")


def _merge(key: str, given: object) -> dict[str, object]:
    base = DEFAULTS[key]
    assert isinstance(base, Mapping)
    if given is None:
        return dict(base)
    if not isinstance(given, Mapping):
        raise BindingError(f"pad.{key}: must be a table of names, not {type(given).__name__}")
    changes = {str(name).lower(): value for name, value in given.items()}
    return {name: value for name, value in {**base, **changes}.items() if value is not None}


def _table(where: str, entries: Mapping[str, object]) -> Table:
    return {_control(key, where): _actions(f"{where}.{key}", value) for key, value in entries.items()}


def _control(key: str, where: str) -> Control:
    hold = key.startswith("hold ")
    return Control(_position(key.removeprefix("hold "), where), hold)


def _position(key: str, where: str) -> Position:
    names = [position.value for position in Position]
    if key not in names:
        raise BindingError(f"{where}: unknown button {key!r}{_nearest(key, names)}")
    return Position(key)


def _actions(where: str, value: object) -> tuple[Command, ...]:
    words = [value] if isinstance(value, str) else value
    if not isinstance(words, list) or not words:
        raise BindingError(f"{where}: must be a command or a list of commands, not {value!r}")
    return tuple(_command(where, word) for word in words)


def _command(where: str, text: object) -> Command:
    name, *values = text.split() if isinstance(text, str) and text.strip() else [str(text)]
    kind = COMMANDS.get(name)
    if kind is None:
        raise BindingError(f"{where}: unknown command {name!r}{_nearest(name, COMMANDS)}")
    described = payload_of(kind)
    if len(values) > len(described):
        raise BindingError(f"{where}: {name} takes {len(described)} values, not {len(values)}")
    payload = {
        key: int(value) if described[key]["type"] == "int" and value.isdecimal() else value
        for key, value in zip(described, values, strict=False)
    }
    try:
        return parse(name, payload)
    except BadCommand as error:
        raise BindingError(f"{where}: {error}") from error


def _known(given: Mapping[str, object], known: Iterable[str], where: str) -> None:
    for key in given:
        if key not in known:
            raise BindingError(f"{where}: unknown key {key!r}{_nearest(str(key), known)}")


def _nearest(name: str, known: Iterable[str]) -> str:
    names = list(known)
    near = get_close_matches(name, names, n=1)
    return f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(names)}"


def _milliseconds(where: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10_000:
        raise BindingError(f"{where}: must be whole milliseconds from 0 to 10000, not {value!r}")
    return value
