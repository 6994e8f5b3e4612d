"""How a RetroArch of ours ended, in words: its exit status, and what of its log is worth telling. Pure."""

from __future__ import annotations

import re
import signal
from typing import Final

TAIL_LINES: Final = 30
"""Older lines have nothing to do with the end."""

SHOWN: Final = 3
LINE_MAX: Final = 200

_ERROR: Final = re.compile(
    r"\[(libretro )?ERROR\]|error while loading|cannot open shared|terminate called|assert|segmentation fault|"
    r"invalid pointer|corrupted|double free|no such file|permission denied|not found|panic|abort",
    re.IGNORECASE,
)
_WARNING: Final = re.compile(r"\[(libretro )?WARN\]")
_HARMLESS: Final = re.compile(
    r"GameMode|\[MIDI\]|ALSA lib|audio driver|failed_to_start_audio_driver|init menu driver|fd limit|Core Info"
)
"""What a healthy RetroArch says too where there is no sound, no window or no session."""

_CRASHES: Final = {"SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGTRAP", "SIGSYS"}
_SHELL: Final = {126: "may not be started", 127: "can't be started: a program or library is missing"}
_WINDOWS_CRASH: Final = 0xC0000000


def status_in_words(status: int) -> str:
    """What an exit status says. A signal is told as -N or, as a shell does, 128 + N."""
    if status == 0:
        return "closed"
    if status in _SHELL:
        return f"{_SHELL[status]}, status {status}"
    if status & 0xFFFFFFFF >= _WINDOWS_CRASH and status > 0:
        return f"crashed, status {status & 0xFFFFFFFF:#010x}"
    number = -status if status < 0 else status - 128
    try:
        name = signal.Signals(number).name
    except ValueError:
        return f"status {status}"
    return f"{'crashed' if name in _CRASHES else 'killed'}, signal {number}"


def last_words(log: str) -> str:
    """The lines at the end of a log that tell most, in one line: errors, else warnings, else the last ones."""
    lines = [line.strip()[:LINE_MAX] for line in log.splitlines() if line.strip()][-TAIL_LINES:]
    told = [line for line in lines if not _HARMLESS.search(line)]
    for wanted in (_ERROR, _WARNING):
        found = [line for line in told if wanted.search(line)]
        if found:
            return " / ".join(dict.fromkeys(found[-SHOWN:]))
    return " / ".join(lines[-SHOWN:]) or "the log is empty"


def ended(status: int, log: str) -> str:
    """One line about the end of a RetroArch."""
    if status == 0:
        return "RetroArch was closed"
    return f"RetroArch has ended ({status_in_words(status)}); its last words: {last_words(log)}"
