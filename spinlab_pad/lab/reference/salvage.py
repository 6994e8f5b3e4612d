"""What a crash has left of recorded inputs: RetroArch's files that are ours are given to the takes that they are of."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from spinlab_pad.emulator.port import EmulatorError, Recording, RecordingFile
from spinlab_pad.lab.context import Attached, LabContext
from spinlab_pad.store.recordings import Piece, TakeRecord

EARLY_S: Final = 2
"""A file may bear a time that is so much before that of its take: whole seconds, and a clock that was set."""


def piece_of(recording: Recording) -> Piece:
    """A recording as it is kept."""
    return Piece(
        recording.data,
        recording.format,
        recording.frames,
        recording.complete,
        recording.crc32,
        recording.started_s,
    )


async def pick_up(context: LabContext, here: Attached) -> None:
    """Keep the pieces of takes that were never ended, and take them out of the emulator's folder.

    Files of ours that belong to no such take stay where they are, and so do the runner's own. What can't be read now is
    left for the next time: nobody waits for it.
    """
    if not here.emulator.capabilities.play:
        return
    takes = await context.store.call(lambda store: store.recordings.left(here.game.id, here.core))
    if not takes:
        return
    try:
        found = await here.emulator.recordings()
        files = [(file.started_s, file) for file in found if file.ours and file.started_s is not None]
        for take, after in zip_longest(takes, takes[1:]):
            began = range(
                take.started_ms // 1000 - EARLY_S, sys.maxsize if after is None else after.started_ms // 1000 - EARLY_S
            )
            await _keep(context, here, take, [file for started_s, file in files if started_s in began])
    except EmulatorError:
        return


async def _keep(context: LabContext, here: Attached, take: TakeRecord, files: Sequence[RecordingFile]) -> None:
    """Give these files to a take; they are removed once they are kept."""
    pieces = [piece_of(await here.emulator.read_recording(file.name)) for file in files]
    if pieces:
        await context.store.call(lambda store: store.recordings.keep(take.id, pieces, None))
    for file in files:
        await here.emulator.discard_recording(file.name)
