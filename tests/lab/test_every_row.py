"""Every command of every mode is carried out in every state that its table foresees it in.

A runner with a seed goes through the lab on a desk: what has not been done yet in this state is done first, else
something happens in the game, to the emulator or to the disk. A mode that is added to `MODES` is in it; if a desk can't
begin it, it stands in `ELSEWHERE` with the reason.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from spinlab_pad.emulator.port import StateError
from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import COMMANDS, Command, Refused
from spinlab_pad.lab.machine import ANY, Transition
from spinlab_pad.lab.starts import loader
from spinlab_pad.lab.transitions import HUB, MODES, RESTING
from tests.lab.anything import HAPPENINGS, example
from tests.lab.fakes import GOAL, LEAVE, NOTHING, TAPE, Desk, FakeEmulator, desk_in
from tests.lab.watch import Watch, watched

ELSEWHERE: Final[Mapping[str, str]] = {"replay": "the desk's emulator records and plays no inputs"}
"""Modes that a desk can't begin."""
WAITS: Final = frozenset({"recapture_state"})
"""Commands that are over when the emulator has done something."""
DEADLINE_S: Final = 40.0
"""A machine that has nothing else to do needs a few seconds."""


def wanted(mode: str) -> set[Transition]:
    """The rows of commands; one that holds in any state is one row."""
    return {item for item in MODES[mode] if item.trigger in COMMANDS}


def beginnings(mode: str) -> list[str]:
    return sorted({item.trigger for item in HUB if item.target.startswith(f"{mode}.")} & set(COMMANDS))


def ends(row: Transition) -> bool:
    return row.target in RESTING.split()


class Runner:
    """Does what a table still lacks, in one lab."""

    def __init__(self, desk: Desk, watch: Watch, mode: str, chance: random.Random) -> None:
        self.desk = desk
        self.watch = watch
        self.mode = mode
        self.chance = chance
        self.stranded = 0
        """So often the mode could not be begun: there is nothing left in this lab that it could do."""

    @property
    def left(self) -> set[Transition]:
        return {row for row in wanted(self.mode) if not self.watch.reached[self.mode, row]}

    async def do(self, asked: Command) -> bool:
        state = self.desk.lab._facts().state
        answer = await self.desk.lab.handle(asked)
        if isinstance(answer, Refused):
            assert "please send" not in answer.reason, answer
            return False
        self.watch.commanded(state, asked.name)
        return True

    def draw(self, name: str) -> Command:
        """A payload that makes sense most of the time."""
        plain: dict[str, list[Command]] = {
            "rate": [commands.Rate("good")],
            "finish_reference": [commands.FinishReference("Run")],
            "practice_only": [commands.PracticeOnly(()), commands.PracticeOnly(("5.entrance.checkpoint1",))],
            "recapture_state": [
                commands.RecaptureState(id_) for id_ in ("", "5.entrance.checkpoint1", "6.entrance.checkpoint1")
            ],
            "snooze": [commands.Snooze("", 0), commands.Snooze("5.checkpoint1.goal", 1)],
        }
        return self.chance.choice(plain[name]) if name in plain else example(name, self.chance)

    async def step(self) -> None:
        """One thing that brings the table further, or something that happens."""
        lab = self.desk.lab
        self.watch.look(lab)
        if lab.context.attached is None and self.chance.random() < 0.3:
            await self.desk.attach(FakeEmulator())
            return
        if lab.mode is None or lab.mode.name != self.mode:
            await self.go_in()
            return
        if self.chance.random() < 0.02:  # it may have been begun in another way than the one that is needed
            await self.do(self.draw(next(row.trigger for row in wanted(self.mode) if ends(row))))
        elif self.chance.random() < 0.1:
            async with lab.context.io:  # what is wanted of the emulator stays wanted, which else is over at once
                for _ in range(self.chance.randint(1, 8)):
                    if not await self.due(end=False, besides=WAITS):
                        await self.any_command(besides=WAITS)
        elif self.chance.random() < 0.7 and await self.due(end=True):
            pass
        elif lab.context.attached is not None:
            await self.happen()
        else:
            await self.any_command()

    async def due(self, *, end: bool, besides: frozenset[str] = frozenset()) -> bool:
        """A command that was not carried out yet in this state; one that ends the mode is the last of all."""
        mode, left = self.desk.lab.mode, self.left
        if mode is None or mode.name != self.mode:
            return False
        here = [row for row in left if row.source in (mode.phase, ANY)]
        names = [row.trigger for row in here if not ends(row) and row.trigger not in besides]
        if end and all(ends(row) for row in left):
            names = [row.trigger for row in here]
        return bool(names) and await self.do(self.draw(self.chance.choice(sorted(names))))

    async def go_in(self) -> None:
        """Into the mode, by any of its beginnings; what stands in the way is ended."""
        asked = [self.draw(name) for name in beginnings(self.mode)]
        self.chance.shuffle(asked)
        for one in asked if self.desk.lab.context.attached is not None else ():
            if await self.do(one):
                self.stranded = 0
                return
        self.stranded += self.desk.lab.context.attached is not None
        for other in ("leave_choice", "stop_practice", "stop_cold_fill", "stop_speed_run", "discard_reference"):
            await self.do(example(other, self.chance))

    async def happen(self) -> None:
        desk, lab = self.desk, self.desk.lab
        kind = self.chance.randrange(10)
        if kind < 3:
            await desk.play(*[NOTHING] * self.chance.randint(1, 4))
        elif kind < 5:
            segment = lab.view().segment
            to_tape = segment is not None and segment.end.startswith("checkpoint")
            await desk.play(NOTHING, *((TAPE,) if to_tape else (GOAL, *LEAVE)))
        elif kind < 7:
            await desk.play(*self.chance.choice(HAPPENINGS))
        elif kind == 7:
            desk.emulator.faults += [StateError("refused")] * self.chance.choice((1, 6))
            await self.do(commands.Retry())
        elif kind == 8 and self.chance.random() < 0.3:
            desk.lose()
        elif kind == 8:
            lab.feed(desk.emulator.step({}, turns=99))
        elif lab.mode is not None:
            await self.any_command()
        await asyncio.sleep(0.001)

    async def any_command(self, besides: frozenset[str] = frozenset()) -> None:
        """One of the mode's that doesn't end it; what is due may need another one before it."""
        names = sorted({row.trigger for row in wanted(self.mode) if not ends(row)} - besides)
        if names:
            await self.do(self.draw(self.chance.choice(names)))


@pytest.mark.parametrize("mode", [mode for mode in MODES if mode not in ELSEWHERE])
async def test_every_row_of_a_command_is_gone_along(mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(loader, "RETRY_S", 0.001)
    chance = random.Random(mode)
    until = time.monotonic() + DEADLINE_S
    with watched() as watch:
        for sitting in range(1000):
            changes = {"rating": chance.choice(["pause", "after"]), "start_pause": bool(sitting % 2)}
            folder = tmp_path / str(sitting)
            folder.mkdir()
            async with desk_in(folder, auto_advance_s=0.02, countdown_s=0.02, **changes) as desk:
                await desk.attach()
                await desk.wait(2)
                await desk.record(5, 6)
                runner = Runner(desk, watch, mode, chance)
                for _ in range(250):
                    if not runner.left or runner.stranded > 5 or time.monotonic() > until:
                        break
                    await runner.step()
            if not runner.left or time.monotonic() > until:
                break
    assert not runner.left, f"never in {DEADLINE_S:.0f} s: {', '.join(f'{r.source} {r.trigger}' for r in runner.left)}"
