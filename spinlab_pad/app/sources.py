"""Where the emulator comes from: attached, launched, or in this process. The only module that names adapters."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from spinlab_pad.config import Config
from spinlab_pad.emulator import embedded, retroarch
from spinlab_pad.emulator.port import Emulator


@dataclass(frozen=True, slots=True)
class Source:
    """How to get an emulator; `label` and `why` are what a person is told.

    `ours`: it was started by us and ends with us, so that losing it is the end, not a wait.
    """

    label: str
    why: str
    open: Callable[[], Awaitable[Emulator]]
    ours: bool


def attached(config: Config, host: str, port: int) -> Source:
    """A RetroArch that the runner has started."""

    async def connect() -> Emulator:
        return await retroarch.attach(host, port)

    return Source(f"RetroArch at {host}:{port}", "attached to the RetroArch that runs there", connect, ours=False)


def launched(config: Config, rom: Path | None, *, headless: bool, why: str = "started by spinlab-pad") -> Source:
    """A RetroArch that we start with a private configuration."""
    recipe = retroarch.find(
        retroarch_path=config.emulator.retroarch_path or None, core_path=config.emulator.ra_core_path or None
    )

    async def start() -> Emulator:
        return await retroarch.launch(recipe, rom, headless=headless)

    return Source(f"RetroArch ({recipe.core_name})", why, start, ours=True)


def in_process(config: Config, rom: Path, speed: embedded.Speed, *, why: str) -> Source:
    """A libretro core in this process."""
    core = Path(config.emulator.embedded_core_path) if config.emulator.embedded_core_path else None

    async def start() -> Emulator:
        return await embedded.EmbeddedCore.open(rom, core=core, speed=speed)

    return Source("a libretro core in this process", why, start, ours=True)
