"""The companion: store, lab, couch, pages and emulator put together on one loop.

Each part is owned here: started in order, ended in the reverse order, also when another part fails.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from spinlab_pad import __version__
from spinlab_pad.app.couch import Couch
from spinlab_pad.app.fixing import SettingFixer
from spinlab_pad.app.identity import by_rom, configured
from spinlab_pad.app.library import RomLibrary
from spinlab_pad.app.livesplit import LiveSplit, livesplit_of
from spinlab_pad.app.roms import rom_folder
from spinlab_pad.app.settings import Settings
from spinlab_pad.app.sources import Source
from spinlab_pad.app.supervisor import Launcher, Supervisor, Watcher
from spinlab_pad.app.trace_keeper import keeper
from spinlab_pad.config import Config
from spinlab_pad.emulator.port import Emulator, Game
from spinlab_pad.game.identify import AUTO
from spinlab_pad.game.profile import Profile, load_profile
from spinlab_pad.lab.answers import Answers
from spinlab_pad.lab.context import NO_ALLOCATOR, LabSettings
from spinlab_pad.lab.lab import Lab
from spinlab_pad.lab.view import View
from spinlab_pad.schedule import lacking
from spinlab_pad.store.thread import StoreThread
from spinlab_pad.web.server import WebServer


@dataclass(frozen=True, slots=True)
class Parts:
    """What a companion is made of besides the configuration. `stop`, once set, ends it from outside.

    `launcher` starts an emulator on command. `profile` is the one to use for every game; None finds it by the game.
    """

    config: Config
    source: Source
    data_dir: Path
    couch: Couch | None
    overlay_png: Callable[[View], bytes]
    port: int
    profile: Callable[[Game], Profile] | None
    goal_attempts: int | None = None
    launcher: Launcher | None = None
    stop: asyncio.Event = field(default_factory=asyncio.Event)


def settings_of(config: Config, data_dir: Path, goal_attempts: int | None = None) -> LabSettings:
    """The lab's share of the configuration."""
    return LabSettings(
        data_dir=str(data_dir),
        estimator=config.scheduler.estimator,
        allocator=config.scheduler.allocator,
        seed=config.scheduler.seed,
        rating=config.practice.rating,
        auto_advance_s=config.practice.auto_advance_s,
        death_penalty_ms=config.practice.death_penalty_ms,
        start=config.practice.start,
        goal_attempts=goal_attempts if goal_attempts is not None else config.practice.goal_attempts or None,
        goal_minutes=config.practice.goal_minutes or None,
        on_death=config.practice.on_death,
        start_pause=config.practice.start_pause,
        countdown_s=config.practice.countdown_s,
        break_after_min=config.practice.break_after_min,
        record_inputs=config.reference.record_inputs,
        category=config.game.category,
        profile=None if config.game.profile == AUTO else config.game.profile,
    )


