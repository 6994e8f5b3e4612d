"""The attempt that is kept of what was played, whichever mode served it."""

from __future__ import annotations

from typing import Final, Literal

from spinlab_pad.lab.context import Attached
from spinlab_pad.route.clock import Played
from spinlab_pad.schedule import Choice
from spinlab_pad.store.records import AttemptRecord, StateKind

RUNNER: Final = "runner"
"""Who chose what the runner asked for."""


def attempt_of(
    here: Attached,
    played: Played,
    *,
    id_: int,
    session: int | None,
    segment: str,
    source: Literal["practice", "speed_run"],
    start: StateKind,
    started_ms: int,
    duration_ms: int,
    death_penalty_ms: int,
    completed: bool,
    unreal: bool,
    clean: bool = True,
    choice: Choice | None = None,
) -> AttemptRecord:
    """An attempt that ends now.

    `unreal`: not all of it was at normal speed; `clean`: its last life was a whole one; `choice`: why it was served.
    """
    hz = here.frame_hz
    return AttemptRecord(
        id=id_,
        session=session,
        segment=segment,
        started_ms=started_ms,
        duration_ms=duration_ms,
        source=source,
        start=start,
        completed=completed,
        time_ms=played.time_ms(hz) + played.deaths * death_penalty_ms if completed else None,
        clean_tail_ms=played.tail_ms(hz) if completed and clean else None,
        frames=played.frames,
        tail_frames=played.tail_frames,
        game_frames=played.game_frames,
        rta_ms=played.rta_ms,
        deaths=played.deaths,
        rating=None,
        valid=True,
        not_real_time=unreal or not played.real_time(hz),
        emulator=here.played_on,
        chosen_by=(choice.allocator or RUNNER) if choice is not None else None,
        chance=choice.chance if choice is not None else None,
    )
