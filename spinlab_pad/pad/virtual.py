"""A pad that exists only inside SDL of this process: it presses what a person would press, through the same
path.

Uses SDL 2.24 or newer: `SDL_JoystickAttachVirtualEx`, `SDL_JoystickSetVirtualButton`, `...Axis`, `...Hat`
(SDL_joystick.h). A virtual pad of the game controller type gets SDL's own mapping, so `Devices` reads it as
a controller; of the plain type it is an unknown pad with a hat, which is what the other half of `Devices`
is for.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pygame
import pygame.base

from spinlab_pad.pad.devices import CONTROLLER_AXES, CONTROLLER_BUTTONS, CONTROLLER_TRIGGERS, JOY_BUTTONS
from spinlab_pad.pad.positions import Position

P = Position

_VERSION: Final = 1
_GAME_CONTROLLER: Final = 1
_VENDOR: Final = 0x1209
"""The shared vendor of open hardware (pid.codes); nothing is plugged in, SDL only shows it."""

_FULL: Final = 32767
_HAT_BITS: Final[Mapping[P, int]] = {P.UP: 1, P.RIGHT: 2, P.DOWN: 4, P.LEFT: 8}


class VirtualPadError(RuntimeError):
    """SDL refused the virtual pad; the text holds SDL's own words."""


class _Description(ctypes.Structure):
    """`SDL_VirtualJoystickDesc` of SDL 2.24 to 2.32."""

    _fields_ = (
        ("version", ctypes.c_uint16),
        ("type", ctypes.c_uint16),
        ("naxes", ctypes.c_uint16),
        ("nbuttons", ctypes.c_uint16),
        ("nhats", ctypes.c_uint16),
        ("vendor_id", ctypes.c_uint16),
        ("product_id", ctypes.c_uint16),
        ("padding", ctypes.c_uint16),
        ("button_mask", ctypes.c_uint32),
        ("axis_mask", ctypes.c_uint32),
        ("name", ctypes.c_char_p),
        ("userdata", ctypes.c_void_p),
        ("callbacks", ctypes.c_void_p * 6),
    )


def _sdl() -> ctypes.CDLL:
    """The SDL library that pygame itself runs on: a symbol asked of pygame's module is found in what it
    links.
    """
    base = Path(pygame.base.__file__)
    library = ctypes.CDLL(str(base.with_name("SDL2.dll") if sys.platform == "win32" else base))
    library.SDL_JoystickAttachVirtualEx.argtypes = [ctypes.POINTER(_Description)]
    library.SDL_JoystickOpen.restype = ctypes.c_void_p
    library.SDL_GameControllerOpen.restype = ctypes.c_void_p
    library.SDL_GameControllerClose.argtypes = [ctypes.c_void_p]
    library.SDL_GetError.restype = ctypes.c_char_p
    library.SDL_JoystickSetVirtualButton.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_uint8]
    library.SDL_JoystickSetVirtualAxis.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_int16]
    library.SDL_JoystickSetVirtualHat.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_uint8]
    library.SDL_JoystickInstanceID.argtypes = [ctypes.c_void_p]
    library.SDL_JoystickClose.argtypes = [ctypes.c_void_p]
    return library


class VirtualPad:
    """Attach on making; the pad system must be running (`PadReader.open()`).

    `mapped=False` makes a pad that SDL doesn't know, with a hat for a d-pad.

    Raises:
        VirtualPadError: SDL has no virtual pads or its pad part isn't running.
    """

    def __init__(self, name: str = "Spinlab virtual pad", mapped: bool = True) -> None:
        self._sdl = _sdl()
        self._mapped = mapped
        self._hat = 0
        buttons = len(CONTROLLER_BUTTONS) if mapped else len(JOY_BUTTONS)
        axes = len(CONTROLLER_AXES) + len(CONTROLLER_TRIGGERS) if mapped else 2
        description = _Description(
            version=_VERSION,
            type=_GAME_CONTROLLER if mapped else 0,
            naxes=axes,
            nbuttons=buttons,
            nhats=0 if mapped else 1,
            vendor_id=_VENDOR,
            product_id=1 if mapped else 2,
            button_mask=(1 << buttons) - 1,
            axis_mask=(1 << axes) - 1,
            name=name.encode(),
        )
        index = self._sdl.SDL_JoystickAttachVirtualEx(ctypes.byref(description))
        if index < 0:
            raise self._error("cannot attach a virtual pad")
        self._joystick: int | None = self._sdl.SDL_JoystickOpen(index)
        if self._joystick is None:
            raise self._error("cannot open the virtual pad")
        # Open it as a controller here too, so that a press is not lost before the reader has seen the pad.
        self._controller: int | None = self._sdl.SDL_GameControllerOpen(index) if mapped else None
        self.id: Final[int] = self._sdl.SDL_JoystickInstanceID(self._joystick)

    def press(self, position: Position) -> None:
        """Hold a position; SDL has its event when this returns."""
        self._set(position, down=True)

    def release(self, position: Position) -> None:
        """Let a position go; SDL has its event when this returns."""
        self._set(position, down=False)

    def tilt(self, axis: int, value: float) -> None:
        """Push an axis to `value` (-1 to 1)."""
        self._sdl.SDL_JoystickSetVirtualAxis(self._joystick, axis, round(value * _FULL))
        self._sdl.SDL_JoystickUpdate()

    def detach(self) -> None:
        """Pull the plug; does nothing the second time."""
        if self._joystick is None:
            return
        for index in range(pygame.joystick.get_count()):
            if self._sdl.SDL_JoystickGetDeviceInstanceID(index) == self.id:
                self._sdl.SDL_JoystickDetachVirtual(index)
                break
        if self._controller is not None:
            self._sdl.SDL_GameControllerClose(self._controller)
        self._sdl.SDL_JoystickClose(self._joystick)
        self._joystick = None

    def _set(self, position: Position, down: bool) -> None:
        if self._joystick is None:
            raise VirtualPadError("the virtual pad is detached; attach a new one")
        if self._mapped:
            self._set_controller(position, down)
        elif position in _HAT_BITS:
            self._hat = self._hat | _HAT_BITS[position] if down else self._hat & ~_HAT_BITS[position]
            self._sdl.SDL_JoystickSetVirtualHat(self._joystick, 0, self._hat)
        else:
            self._button(JOY_BUTTONS, position, down)
        # SDL keeps only the newest value until it looks; looking now makes a quick press two events.
        self._sdl.SDL_JoystickUpdate()

    def _set_controller(self, position: Position, down: bool) -> None:
        for axis, trigger in CONTROLLER_TRIGGERS.items():
            if trigger is position:
                self._sdl.SDL_JoystickSetVirtualAxis(self._joystick, axis, _FULL if down else -_FULL - 1)
                return
        for axis, directions in CONTROLLER_AXES.items():
            if position in directions and position not in CONTROLLER_BUTTONS.values():
                value = (-_FULL if position is directions[0] else _FULL) if down else 0
                self._sdl.SDL_JoystickSetVirtualAxis(self._joystick, axis, value)
                return
        self._button(tuple(CONTROLLER_BUTTONS.values()), position, down)

    def _button(self, order: tuple[Position, ...], position: Position, down: bool) -> None:
        if position not in order:
            raise VirtualPadError(f"this virtual pad has no {position.value!r}")
        self._sdl.SDL_JoystickSetVirtualButton(self._joystick, order.index(position), int(down))

    def _error(self, what: str) -> VirtualPadError:
        return VirtualPadError(f"{what}: {self._sdl.SDL_GetError().decode() or 'SDL gives no reason'}")
