"""The chance of a new best run, simulated in a thread: no frame waits for it, and the newest question counts."""

from __future__ import annotations

import asyncio
from typing import Final

from spinlab_pad.lab.context import LabContext
from spinlab_pad.lab.speed_run.plan import Plan
from spinlab_pad.schedule.chance_of_pb import Ahead, chance_of_pb

KEY: Final = "PB chance"


class RunChance:
    """`value` is the chance of the run under way, None while it is not known."""

    def __init__(self, context: LabContext, plan: Plan) -> None:
        self._context = context
        self._plan = plan
        self._asked = 0
        self.value: float | None = None

    def forget(self) -> None:
        """No run is under way."""
        self._asked += 1
        self.value = None

    def ask(self, so_far_ms: int, place: int, pb_ms: int | None, run: int) -> None:
        """How the run stands after `so_far_ms` at segment `place`; the seed is the lab's and the run's id."""
        self.forget()
        if pb_ms is not None:
            left = [self._ahead(n) for n in range(place, len(self._plan.segments))]
            self._context.start(self._simulate(self._asked, so_far_ms, left, pb_ms, run), KEY)

    async def _simulate(self, asked: int, so_far_ms: int, left: list[Ahead], pb_ms: int, run: int) -> None:
        seed = abs(self._context.settings.seed + run)
        chance = await asyncio.to_thread(chance_of_pb, so_far_ms, left, pb_ms, seed=seed)
        if asked == self._asked:
            self.value = chance
            self._context.changed()

    def _ahead(self, place: int) -> Ahead:
        estimate, gap_ms = self._plan.estimate(place), self._plan.gap_ms(place, usual=True)
        return Ahead(estimate.quantiles_ms if estimate is not None else None, gap_ms)
