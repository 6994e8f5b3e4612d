"""Attach to a RetroArch that the runner has started, whatever its settings are."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import SetupError
from spinlab_pad.emulator.retroarch import abilities, cores, find, nci, obstacles, places
from spinlab_pad.emulator.retroarch.adapter import RetroArch
from spinlab_pad.emulator.retroarch.assembly import Place, assemble, content, following, let_go
from spinlab_pad.emulator.retroarch.link import NciLink
from spinlab_pad.emulator.retroarch.log import newest_log
from spinlab_pad.emulator.retroarch.parts import Parts
from spinlab_pad.emulator.retroarch.questions import Questions
from spinlab_pad.emulator.retroarch.reasons import Known
from spinlab_pad.emulator.retroarch.retropad import DEFAULT_BASE_PORT
from spinlab_pad.emulator.retroarch.slots import StateFolder
from spinlab_pad.emulator.retroarch.turns import FRAME_COUNTER
from spinlab_pad.emulator.retroarch.user_settings import UserSettings, of_files, of_port
from spinlab_pad.game.memory import Field

LOOPBACK: Final = "127.0.0.1"
HERE: Final = frozenset({LOOPBACK, "localhost"})
"""Names of this machine, whose files we see."""


async def attach(
    host: str = LOOPBACK,
    port: int = nci.DEFAULT_PORT,
    *,
    pad_port: int = DEFAULT_BASE_PORT,
    counter: Field = FRAME_COUNTER,
    states_folder: Path | None = None,
) -> RetroArch:
    """Connect to the RetroArch that listens at `host:port`.

    `pad_port` is the base port of its network pads, `counter` the game's frame counter (8 bits count), and
    `states_folder` overrides the save-state folder that RetroArch tells (as this machine sees it).

    Raises:
        Unreachable: nothing listens there, or it doesn't answer.
        SetupError: nothing is loaded, what is loaded shows no work RAM, or a question would make RetroArch crash.
    """
    link = NciLink(host, port)
    await link.open()
    questions = Questions(link)
    parts: Parts | None = None
    try:
        told = await questions.parameter("savestate_directory")
        settings = of_port(port) if host in HERE else UserSettings()
        release = abilities.version_number(await questions.version())
        core = places.loaded(settings, None).core
        if settings.certain and core is not None and obstacles.crashes(settings, release, core):
            raise SetupError(obstacles.no_description(core).text)
        name = await content(questions)
        files = places.loaded(settings, name)
        settings = settings.overridden(files.library, files.content)
        folder = _shared_folder(states_folder or Path(told), name, settings, release[:2], files)
        known = _known(settings, release, files.core)
        logs = await questions.parameter("log_dir") if host in HERE else ""
        parts = await assemble(questions, Place(host, port, pad_port), counter, folder, known)
        log = following(parts, lambda: newest_log(Path(logs).expanduser())) if logs else None
        played = cores.name_of(files.core) if files.core else ""
        return RetroArch(replace(parts, core=played, content=files.content, log=log))
    except BaseException:
        if parts is not None:
            let_go(parts)
        questions.close()
        raise


def _shared_folder(
    base: Path, name: str, settings: UserSettings, version: tuple[int, int], files: places.Loaded
) -> StateFolder | None:
    """The runner's own state folder; None where this machine has no such folder: frames can be watched all the same."""
    base = base.expanduser()
    if not os.path.isdir(base):
        return None
    likely = places.place(base, settings, version, files) if settings.certain else None
    steady = settings.certain and not settings.on("savestate_auto_index", default=False)
    return StateFolder(base, name, own=False, likely=likely, steady=steady)


def _known(settings: UserSettings, release: nci.Release, core: Path | None) -> Known:
    """What the settings tell. Those of another RetroArch may be meant where that isn't certain, and then only what
    would do harm counts."""
    if settings.certain:
        return Known(settings, obstacles.known(settings, release, core), obstacles.hardcore(settings))
    others = (of_files((item.config,)) for item in find.installations())
    return Known(settings, (), any(map(obstacles.hardcore, others)))
