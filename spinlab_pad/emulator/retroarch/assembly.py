"""Puts an adapter together for a RetroArch that answers: link, sampler, states and pads that know each other."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from spinlab_pad.emulator.port import SamplingStats, SetupError
from spinlab_pad.emulator.retroarch import abilities, nci
from spinlab_pad.emulator.retroarch.hotkeys import Hotkeys
from spinlab_pad.emulator.retroarch.link import NciLink
from spinlab_pad.emulator.retroarch.log import LogFollower
from spinlab_pad.emulator.retroarch.parts import Parts
from spinlab_pad.emulator.retroarch.questions import Questions
from spinlab_pad.emulator.retroarch.reasons import Known
from spinlab_pad.emulator.retroarch.replay_setup import replays_of
from spinlab_pad.emulator.retroarch.retropad import RetroPads
from spinlab_pad.emulator.retroarch.sampler import Sampler
from spinlab_pad.emulator.retroarch.savestates import SaveStates
from spinlab_pad.emulator.retroarch.slots import StateFolder
from spinlab_pad.emulator.retroarch.troubles import Troubles
from spinlab_pad.emulator.retroarch.turns import Turns
from spinlab_pad.game.memory import Field


@dataclass(frozen=True, slots=True)
class Place:
    """Where RetroArch is."""

    host: str
    port: int
    pad_port: int
    pads_are_spread: bool = False


async def content(questions: Questions) -> str:
    """What is loaded.

    Raises:
        SetupError: nothing is.
    """
    status = await questions.status()
    if status.state is nci.RunState.CONTENTLESS:
        raise SetupError("RetroArch runs without a game; load one")
    return status.content


async def assemble(
    questions: Questions, place: Place, counter: Field, folder: StateFolder | None, known: Known
) -> Parts:
    """Everything that an adapter is made of, without a process and a log.

    Raises:
        SetupError: what is loaded shows no work RAM.
    """
    can = await abilities.probe(questions)
    assert can.space is not None, "probed"
    if folder is not None:
        folder.check()
    stats = SamplingStats()
    troubles = Troubles(time.monotonic_ns)
    turns = Turns(counter)
    for trouble in known.troubles:
        troubles.pin(trouble)
    frames = NciLink(place.host, place.port, stats)
    sampler = Sampler(frames, turns, can.space, stats, time.monotonic_ns, troubles, tells_menu=can.tells_menu)
    pads = RetroPads(place.host, place.pad_port, lambda: sampler.running, spread=place.pads_are_spread)
    try:
        await frames.open()
        await pads.open()
        hotkeys = Hotkeys(questions)
        states = SaveStates(questions, hotkeys, sampler, folder, turns, can.space, can, troubles, known)
        replays = await replays_of(questions, hotkeys, sampler, folder, turns, can.number[:2], known.settings.values)
        return Parts(questions, sampler, states, pads, can.space, can.version, troubles, hotkeys, can, replays, turns)
    except BaseException:
        pads.close()
        sampler.close()
        raise


def let_go(parts: Parts) -> None:
    """Close the sockets of parts that no adapter has taken over, but for that of the questions."""
    if parts.pads is not None:
        parts.pads.close()
    parts.sampler.close()


def following(parts: Parts, newest: Callable[[], Path | None]) -> LogFollower:
    """What RetroArch writes to its log from now on comes onto the board for a while."""
    return LogFollower(newest, lambda trouble: parts.troubles.pin(trouble, passing=True), abilities.PROBES)
