"""What SDL can't do with a window on X11: let clicks through, stay above, keep the focus where it is.

Everything goes through the connection that SDL itself holds, by ctypes, with libX11 and libXext as every X
desktop has them. Functions and constants: X11/Xlib.h, X11/extensions/shape.h.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, Final

HINTS: Final[dict[str, str]] = {
    # An override-redirect window is the only kind that every window manager leaves above a fullscreen game.
    "SDL_X11_FORCE_OVERRIDE_REDIRECT": "1",
    # As a plain window it would get the keyboard in wlroots compositors.
    "SDL_X11_WINDOW_TYPE": "_NET_WM_WINDOW_TYPE_NOTIFICATION",
}
"""Environment for SDL before its display starts, for the overlay alone."""

SHAPE_INPUT: Final = 2
SHAPE_SET: Final = 0
REVERT_TO_PARENT: Final = 2
CURRENT_TIME: Final = 0

_ErrorHandler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)


class X11Window:
    """A window of this process; `display` is Xlib's `Display *` as a number.

    Raises:
        OSError: libX11 or libXext isn't there.
    """

    def __init__(self, display: int, window: int) -> None:
        self._x11 = ctypes.CDLL("libX11.so.6")
        self._xext = ctypes.CDLL("libXext.so.6")
        self._x11.XSetErrorHandler.restype = ctypes.c_void_p
        self._x11.XSetErrorHandler.argtypes = [ctypes.c_void_p]
        self._display = ctypes.c_void_p(display)
        self._window = ctypes.c_ulong(window)
        self._ignore = _ErrorHandler(lambda _display, _event: 0)

    def let_clicks_through(self) -> None:
        """Give the window an empty input region."""
        self._xext.XShapeCombineRectangles(self._display, self._window, SHAPE_INPUT, 0, 0, None, 0, SHAPE_SET, 0)
        self._x11.XFlush(self._display)

    def above(self) -> None:
        """Put the window above all others; the focus stays where it is."""
        self._x11.XRaiseWindow(self._display, self._window)
        self._x11.XFlush(self._display)

    def focused(self) -> int:
        """The window that has the keyboard."""
        window, revert = ctypes.c_ulong(), ctypes.c_int()
        self._x11.XGetInputFocus(self._display, ctypes.byref(window), ctypes.byref(revert))
        return window.value

    def focus(self, window: int) -> None:
        """Give the keyboard to another window; nothing happens when that one is gone."""
        with self._forgiving():
            self._x11.XSetInputFocus(self._display, ctypes.c_ulong(window), REVERT_TO_PARENT, CURRENT_TIME)

    @contextmanager
    def _forgiving(self) -> Iterator[None]:
        """Ignore X errors within: Xlib's own answer to a window that just closed is to end the process."""
        self._x11.XSync(self._display, 0)
        before = self._x11.XSetErrorHandler(ctypes.cast(self._ignore, ctypes.c_void_p))
        try:
            yield
            self._x11.XSync(self._display, 0)
        finally:
            self._x11.XSetErrorHandler(before)


def window_of(info: dict[str, Any]) -> X11Window | None:
    """The window of `pygame.display.get_wm_info()`; None where it isn't an X11 one or Xlib is missing."""
    display, window = info.get("display"), info.get("window")
    if not sys.platform.startswith("linux") or type(display).__name__ != "PyCapsule" or not window:
        return None
    pointer = ctypes.pythonapi.PyCapsule_GetPointer
    pointer.restype, pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    name = ctypes.pythonapi.PyCapsule_GetName
    name.restype, name.argtypes = ctypes.c_char_p, [ctypes.py_object]
    try:
        return X11Window(pointer(display, name(display)), window)
    except OSError:
        return None


def prefer_x11(environ: MutableMapping[str, str]) -> None:
    """Let SDL use X11, over XWayland too: Wayland itself lets no client say where or above what it lies."""
    if environ.get("DISPLAY"):
        environ.setdefault("SDL_VIDEODRIVER", "x11")
