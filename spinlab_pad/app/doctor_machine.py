"""The doctor's checks of this machine: data folder, status page's port, display, gamepads."""

from __future__ import annotations

import json
import os
import time
import urllib.request
from pathlib import Path

import pygame

from spinlab_pad.config import Config
from spinlab_pad.emulator.retroarch.doctor.check import Check, Remedy
from spinlab_pad.emulator.retroarch.doctor.folders import check_folder
from spinlab_pad.overlay.window import start_display
from spinlab_pad.pad.context import Context
from spinlab_pad.pad.reader import PadReader
from spinlab_pad.web.errors import WebError
from spinlab_pad.web.listen import listen

HEALTH_TIMEOUT_S = 1.0
BEYOND = "No overlay window: "


def check_data(folder: Path) -> Check:
    """The folder that keeps the attempts and states."""
    remedy = Remedy(do="choose another folder with --data DIR, or data.dir in config.yaml")
    return check_folder("data_folder", "This machine", "Data folder", folder, remedy, to_make=True)


def check_page(host: str, port: int) -> Check:
    """The status page's port is free, or serves our page already."""
    key, title, wanted = "status_port", "Status page", "a free port, or ours"
    try:
        for opened in listen(host, port):
            opened.close()
    except WebError as error:
        if page_is_ours(host, port):
            found = f"another spinlab-pad serves it at {host}:{port}"
            return Check(key, "This machine", title, "pass", found, wanted)
        remedy = Remedy(do="end that program, or choose another port: network.dashboard_port in config.yaml, --port N")
        return Check(key, "This machine", title, "fail", f"port {port}", wanted, str(error), remedy)
    found = f"port {port} is free" if port else "any free port"
    return Check(key, "This machine", title, "pass", found, wanted)


def page_is_ours(host: str, port: int) -> bool:
    """Whether a spinlab-pad that runs serves its page there."""
    if port == 0:
        return False
    address = "127.0.0.1" if host in {"0.0.0.0", "::", "localhost", ""} else host
    try:
        with urllib.request.urlopen(f"http://{address}:{port}/api/health", timeout=HEALTH_TIMEOUT_S) as answer:
            told = json.loads(answer.read(65_536))
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and told.get("ok") is True and "streams" in told


def check_display(config: Config) -> Check:
    """The overlay has a screen to lie on."""
    key, title, wanted = "display", "Overlay", "a display"
    if not config.overlay.enabled:
        return Check(key, "This machine", title, "pass", "switched off (overlay.enabled: false)", wanted)
    problem = start_display({}, os.environ)
    if problem is not None:
        remedy = Remedy(do="start spinlab-pad from the desktop's own session; the pages work without a display")
        return Check(key, "This machine", title, "warn", "none", wanted, problem.removeprefix(BEYOND), remedy)
    try:
        driver = pygame.display.get_driver()
        sizes = ", ".join(f"{wide} x {high}" for wide, high in pygame.display.get_desktop_sizes())
    finally:
        pygame.display.quit()
    if driver == "wayland":
        why = "Wayland lets no window lie above a game; XWayland does"
        remedy = Remedy(do="install XWayland, so that DISPLAY is set")
        return Check(key, "This machine", title, "warn", f"{driver}, {sizes}", "X11 or XWayland", why, remedy)
    return Check(key, "This machine", title, "pass", f"{driver}, {sizes}", wanted)


def check_pads() -> Check:
    """A gamepad is plugged in. Call it after the display's check: the pads may start SDL without a display."""
    key, title, wanted = "pads", "Gamepads", "one that SDL knows"
    reader = PadReader()
    reader.open()
    try:
        pads = reader.poll(time.monotonic(), Context("live")).pads
    finally:
        reader.close()
    if not pads:
        remedy = Remedy(do="plug one in; on Linux your user must be allowed to read /dev/input")
        return Check(key, "This machine", title, "warn", "none", wanted, "the pad steers practice", remedy)
    names = ", ".join(pad.name for pad in pads)
    if not any(pad.mapped for pad in pads):
        remedy = Remedy(do="compare with `spinlab-pad pads --watch`")
        why = "SDL doesn't know its layout, so the common one is assumed"
        return Check(key, "This machine", title, "warn", names, wanted, why, remedy)
    return Check(key, "This machine", title, "pass", names, wanted)