class Companion:
    """One running program. `lab` and `web` exist once `start` has returned."""

    def __init__(self, parts: Parts, watchers: tuple[Watcher, ...] = ()) -> None:
        self._parts = parts
        self._watchers = watchers
        self._stack = AsyncExitStack()
        self._supervisor: Supervisor
        self._library: RomLibrary | None = None
        self._livesplit: LiveSplit | None = None
        self.lab: Lab
        self.web: WebServer

    @property
    def emulator(self) -> Emulator | None:
        """The emulator that is attached now."""
        return self._supervisor.emulator

    async def start(self) -> None:
        """Open the store and the pages.

        Raises:
            StoreError, WebError: the data folder or the port can't be used.
        """
        parts = self._parts
        store = await StoreThread.open(parts.data_dir)
        self._stack.push_async_callback(store.close)
        settings = settings_of(parts.config, parts.data_dir, parts.goal_attempts)
        cannot = lacking(settings.allocator)
        if cannot is not None:
            settings = replace(settings, allocator=Config().scheduler.allocator)
        if parts.couch is None:
            self.lab = Lab(store, settings)
        else:
            self.lab = Lab(store, settings, parts.couch.prompter)
        self._stack.push_async_callback(self.lab.close)
        if cannot is not None:
            self.lab.context.tell(NO_ALLOCATOR, "warn", f"{cannot}. Until then: {settings.allocator}", lasting=True)
        watchers = self._watchers
        if parts.config.trace.always:
            traces = keeper(parts.data_dir, parts.config.trace, lambda: self.lab.context.attached, self._tell_of_traces)
            self._stack.push_async_callback(traces.close)
            watchers = (*watchers, traces)
            self.lab.errands.on_mark = traces.mark
        folder = rom_folder(parts.config)
        if folder is not None:
            self._library = RomLibrary(folder, store, self.lab.touch, self._looked)
            self.lab.games.library = self._library
        library = self._library
        identify = by_rom(store, library) if parts.profile is None else configured(parts.profile, library)
        self._supervisor = Supervisor(self.lab, parts.source, identify, watchers, parts.launcher)
        self.lab.starter = self._supervisor
        self.lab.errands.fixer = SettingFixer(parts.config.network.nci_port)
        self._livesplit = livesplit_of(parts.config.livesplit, self.lab)
        self.web = WebServer(
            self.lab,
            Answers(self.lab.context, self.lab.games),
            Settings(parts.config, self.lab),
            parts.overlay_png,
            self.health,
            parts.config.network.host,
            parts.port,
            token=parts.config.network.token or None,
            remote_commands=parts.config.network.remote_commands,
        )
        await self.web.start()
        self._stack.push_async_callback(self.web.stop)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def run(self, *others: Callable[[], Awaitable[None]]) -> None:
        """Run until the quit command or `stop`; `others` run beside it, and the first that fails ends all.

        Raises:
            ExceptionGroup: with the error of that one first. An emulator that is ours and can't even be started once is
                such an error; one that is gone later is told in the View, and started or sought again.
        """
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._supervisor.run(), name="emulator")]
            if self._parts.couch is not None:
                tasks.append(group.create_task(self._parts.couch.run(self.lab), name="couch"))
            tasks.append(group.create_task(self._stopped(), name="stop"))
            if self._library is not None:
                tasks.append(group.create_task(self._library.run(), name="library"))
            if self._livesplit is not None:
                tasks.append(group.create_task(self._livesplit.run(), name="livesplit"))
            tasks += [group.create_task(_awaited(other), name="beside") for other in others]
            try:
                await self.lab.quit.wait()
            finally:
                # While the emulator is there: one that is held for a rating goes on, a state on its way arrives.
                await self.lab.close()
            for task in tasks:
                task.cancel()

    def _tell_of_traces(self, text: str) -> None:
        self.lab.context.tell("trace", "warn", text)

    def _looked(self) -> None:
        """The folder with games was looked through: a game that nobody knew may be known now."""
        here, library = self.lab.context.attached, self._library
        if here is None or here.known is not None or library is None or self._supervisor.rom is not None:
            return
        if any(file.crc32 == here.game.crc32 for file in library.playable):
            self._supervisor.identify_anew()

    async def _stopped(self) -> None:
        await self._parts.stop.wait()
        self.lab.quit.set()

    @contextmanager
    def still(self) -> Iterator[None]:
        """No frame is asked for meanwhile: a core in this process stands still."""
        self._supervisor.going.clear()
        try:
            yield
        finally:
            self._supervisor.going.set()

    async def stop(self) -> None:
        """End every part, newest first."""
        await self._stack.aclose()

    def health(self) -> Mapping[str, object]:
        """Versions and ages for `/api/health`."""
        connection = self.lab.view().connection
        return {
            "version": __version__,
            "emulator": connection.emulator,
            "emulator_version": connection.version,
            "connection": connection.state,
            "frame_age_ms": connection.age_ms,
        }


async def _awaited(work: Callable[[], Awaitable[None]]) -> None:
    await work()


def profile_for(config: Config) -> Callable[[Game], Profile] | None:
    """The configured profile, for every game; None where it is to be found by the game.

    Raises:
        ProfileError: there is no such profile, or it can't be used.
    """
    if config.game.profile == AUTO:
        return None
    profile = load_profile(config.game.profile)
    return lambda _game: profile


__all__ = ["Companion", "Parts", "Watcher", "profile_for", "settings_of"]
