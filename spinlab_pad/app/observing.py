"""Watching a game that somebody else plays: wait for an emulator, then see its frames until asked to stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final

from spinlab_pad.app.identity import by_file
from spinlab_pad.app.sources import Source
from spinlab_pad.config import Config
from spinlab_pad.emulator.port import Emulator, EmulatorError, Game
from spinlab_pad.game.identify import AUTO
from spinlab_pad.game.memory import Field, Snapshot
from spinlab_pad.game.profile import Profile, load_profile

RETRY_S: Final = 0.5
"""How often an emulator that is not there is asked again."""

FALLBACK: Final = "smw"
"""The map of a game that nobody knows: whoever only watches can see that it doesn't fit."""


def chosen_profile(config: Config, given: str | None) -> Callable[[Game], Profile]:
    """The profile for a game: the named one, else the configured one, else what its file tells, else `FALLBACK`.

    Raises:
        ProfileError: there is no such profile, or it can't be used.
    """
    name = given if given is not None else config.game.profile
    if name == AUTO:
        return lambda game: by_file(game).profile or load_profile(FALLBACK)
    profile = load_profile(name)
    return lambda _game: profile


@asynccontextmanager
async def observed(
    source: Source, stop: asyncio.Event, waiting: Callable[[str], None]
) -> AsyncIterator[tuple[Emulator, Game] | None]:
    """A connected emulator and its game, as soon as there is one; None where `stop` came first.

    `waiting` is told why there is none yet, each reason once.
    """
    told = ""
    found: tuple[Emulator, Game] | None = None
    while found is None and not stop.is_set():
        try:
            found = await _opened_unless(stop, source)
        except EmulatorError as error:
            if str(error) != told:
                told = str(error)
                waiting(told)
            await _rest(stop)
    try:
        yield found
    finally:
        if found is not None:
            await found[0].close()


async def _opened_unless(stop: asyncio.Event, source: Source) -> tuple[Emulator, Game] | None:
    """Connected; None where `stop` came first, since a RetroArch that hangs may take seconds."""
    opening = asyncio.create_task(_opened(source), name="open")
    stopping = asyncio.create_task(stop.wait(), name="stop")
    try:
        await asyncio.wait((opening, stopping), return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        opening.cancel()
        await asyncio.wait((opening, stopping))
    return None if opening.cancelled() else opening.result()


async def _opened(source: Source) -> tuple[Emulator, Game]:
    emulator = await source.open()
    try:
        return emulator, await emulator.identify()
    except BaseException:
        await emulator.close()
        raise


async def _rest(stop: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(RETRY_S):
            await stop.wait()
    except TimeoutError:
        return


async def follow(
    emulator: Emulator,
    fields: Sequence[Field],
    see: Callable[[Snapshot], None],
    stop: asyncio.Event,
    seconds: float | None = None,
) -> EmulatorError | None:
    """Show each frame to `see` until `stop`, for `seconds` at most; why the emulator ended before, None if it did not.

    What `see` raises ends it, too.
    """

    async def feed() -> None:
        async for snapshot in emulator.frames(fields):
            see(snapshot)

    feeding = asyncio.create_task(feed(), name="frames")
    stopping = asyncio.create_task(stop.wait(), name="stop")
    try:
        await asyncio.wait((feeding, stopping), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        feeding.cancel()
        await asyncio.wait((feeding, stopping))
    if feeding.cancelled():
        return None
    error = feeding.exception()
    if error is None or isinstance(error, EmulatorError):
        return error
    raise error
