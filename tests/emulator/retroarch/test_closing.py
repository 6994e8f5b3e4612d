"""Letting go of a RetroArch, where steps of it fail, hang or are cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from spinlab_pad.emulator.port import StateError, Unreachable
from spinlab_pad.emulator.retroarch import replays
from spinlab_pad.emulator.retroarch.adapter import RetroArch
from spinlab_pad.emulator.retroarch.parts import Parts
from spinlab_pad.emulator.retroarch.replays import Recorder, Replays
from spinlab_pad.emulator.retroarch.slot_player import SlotPlayer

STEPS = ["save in flight", "states", "frames", "pads", "replays", "sampler", "log", "process", "questions"]
DEADLINE_S = 5.0


class Closing:
    """An adapter whose parts note that they are closed, and then fail or hang where a test wants it."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.failing: set[str] = set()
        self.hanging: set[str] = set()
        self.hotkeys = SimpleNamespace()
        self.emulator = RetroArch(cast(Parts, self._parts()))

    def _parts(self) -> SimpleNamespace:
        part = SimpleNamespace
        return part(
            states=part(settle=self._awaited("save in flight"), close=self._step("states")),
            sampler=part(end=self._step("frames"), close=self._step("sampler"), ended=None),
            pads=part(close=self._step("pads"), tick=lambda: None),
            replays=part(close=self._awaited("replays")),
            log=part(stop=self._awaited("log")),
            process=part(close=self._awaited("process"), ended=None),
            questions=part(close=self._step("questions")),
            hotkeys=self.hotkeys,
            core="",
        )

    def _step(self, name: str) -> Callable[..., None]:
        def close(*_: object) -> None:
            self.done.append(name)
            if name in self.failing:
                raise OSError(name)

        return close

    def _awaited(self, name: str) -> Callable[..., Awaitable[None]]:
        step = self._step(name)

        async def close(*_: object) -> None:
            step()
            if name in self.hanging:
                await asyncio.Event().wait()

        return close

    async def reaches(self, name: str) -> None:
        async with asyncio.timeout(DEADLINE_S):
            while name not in self.done:
                await asyncio.sleep(0)


async def test_states_come_first_and_the_socket_of_the_questions_last() -> None:
    closing = Closing()
    await closing.emulator.close()
    assert closing.done == STEPS
    await closing.emulator.close()
    assert closing.done == STEPS
    with pytest.raises(Unreachable, match="is closed"):
        await closing.emulator.read(0, 1)


@pytest.mark.parametrize("failing", [name for name in STEPS if name != "frames"])
async def test_what_fails_stops_no_other_step(failing: str, caplog: pytest.LogCaptureFixture) -> None:
    closing = Closing()
    closing.failing = {failing}
    await closing.emulator.close()
    assert closing.done == STEPS
    assert f"OSError: {failing}" in caplog.text


async def test_all_steps_are_made_though_the_caller_is_cancelled_again_and_again() -> None:
    closing = Closing()
    closing.hanging = {"replays", "log", "process"}
    task = asyncio.create_task(closing.emulator.close())
    for name in ("replays", "log", "process"):
        await closing.reaches(name)
        task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert closing.done == STEPS


async def test_pause_and_resume_never_toggle_at_the_same_time() -> None:
    closing = Closing()
    inside: list[int] = []
    going = 0

    async def until(_: bytes, __: object) -> bool:
        nonlocal going
        going += 1
        inside.append(going)
        await asyncio.sleep(0.01)
        going -= 1
        return True

    closing.hotkeys.until = until
    await asyncio.gather(closing.emulator.pause(), closing.emulator.resume(), closing.emulator.pause())
    assert inside == [1, 1, 1]


class Stubborn:
    """A recorder or a player that can't be closed, and can't even be given up."""

    busy = True

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.given_up = 0

    async def close(self) -> None:
        await asyncio.Event().wait()

    async def stop(self) -> None:
        await self.close()

    def give_up(self) -> None:
        self.given_up += 1
        raise self.error


@pytest.mark.parametrize("cancelled", [False, True])
async def test_recorder_and_player_are_both_given_up(cancelled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replays, "CLOSE_DEADLINE_S", 60 if cancelled else 0.01)
    recorder, player = Stubborn(StateError("not moved")), Stubborn(PermissionError("not removed"))
    parts: Any = (cast(Recorder, recorder), cast(SlotPlayer, player))
    task = asyncio.create_task(Replays(*parts).close())
    if cancelled:
        await asyncio.sleep(0.01)
        task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled() is cancelled
    if not cancelled:
        task.result()
    assert (recorder.given_up, player.given_up) == (1, 1)
