"""The detector against the training cartridge's own log, which the game itself writes and no profile reads.

Both are compared frame by frame: the log says what the game did and in which vertical blank (NMI), the detector says
what memory looked like. They share nothing but the game.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from spinlab_pad.emulator.embedded.emulator import EmbeddedCore
from spinlab_pad.emulator.port import Buttons
from spinlab_pad.game.detector import Detector
from spinlab_pad.game.events import CheckpointReached, Died, Event, LevelEntered, LevelFinished, LevelLeft, Spawned
from spinlab_pad.game.memory import Field, Snapshot
from spinlab_pad.game.profile import load_profile

CARTRIDGE = Path(__file__).parents[2] / "assets" / "cartridge" / "spinlab.sfc"
PROFILE = load_profile("spinlab")

LOG = 0x1E000
RING, ENTRIES, ENTRY_BYTES = LOG + 0x10, 64, 8
MAGIC = int.from_bytes(b"SPLG", "little")
WITNESS = (
    Field("log_magic", LOG, 4),
    Field("log_nmi", LOG + 4, 4),
    Field("log_written", LOG + 8, 2),
    Field("in_air", 0x72),
)

TITLE, LEVEL_SELECT, IN_LEVEL = 0x07, 0x0E, 0x14

Entry = tuple[int, ...]
"""Kind, level, argument, NMI count: as the log has it."""


def as_logged(event: Event, nmi: int) -> Entry | None:
    """What the game would have written for this event; None for an argument that memory doesn't tell."""
    match event:
        case LevelEntered():
            return 1, event.level, 0, nmi
        case Died():
            return 2, event.level, nmi
        case CheckpointReached():
            return 3, event.level, event.n, nmi
        case LevelFinished(exit="normal"):
            return 4, event.level, 0, nmi
        case Spawned():
            return 5, event.level, event.n, nmi
        case LevelLeft():
            return 6, event.level, 0, nmi
    return None


class Witnessed:
    """The cartridge with detector and log side by side; every frame is compared."""

    def __init__(self, emulator: EmbeddedCore) -> None:
        self.emulator = emulator
        self.detector = Detector(PROFILE)
        self.events: list[Event] = []
        self._frames = emulator.frames((*PROFILE.fields, *WITNESS))
        self._last: Snapshot | None = None

    async def frame(self, buttons: Buttons = Buttons.NONE) -> tuple[Snapshot, tuple[Event, ...]]:
        """Play one frame and compare what both say of it."""
        self.emulator.press(buttons)
        now = await anext(self._frames)
        events = self.detector.feed(now)
        last, self._last = self._last, now
        if last is None or last.load_id != now.load_id or last["log_magic"] != MAGIC:
            assert events == ()
            return now, ()
        logged = [await self._entry(number) for number in range(last["log_written"], now["log_written"])]
        assert [as_logged(event, now["log_nmi"]) for event in events] == logged, f"frame {now.frame}: {events}"
        self.events += events
        return now, events

    async def _entry(self, number: int) -> Entry:
        raw = await self.emulator.read(RING + number % ENTRIES * ENTRY_BYTES, ENTRY_BYTES)
        nmi = int.from_bytes(raw[4:], "little")
        return (raw[0], raw[1], nmi) if raw[0] == 2 else (raw[0], raw[1], raw[2], nmi)

    async def until(
        self, happened: type[Event], choose: Callable[[Snapshot], Buttons], within_frames: int = 3000
    ) -> Snapshot:
        """Play until an event of this kind, with the buttons that `choose` takes for each frame."""
        now, _ = await self.frame()
        for _ in range(within_frames):
            now, events = await self.frame(choose(now))
            if any(isinstance(event, happened) for event in events):
                return now
        raise AssertionError(f"no {happened.name} within {within_frames} frames; the events were {self.events}")


def enter_level(now: Snapshot) -> Buttons:
    """Start on the title, B on the level select, pressed anew every other frame."""
    button = {TITLE: Buttons.START, LEVEL_SELECT: Buttons.B}.get(now["game_mode"], Buttons.NONE)
    return button if now.frame % 2 else Buttons.NONE


