"""Two ways to a RetroArch: attach to one that runs, or launch one of our own."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import SamplingStats, SetupError, Unreachable
from spinlab_pad.emulator.retroarch import find, nci, obstacles, places
from spinlab_pad.emulator.retroarch.adapter import FRAME_COUNTER, Parts, RetroArch
from spinlab_pad.emulator.retroarch.hotkeys import Hotkeys
from spinlab_pad.emulator.retroarch.launch import Process, Recipe, start
from spinlab_pad.emulator.retroarch.link import NciLink
from spinlab_pad.emulator.retroarch.questions import NoMemory, Questions
from spinlab_pad.emulator.retroarch.reasons import Known
from spinlab_pad.emulator.retroarch.retropad import DEFAULT_BASE_PORT, RetroPads
from spinlab_pad.emulator.retroarch.sampler import Sampler
from spinlab_pad.emulator.retroarch.savestates import SaveStates, version_number
from spinlab_pad.emulator.retroarch.slots import StateFolder
from spinlab_pad.emulator.retroarch.troubles import Troubles
from spinlab_pad.emulator.retroarch.user_settings import UserSettings, of_port
from spinlab_pad.game.memory import Field

START_DEADLINE_S: Final = 20.0
"""From the start of RetroArch to its first answer with a game; 0.3 to 1 s on an idle machine."""

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
        SetupError: nothing is loaded, or what is loaded shows no work RAM.
    """
    link = NciLink(host, port)
    await link.open()
    questions = Questions(link)
    try:
        told = await questions.parameter("savestate_directory")
        settings = of_port(port) if host in HERE else UserSettings()
        version = version_number(await questions.version())
        core = places.loaded(settings, None).core
        if settings.certain and core is not None and obstacles.crashes(settings, version, core):
            raise SetupError(obstacles.no_description(core).text)
        files = places.loaded(settings, await _content(questions))
        settings = settings.overridden(files.library, files.content)
        folder = _shared_folder(states_folder or Path(told), await _content(questions), settings, version, files)
        return RetroArch(
            await _connect(
                questions, _Place(host, port, pad_port), counter, folder, _known(settings, version, files.core)
            )
        )
    except BaseException:
        questions.close()
        raise


def _shared_folder(
    base: Path, content: str, settings: UserSettings, version: tuple[int, int], files: places.Loaded
) -> StateFolder | None:
    """The runner's own state folder; None where this machine has no such folder: frames can be watched all the same."""
    base = base.expanduser()
    if not base.is_dir():
        return None
    likely = places.place(base, settings, version, files) if settings.certain else None
    steady = settings.certain and not settings.on("savestate_auto_index", default=False)
    return StateFolder(base, content, own=False, likely=likely, steady=steady)


def _known(settings: UserSettings, version: tuple[int, int], core: Path | None) -> Known:
    """What the settings tell. Those of another RetroArch may be meant where that isn't certain, and then only what
    would do harm counts."""
    if settings.certain:
        return Known(settings, obstacles.known(settings, version, core), obstacles.hardcore(settings))
    return Known(settings, (), any(find.hardcore(item.folder) for item in find.installations()))


async def launch(
    recipe: Recipe,
    rom: Path,
    *,
    folder: Path | None = None,
    headless: bool = False,
    counter: Field = FRAME_COUNTER,
) -> RetroArch:
    """Start RetroArch with `rom` and connect to it; `close` of what is returned ends it.

    `folder` keeps its states, saves and log; without one they are temporary.

    Raises:
        SetupError: something is missing, or RetroArch ended instead of starting (with its last words).
    """
    place = folder or Path(tempfile.mkdtemp(prefix="spinlab-retroarch-"))
    try:
        process = start(recipe, rom, place, headless=headless, temporary=folder is None)
    except SetupError:
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)
        raise
    questions: Questions | None = None
    try:
        questions = await _answering(process)
        states = StateFolder(process.states, await _content(questions), own=True)
        where = _Place(LOOPBACK, process.ports.commands, process.ports.pads, process.pads_are_spread)
        version = version_number(await questions.version())
        told = of_port(where.port)
        known = _known(told, version, recipe.core) if told.certain else Known()
        parts = await _connect(questions, where, counter, states, known)
        return RetroArch(replace(parts, process=process, core=recipe.core.stem.removesuffix("_libretro")))
    except BaseException as error:
        status, words = process.exit_status, process.last_words()
        asking = questions
        await process.close(lambda: asking.send(nci.QUIT) if asking is not None else None)
        if questions is not None:
            questions.close()
        if status is not None and isinstance(error, Unreachable):
            raise SetupError(f"RetroArch ended while starting (status {status}); its last words: {words}") from error
        raise


async def _answering(process: Process) -> Questions:
    """Wait until our RetroArch runs its game."""
    link = NciLink(LOOPBACK, process.ports.commands)
    await link.open()
    questions = Questions(link)
    try:
        await _until_it_plays(questions, process)
    except BaseException:
        questions.close()
        raise
    return questions


async def _until_it_plays(questions: Questions, process: Process) -> None:
    deadline = time.monotonic() + START_DEADLINE_S
    while True:
        try:
            told = await questions.parameter("savestate_directory")
            if (await questions.status()).state is not nci.RunState.CONTENTLESS:
                break
        except Unreachable:
            if process.exit_status is not None:
                raise
        if time.monotonic() > deadline:
            raise Unreachable(f"RetroArch didn't start within {START_DEADLINE_S:.0f} s: {process.last_words()}")
        await asyncio.sleep(0.02)
    if Path(told) != process.states:
        raise SetupError(
            f"another RetroArch answers on port {process.ports.commands} (its states are in {told}); close it"
        )


async def _content(questions: Questions) -> str:
    status = await questions.status()
    if status.state is nci.RunState.CONTENTLESS:
        raise SetupError("RetroArch runs without a game; load one")
    return status.content


async def _space(questions: Questions) -> nci.Space:
    """Which read command this RetroArch with this core answers."""
    for space in nci.Space:
        try:
            await questions.read(0, 1, space)
        except NoMemory as error:
            reason = str(error)
        else:
            return space
    raise SetupError(f"the core shows no work RAM ({reason}); use a SNES core such as Snes9x")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where RetroArch is."""

    host: str
    port: int
    pad_port: int
    pads_are_spread: bool = False


async def _connect(
    questions: Questions, place: _Place, counter: Field, folder: StateFolder | None, known: Known
) -> Parts:
    """Everything that an adapter is made of, without a process."""
    version = await questions.version()
    space = await _space(questions)
    if folder is not None:
        folder.check()
    frames = NciLink(place.host, place.port)
    await frames.open()
    sampler = Sampler(frames, counter, space, SamplingStats(), time.monotonic_ns)
    pads = RetroPads(place.host, place.pad_port, lambda: sampler.running, spread=place.pads_are_spread)
    await pads.open()
    hotkeys = Hotkeys(questions)
    troubles = Troubles(time.monotonic_ns)
    for trouble in known.troubles:
        troubles.pin(trouble)
    states = SaveStates(questions, hotkeys, sampler, folder, counter, space, version, troubles, known)
    return Parts(questions, sampler, states, pads, space, version, troubles, hotkeys)
