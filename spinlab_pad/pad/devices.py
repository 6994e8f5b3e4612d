"""SDL's pad events -> edges of positions, by instance id.

Rules: a pad that SDL knows a mapping for is read through `CONTROLLER*` events only, every other through
`JOY*` events only, since SDL sends both for one press. A pad that is gone lets go of everything. Pads are
opened when SDL says that they are there, which it also does at the start for those that were plugged in
before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, cast

import pygame
from pygame._sdl2 import controller
from pygame.event import Event

from spinlab_pad.pad.labels import Family, family_of
from spinlab_pad.pad.positions import Edge, PadState, Position, hat, push

P = Position

CONTROLLER_BUTTONS: Final[Mapping[int, P]] = {
    pygame.CONTROLLER_BUTTON_A: P.B,
    pygame.CONTROLLER_BUTTON_B: P.A,
    pygame.CONTROLLER_BUTTON_X: P.Y,
    pygame.CONTROLLER_BUTTON_Y: P.X,
    pygame.CONTROLLER_BUTTON_BACK: P.SELECT,
    pygame.CONTROLLER_BUTTON_GUIDE: P.GUIDE,
    pygame.CONTROLLER_BUTTON_START: P.START,
    pygame.CONTROLLER_BUTTON_LEFTSTICK: P.L3,
    pygame.CONTROLLER_BUTTON_RIGHTSTICK: P.R3,
    pygame.CONTROLLER_BUTTON_LEFTSHOULDER: P.L,
    pygame.CONTROLLER_BUTTON_RIGHTSHOULDER: P.R,
    pygame.CONTROLLER_BUTTON_DPAD_UP: P.UP,
    pygame.CONTROLLER_BUTTON_DPAD_DOWN: P.DOWN,
    pygame.CONTROLLER_BUTTON_DPAD_LEFT: P.LEFT,
    pygame.CONTROLLER_BUTTON_DPAD_RIGHT: P.RIGHT,
}
"""SDL's names say the place too (A is south) as long as `SDL_GAMECONTROLLER_USE_BUTTON_LABELS` is 0."""

CONTROLLER_AXES: Final[Mapping[int, tuple[P, P]]] = {
    pygame.CONTROLLER_AXIS_LEFTX: (P.LEFT, P.RIGHT),
    pygame.CONTROLLER_AXIS_LEFTY: (P.UP, P.DOWN),
    pygame.CONTROLLER_AXIS_RIGHTX: (P.STICK_LEFT, P.STICK_RIGHT),
    pygame.CONTROLLER_AXIS_RIGHTY: (P.STICK_UP, P.STICK_DOWN),
}
CONTROLLER_TRIGGERS: Final[Mapping[int, P]] = {
    pygame.CONTROLLER_AXIS_TRIGGERLEFT: P.L2,
    pygame.CONTROLLER_AXIS_TRIGGERRIGHT: P.R2,
}

JOY_BUTTONS: Final[tuple[P, ...]] = (P.Y, P.B, P.A, P.X, P.L, P.R, P.L2, P.R2, P.SELECT, P.START)
"""Unknown pads: the order in which most SNES-shaped USB pads and DirectInput pads number their buttons."""

JOY_AXES: Final[Mapping[int, tuple[P, P]]] = {0: (P.LEFT, P.RIGHT), 1: (P.UP, P.DOWN)}
"""Unknown pads: only the first stick; what the other axes are, triggers or a stick, nobody tells."""

LEFT_ALONE: Final[tuple[int, ...]] = (
    pygame.QUIT,
    *(getattr(pygame, name) for name in dir(pygame) if name.startswith("WINDOW")),
)
"""Event types that stay in the queue for whoever has a window."""


def pending() -> list[Event]:
    """Everything that happened to pads since the last call, in its order (with events that nobody reads).

    Asked for by their types, pygame would sort them by type: a press after a release would come before it.
    """
    return pygame.event.get(exclude=LEFT_ALONE)


@dataclass(frozen=True, slots=True)
class Pad:
    """A pad that is plugged in. `mapped`: SDL knows where its buttons lie, else the common layout is
    assumed.
    """

    id: int
    name: str
    guid: str
    mapped: bool

    @property
    def family(self) -> Family:
        """Whose words are printed on it."""
        return family_of(self.name)