def hop_right(now: Snapshot) -> Buttons:
    """To the right, with a jump of a third of a second each second: over every step, and into a pit."""
    return Buttons.RIGHT | (Buttons.B if now.frame % 60 < 20 else Buttons.NONE)


def start_select(now: Snapshot) -> Buttons:
    return Buttons.START | Buttons.SELECT if now["game_mode"] == IN_LEVEL else Buttons.NONE


@pytest.fixture
async def game() -> AsyncIterator[Witnessed]:
    emulator = await EmbeddedCore.open(CARTRIDGE, speed="max")
    yield Witnessed(emulator)
    await emulator.close()


@pytest.mark.emulator("embedded")
async def test_enter_die_respawn_leave_and_enter_again(game: Witnessed) -> None:
    await game.until(LevelEntered, enter_level)
    dead = await game.until(Died, hop_right)
    await game.until(Spawned, lambda _: Buttons.NONE)
    await game.until(LevelLeft, start_select)
    again = await game.until(LevelEntered, enter_level)
    died = game.events[1]
    assert isinstance(died, Died)
    assert (died.x, died.y) == (dead["player_x"], dead["player_y"])
    assert [event.name for event in game.events] == [
        "level_entered",
        "died",
        "spawned",
        "level_left",
        "level_entered",
    ]
    raw = await game.emulator.read(LOG, 0x10)
    assert raw[:4] == b"SPLG"
    assert int.from_bytes(raw[8:10], "little") == len(game.events) == again["log_written"]


@pytest.mark.emulator("embedded")
async def test_leave_while_paused(game: Witnessed) -> None:
    """Start pauses and is let go, select leaves seconds later."""
    await game.until(LevelEntered, enter_level)
    for frame in range(120):
        now, _ = await game.frame(Buttons.START if frame < 4 else Buttons.NONE)
    assert now["paused"]
    await game.until(LevelLeft, lambda _: Buttons.SELECT, within_frames=3)


STRIDE_FRAMES = 30
"""Frames that are played blindly before the player looks whether that went well."""


async def search(game: Witnessed, happened: type[Event], seed: int) -> None:
    """Play to the right in random jumps; what ended in a death or against a wall is taken back with a state.

    Each of the many loads is one in the middle of play: an event on the first frame after it fails the test.
    """
    chance = random.Random(seed)
    path = [await game.emulator.save_state()]
    for _ in range(600):
        jump_from, jump_frames = chance.randrange(STRIDE_FRAMES), chance.randrange(4, 26)
        now, _ = await game.frame(Buttons.RIGHT | Buttons.Y)
        start = now["player_x"]
        for at in range(STRIDE_FRAMES):
            jumps = jump_from <= at < jump_from + jump_frames
            now, events = await game.frame(Buttons.RIGHT | Buttons.Y | (Buttons.B if jumps else Buttons.NONE))
            if any(isinstance(event, happened) for event in events):
                return
            if now["player_anim"] != 0:
                break
        if now["player_anim"] == 0 and now["player_x"] > start + STRIDE_FRAMES // 3:
            path.append(await game.emulator.save_state())
            continue
        if len(path) > 1 and chance.random() < 0.3:
            path.pop()
        await game.emulator.load_state(path[-1].data)
    raise AssertionError(f"no {happened.name} was reached; the events were {game.events}")


@pytest.mark.emulator("embedded")
async def test_checkpoint_cold_spawn_and_goal_with_states_loaded_in_between(game: Witnessed) -> None:
    await game.until(LevelEntered, enter_level)
    await search(game, CheckpointReached, seed=1)
    await game.until(Died, hop_right)
    await game.until(Spawned, lambda _: Buttons.NONE)
    assert isinstance(game.events[-1], Spawned)
    assert game.events[-1].cold
    await search(game, LevelFinished, seed=2)
    await game.until(LevelEntered, enter_level)
    assert isinstance(game.events[-1], LevelEntered)
    assert game.events[-1].level == 2
    assert game.detector.breaks == 0
