"""The director of the demo: decides, like a runner, when to record, practise, rate, give up and stop.

Everything it wants it presses on the pad (`hands`); what happens it reads from the View alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from spinlab_pad.app.hands import Hands
from spinlab_pad.lab.keeper import LOST, NOT_KEPT
from spinlab_pad.lab.lab import Lab
from spinlab_pad.lab.view import ResultView, View
from spinlab_pad.pad.positions import Position

PATIENCE = (2, 1)
"""Deaths after which the bot gives an attempt up, attempt by attempt and over again: runners have moods."""

_RATING_KEYS = {"again": Position.LEFT, "hard": Position.DOWN, "good": Position.RIGHT, "easy": Position.UP}


class NotKept(RuntimeError):
    """An attempt could not be stored; the text says why and what to do."""


class Performer(Protocol):
    """The one who plays the game itself."""

    def play_run(self) -> None:
        """Play all levels once, as well as it can."""
        ...

    @property
    def run_finished(self) -> bool:
        """Whether all levels of the run were finished."""
        ...

    def play_on(self) -> None:
        """Play whatever is in front of it, as a runner who still learns."""
        ...


class Director:
    """One demo: a reference run, then practice until `attempts` attempts are rated (None: for ever)."""

    def __init__(
        self, lab: Lab, hands: Hands, performer: Performer, attempts: int | None, tell: Callable[[str], None]
    ) -> None:
        self._lab = lab
        self._hands = hands
        self._performer = performer
        self._attempts = attempts
        self._tell = tell
        self._seen: set[int] = set()

    async def run(self) -> None:
        """The whole demo; ends the program by the pad's quit command.

        Raises:
            NoEffect: a command can't be carried out.
            NotKept: an attempt can't be stored; without it the wanted number would never be reached.
        """
        await self._until(lambda view: view.connection.state == "playing" and view.connection.frame is not None)
        await self._record()
        await self._practise()
        await self._hands.command(Position.A, lambda view: view.mode == "idle")
        await self._hands.command(Position.START, lambda _: self._lab.quit.is_set(), hold=True)

    async def _record(self) -> None:
        if self._lab.view().mode == "reference_paused":
            self._tell("Discarding the reference run that was not finished the last time ...")
            await self._hands.command(Position.X, lambda view: view.mode == "idle", hold=True)
        self._tell("Recording a reference run ...")
        await self._hands.command(Position.X, lambda view: view.mode == "reference")
        self._performer.play_run()
        told = 0
        async for view in self._lab.views():
            told = self._tell_segments(told, view)
            if self._performer.run_finished:
                break
        await self._lab.context.settle()
        self._tell_segments(told, self._lab.view())
        await self._hands.command(Position.X, lambda view: view.mode == "idle" and view.run is not None)

    def _tell_segments(self, told: int, view: View) -> int:
        """Tell of the segments after the first `told`; how many there are now."""
        count = view.run.segments if view.run else 0
        for number in range(told, count):
            self._tell(f"  segment {number + 1} recorded")
        return max(told, count)

    async def _practise(self) -> None:
        self._tell("Practising ...")
        self._performer.play_on()
        await self._hands.command(Position.A, lambda view: view.mode == "practice")
        async for view in self._lab.views():
            for notice in view.notices:
                if notice.key in (NOT_KEPT, LOST) and notice.level == "error":
                    raise NotKept(notice.text)
            if view.result is not None and view.result.attempt not in self._seen:
                self._seen.add(view.result.attempt)
                await self._rate(view.result)
                if self._attempts is not None and len(self._seen) >= self._attempts:
                    return
            elif view.deaths >= self._patience and view.timer.running:
                await self._give_up(view)

    async def _rate(self, result: ResultView) -> None:
        rating = rating_of(result)
        key = _RATING_KEYS[rating]

        def rated(view: View) -> bool:
            return view.result is not None and view.result.attempt == result.attempt and view.result.rating == rating

        if self._lab.playing:
            await self._hands.command(key, rated, unless=lambda view: _newer(view, result.attempt))
        else:
            await self._hands.press(key, rated)
        time = "gave up" if result.time_ms is None else f"{result.time_ms / 1000:.2f} s"
        gold = ", gold" if result.gold else ""
        deaths = "1 death" if result.deaths == 1 else f"{result.deaths} deaths"
        self._tell(f"  {len(self._seen)}. {result.name}: {time}, {deaths}{gold}, rated {rating}")

    @property
    def _patience(self) -> int:
        return PATIENCE[len(self._seen) % len(PATIENCE)]

    async def _give_up(self, view: View) -> None:
        last = view.result.attempt if view.result else 0
        patience = self._patience
        await self._hands.command(
            Position.Y, lambda now: _newer(now, last), unless=lambda now: _newer(now, last) or now.deaths < patience
        )

    async def _until(self, holds: Callable[[View], bool]) -> View:
        async for view in self._lab.views():
            if holds(view):
                return view
        raise AssertionError("the stream of views never ends")


def _newer(view: View, attempt: int) -> bool:
    return view.result is not None and view.result.attempt > attempt


def rating_of(result: ResultView) -> str:
    """How a runner would rate it: by deaths, and easy only for a gold."""
    if not result.completed:
        return "again"
    if result.deaths:
        return "hard"
    return "easy" if result.gold else "good"
