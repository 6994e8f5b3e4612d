"""What an adapter is made of: everything that knows a part of one RetroArch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.emulator.retroarch.abilities import Abilities
from spinlab_pad.emulator.retroarch.hotkeys import Hotkeys
from spinlab_pad.emulator.retroarch.log import LogFollower
from spinlab_pad.emulator.retroarch.process import Process
from spinlab_pad.emulator.retroarch.questions import Questions
from spinlab_pad.emulator.retroarch.replays import Replays
from spinlab_pad.emulator.retroarch.retropad import RetroPads
from spinlab_pad.emulator.retroarch.sampler import Sampler
from spinlab_pad.emulator.retroarch.savestates import SaveStates
from spinlab_pad.emulator.retroarch.troubles import Troubles
from spinlab_pad.emulator.retroarch.turns import Turns


@dataclass(frozen=True, slots=True)
class Parts:
    """What an adapter is made of; `assembly` puts them together."""

    questions: Questions
    sampler: Sampler
    states: SaveStates
    pads: RetroPads | None
    space: nci.Space
    version: str
    troubles: Troubles
    hotkeys: Hotkeys
    abilities: Abilities
    replays: Replays
    turns: Turns
    core: str = ""
    content: Path | None = None
    process: Process | None = None
    log: LogFollower | None = None
