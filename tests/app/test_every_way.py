"""The complete cartridge on the real RetroArch: the bot plays its levels in every way, detector against the game's log.

What the detector says of each look must be what the game itself wrote since the look before, no more and no less.
"""

from __future__ import annotations

import os
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest

from spinlab_pad.app.witness import Witness
from spinlab_pad.bot.bot import Bot
from spinlab_pad.bot.ways import WAYS
from spinlab_pad.emulator.port import Emulator, Pace
from spinlab_pad.emulator.retroarch import RetroArch, attach, launch
from spinlab_pad.game.detector import Detector
from spinlab_pad.game.memory import unique_fields
from spinlab_pad.game.profile import load_profile
from tests.emulator.cartridge import CARTRIDGE
from tests.emulator.proxy import Faults, proxied
from tests.emulators.installations import SNES9X, installations

LONG = os.environ.get("SPINLAB_LONG") == "1"
LOOKS_MAX = 30_000
"""A way takes below 4,000 frames; an unlucky player dies now and then."""
LOOKS_LOST_MAX = 1_000
"""Where datagrams are lost, two frames of five are not seen: the bot dies so often that few of its ways come to an end.
What is played until then counts all the same."""
FAST = {"fastforward_ratio": "4.0"}

Played = tuple[int, str]
"""A level and a way through it."""


@dataclass
class Report:
    """What was played and what became of it."""

    played: list[Played] = field(default_factory=list)
    unfinished: list[Played] = field(default_factory=list)
    witness: Witness = field(default_factory=Witness)

    def __str__(self) -> str:
        seen = self.witness
        return (
            f"{len(self.played)} levels played, {seen.entries} logged, {seen.events} detected, "
            f"{len(seen.differences)} differences, {len(self.unfinished)} ways not played to their end"
        )


def programme(count: int, seed: int) -> list[Played]:
    """So many levels in turn, each time in another of its ways."""
    chance = random.Random(seed)
    left: dict[int, list[str]] = {}
    order = []
    for number in range(count):
        level = list(WAYS)[number % len(WAYS)]
        if not left.get(level):
            left[level] = chance.sample(list(WAYS[level]), len(WAYS[level]))
        order.append((level, left[level].pop()))
    return order


@asynccontextmanager
async def running(*, fast: bool, lost: float) -> AsyncIterator[RetroArch]:
    """RetroArch 1.22.2 with the cartridge; its datagrams, commands and pads alike, are lost in this share."""
    async with AsyncExitStack() as stack:
        recipe = replace(installations()[SNES9X], settings=FAST if fast else {})
        emulator = await launch(recipe, CARTRIDGE, headless=True)
        stack.push_async_callback(emulator.close)
        if fast:
            emulator._parts.questions.send(b"FAST_FORWARD")
        if lost:
            assert emulator.process is not None
            ports = emulator.process.ports
            commands = await stack.enter_async_context(proxied(ports.commands, seed=1))
            pads = await stack.enter_async_context(proxied(ports.pads, seed=2))
            emulator = await attach("127.0.0.1", commands.port, pad_port=pads.port)
            stack.push_async_callback(emulator.close)
            commands.faults = pads.faults = Faults(lost=lost)
        yield emulator


async def play(emulator: Emulator, ways: Sequence[Played], looks_max: int) -> Report:
    """Play all of it, one after another, in one sitting."""
    profile = load_profile("spinlab")
    detector, bot, report = Detector(profile), Bot(seed=3), Report()
    left = list(ways)
    looks = 0
    async for snapshot in emulator.frames(unique_fields(profile.fields, bot.fields, report.witness.fields)):
        if bot.done or not report.played or looks > looks_max:
            if looks > looks_max:
                report.unfinished.append(report.played[-1])
            if not left:
                return report
            report.played.append(left.pop(0))
            bot.play_way(*report.played[-1])
            looks = 0
        looks += 1
        report.witness.note(snapshot, detector.feed(snapshot))
        await report.witness.see(snapshot, emulator)
        await bot.see(snapshot, emulator)
    raise AssertionError("the frames have ended")


@pytest.mark.emulator(SNES9X)
@pytest.mark.parametrize(
    ("fast", "lost", "count"),
    [
        pytest.param(False, 0.0, 100 if LONG else 3, id="as it is"),
        pytest.param(True, 0.0, 300 if LONG else 16, id="fast-forward"),
        pytest.param(False, 0.1, 60 if LONG else 3, id="a tenth of the datagrams lost"),
    ],
)
async def test_the_detector_misses_nothing_and_makes_nothing_up(fast: bool, lost: float, count: int) -> None:
    async with running(fast=fast, lost=lost) as emulator:
        report = await play(emulator, programme(count, seed=count), LOOKS_LOST_MAX if lost else LOOKS_MAX)
        assert emulator.pace is (Pace.FAST if fast else Pace.NORMAL)
        print(f"{report}; {emulator.stats.frames_seen} frames seen, {emulator.stats.frames_missed} missed")
    assert report.witness.differences == []
    assert report.witness.events == report.witness.entries >= 2 * count
    if not lost:
        assert len(report.unfinished) <= 0.02 * count
