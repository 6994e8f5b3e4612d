"""Which game is it, and which one shall it be: what is asked about it, the list of games, profile and category."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import Emulator, Game, Unreachable
from spinlab_pad.game.catalog import bundled_cards
from spinlab_pad.game.profile import Profile, load_profile
from spinlab_pad.lab import commands
from spinlab_pad.lab.asking.asking import Asking
from spinlab_pad.lab.asking.menu import Menu
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.connection import content_of, record_of
from spinlab_pad.lab.context import Attached, LabContext, wall_ms
from spinlab_pad.lab.games.library import Library
from spinlab_pad.lab.notices import plain
from spinlab_pad.lab.rules import GameFacts
from spinlab_pad.lab.starter import Starter, last_played
from spinlab_pad.lab.view import ChoiceView, GamesView
from spinlab_pad.store.records import CATEGORY_MAX, GameRecord, RomFile
from spinlab_pad.store.store import Store

WHICH: Final = "Which game is this?"
START: Final = "Start which game?"
LIKELIEST: Final = "smw"
"""The profile of a game that nobody knows: a hack under a title of its own."""
COMMANDS: Final = (
    commands.LaunchEmulator,
    commands.RestartEmulator,
    commands.LaunchGame,
    commands.ChooseProfile,
    commands.SetCategory,
    commands.ScanGames,
    commands.ShowGames,
    commands.AskGame,
)
"""The commands that `Games` carries out."""
LABEL_MAX: Final = 80
"""Characters of a choice; the rest isn't seen on any overlay."""


def rom_id(file: RomFile) -> str:
    """What a file is called in lists and in `launch_game`: the id of the content that it will be when it runs."""
    return f"{file.crc32:08x}" if file.crc32 is not None else Path(file.path).name


