"""Which way of recording and playing a RetroArch has, by its version and its folders."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.retroarch.active_replay import ActiveReplay
from spinlab_pad.emulator.retroarch.hotkeys import Hotkeys
from spinlab_pad.emulator.retroarch.questions import Questions
from spinlab_pad.emulator.retroarch.replay_folder import TOGGLED, ReplayFolder
from spinlab_pad.emulator.retroarch.replay_shelf import Shelf
from spinlab_pad.emulator.retroarch.replays import Replays
from spinlab_pad.emulator.retroarch.sampler import Sampler
from spinlab_pad.emulator.retroarch.slot_player import SlotPlayer
from spinlab_pad.emulator.retroarch.slot_recorder import SlotRecorder, cut_by_saves
from spinlab_pad.emulator.retroarch.slots import StateFolder
from spinlab_pad.emulator.retroarch.toggled_recorder import ToggledRecorder
from spinlab_pad.emulator.retroarch.turns import Turns

TELLS_SINCE: Final = (1, 16)
"""The first version that tells what it records (active_replay)."""

TOGGLES_UNTIL: Final = (1, 14)
"""The last version with BSV_RECORD_TOGGLE."""

NO_FOLDER: Final = (
    "recordings need RetroArch on this machine, with Settings > Directory > Save States and Save Files set to folders"
)


async def replays_of(
    questions: Questions,
    hotkeys: Hotkeys,
    sampler: Sampler,
    states: StateFolder | None,
    turns: Turns,
    version: tuple[int, int],
    settings: Mapping[str, str],
) -> Replays:
    """What this RetroArch can do with recordings; gives back what a crash of ours has left in its folder.

    `states` is where its states are (replays lie beside them), `settings` are RetroArch's, as far as they are known.
    """
    if states is None:
        return Replays(why_not=NO_FOLDER)
    if version >= TELLS_SINCE:
        folder = ReplayFolder(states.base, states.stem, lambda: states.folder or states.elsewhere)
        folder.give_back()
        active = ActiveReplay(questions, hotkeys)
        recorder = SlotRecorder(active, folder, time.monotonic, saves_cut=cut_by_saves(version))
        player = SlotPlayer(active, questions, sampler, folder, turns)
        return Replays(recorder, player, Shelf(folder), active, settings)
    if version > TOGGLES_UNTIL:
        return Replays()
    base = _folder(await questions.parameter("savefile_directory"))
    if base is None:
        return Replays(why_not=NO_FOLDER)
    folder = ReplayFolder(base, states.stem, lambda: None, TOGGLED)
    folder.give_back()
    return Replays(ToggledRecorder(hotkeys, folder, time.monotonic), None, Shelf(folder), None, settings)


def _folder(told: str) -> Path | None:
    """The folder that RetroArch tells, if this machine has it."""
    base = Path(told).expanduser()
    return base if os.path.isdir(base) else None
