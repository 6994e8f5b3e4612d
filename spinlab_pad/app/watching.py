"""`spinlab-pad watch`: a game's memory, live in the terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

from spinlab_pad.app.doctor_text import wants_colour
from spinlab_pad.app.finding import find
from spinlab_pad.app.observing import chosen_profile, follow, observed
from spinlab_pad.app.sources import Source, attached
from spinlab_pad.app.stopping import stop_on_signals
from spinlab_pad.app.terminal import Terminal
from spinlab_pad.app.watch_fields import chosen_fields, is_place, place
from spinlab_pad.app.watch_log import ChangeLog
from spinlab_pad.app.watch_screen import WatchScreen, drawn
from spinlab_pad.config import Config
from spinlab_pad.emulator.port import Game
from spinlab_pad.game.memory import Field, Snapshot, unique_fields


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """What the command line says."""

    names: tuple[str, ...] = ()
    profile: str | None = None
    attach: tuple[str, int] | None = None
    changes: bool = False
    find: bool = False


async def watch(
    config: Config, options: WatchOptions, keyboard: TextIO, out: TextIO, source: Source | None = None
) -> None:
    """Show the fields until somebody quits; as a table on a terminal, as a log of changes elsewhere.

    Raises:
        UsageError: a name is neither a field nor an address.
        ProfileError: there is no such profile.
    """
    stop = stop_on_signals()
    address = options.attach or (config.network.nci_host, config.network.nci_port)
    source = source or attached(config, address, only_watched=True)
    wanted_of = _wanted_of(config, options)
    if options.find:
        await _find(source, wanted_of, keyboard, out, stop)
        return
    if options.changes or not (out.isatty() and keyboard.isatty()):
        await _log(source, wanted_of, options, stop, lambda text: print(text, file=out, flush=True))
        return
    with Terminal(out, keyboard) as terminal:
        screen = WatchScreen(terminal, colour=wants_colour(out), stop=stop)
        async with drawn(screen, stop):
            while not stop.is_set():
                screen.connection = f"waiting for {source.label}"
                async with observed(source, stop, screen.wait) as found:
                    if found is not None:
                        emulator, game = found
                        wanted = wanted_of(game)
                        emulator.count_turns(wanted.turns)
                        screen.begin(emulator, game, wanted.fields)
                        ended = await follow(emulator, wanted.fields, screen.see, stop)
                        screen.end(str(ended))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is watched in a game, and where it counts its turns."""

    fields: tuple[Field, ...]
    turns: Field | None


def _wanted_of(config: Config, options: WatchOptions) -> Callable[[Game], _Wanted]:
    """What to watch in a game; wrong names are errors now."""
    places = {name: place(name) for name in options.names if is_place(name)}
    profiles = chosen_profile(config, options.profile)

    def wanted(game: Game) -> _Wanted:
        profile = profiles(game)
        if places and len(places) == len(set(options.names)):
            return _Wanted(unique_fields(places.values()), profile.turns)
        return _Wanted(chosen_fields(options.names, profile), profile.turns)

    return wanted


async def _find(
    source: Source,
    wanted_of: Callable[[Game], _Wanted],
    keyboard: TextIO,
    out: TextIO,
    stop: asyncio.Event,
) -> None:
    def waiting(why: str) -> None:
        print(f"Waiting for {source.label}: {why}", file=out, flush=True)

    async with observed(source, stop, waiting) as found:
        if found is not None:
            emulator, game = found
            names = {field.address: field.name for field in wanted_of(game).fields}
            print(f"Searching the memory of {game.name}.", file=out)
            await find(emulator, names, keyboard, out, stop)


async def _log(
    source: Source,
    wanted_of: Callable[[Game], _Wanted],
    options: WatchOptions,
    stop: asyncio.Event,
    tell: Callable[[str], None],
) -> None:
    while not stop.is_set():
        async with observed(source, stop, lambda why: tell(f"Waiting for {source.label}: {why}")) as found:
            if found is None:
                return
            emulator, game = found
            wanted = wanted_of(game)
            fields = wanted.fields
            emulator.count_turns(wanted.turns)
            log = ChangeLog(fields, options.names)
            tell(f"Watching {len(fields)} field{'' if len(fields) == 1 else 's'} of {game.name}; Ctrl+C ends it.")

            def see(snapshot: Snapshot, log: ChangeLog = log) -> None:
                for line in log.see(snapshot):
                    tell(line)

            ended = await follow(emulator, fields, see, stop)
            if ended is not None:
                tell(str(ended))
