"""A real RetroArch with the training cartridge that several tests attach to, one after another."""

from __future__ import annotations

import asyncio
import socket
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from spinlab_pad.emulator.retroarch import RetroArch, attach, nci
from spinlab_pad.emulator.retroarch.launch import Process, start
from tests.emulator.cartridge import CARTRIDGE
from tests.emulator.watch import DEADLINE_S
from tests.emulators.installations import installations


@contextmanager
def retroarch(
    name: str, settings: Mapping[str, str] | None = None, *, ask: bool = True, rom: Path = CARTRIDGE
) -> Iterator[Process]:
    """A headless RetroArch that plays, with `settings` on top of those of an instance of ours; ended afterwards.

    Without `ask` it is not asked for its status, which some set-ups would not survive.
    """
    recipe = replace(installations()[name], settings=settings or {})
    folder = Path(tempfile.mkdtemp(prefix="spinlab-test-"))
    process = start(recipe, rom, folder, headless=True, temporary=True)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.connect(("127.0.0.1", process.ports.commands))
        asking.settimeout(0.1)
        try:
            _until_it_plays(asking, process, nci.GET_STATUS if ask else nci.read_memory(0, 1))
            yield process
        finally:
            with ThreadPoolExecutor(1) as pool:  # a loop of its own, for tests that are in one
                pool.submit(asyncio.run, process.close(lambda: quit_softly(asking))).result()


def quit_softly(asking: socket.socket) -> None:
    try:
        asking.send(nci.QUIT)
    except OSError:
        return  # it has ended


def _until_it_plays(asking: socket.socket, process: Process, question: bytes) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline:
        try:
            asking.send(question)
            answer = asking.recv(4096)
            if b"spinlab" in answer or (answer.startswith(b"READ") and b"-1" not in answer):
                return
        except OSError:
            time.sleep(0.01)  # not there yet
    raise AssertionError(f"RetroArch didn't start: {process.last_words()}")


async def attached(process: Process) -> RetroArch:
    """An adapter at a RetroArch that runs."""
    return await attach("127.0.0.1", process.ports.commands, pad_port=process.ports.pads)
