"""Ctrl+C and SIGTERM end the program in order, like the pad's quit."""

from __future__ import annotations

import asyncio
import signal
import sys


def stop_on_signals() -> asyncio.Event:
    """An event that the signals set from now on; whoever runs for long waits for it. Call it before anything starts.

    Windows' loop has no signal handlers: there Ctrl+C cancels the program's task, which ends the parts all the same.
    """
    stop = asyncio.Event()
    if sys.platform != "win32":
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
    return stop