class Games:
    """What is asked about games, the answers to it, and what is started.

    `starter()` starts emulators, `attach` takes the game that runs in again with another profile, `reload` reads its
    runs anew, `possible` tells of every command why it isn't possible now.
    """

    def __init__(
        self,
        context: LabContext,
        asking: Asking,
        starter: Callable[[], Starter | None],
        attach: Callable[[Attached], Awaitable[None]],
        reload: Callable[[], Awaitable[None]],
        possible: Callable[[], Mapping[str, str | None]],
    ) -> None:
        self._context = context
        self._asking = asking
        self._starter = starter
        self._attach = attach
        self._reload = reload
        self._possible = possible
        self.library: Library | None = None

    # what others look at

    @property
    def playable(self) -> tuple[RomFile, ...]:
        """The files that could be started."""
        return self.library.playable if self.library is not None else ()

    def view(self) -> GamesView | None:
        """The folder in short."""
        if self.library is None:
            return None
        scan = self.library.scanning
        return GamesView(len(self.playable), scan.done if scan else None, scan.of if scan else None)

    def facts(self) -> GameFacts:
        """What the rules may ask."""
        here = self._context.attached
        return GameFacts(
            known=here is None or here.known is not None,
            asks=self._context.settings.profile is None,
            library=self.library is not None,
            listed=len(self.playable),
            choosing=self._asking.menu is not None,
        )

    # what runs

    async def known_as(self, emulator: Emulator, game: Game, profile: Profile | None, rom: RomFile | None) -> Attached:
        """A game that runs, with its record in the store; one that comes back as it was needs no disk.

        What is known once stays known: its file may not be at hand any more when the game comes back.
        """
        before = self._context.last_attached
        if profile is None and before is not None and before.game.content == content_of(game):
            profile = before.known
        wanted = record_of(game, profile, self._context.settings.category)
        if before is not None and replace(before.game, id=wanted.id, category=wanted.category) == wanted:
            record = before.game
        else:
            record = await self._context.store.call(lambda store: enter(store, wanted, rom))
        return Attached(emulator, record, profile, game.core, game.version)

    def attached(self, here: Attached) -> None:
        """A game runs now; asks which one it is where nobody knows."""
        self._asking.close()
        starter = self._starter()
        if starter is not None:
            starter.resample()
        if here.known is None:
            self._ask(here)

    def gone(self) -> None:
        """There is no game any more that could be asked about, or that stands still for a menu."""
        self._asking.close("profile", "menu")

    # commands

    async def carry_out(self, command: Command) -> Refused | None:
        """Carry out a command about games that the rules have let pass."""
        match command:
            case commands.LaunchEmulator():
                return await self._launch_last()
            case commands.RestartEmulator():
                return await self._starts.restart()
            case commands.LaunchGame(id=rom):
                return await self._launch(rom)
            case commands.ChooseProfile(profile=name):
                return await self._choose_profile(self._here, name)
            case commands.SetCategory(category=text):
                return await self._set_category(self._here, text)
            case commands.AskGame():
                self._ask(self._here)
            case commands.ShowGames() | commands.ScanGames():
                self._look(show=isinstance(command, commands.ShowGames))
            case _:
                raise AssertionError(f"{command.name} is not about games")
        return None

    async def take(self, value: str) -> Refused | None:
        """The answer to what is asked; the question stays where it is refused."""
        assert self._asking.menu is not None, "an answer without a question"
        about_profile = self._asking.menu.key == "profile"
        taken = commands.ChooseProfile(value) if about_profile else commands.LaunchGame(value)
        reason = self._possible()[taken.name]
        return Refused(reason) if reason is not None else await self.carry_out(taken)

    async def leave(self) -> None:
        """The question is left without an answer."""
        self._asking.close()

    @property
    def _here(self) -> Attached:
        if self._context.attached is None:
            raise Unreachable("the game has gone meanwhile: start it again")
        return self._context.attached

    @property
    def _starts(self) -> Starter:
        starter = self._starter()
        assert starter is not None, "the rules let no command pass without a starter"
        return starter

    async def _launch_last(self) -> Refused | None:
        last = self._context.last_attached
        game = last.game if last is not None else await self._context.store.call(last_played)
        file = next((file for file in self.playable if game is not None and rom_id(file) == game.content), None)
        return await (self._starts.launch(game) if file is None else self._starts.launch_game(Path(file.path)))

    async def _launch(self, rom: str) -> Refused | None:
        file = next((file for file in self.playable if rom_id(file) == rom), None)
        if file is None:
            return Refused(f"there is no game {rom!r} in rom.dir that could be started; GET /api/games lists them")
        refused = await self._starts.launch_game(Path(file.path))
        if refused is None:
            self._asking.close()
        return refused

    def _ask(self, here: Attached) -> None:
        """Ask which game runs; the profile that it has is marked, else the likeliest one."""
        choices = tuple(ChoiceView(card.name, card.title, card.name) for card in bundled_cards())
        self._asking.ask(Menu("profile", WHICH, choices).on(here.game.profile or LIKELIEST), self)

    def _look(self, *, show: bool) -> None:
        """Look through the folder again, and offer meanwhile what is known of it."""
        assert self.library is not None, "the rules let no command pass without a library"
        if show:
            last = self._context.last_attached
            choices = tuple(
                ChoiceView(rom_id(file), plain(Path(file.path).stem, LABEL_MAX), file.title or "")
                for file in self.playable
            )
            marked = last.game.content if last is not None else None
            self._asking.ask(Menu("game", START, choices).on(marked), self)
        self.library.scan()

    async def _choose_profile(self, here: Attached, name: str) -> Refused | None:
        """Keep the choice for the game that runs, and watch it with that profile from now on."""
        names = [card.name for card in bundled_cards()]
        if name not in names:
            return Refused(f"there is no profile {name!r}; known: {', '.join(names)}")
        profile = await asyncio.to_thread(load_profile, name)
        game = replace(here.game, profile=profile.name)

        def keep(store: Store) -> GameRecord:
            record = store.add_game(game, wall_ms())
            store.contents.choose_profile(record.content, name)
            return record

        record = await self._context.store.call(keep)
        if self._context.attached is here:
            await self._attach(replace(here, known=profile, game=record))
        return None

    async def _set_category(self, here: Attached, text: str) -> Refused | None:
        """Keep the category for the game that runs, and go over to its runs."""
        category = plain(text, CATEGORY_MAX + 1)
        if not category or len(category) > CATEGORY_MAX:
            return Refused(f"a category is a name of 1 to {CATEGORY_MAX} characters, such as any%")

        def keep(store: Store) -> GameRecord:
            record = store.add_game(replace(here.game, category=category), wall_ms())
            store.contents.choose_category(record.content, category)
            return record

        record = await self._context.store.call(keep)
        if self._context.attached is here:
            self._context.attached = self._context.last_attached = replace(here, game=record)
            await self._reload()
        return None


def enter(store: Store, game: GameRecord, rom: RomFile | None) -> GameRecord:
    """Keep a game that runs now, in the category that was chosen for it, else in that of `game`."""
    sha256 = rom.sha256 if rom is not None else None
    _, category = store.contents.choices(game.content, sha256)
    record = store.add_game(replace(game, category=category or game.category), wall_ms())
    if rom is not None and sha256 is not None:
        store.contents.describe(record.content, sha256, rom.title, rom.path)
    return record
