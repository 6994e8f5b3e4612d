"""Where the emulator comes from: attached, launched, or in this process. The only module that names adapters."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from spinlab_pad.config import Config
from spinlab_pad.emulator import embedded, retroarch
from spinlab_pad.emulator.port import Emulator, SetupError


@dataclass(frozen=True, slots=True)
class Source:
    """How to get an emulator; `label` and `why` are what a person is told.

    `ours`: it was started by us, and is started again when it ends. `in_process`: it runs in this process, and its
    pictures can be had. `follow` goes over to another game that was loaded in the same emulator, without ending it.
    """

    label: str
    why: str
    open: Callable[[], Awaitable[Emulator]]
    ours: bool
    in_process: bool = False
    follow: Callable[[Emulator], Awaitable[None]] | None = None


def attached(config: Config, address: tuple[str, int], *, only_watched: bool = False) -> Source:
    """A RetroArch that the runner has started, by host and port of its command interface.

    `only_watched`: its state folder is left alone, since a companion may be at work there; nothing is saved or loaded.
    """
    host, port = address
    states = Path(config.emulator.savestate_dir).expanduser() if config.emulator.savestate_dir else None
    if only_watched:
        states = Path(os.devnull)

    async def connect() -> Emulator:
        try:
            return await retroarch.attach(host, port, states_folder=states)
        except OSError as error:
            what = f"{error.filename or 'its files'}: {error.strerror}"
            raise SetupError(f"RetroArch's files can't be looked at ({what}); allow it to this user") from error

    return Source(f"RetroArch at {host}:{port}", "used as soon as it runs a game", connect, ours=False)


def launched(config: Config, rom: Path, *, headless: bool, why: str = "started by spinlab-pad") -> Source:
    """A RetroArch that we start with a private configuration."""
    recipe = retroarch.find(
        config.emulator.retroarch_path or None, config.emulator.ra_core_path or None, own_config=headless
    )

    async def start() -> Emulator:
        try:
            return await retroarch.launch(recipe, rom, headless=headless)
        except OSError as error:
            what = f"{error.filename or 'its folder'}: {error.strerror}"
            raise SetupError(
                f"RetroArch can't be started ({what}); free some space in the folder for temporary files"
            ) from error

    return Source(f"RetroArch with {recipe.name}", why, start, ours=True, follow=_follow)


async def _follow(emulator: Emulator) -> None:
    """Go over to the game that runs now; errors as in `RetroArch.follow`."""
    assert isinstance(emulator, retroarch.RetroArch)
    await emulator.follow()


def in_process(config: Config, rom: Path, speed: embedded.Speed, *, why: str) -> Source:
    """A libretro core in this process."""
    core = Path(config.emulator.embedded_core_path) if config.emulator.embedded_core_path else None

    async def start() -> Emulator:
        return await embedded.EmbeddedCore.open(rom, core=core, speed=speed)

    return Source("a libretro core in this process", why, start, ours=True, in_process=True)


def choose_for_demo(
    config: Config,
    wanted: Literal["auto", "retroarch", "embedded"],
    rom: Path,
    speed: embedded.Speed,
    *,
    headless: bool,
) -> Source:
    """RetroArch if one with an SNES core is installed, else the embedded core.

    Raises:
        SetupError: neither is there; says in one line what to install.
    """
    if wanted == "embedded":
        return in_process(config, rom, speed, why="as asked for")
    try:
        why = "as asked for" if wanted == "retroarch" else "the RetroArch with an SNES core that is installed"
        return launched(config, rom, headless=headless, why=why)
    except SetupError as error:
        if wanted == "retroarch":
            raise
        missing = str(error)
    if find_spec("libretro") is None:
        raise SetupError(
            "nothing to play on: install RetroArch with an SNES core, or `pip install 'spinlab-pad[embedded]'`"
        )
    return in_process(config, rom, speed, why=f"since no usable RetroArch was found ({missing})")
