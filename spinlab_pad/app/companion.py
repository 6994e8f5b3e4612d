"""The companion: store, lab, couch, pages and emulator put together on one loop.

Each part is owned here: started in order, ended in the reverse order, also when another part fails.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, Self

from spinlab_pad import __version__
from spinlab_pad.app.couch import Couch
from spinlab_pad.app.sources import Source
from spinlab_pad.config import Config
from spinlab_pad.emulator.port import Emulator, EmulatorError, Game
from spinlab_pad.game.memory import Field, Snapshot, unique_fields
from spinlab_pad.game.profile import Profile, load_profile
from spinlab_pad.lab import commands
from spinlab_pad.lab.answers import Answers
from spinlab_pad.lab.context import LabSettings
from spinlab_pad.lab.lab import Lab
from spinlab_pad.lab.view import View
from spinlab_pad.store.errors import StoreError
from spinlab_pad.store.thread import StoreThread
from spinlab_pad.web.server import WebServer

_log = logging.getLogger(__name__)

RETRY_S = 1.0
"""How often a RetroArch that is not there is asked again."""


class Watcher(Protocol):
    """Sees every frame beside the lab (a bot, a witness). `fields` are read in the same snapshot."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """What it wants to see."""
        ...

    async def see(self, snapshot: Snapshot, emulator: Emulator) -> None:
        """Take one frame in."""
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    """What a companion is made of besides the configuration. `stop`, once set, ends it from outside."""

    config: Config
    source: Source
    data_dir: Path
    couch: Couch | None
    overlay_png: Callable[[View], bytes]
    port: int
    profile: Callable[[Game], Profile]
    goal_attempts: int | None = None
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
        goal_attempts=goal_attempts,
    )


class Companion:
    """One running program. `lab` and `web` exist once `start` has returned."""

    def __init__(self, parts: Parts, watchers: tuple[Watcher, ...] = ()) -> None:
        self._parts = parts
        self._watchers = watchers
        self._stack = AsyncExitStack()
        self._going = asyncio.Event()
        self._going.set()
        self.emulator: Emulator | None = None
        self.lab: Lab
        self.web: WebServer

    async def start(self) -> None:
        """Open the store and the pages.

        Raises:
            StoreError, WebError: the data folder or the port can't be used.
        """
        parts = self._parts
        store = await StoreThread.open(parts.data_dir)
        self._stack.push_async_callback(store.close)
        settings = settings_of(parts.config, parts.data_dir, parts.goal_attempts)
        if parts.couch is None:
            self.lab = Lab(store, settings)
        else:
            self.lab = Lab(store, settings, parts.couch.prompter)
        self._stack.push_async_callback(self.lab.close)
        self.web = WebServer(
            self.lab,
            Answers(self.lab.context),
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
            tasks = [group.create_task(self._supervise(), name="emulator")]
            if self._parts.couch is not None:
                tasks.append(group.create_task(self._parts.couch.run(self.lab), name="couch"))
            tasks.append(group.create_task(self._stopped(), name="stop"))
            tasks += [group.create_task(_awaited(other), name="beside") for other in others]
            await self.lab.quit.wait()
            for task in tasks:
                task.cancel()

    async def _stopped(self) -> None:
        await self._parts.stop.wait()
        self.lab.quit.set()

    @contextmanager
    def still(self) -> Iterator[None]:
        """No frame is asked for meanwhile: a core in this process stands still."""
        self._going.clear()
        try:
            yield
        finally:
            self._going.set()

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

    # the emulator

    async def _supervise(self) -> None:
        """Connect, feed the frames, and begin again when the emulator has gone."""
        while True:
            try:
                await self._connect_and_feed()
            except (EmulatorError, StoreError) as error:
                self._gone(error)
            await asyncio.sleep(RETRY_S)

    def _gone(self, error: EmulatorError | StoreError) -> None:
        """Tell why there is no emulator, and that it is sought or started again.

        Raises:
            EmulatorError, StoreError: `error`, where the emulator is ours and never ran: trying again changes nothing.
        """
        lab, ours = self.lab, self._parts.source.ours
        seen = lab.context.last_attached is not None
        if ours and not seen:
            raise error
        text = f"{str(error).rstrip('.')}. Starting it again" if ours else str(error)
        _log.info("no emulator: %s", text)
        if lab.context.attached is not None:
            lab.detach(text)
        else:
            lab.waiting("lost" if seen else "waiting", text)

    async def _connect_and_feed(self) -> None:
        emulator = await self._parts.source.open()
        try:
            game = await emulator.identify()
            profile = self._parts.profile(game)
            await self._make_way(game)
            await self.lab.attach(emulator, game, profile)
            self.emulator = emulator
            fields = unique_fields(profile.fields, *(watcher.fields for watcher in self._watchers))
            # A core in this process stands still while nobody asks for its next frame: saves and loads come at once.
            patient = emulator.capabilities.virtual_clock
            async for snapshot in emulator.frames(fields):
                self.lab.feed(snapshot)
                if patient:
                    await self.lab.context.io_settled()
                    await self._going.wait()
                for watcher in self._watchers:
                    await watcher.see(snapshot, emulator)
        finally:
            self.emulator = None
            await emulator.close()

    async def _make_way(self, game: Game) -> None:
        """Practice or a run of another game or core can't go on in this one: stop it, what was kept of it stays."""
        lab, last = self.lab, self.lab.context.last_attached
        if last is None or (last.game.crc32, last.core) == (game.crc32, game.core):
            return
        mode = lab.view().mode
        if mode == "practice":
            await lab.handle(commands.StopPractice())
        elif mode == "reference":
            await lab.handle(commands.StopReference())
        if mode in ("practice", "reference"):
            lab.context.tell("game", "warn", f"{game.name} runs in {game.core} now: {mode} of {last.game.name} stopped")


async def _awaited(work: Callable[[], Awaitable[None]]) -> None:
    await work()


def profile_for(config: Config) -> Callable[[Game], Profile]:
    """The profile of a game: the configured one.

    Raises:
        ProfileError: there is no such profile, or it can't be used.
    """
    profile = load_profile(config.game.profile)
    return lambda _game: profile


__all__ = ["Companion", "Parts", "Watcher", "profile_for", "settings_of"]
