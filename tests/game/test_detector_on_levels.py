"""Every way through the cartridge's levels that its own tests know, watched by the detector: it says what the log says.

Those tests set a scene, play, and look at the game. Here they play on a console of which every frame is compared.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from types import ModuleType

import pytest

from spinlab_pad.game.detector import Detector
from spinlab_pad.game.events import (
    CheckpointReached,
    Died,
    Event,
    LevelEntered,
    LevelFinished,
    LevelLeft,
    RoomChanged,
    Spawned,
)
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import load_profile
from tests.cartridge import test_deaths, test_exits, test_levels, test_power, test_rooms
from tests.cartridge.conftest import LEVEL_SELECT, Enter
from tests.cartridge.console import LOG, Console, Entry
from tests.cartridge.signs import CHECKPOINT, DIED, ENTERED, GOAL, LEFT, ROOM, SPAWNED

PROFILE = load_profile("spinlab")
EXITS = ["normal", "secret", "boss", "orb", "key", "palace"]
KINDS = ["midway", "asm"]

Told = tuple[int, ...]
"""Kind, level, argument and detail, as the log has them; without what memory doesn't tell."""


def told(event: Event) -> Told:
    match event:
        case LevelEntered(level=level):
            return ENTERED, level, 0, 0
        case Died(level=level):
            return DIED, level
        case CheckpointReached(level=level, n=n, kind=kind):
            return CHECKPOINT, level, n, KINDS.index(kind)
        case LevelFinished(level=level, exit=exit_):
            return GOAL, level, EXITS.index(exit_), 0
        case Spawned(level=level, n=n):
            return SPAWNED, level, n, 0
        case LevelLeft(level=level):
            return LEFT, level
        case RoomChanged(level=level, room=room):
            return ROOM, level, room & 0xFF, 0


class Watched(Console):
    """A console of which each frame is fed to a detector and compared with the log; a load is a base line."""

    def __init__(self) -> None:
        super().__init__()
        self.detector = Detector(PROFILE)
        self.compared: list[Told] = []
        self._loads = 0
        self._written = 0

    def run(self, buttons: str = "", frames: int = 1) -> None:
        for _ in range(frames):
            super().run(buttons)
            events = self.detector.feed(self._snapshot())
            entries = self._entries()
            seen = [told(event) for event in events]
            logged = [(entry.kind, entry.level, entry.arg, entry.detail) for entry in entries]
            assert seen == [entry[:2] if entry[0] in (DIED, LEFT) else entry for entry in logged], self.frame
            self.compared += seen

    def _entries(self) -> list[Entry]:
        """What was written in this frame; before the game has made its log, nothing."""
        if self.word(LOG) != int.from_bytes(b"SP", "little"):
            return []
        written, self._written = self._written, self.word(LOG + 8)
        return self.log()[written - self._written :] if self._written > written else []

    def load(self, state: bytes) -> None:
        super().load(state)
        self._loads += 1
        self._written = self.word(LOG + 8)
        assert self.detector.feed(self._snapshot()) == ()

    def _snapshot(self) -> Snapshot:
        ram = self.wram
        values = {field.name: field.decode(ram[field.address : field.address + field.size]) for field in PROFILE.fields}
        return Snapshot(self.frame, 0, values, self._loads)


@pytest.fixture(scope="module")
def watched() -> Iterator[Watched]:
    with Watched() as console:
        yield console


@pytest.fixture(scope="module")
def starts() -> dict[int, bytes]:
    """The first playable frame of each level that was entered before, and the level select."""
    return {}


@pytest.fixture
def enter(watched: Watched, starts: dict[int, bytes]) -> Enter:
    def into(level: int) -> Console:
        if LEVEL_SELECT not in starts:
            watched.to_level_select()
            starts[LEVEL_SELECT] = watched.save()
        if level not in starts:
            watched.load(starts[LEVEL_SELECT])
            watched.poke(0x0B04, level - 1)
            watched.run("", 3)
            watched.run("b")
            watched.until(lambda: watched.mode == 0x14)
            starts[level] = watched.save()
        watched.load(starts[level])
        return watched

    return into


def ways(module: ModuleType) -> dict[str, Callable[[Enter], None]]:
    """The tests of a module that need nothing but a level."""
    return {
        name: way
        for name, way in vars(module).items()
        if name.startswith("test_") and list(inspect.signature(way).parameters) == ["enter"]
    }


@pytest.mark.emulator("embedded")
@pytest.mark.parametrize(
    ("module", "kinds", "exits"),
    [
        (test_deaths, {DIED, SPAWNED, CHECKPOINT}, set()),
        (test_exits, {GOAL, LEFT, ENTERED}, {"normal", "secret", "boss", "orb", "key", "palace"}),
        (test_levels, {DIED}, set()),  # in turns of the game that last two frames
        (test_power, {DIED, SPAWNED}, set()),
        (test_rooms, {ROOM, CHECKPOINT, DIED, SPAWNED}, set()),
    ],
    ids=lambda value: value.__name__.rpartition(".")[2] if isinstance(value, ModuleType) else "",
)
def test_the_detector_says_what_the_log_says(
    module: ModuleType, kinds: set[int], exits: set[str], enter: Enter, watched: Watched
) -> None:
    before = len(watched.compared)
    for name, way in ways(module).items():
        try:
            way(enter)
        except AssertionError as error:
            error.add_note(f"on the way {name}")
            raise
    compared = watched.compared[before:]
    assert {entry[0] for entry in compared} >= kinds
    assert {EXITS[entry[2]] for entry in compared if entry[0] == GOAL} >= exits
    assert watched.detector.breaks == 0
