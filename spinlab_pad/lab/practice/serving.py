"""One serving of a segment in time, and the attempt that is kept of it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from spinlab_pad.lab.attempts import attempt_of
from spinlab_pad.lab.context import Attached, LabContext, wall_ms
from spinlab_pad.route.clock import Played
from spinlab_pad.schedule import Choice
from spinlab_pad.store.records import AttemptRecord, StateKind


@dataclass(slots=True)
class Serving:
    """When it began, by both clocks, and what `context.unreal` was then (a retry takes that anew)."""

    began_at: float = 0.0
    began_ms: int = 0
    unreal: int = 0

    def begin(self) -> None:
        """It begins now."""
        self.began_at, self.began_ms = time.perf_counter(), wall_ms()

    def held(self, seconds: float, now_s: float) -> None:
        """The game stood still so long, up to now; before it began that was no time of it."""
        self.began_at = min(now_s, self.began_at + seconds)

    def attempt(
        self,
        here: Attached,
        context: LabContext,
        played: Played,
        *,
        completed: bool,
        ids: tuple[int, int],
        choice: Choice,
        start: StateKind,
    ) -> AttemptRecord:
        """The attempt that ends now; `ids` are its own and its session's."""
        return attempt_of(
            here,
            played,
            id_=ids[0],
            session=ids[1],
            segment=choice.segment,
            choice=choice,
            source="practice",
            start=start,
            started_ms=self.began_ms,
            duration_ms=max(0, round((time.perf_counter() - self.began_at) * 1000)),
            death_penalty_ms=context.settings.death_penalty_ms,
            completed=completed,
            unreal=context.unreal != self.unreal,
        )
