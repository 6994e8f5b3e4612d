"""Keeps LiveSplit where our run is, beside the frames.

Nothing is queued: what is known of the run is one value, and what LiveSplit has not been told yet follows from it and
from where LiveSplit stands. A connection on which an answer fails to come is given up, so that no late answer is ever
taken for that of another question; where LiveSplit stands then is asked over the next one.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final, Literal

from spinlab_pad.lab.run_events import RunEvent, Started
from spinlab_pad.livesplit.errors import LiveSplitError
from spinlab_pad.livesplit.link import Link, Opener
from spinlab_pad.livesplit.plan import Ours, Plan, misfit, plan
from spinlab_pad.livesplit.protocol import QUESTIONS, Standing, standing
from spinlab_pad.livesplit.run_now import RunNow, follow

AGAIN_S: Final = (0.5, 1.0, 2.0, 5.0)
"""Rests before the next try to connect; the last of them from then on."""
LOOK_S: Final = 1.0
"""How often LiveSplit is looked at during a run, for what the runner does in its window."""
IDLE_LOOK_S: Final = 5.0
"""The same without a run, to notice that it has gone."""
TRIES: Final = 2
"""So often LiveSplit is sent to where it should be before it is given up for this run."""

Tell = Callable[[Literal["info", "warn"], str], None]


class Driver:
    """One LiveSplit. `hear` takes events in; `run` does the rest until it is cancelled."""

    def __init__(self, connect: Opener, tell: Tell) -> None:
        self._connect = connect
        self._tell = tell
        self._run = RunNow()
        self._ours = Ours()
        self._news = asyncio.Event()
        self._begun = asyncio.Event()
        self._trouble: LiveSplitError | None = None
        """Why there is no LiveSplit; None while there is one."""
        self._told: set[type[LiveSplitError]] = set()
        """What was said of that: of each kind the first."""
        self._remark: str | None = None
        """What was last said of it in this run."""

    def hear(self, event: RunEvent) -> None:
        """Take in what happened in the run; returns at once."""
        self._run = follow(self._run, event, time.monotonic())
        self._news.set()
        if isinstance(event, Started):
            self._begun.set()
            self._remark = None
            self._tell_of_trouble()

    async def run(self) -> None:
        """Connect, keep LiveSplit where the run is, and begin again when it has gone."""
        failures = 0
        while True:
            began_s = time.monotonic()
            try:
                await self._connection()
            except LiveSplitError as error:
                self._trouble = error
                self._tell_of_trouble()
            failures = 1 if time.monotonic() - began_s > AGAIN_S[-1] else failures + 1
            await self._rest(AGAIN_S[min(failures, len(AGAIN_S)) - 1])

    async def _connection(self) -> None:
        """One connection, from the opening to its end, which is an error."""
        link = await self._connect()
        try:
            seen = await _ask(link)
            self._found(seen)
            await self._drive(link, seen)
        finally:
            await link.close()

    async def _drive(self, link: Link, seen: Standing) -> None:
        """Follow the run over one connection, until that ends with an error."""
        while True:
            self._news.clear()
            await self._move(link, seen)
            pause_s = LOOK_S if self._run.stage == "running" else IDLE_LOOK_S
            await _wait(self._news, pause_s)
            seen = await _ask(link)

    async def _move(self, link: Link, seen: Standing) -> None:
        """Bring LiveSplit from where it stands to where the run is."""
        for _ in range(TRIES):
            before = self._ours
            step = plan(self._run, before, seen, time.monotonic())
            self._say(step)
            if not step.lines:
                self._ours = step.ours
                return
            await link.send(step.lines)
            seen = await _ask(link)  # where this fails, nothing counts as sent
            self._ours = step.ours
            if seen == step.expected or seen.phase == "NotRunning":
                return
            self._ours = replace(step.ours, splits=before.splits if before.run == step.ours.run else ())
        given_up = misfit(self._run, self._ours)
        self._say(given_up)
        self._ours = given_up.ours

    async def _rest(self, seconds: float) -> None:
        """Before the next try to connect; a run that begins can't wait for it."""
        self._begun.clear()
        await _wait(self._begun, seconds)

    # what the runner is told, each once

    def _say(self, step: Plan) -> None:
        if step.remark is not None and step.remark != self._remark:
            self._remark = step.remark
            self._tell("warn", step.remark)

    def _tell_of_trouble(self) -> None:
        """Without a run nobody needs LiveSplit."""
        trouble = self._trouble
        if trouble is not None and type(trouble) not in self._told and self._run.stage == "running":
            self._told.add(type(trouble))
            self._tell("warn", str(trouble))

    def _found(self, seen: Standing) -> None:
        if seen.phase == "NotRunning" and not self._ours.let_go:
            self._ours = Ours()  # it was closed, and opened again
        if self._told:
            self._tell("info", "LiveSplit is connected")
            self._told.clear()
        self._trouble = None


async def _ask(link: Link) -> Standing:
    """Where LiveSplit stands."""
    await link.send(QUESTIONS)
    return standing([await link.answer() for _ in QUESTIONS])


async def _wait(event: asyncio.Event, seconds: float) -> None:
    """Until it is set, but no longer than that."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
