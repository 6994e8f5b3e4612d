"""Runs one command and ends it, with all that it started, when the process that asked for it is gone.

Started as `python -m spinlab_pad.emulator.retroarch.keeper PIDFILE COMMAND...` with a pipe as standard input. The pipe
closes when its other end does, be it on purpose or because that process was killed: then the command is asked to end,
and killed if it doesn't. Ends with the command's own status.

Where the keeper itself is killed, the system ends the command: by its parent's death on Linux, with the job object on
Windows. The number in PIDFILE names the process group of what may be left then.
"""

from __future__ import annotations

import ctypes
import os
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

GRACE_S: Final = 3.0
"""RetroArch writes its save RAM when it is asked to end; that takes a moment."""

_PR_SET_PDEATHSIG: Final = 1
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


def _die_with_parent() -> None:
    """Be killed when the keeper is (Linux); runs in the new process, before the command."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _share_one_fate() -> None:
    """Put this process into a job that ends, with every process in it, when its only handle closes (Windows)."""
    if sys.platform == "win32":
        kernel = ctypes.WinDLL("kernel32")
        kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = ctypes.c_void_p
        job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
        # JOBOBJECT_EXTENDED_LIMIT_INFORMATION: LimitFlags lies behind two 64-bit times; 0x2000 is KILL_ON_JOB_CLOSE.
        limits = ctypes.create_string_buffer(144 if ctypes.sizeof(ctypes.c_void_p) == 8 else 112)
        struct.pack_into("<I", limits, 16, 0x2000)
        kernel.SetInformationJobObject(job, 9, limits, len(limits))
        kernel.AssignProcessToJobObject(job, ctypes.c_void_p(kernel.GetCurrentProcess()))


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


def main(pid_file: str, command: Sequence[str]) -> int:
    """Run `command` to its end; its exit status (128 + signal where one ended it)."""
    _adopt_orphans()
    _share_one_fate()
    # An interrupt at the terminal is for the owner, which then closes the pipe.
    signal.signal(signal.SIGINT, lambda *_: None)
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 (no thread runs yet)
    )
    signal.signal(signal.SIGTERM, lambda *_: _signal_all(process, kill=False))
    Path(pid_file).write_text(str(process.pid))
    threading.Thread(target=_end_with_owner, args=(process,), daemon=True).start()
    status = process.wait()
    _end_rest(process)
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
