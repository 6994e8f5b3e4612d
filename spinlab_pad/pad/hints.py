"""Environment hints for SDL, which it reads when it starts. Pure but for the mapping that is handed in."""

from __future__ import annotations

import sys
from collections.abc import MutableMapping
from typing import Final

HINTS: Final[dict[str, str]] = {
    # Without it SDL delivers no pad input while another window (the game) has the focus.
    "SDL_JOYSTICK_ALLOW_BACKGROUND_EVENTS": "1",
    # SDL's own HID drivers reprogram PlayStation and Switch pads, and the emulator reads the same pad.
    "SDL_JOYSTICK_HIDAPI": "0",
    # Names by place (a = south) and not by what is printed, so that one table fits every pad.
    "SDL_GAMECONTROLLER_USE_BUTTON_LABELS": "0",
    "PYGAME_HIDE_SUPPORT_PROMPT": "1",
}

WINDOWS_HINTS: Final[dict[str, str]] = {"SDL_JOYSTICK_THREAD": "1"}
"""Windows delivers raw input to a thread of its own, so that pads work without a focused window (not run
here).
"""


def apply(environ: MutableMapping[str, str], platform: str = sys.platform) -> None:
    """Set every hint that the user did not set; call before SDL's joystick part starts."""
    for name, value in {**HINTS, **(WINDOWS_HINTS if platform == "win32" else {})}.items():
        environ.setdefault(name, value)
