"""`spinlab-pad run`: the companion beside a RetroArch that is there, will come, or is started here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from spinlab_pad.app.companion import Companion, Parts, profile_for
from spinlab_pad.app.couch import Couch, pad_bindings
from spinlab_pad.app.hinting import Hints
from spinlab_pad.app.narrator import Narrator
from spinlab_pad.app.roms import game_to_launch
from spinlab_pad.app.screens import open_screen
from spinlab_pad.app.sources import Source, attached, launched
from spinlab_pad.app.stopping import stop_on_signals
from spinlab_pad.app.supervisor import Launcher
from spinlab_pad.config import Config
from spinlab_pad.pad.reader import PadReader
from spinlab_pad.store.records import GameRecord

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What the command line says."""

    attach: tuple[str, int] | None = None
    launch: bool = False
    rom: Path | None = None
    headless: bool = False
    port: int | None = None
    data: Path | None = None


def data_folder(config: Config, given: Path | None) -> Path:
    """Where to keep everything: the command line, the configuration, or the system's folder for program data."""
    if given is not None:
        return given
    if config.data.dir:
        return Path(config.data.dir).expanduser()
    return Path(platformdirs.user_data_dir("spinlab-pad", appauthor=False))


def launcher_of(config: Config, rom: Path | None, *, headless: bool) -> Launcher:
    """Starts RetroArch with the file that is asked for, else with `rom`, else with the game that was last played."""

    async def source(what: GameRecord | Path | None) -> Source:
        given, last = (what, None) if isinstance(what, Path) else (rom, what)
        game = await asyncio.to_thread(game_to_launch, config, given, last)
        return launched(config, game, headless=headless)

    return source


def _logged(tell: Callable[[str], None]) -> Callable[[str], None]:
    """What is told goes to the log, too."""

    def both(text: str) -> None:
        _log.info("%s", text)
        tell(text)

    return both


async def run_companion(config: Config, options: RunOptions, tell: Callable[[str], None]) -> None:
    """Run until the quit command.

    Raises:
        UsageError, ProfileError: the game to start, or the configured profile, is not there.
        SetupError: RetroArch should be started and can't be found.
        StoreError, WebError: the data folder or the port can't be used.
    """
    tell = _logged(tell)
    stop = stop_on_signals()
    profile = profile_for(config)
    if options.launch:
        source = launched(config, game_to_launch(config, options.rom), headless=options.headless)
    else:
        source = attached(config, options.attach or (config.network.nci_host, config.network.nci_port))
    data_dir = data_folder(config, options.data)
    screen = open_screen(config, headless=options.headless)
    reader = PadReader(pad_bindings(config))
    reader.open()
    parts = Parts(
        config=config,
        source=source,
        data_dir=data_dir,
        couch=Couch(reader, screen),
        overlay_png=screen.png,
        port=config.network.dashboard_port if options.port is None else options.port,
        profile=profile,
        launcher=launcher_of(config, options.rom, headless=options.headless),
        stop=stop,
    )
    async with Companion(parts) as companion:
        screen.closed = companion.lab.quit.set
        tell(f"Emulator: {source.label}, {source.why}")
        tell(f"Overlay: {screen.where}")
        tell(f"Status page: {companion.web.url}")
        tell(f"Data folder: {data_dir}")
        lab = companion.lab
        await companion.run(lambda: Narrator(tell).follow(lab), lambda: Hints(tell).follow(lab))
