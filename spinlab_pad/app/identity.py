"""Which game it is that runs: asks the library for its file, the store for what was chosen, and `game.identify`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from spinlab_pad.app.library import RomLibrary, looked_at
from spinlab_pad.emulator.port import Game
from spinlab_pad.game.catalog import bundled_cards
from spinlab_pad.game.identify import AUTO, Facts, Reason, identify
from spinlab_pad.game.profile import Profile, load_profile
from spinlab_pad.lab.connection import content_of
from spinlab_pad.store.records import RomFile
from spinlab_pad.store.thread import StoreThread


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a game. `profile` is None where a person must be asked, `rom` where its file isn't at hand."""

    profile: Profile | None
    reason: Reason
    rom: RomFile | None = None


Identifier = Callable[[Game], Awaitable[Known]]


async def file_of(game: Game, library: RomLibrary | None) -> RomFile | None:
    """The file of a running game: one of the library, else the one that the emulator plays, if it is that game."""
    found = await library.find(game.crc32, game.name) if library is not None else None
    if found is not None or game.path is None or game.crc32 is None:
        return found
    played = await asyncio.to_thread(looked_at, Path(game.path))
    return played if played is not None and played.crc32 == game.crc32 else None


def configured(profile: Callable[[Game], Profile], library: RomLibrary | None) -> Identifier:
    """The profile that the configuration names, whatever the game is."""

    async def known(game: Game) -> Known:
        rom = await file_of(game, library)
        return Known(profile(game), "config", rom)

    return known


def by_rom(store: StoreThread, library: RomLibrary | None) -> Identifier:
    """The profile that was chosen for the game, or that its file tells, or its name."""

    async def known(game: Game) -> Known:
        rom = await file_of(game, library)
        content = content_of(game)
        kept = await store.call(lambda store: store.contents.get(content))
        # Where its file is not at hand now, what was found in it before counts: the checksum of both is the same.
        source = rom or (kept if kept is not None and kept.crc32 is not None else None)
        sha256, title = (source.sha256, source.title) if source is not None else (None, None)
        chosen, _ = await store.call(lambda store: store.contents.choices(content, sha256))
        return await asyncio.to_thread(_identified, game, rom, sha256, title, chosen)

    return known


def by_file(game: Game) -> Known:
    """The profile that the file which the emulator plays tells, or the game's name; nothing that was kept counts.

    Reads the file: for those who have no store, and may wait.
    """
    played = looked_at(Path(game.path)) if game.path is not None else None
    rom = played if played is not None and played.crc32 == game.crc32 else None
    return _identified(game, rom, rom.sha256 if rom else None, rom.title if rom else None, None)


def _identified(game: Game, rom: RomFile | None, sha256: str | None, title: str | None, chosen: str | None) -> Known:
    cards = bundled_cards()
    if chosen not in {card.name for card in cards}:
        chosen = None  # of a version that had this profile
    told = {game.crc32, *((rom.crc32, rom.bare_crc32) if rom is not None else ())}
    facts = Facts(
        name=game.name,
        crc32=frozenset(item for item in told if item is not None),
        sha256=sha256,
        title=title,
        chosen=chosen,
    )
    found = identify(facts, cards, AUTO)
    profile = load_profile(found.profile) if found.profile is not None else None
    return Known(profile, found.reason, rom)
