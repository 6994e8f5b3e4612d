"""What the player does where RetroArch refuses a good recording; a real one does so on a busy machine only."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from spinlab_pad.emulator.port import Recording, StateError
from spinlab_pad.emulator.retroarch import nci, slot_player
from spinlab_pad.emulator.retroarch.active_replay import Active, ActiveReplay
from spinlab_pad.emulator.retroarch.questions import Questions
from spinlab_pad.emulator.retroarch.replay_folder import STAGED_SLOT, ReplayFolder
from spinlab_pad.emulator.retroarch.sampler import Sampler
from spinlab_pad.emulator.retroarch.slot_player import REFUSED, SlotPlayer
from spinlab_pad.emulator.retroarch.turns import Turns

IDENTIFIER = 7
ACTIVE = Active(IDENTIFIER, recording=False, playing=True, frame=1)
RECORDING = Recording(b"good", "2", 10, complete=True, crc32=1, started_s=IDENTIFIER)


class RefusingRetroArch:
    """Refuses `refusals` times, then plays what lies in the slot; a file that is missing it refuses always."""

    def __init__(self, staged: Path, refusals: int) -> None:
        self.refusals = refusals
        self.found: list[bool] = []
        self.playing = False
        self._staged = staged
        self._echo: asyncio.Future[nci.Reply] | None = None

    def expect(self, _: Callable[[nci.Reply], bool]) -> asyncio.Future[nci.Reply]:
        self._echo = asyncio.get_running_loop().create_future()
        return self._echo

    def send(self, *_: bytes) -> None:
        self.found.append(self._staged.exists())
        self.playing = self.found[-1] and len(self.found) > self.refusals
        assert self._echo is not None
        self._echo.set_result(nci.ReplayStarted(IDENTIFIER if self.playing else REFUSED))

    async def status(self) -> nci.Status:
        return nci.Status(nci.RunState.PAUSED, "super_nes", "game", 1)

    async def check_free(self) -> None:
        return None

    async def now(self) -> Active | None:
        return ACTIVE if self.playing else None

    async def record(self) -> Active:
        return ACTIVE

    async def halt(self) -> None:
        return None

    def watch_load(self, _: object) -> asyncio.Future[int]:
        seen: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        seen.set_result(3)
        return seen


class Seen:
    """Stands for `ReplayStart`: memory was looked at, and shows whatever is waited for."""

    def __init__(self, _: int) -> None:
        self.looked = asyncio.Event()
        self.looked.set()

    def sent(self) -> None:
        return None

    def accept(self) -> None:
        return None


@pytest.mark.parametrize("refusals", range(slot_player.TRIES + 1))
async def test_each_try_finds_the_file(refusals: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    staged = tmp_path / f"game.replay{STAGED_SLOT}"
    retroarch = RefusingRetroArch(staged, refusals)
    monkeypatch.setattr(slot_player, "ReplayStart", Seen)
    monkeypatch.setattr(slot_player, "playable", lambda *_: SimpleNamespace(identifier=IDENTIFIER, frames=10))
    player = SlotPlayer(
        cast(ActiveReplay, retroarch),
        cast(Questions, retroarch),
        cast(Sampler, retroarch),
        ReplayFolder(tmp_path, "game", lambda: tmp_path),
        Turns(),
    )
    if refusals < slot_player.TRIES:
        assert await player.play(RECORDING, 4) == 3
        assert staged.read_bytes() == b"good"
        player.give_up()
    else:
        with pytest.raises(StateError, match="doesn't take"):
            await player.play(RECORDING, 4)
    assert retroarch.found == [True] * min(refusals + 1, slot_player.TRIES)
    assert list(tmp_path.iterdir()) == []
