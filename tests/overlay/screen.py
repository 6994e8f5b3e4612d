"""A screen of its own for a test: Xvfb with openbox, and a game that takes all of it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from io import BytesIO
from types import TracebackType
from typing import IO, Self

import pygame

SIZE = (1280, 720)
DEADLINE_S = 20.0
GAME_COLOUR = (10, 120, 30)

GAME = """
import os
os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
import pygame
pygame.display.init()
screen = pygame.display.set_mode((0, 0), pygame.FULLSCREEN)
print("window", pygame.display.get_wm_info()["window"], flush=True)
clock = pygame.time.Clock()
while True:
    for event in pygame.event.get():
        if event.type == pygame.MOUSEBUTTONDOWN:
            print("click", event.pos[0], event.pos[1], flush=True)
    screen.fill((10, 120, 30))
    pygame.display.flip()
    clock.tick(30)
"""


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for a condition; fail with `what` after the deadline."""
    end_s = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < end_s, f"not within {DEADLINE_S:.0f} s: {what}"
        time.sleep(0.02)


class Screen:
    """An X server on a free display; ends with the `with` block, and everything on it."""

    def __init__(self, size: tuple[int, int] = SIZE) -> None:
        self._size = size
        self._children: list[subprocess.Popen[str]] = []
        self.display = ""
        self.said: list[str] = []

    def __enter__(self) -> Self:
        try:
            self._open()
        except BaseException:
            self._end()
            raise
        return self

    def _open(self) -> None:
        read, write = os.pipe()
        args = [
            "Xvfb",
            "-displayfd",
            str(write),
            "-screen",
            "0",
            f"{self._size[0]}x{self._size[1]}x24",
            "-nolisten",
            "tcp",
        ]
        self._start(args, pass_fds=(write,))
        os.close(write)
        with os.fdopen(read) as numbers:
            self.display = f":{numbers.readline().strip()}"
        self._manager = self._start(["openbox", "--sm-disable"])
        until(self._is_managed, f"openbox runs on display {self.display}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _is_managed(self) -> bool:
        """Whether the window manager runs; started again where it ended because the server was not ready."""
        if self._manager.poll() is not None:
            self._manager = self._start(["openbox", "--sm-disable"])
        return "window id" in self.run("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")

    def _end(self) -> None:
        for child in reversed(self._children):
            child.kill()
            child.wait(DEADLINE_S)
            if child.stdout is not None:
                child.stdout.close()

    def run(self, *args: str) -> str:
        """What a command on this screen prints; '' where it fails."""
        done = subprocess.run(args, capture_output=True, text=True, check=False, env=self.environment())
        return done.stdout

    def start_game(self) -> int:
        """Start a fullscreen game; returns its window once it has the focus."""
        lines = self.start(GAME)
        threading.Thread(target=lambda: self.said.extend(iter(lines.readline, "")), daemon=True).start()
        until(lambda: bool(self.said), "the game has a window")
        window = int(self.said[0].split()[1])
        until(lambda: self.focused() == window, "the game has the focus")
        until(lambda: self.pixel(10, 10) == GAME_COLOUR, "the game is drawn")
        return window

    def start(self, code: str) -> IO[str]:
        """Start a Python program on this screen; what it prints."""
        child = self._start([sys.executable, "-c", code], stdout=subprocess.PIPE)
        assert child.stdout is not None
        return child.stdout

    def focused(self) -> int:
        """The window with the keyboard."""
        return int(self.run("xdotool", "getwindowfocus").strip() or 0)

    def pixel(self, x: int, y: int) -> tuple[int, ...]:
        """The colour on the screen."""
        return tuple(self.picture().get_at((x, y)))[:3]

    def picture(self) -> pygame.Surface:
        """All of the screen."""
        args = ["import", "-silent", "-window", "root", "png:-"]
        done = subprocess.run(args, capture_output=True, check=True, env=self.environment())
        return pygame.image.load(BytesIO(done.stdout), "screen.png")

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SDL_")}
        return {**kept, "DISPLAY": self.display}

    def _start(
        self, args: list[str], *, pass_fds: tuple[int, ...] = (), stdout: int = subprocess.DEVNULL
    ) -> subprocess.Popen[str]:
        child = subprocess.Popen(
            args, text=True, pass_fds=pass_fds, stdout=stdout, stderr=subprocess.DEVNULL, env=self.environment()
        )
        self._children.append(child)
        return child
