"""`spinlab-pad watch --find`: a conversation that narrows work RAM down to the address that somebody looks for."""

from __future__ import annotations

import asyncio
import itertools
import os
import threading
from collections.abc import Mapping
from typing import Final, TextIO

from spinlab_pad.app.memory_search import Filter, Search, parse
from spinlab_pad.app.watch_table import hexadecimal
from spinlab_pad.emulator.port import Emulator
from spinlab_pad.game.memory import WRAM_SIZE

LISTED: Final = 16
"""Addresses that are listed at once."""
REST_STEP_S: Final = 0.1
"""Between two looks at what must stay the same for a while."""
REST_MAX_S: Final = 60.0

HELP: Final = """\
Look at something in the game, and say what it does; then again after it has
changed, until few addresses are left:
  5        its value is 5 (also 0x05, $05)
  + 1      it went up by 1 since the last time        - 1      down by 1
  more     it went up                                 less     it went down
  changed  it is another one                          same     it is the same
  same 3   it stays the same for 3 seconds from now on
  undo     take the last step back                    list     show what is left
  new      begin anew                                 size 2   two bytes each
  help     show this                                  quit"""


async def find(
    emulator: Emulator, names: Mapping[int, str], keyboard: TextIO, out: TextIO, stop: asyncio.Event
) -> None:
    """Talk until somebody quits. `names` are of addresses that the profile knows.

    Raises:
        EmulatorError: the emulator has gone.
    """
    lines = _lines(keyboard)
    search = Search(await _image(emulator))
    print(HELP, file=out)
    while True:
        print(f"[{search.count:,} addresses] > ", end="", file=out, flush=True)
        line = await _next(lines, stop)
        if line is None or line in ("quit", "q", "exit"):
            print(file=out, flush=True)
            return
        words = line.split()
        match words:
            case []:
                continue
            case ["help" | "?"]:
                print(HELP, file=out)
            case ["new"]:
                search = Search(await _image(emulator), search.size)
            case ["size", "1" | "2" as size]:
                search = Search(await _image(emulator), int(size))
            case ["list"]:
                _list(search, names, out, LISTED * 16)
            case ["undo"]:
                if not search.undo():
                    print("There is nothing to take back.", file=out)
            case ["same" | "s", seconds] if _rest_s(seconds) is not None:
                await _rest(search, emulator, _rest_s(seconds) or 0.0)
                _list(search, names, out, LISTED)
            case _:
                wanted = parse(line)
                if wanted is None:
                    print(f"{line!r} is not understood; help shows what is", file=out)
                    continue
                search.keep(wanted, await _image(emulator))
                _list(search, names, out, LISTED)


async def _image(emulator: Emulator) -> bytes:
    return await emulator.read(0, WRAM_SIZE)


def _rest_s(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if 0 < seconds <= REST_MAX_S else None


async def _rest(search: Search, emulator: Emulator, seconds: float) -> None:
    """Keep what stays the same all the while: this throws out all that counts and animates."""
    loop = asyncio.get_running_loop()
    end_s = loop.time() + seconds
    search.keep(Filter("same"), await _image(emulator))
    while loop.time() < end_s:
        await asyncio.sleep(REST_STEP_S)
        search.still(await _image(emulator))


def _list(search: Search, names: Mapping[int, str], out: TextIO, limit: int) -> None:
    if search.count == 0:
        print("Nothing is left. undo takes the last step back; is it a value of two bytes (size 2)?", file=out)
    if not 0 < search.count <= limit:
        return
    found = list(itertools.islice(search.candidates(), limit))
    for one in found:
        name = f"  {names[one.address]}" if one.address in names else ""
        value, before = (f"{hexadecimal(each, search.size)} ({each})" for each in (one.value, one.before))
        print(f"  0x{one.address:04X}  {value}, was {before}{name}", file=out)
    if len(found) <= LISTED:
        ending = ":2" if search.size == 2 else ""
        print(f"See them live: spinlab-pad watch {' '.join(f'0x{one.address:04X}{ending}' for one in found)}", file=out)


def _lines(keyboard: TextIO) -> asyncio.Queue[str | None]:
    """Lines from the keyboard, None at its end. A thread waits for them, which no end of the program waits for."""
    loop = asyncio.get_running_loop()
    found: asyncio.Queue[str | None] = asyncio.Queue()
    fd = keyboard.fileno()

    def read() -> None:
        rest = b""
        while got := os.read(fd, 4096):
            *whole, rest = (rest + got).split(b"\n")
            for line in whole:
                tell(line)
        tell(None)

    def tell(line: bytes | None) -> None:
        text = None if line is None else line.decode("utf-8", "replace").strip().lower()
        if not loop.is_closed():
            loop.call_soon_threadsafe(found.put_nowait, text)

    threading.Thread(target=read, name="keyboard", daemon=True).start()
    return found


async def _next(lines: asyncio.Queue[str | None], stop: asyncio.Event) -> str | None:
    """The next line; None at the end of input, or when the program shall end."""
    reading = asyncio.create_task(lines.get())
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((reading, stopping), return_when=asyncio.FIRST_COMPLETED)
        return reading.result() if reading.done() else None
    finally:
        reading.cancel()
        stopping.cancel()
