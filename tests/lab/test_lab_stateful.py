"""Random commands, frames and faults: whatever comes in whatever order, the promises of the lab hold."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from spinlab_pad.emulator.port import StateError, Unreachable
from spinlab_pad.lab.commands import Command, Refused
from spinlab_pad.lab.context import REPORT
from spinlab_pad.lab.practice.mode import PracticeMode
from spinlab_pad.lab.starts import loader
from spinlab_pad.lab.view import View, to_json
from spinlab_pad.web.schema import document
from tests.lab.anything import COMMAND, HAPPENING
from tests.lab.fakes import GAME, GOAL, NOTHING, OTHER_GAME, TAPE, desk_in
from tests.lab.recorder import RecordingEmulator
from tests.lab.watch import watched
from tests.web.checking import problems

T = TypeVar("T")

SCHEMA = document()
LONG = os.environ.get("SPINLAB_LONG") == "1"


EPISODES: dict[str, set[str | None]] = {
    "waiting": {"waiting"},
    "loading": {"loading", "playing"},
    "standing": {"loading", "playing"},
    "counting": {"loading", "playing"},
    "playing": {"loading", "playing"},
    "dead": {"dead"},
    "resting": {"over"},
    "done": {None},
    "stuck": {None},
}
"""What an episode may be in each state of practice: a load is seen before or after it was confirmed."""


def place(view: View) -> tuple[object, ...]:
    run, session, game = view.run, view.session, view.game
    chosen = view.allocator, view.estimator, game and (game.id, game.profile, game.category)
    return view.mode, run and (run.id, run.name), session and session.id, chosen


def shown(view: View) -> View:
    """A View without what is of its moment."""
    plain: dict[str, Any] = {"app": None, "connection": None, "notices": (), "queue": (), "timer": view.timer.running}
    if view.mode == "replay":
        plain["progress"] = None  # told every so many frames
    plain["start"] = view.start and replace(view.start, counting_ms=None)
    return replace(view, **plain)


class Sessions(RuleBasedStateMachine):
    """A runner, an emulator and a disk, each with a will of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.folder = self.stack.enter_context(tempfile.TemporaryDirectory())
        self.shown: set[int] = set()
        self.watch = self.stack.enter_context(watched())
        self.disk_works = True
        self.retry_s, loader.RETRY_S = loader.RETRY_S, 0.001

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        async def limited() -> T:
            async with asyncio.timeout(20):
                return await work

        return self.runner.run(limited())

    @initialize(
        rating=st.sampled_from(["after", "pause", "off"]),
        goal=st.sampled_from([None, None, 3]),
        start_pause=st.sampled_from([False, False, True]),
        on_death=st.sampled_from(["reload", "respawn"]),
    )
    def open(self, rating: str, goal: int | None, start_pause: bool, on_death: str) -> None:
        changes = {"rating": rating, "goal_attempts": goal, "start_pause": start_pause, "on_death": on_death}

        async def begin() -> None:
            self.desk = await self.stack.enter_async_context(
                desk_in(Path(self.folder), **changes, auto_advance_s=0.02, countdown_s=0.01)
            )
            await self.desk.attach(RecordingEmulator())
            await self.desk.wait(2)
            await self.desk.record(5)

        self.run(begin())

    def teardown(self) -> None:
        loader.RETRY_S = self.retry_s
        if hasattr(self, "desk"):
            self.run(self.desk.writable(True))
        self.run(self.stack.aclose())
        self.runner.close()

    @property
    def here(self) -> bool:
        return self.desk.lab.context.attached is not None

    async def command(self, command: Command) -> None:
        before = place(self.desk.lab.view())
        answer = await self.desk.lab.handle(command)
        if isinstance(answer, Refused):
            assert place(self.desk.lab.view()) == before or before[0] == "replay", "which ends by itself"
            assert answer.reason
        else:
            assert answer.mode == self.desk.lab.view().mode

    @rule(command=COMMAND)
    def one_command(self, command: Command) -> None:
        self.run(self.command(command))

    @rule(first=COMMAND, second=COMMAND)
    def two_at_once(self, first: Command, second: Command) -> None:
        async def both() -> None:
            await asyncio.gather(self.desk.lab.handle(first), self.desk.lab.handle(second))

        self.run(both())

    @precondition(lambda self: self.here)
    @rule(count=st.integers(1, 12))
    def time_passes(self, count: int) -> None:
        self.run(self.desk.wait(count))

    @precondition(lambda self: self.here)
    @rule(command=COMMAND, count=st.integers(1, 6))
    def the_game_runs_on_under_a_command(self, command: Command, count: int) -> None:
        async def both() -> None:
            answer = asyncio.ensure_future(self.desk.lab.handle(command))
            for _ in range(count):
                await self.desk.play(NOTHING, patient=False)
                await asyncio.sleep(0.001)
            await answer

        self.run(both())

    @precondition(lambda self: self.here)
    @rule(frames=HAPPENING)
    def something_happens(self, frames: tuple[dict[str, int], ...]) -> None:
        self.run(self.desk.play(*frames))

    @precondition(lambda self: self.here)
    @rule()
    def an_attempt_is_completed(self) -> None:
        # No precondition: whether it is played now hangs on threads, and what may be drawn must not.
        if not self.desk.lab.playing or self.desk.lab.view().mode != "practice":
            return

        async def complete() -> None:
            for _ in range(20):
                view = self.desk.lab.view()
                if view.timer.running and view.segment is not None:
                    await self.desk.play(NOTHING, TAPE if view.segment.end.startswith("check") else GOAL)
                    return
                await self.desk.play(NOTHING)
                await asyncio.sleep(0.001)

        self.run(complete())

    @precondition(lambda self: self.here)
    @rule()
    def the_game_jumps(self) -> None:
        async def jump() -> None:
            self.desk.lab.feed(self.desk.emulator.step({}, turns=99))

        self.run(jump())

    @precondition(lambda self: self.here)
    @rule(error=st.sampled_from([StateError("hardcore mode"), Unreachable("no answer")]))
    def the_next_load_fails(self, error: Exception) -> None:
        self.desk.emulator.faults.append(error)

    @precondition(lambda self: self.here)
    @rule()
    def the_next_save_fails(self) -> None:
        self.desk.emulator.save_faults.append(StateError("no state"))

    @precondition(lambda self: self.here)
    @rule(error=st.sampled_from([StateError("another core"), Unreachable("no answer")]))
    def the_next_recording_or_playback_fails(self, error: Exception) -> None:
        emulator = self.desk.emulator
        assert isinstance(emulator, RecordingEmulator)
        emulator.record_faults.append(error)
        emulator.play_faults.append(error)

    @precondition(lambda self: self.here)
    @rule()
    def the_emulator_goes(self) -> None:
        async def lose() -> None:
            self.desk.lose()

        self.run(lose())

    @precondition(lambda self: not self.here and self.disk_works)
    @rule(game=st.sampled_from([GAME, GAME, OTHER_GAME]))
    def the_emulator_is_back(self, game: Any) -> None:
        self.run(self.desk.attach(RecordingEmulator(), game))

    @precondition(lambda self: not self.here and self.disk_works)
    @rule(game=st.sampled_from([GAME, OTHER_GAME]))
    def a_game_is_there_that_nobody_knows(self, game: Any) -> None:
        self.desk.emulator = RecordingEmulator()
        self.run(self.desk.lab.attach(self.desk.emulator, game, None))

    @rule(works=st.booleans())
    def the_disk_changes_its_mind(self, works: bool) -> None:
        self.disk_works = works
        self.run(self.desk.writable(works))

    @invariant()
    def the_promises_hold(self) -> None:
        if hasattr(self, "desk"):
            self.run(self._promises())

    async def _promises(self) -> None:
        lab = self.desk.lab
        view = lab.view()
        async with lab._turns.alone:
            loaders = [task for task in lab.context._tasks if task.get_name() == "practice" and not task.done()]
            assert len(loaders) <= (lab.mode is not None), "a mode that has ended is still at work"
        view = lab.view()
        told = json.loads(json.dumps(to_json(view)))
        assert len(json.dumps(told).encode()) < 16 * 1024
        assert problems(told, SCHEMA, SCHEMA) == []
        assert lab.mode is None or (lab.mode.name, lab.mode.phase) == (view.mode, view.phase)
        self.watch.look(lab)
        lab.touch()
        assert shown(view) == shown(lab.view()), "something has changed, and the View was not told"
        assert (view.mode == "practice") == (view.session is not None)
        if isinstance(lab.mode, PracticeMode):
            phase, episode = lab.mode.phase, lab.mode.hand.episode
            assert phase == view.phase
            assert EPISODES[phase] >= {episode.phase if episode is not None else None}, phase
            assert (view.start is not None) == (phase in ("standing", "counting"))
        assert not [notice for notice in view.notices if REPORT in notice.text], view.notices
        if view.result is not None:
            self.shown.add(view.result.attempt)
        here = lab.context.attached
        if here is not None and here.known is None:
            assert view.mode in ("idle", "reference_paused")
            assert lab.context.detector is None
        if view.question is not None:
            assert view.mode in ("idle", "reference_paused") or view.question.key == "menu"
            assert not lab.playing, "the plain buttons answer the question"
        kept = await self.desk.store.call(
            lambda store: [attempt for game in store.games() for attempt in store.attempts(game.id)]
        )
        assert self.shown <= {attempt.id for attempt in kept}
        if view.session is not None:
            of_session = [attempt for attempt in kept if attempt.session == view.session.id and attempt.valid]
            assert view.session.attempts <= len(of_session)
        async with asyncio.timeout(10):
            await lab.context.io_settled()
        if self.here and view.mode in ("practice", "cold_fill"):
            await self.desk.true(lambda: lab.mode is None or lab.mode.phase != "waiting")  # a load that is forgotten


TestSessions = Sessions.TestCase
TestSessions.settings = settings(
    max_examples=400 if LONG else 40,
    stateful_step_count=60 if LONG else 40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