@dataclass(frozen=True, slots=True)
class Plugged:
    """A pad came."""

    pad: Pad


@dataclass(frozen=True, slots=True)
class Unplugged:
    """A pad is gone; nothing of it is held any more."""

    pad: Pad


@dataclass(frozen=True, slots=True)
class Moved:
    """Something on a pad went down or came up."""

    pad: Pad
    edges: tuple[Edge, ...]


Change = Plugged | Unplugged | Moved


@dataclass(slots=True)
class _Open:
    pad: Pad
    handle: object
    state: PadState = field(default_factory=PadState)


class Devices:
    """The pads that are plugged in, and what each holds."""

    def __init__(self) -> None:
        self._open: dict[int, _Open] = {}

    @property
    def pads(self) -> tuple[Pad, ...]:
        """Plugged in now, oldest first."""
        return tuple(entry.pad for entry in self._open.values())

    def handle(self, event: Event) -> Change | None:
        """Take one SDL event; None where it says nothing new."""
        if event.type == pygame.JOYDEVICEADDED:
            return self._add(event.device_index)
        if event.type == pygame.JOYDEVICEREMOVED:
            gone = self._open.pop(event.instance_id, None)
            return None if gone is None else Unplugged(gone.pad)
        entry = self._open.get(getattr(event, "instance_id", -1))
        if entry is None:
            return None
        told = (_controller if entry.pad.mapped else _joystick)(event, entry.state)
        if told is None:
            return None
        entry.state, edges = entry.state.change(*told)
        return Moved(entry.pad, edges) if edges else None

    def rescan(self) -> tuple[Change, ...]:
        """Let go of every pad and open all that are plugged in; for when events were lost."""
        gone = [Unplugged(pad) for pad in self.pads]
        self._open.clear()
        found = [self._add(index) for index in range(pygame.joystick.get_count())]
        return (*gone, *(change for change in found if change is not None))

    def close(self) -> None:
        """Let go of every pad."""
        self._open.clear()

    def _add(self, device_index: int) -> Change | None:
        try:
            mapped = controller.is_controller(device_index)
            handle = controller.Controller(device_index) if mapped else None
            joystick = pygame.joystick.Joystick(device_index)
        except pygame.error:  # pulled out again before its event was read
            return None
        pad = Pad(joystick.get_instance_id(), joystick.get_name(), joystick.get_guid(), mapped)
        if pad.id in self._open:
            return None
        self._open[pad.id] = _Open(pad, (handle, joystick))
        return Plugged(pad)


Told = tuple[str, frozenset[Position]]
"""A source of a pad and everything that it holds now."""


def _controller(event: Event, state: PadState) -> Told | None:
    if event.type in (pygame.CONTROLLERBUTTONDOWN, pygame.CONTROLLERBUTTONUP):
        if event.button not in CONTROLLER_BUTTONS:
            return None
        down = event.type == pygame.CONTROLLERBUTTONDOWN
        return _button(f"button {event.button}", CONTROLLER_BUTTONS[event.button], down)
    if event.type != pygame.CONTROLLERAXISMOTION:
        return None
    source = f"axis {event.axis}"
    held = state.sources.get(source, frozenset())
    value = max(-1.0, cast(int, event.value) / 32767)
    if event.axis in CONTROLLER_AXES:
        return source, push(value, *CONTROLLER_AXES[event.axis], held)
    if event.axis in CONTROLLER_TRIGGERS:
        trigger = CONTROLLER_TRIGGERS[event.axis]
        return source, push(max(0.0, value), trigger, trigger, held)
    return None


def _joystick(event: Event, state: PadState) -> Told | None:
    if event.type in (pygame.JOYBUTTONDOWN, pygame.JOYBUTTONUP):
        if event.button >= len(JOY_BUTTONS):
            return None
        return _button(f"button {event.button}", JOY_BUTTONS[event.button], event.type == pygame.JOYBUTTONDOWN)
    if event.type == pygame.JOYHATMOTION:
        return f"hat {event.hat}", hat(*event.value)
    if event.type == pygame.JOYAXISMOTION and event.axis in JOY_AXES:
        source = f"axis {event.axis}"
        return source, push(event.value, *JOY_AXES[event.axis], state.sources.get(source, frozenset()))
    return None


def _button(source: str, position: Position, down: bool) -> Told:
    return source, frozenset({position}) if down else frozenset()
