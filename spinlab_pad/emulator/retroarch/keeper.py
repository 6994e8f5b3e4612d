"""Runs one command and ends it, with all that it started, when the process that asked for it is gone.

Started as `python -m spinlab_pad.emulator.retroarch.keeper COMMAND...` with a pipe as standard input. The pipe closes
when its other end does, be it on purpose or because that process was killed: then the command is asked to end, and
killed if it doesn't. Ends with the command's own status.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from typing import Final

GRACE_S: Final = 3.0
"""RetroArch writes its save RAM when it is asked to end; that takes a moment."""

_PR_SET_CHILD_SUBREAPER: Final = 36


def _signal_all(process: subprocess.Popen[bytes], *, kill: bool) -> None:
    """Ask, or force, the command and its children to end."""
    try:
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL if kill else signal.SIGTERM)
        elif kill:
            process.kill()
        else:
            process.terminate()
    except (ProcessLookupError, PermissionError):
        pass  # all of them have ended


def _adopt_orphans() -> None:
    """Become the parent of what the command leaves behind, so that its end is noticed (Linux; elsewhere no wrapper
    stands between us and RetroArch)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _end_rest(process: subprocess.Popen[bytes]) -> None:
    """Let what the command started end by itself for a while, such as a RetroArch below a wrapper; then kill it."""
    if os.name != "posix":
        return
    deadline = time.monotonic() + GRACE_S
    while time.monotonic() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.005)
        except ChildProcessError:
            return
    _signal_all(process, kill=True)


def _end_with_owner(process: subprocess.Popen[bytes]) -> None:
    while os.read(0, 4096):
        pass
    _signal_all(process, kill=False)
    try:
        process.wait(GRACE_S)
    except subprocess.TimeoutExpired:
        _signal_all(process, kill=True)


def main(command: Sequence[str]) -> int:
    """Run `command` to its end; its exit status (128 + signal where one ended it)."""
    _adopt_orphans()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    signal.signal(signal.SIGTERM, lambda *_: _signal_all(process, kill=False))
    # An interrupt at the terminal is for the owner, which then closes the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_owner, args=(process,), daemon=True).start()
    status = process.wait()
    _end_rest(process)
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
