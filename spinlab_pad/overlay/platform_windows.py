"""The same for Windows, written to its documentation and not run: the test machines have none."""

from __future__ import annotations

import ctypes
import sys
from typing import Any, Final

HINTS: Final[dict[str, str]] = {
    "SDL_WINDOW_NO_ACTIVATION_WHEN_SHOWN": "1",
    "SDL_WINDOWS_DPI_AWARENESS": "permonitorv2",
}

GWL_EXSTYLE: Final = -20
WS_EX_LAYERED_TRANSPARENT_NOACTIVATE_TOOLWINDOW: Final = 0x80000 | 0x20 | 0x8000000 | 0x80
HWND_TOPMOST: Final = -1
SWP_NOSIZE_NOMOVE_NOACTIVATE: Final = 0x1 | 0x2 | 0x10


class WindowsWindow:
    """The window with that handle."""

    def __init__(self, user32: Any, handle: int) -> None:
        self._user32 = user32
        self._handle = ctypes.c_void_p(handle)

    def let_clicks_through(self) -> None:
        """Clicks and focus pass by the window."""
        style = self._user32.GetWindowLongPtrW(self._handle, GWL_EXSTYLE)
        added = style | WS_EX_LAYERED_TRANSPARENT_NOACTIVATE_TOOLWINDOW
        self._user32.SetWindowLongPtrW(self._handle, GWL_EXSTYLE, ctypes.c_ssize_t(added))

    def above(self) -> None:
        """Put the window above all others without activating it."""
        topmost = ctypes.c_void_p(HWND_TOPMOST)
        self._user32.SetWindowPos(self._handle, topmost, 0, 0, 0, 0, SWP_NOSIZE_NOMOVE_NOACTIVATE)

    def focused(self) -> int:
        """The window that has the keyboard."""
        return int(self._user32.GetForegroundWindow() or 0)

    def focus(self, window: int) -> None:
        """Windows gives the focus away by itself when a window isn't activated."""


def window_of(info: dict[str, Any]) -> WindowsWindow | None:
    """The window of `pygame.display.get_wm_info()`; None elsewhere than on Windows."""
    if sys.platform != "win32" or "window" not in info:
        return None
    return WindowsWindow(ctypes.WinDLL("user32"), info["window"])
