"""Launch a RetroArch of our own and wait until it plays."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import SetupError, Unreachable
from spinlab_pad.emulator.retroarch import abilities, cores, farewell, nci, obstacles, places, throttle
from spinlab_pad.emulator.retroarch.adapter import RetroArch
from spinlab_pad.emulator.retroarch.assembly import Place, assemble, content, following, let_go
from spinlab_pad.emulator.retroarch.attaching import LOOPBACK
from spinlab_pad.emulator.retroarch.launch import Process, Recipe, start
from spinlab_pad.emulator.retroarch.link import NciLink
from spinlab_pad.emulator.retroarch.parts import Parts
from spinlab_pad.emulator.retroarch.questions import Questions
from spinlab_pad.emulator.retroarch.reasons import Known
from spinlab_pad.emulator.retroarch.slots import StateFolder
from spinlab_pad.emulator.retroarch.turns import FRAME_COUNTER
from spinlab_pad.emulator.retroarch.user_settings import of_files, of_port
from spinlab_pad.game.memory import Field

START_DEADLINE_S: Final = 20.0
"""From the start of RetroArch to its first answer with a game; 0.3 to 1 s on an idle machine."""

REOPEN_DEADLINE_S: Final = 10.0
"""How long RetroArch may be without a port while it changes games; 0.1 to 0.4 s were seen."""


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

    async def anew(process: Process) -> Parts:
        return await _connect(process, recipe, counter)

    parts = await _launch(recipe, rom, folder, counter, headless=headless)
    emulator = RetroArch(parts, anew)
    try:
        if headless or not await throttle.is_missing(parts.questions, parts.space):
            return emulator
    except BaseException:
        await emulator.close()
        raise
    await emulator.close()
    paced = replace(recipe, settings={**throttle.PACED, **recipe.settings})
    return RetroArch(await _launch(paced, rom, folder, counter, headless=headless), anew)


async def _launch(recipe: Recipe, rom: Path, folder: Path | None, counter: Field, *, headless: bool) -> Parts:
    place = folder or _temporary(recipe.workplace)
    try:
        process = start(recipe, rom, place, headless=headless, temporary=folder is None)
    except SetupError:
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)
        raise
    questions: Questions | None = None
    try:
        questions = await _answering(process)
        return await _parts(questions, process, recipe, counter)
    except BaseException as error:
        status, words = process.exit_status, process.last_words()
        asking = questions
        await process.close((lambda: asking.send(nci.QUIT)) if asking is not None else None)
        if questions is not None:
            questions.close()
        if status is not None and isinstance(error, Unreachable):
            why = farewell.status_in_words(status)
            raise SetupError(f"RetroArch ended while starting ({why}); its last words: {words}") from error
        raise


async def _connect(process: Process, recipe: Recipe, counter: Field) -> Parts:
    """Connect anew to a RetroArch that runs."""
    link = NciLink(LOOPBACK, process.ports.commands)
    await link.open()
    questions = Questions(link)
    try:
        await _until_it_answers(questions, process)
        return await _parts(questions, process, recipe, counter)
    except BaseException:
        questions.close()
        raise


async def _until_it_answers(questions: Questions, process: Process) -> None:
    """RetroArch closes its port for a moment when a game is closed or changed."""
    deadline = time.monotonic() + REOPEN_DEADLINE_S
    while True:
        try:
            await questions.status()
            return
        except Unreachable:
            if process.exit_status is not None or time.monotonic() > deadline:
                raise
        await asyncio.sleep(0.05)


async def _parts(questions: Questions, process: Process, recipe: Recipe, counter: Field) -> Parts:
    """What an adapter for the game that runs now is made of."""
    parts: Parts | None = None
    try:
        name = await content(questions)
        states = StateFolder(process.states, name, own=True)
        where = Place(LOOPBACK, process.ports.commands, process.ports.pads, process.pads_are_spread)
        known = await _known(questions, process, recipe)
        parts = await assemble(questions, where, counter, states, known)
        log = following(parts, lambda: process.log)
        game = places.loaded(of_port(process.ports.commands), name).content
        return replace(parts, process=process, core=cores.name_of(recipe.core), content=game, log=log)
    except BaseException:
        if parts is not None:
            let_go(parts)
        raise


def _temporary(workplace: Path | None) -> Path:
    """A new folder that RetroArch sees."""
    if workplace is not None:
        workplace.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix="spinlab-retroarch-", dir=workplace))


async def _known(questions: Questions, process: Process, recipe: Recipe) -> Known:
    """What our settings and the runner's below them tell; ours alone where the system doesn't show which those are."""
    settings = of_port(process.ports.commands)
    if not settings.certain:
        return Known(of_files((process.settings,)))
    release = abilities.version_number(await questions.version())
    return Known(settings, obstacles.known(settings, release, recipe.core), obstacles.hardcore(settings))


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
