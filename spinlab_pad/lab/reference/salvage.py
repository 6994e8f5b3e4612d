"""What a crash has left of recorded inputs: RetroArch's files that are ours are given to the takes that they are of."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from itertools import zip_longest
from typing import Final

from spinlab_pad.emulator.port import EmulatorError, Recording, RecordingFile
from spinlab_pad.lab.context import Attached, LabContext, wall_ms
from spinlab_pad.store.recordings import Piece, TakeRecord
from spinlab_pad.store.store import Store

EARLY_S: Final = 2
"""A file may bear a time that is so much before that of its take: whole seconds, and a clock that was set."""
FORGOTTEN_AFTER_MS: Final = 30 * 24 * 3_600_000
"""By then every emulator of the runner's that may have the files of a take has been attached again."""


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

    Files whose content is kept already are removed: a crash came before that. Others that belong to no such take stay
    where they are. What can't be read now is left for the next time: nobody waits for it. A take of which nothing was
    found for long is forgotten.
    """
    if not here.emulator.capabilities.play:
        return
    takes = await context.store.call(lambda store: store.recordings.left(here.game.id, here.core))
    try:
        files = await _unkept(context, here)
        for take, after in zip_longest(takes, takes[1:]):
            began = range(
                take.started_ms // 1000 - EARLY_S, sys.maxsize if after is None else after.started_ms // 1000 - EARLY_S
            )
            await _keep(context, here, take, [file for started_s, file in files if started_s in began])
    except EmulatorError:
        return


async def _unkept(context: LabContext, here: Attached) -> list[tuple[int, RecordingFile]]:
    """Files of ours that tell when they began and that are not kept yet; those that are kept are removed."""
    unkept: list[tuple[int, RecordingFile]] = []
    for file in await here.emulator.recordings():
        data = (await here.emulator.read_recording(file.name)).data
        if await context.store.call(partial(_is_kept, data=data)):
            await here.emulator.discard_recording(file.name)
        elif file.started_s is not None:
            unkept.append((file.started_s, file))
    return unkept


def _is_kept(store: Store, data: bytes) -> bool:
    return store.recordings.holds(data)


async def _keep(context: LabContext, here: Attached, take: TakeRecord, files: Sequence[RecordingFile]) -> None:
    """Give these files to a take; they are removed once they are kept."""
    pieces = [piece_of(await here.emulator.read_recording(file.name)) for file in files]
    if pieces:
        await context.store.call(lambda store: store.recordings.keep(take.id, pieces, None))
    elif take.started_ms < wall_ms() - FORGOTTEN_AFTER_MS:
        await context.store.call(lambda store: store.recordings.forget(take.id))
    for file in files:
        await here.emulator.discard_recording(file.name)
