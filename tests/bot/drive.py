"""Plays the cartridge in the embedded core with a bot, and counts what happened from the game's own log.

The log ring is the witness of the tests; the bot never sees it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from spinlab_pad.bot.bot import Bot
from spinlab_pad.emulator.embedded.emulator import EmbeddedCore
from spinlab_pad.emulator.port import Buttons, SavedState
from spinlab_pad.game.memory import Field, Snapshot, unique_fields

CARTRIDGE = Path(__file__).parents[2] / "assets" / "cartridge" / "spinlab.sfc"
LOG = 0x1E000
LOG_TOTAL = Field("log_total", LOG + 8, 2)
FIELDS = unique_fields(Bot().fields, (LOG_TOTAL,))
DIED, CHECKPOINT, GOAL = 2, 3, 4
FRAMES_MAX = 60 * 60 * 10


class NotReached(AssertionError):
    """The bot did not get there in ten minutes of the game's time."""


@dataclass(frozen=True, slots=True)
class Logged:
    """One entry of the game's log: what happened, in which level, and how."""

    kind: int
    level: int
    argument: int
    detail: int


@dataclass(slots=True)
class Story:
    """What happened while a bot played."""

    logged: list[Logged] = field(default_factory=list)
    buttons: list[Buttons] = field(default_factory=list)
    frames: int = 0

    def count(self, kind: int) -> int:
        """How often this was logged."""
        return sum(entry.kind == kind for entry in self.logged)

    @property
    def death_share(self) -> float:
        """Which part of the lives that ended did so in death."""
        return self.count(DIED) / (self.count(DIED) + self.count(GOAL))


class Arcade:
    """The cartridge in a core, at the first playable frame of its levels."""

    def __init__(self, core: EmbeddedCore) -> None:
        self.core = core
        self.starts: dict[int, SavedState] = {}
        self._frames = core.frames(FIELDS)

    @classmethod
    async def open(cls) -> Self:
        """Start the cartridge at power-on."""
        return cls(await EmbeddedCore.open(CARTRIDGE, speed="max"))

    async def frame(self) -> Snapshot:
        """Run one frame."""
        return await anext(self._frames)

    async def load(self, level: int) -> None:
        """Load the first playable frame of a level."""
        if level not in self.starts:
            guide = Bot()
            guide.play_level(level)
            snapshot = await self.frame()
            while (snapshot["game_mode"], snapshot["level"]) != (0x14, level):
                self.core.press(guide.step(snapshot))
                snapshot = await self.frame()
            self.core.press(Buttons.NONE)
            self.starts[level] = await self.core.save_state()
        await self.core.load_state(self.starts[level].data)

    async def wait(self, frames: int) -> None:
        """Let go of the pad for so many frames."""
        self.core.press(Buttons.NONE)
        for _ in range(frames):
            await self.frame()

    async def play(
        self,
        bot: Bot,
        until: Callable[[Story], bool],
        *,
        latency: int = 1,
        on_frame: Callable[[Snapshot], Awaitable[None]] | None = None,
    ) -> Story:
        """Let the bot play until the story says so or its levels are done; presses arrive `latency` frames later."""
        story = Story()
        under_way = deque([Buttons.NONE] * (latency - 1))
        seen: int | None = None
        while not until(story) and not bot.done:
            snapshot = await self.frame()
            total = snapshot["log_total"]
            for entry in range(total if seen is None else seen, total):
                raw = await self.core.read(LOG + 0x10 + entry % 64 * 8, 4)
                story.logged.append(Logged(*raw))
            seen = total
            if on_frame is not None:
                await on_frame(snapshot)
            under_way.append(bot.step(snapshot))
            if bot.map_wanted is not None:
                wanted = bot.map_wanted
                bot.learn_map(wanted, await self.core.read(wanted.address, wanted.size))
            story.buttons.append(under_way[0])
            self.core.press(under_way.popleft())
            story.frames += 1
            if story.frames > FRAMES_MAX:
                raise NotReached(f"{story.logged[-3:]} after {story.frames} frames, at {dict(snapshot.values)}")
        return story

    @contextmanager
    def memory(self) -> Iterator[memoryview]:
        """Work RAM to write to: what a test may and the bot may not."""
        session: Any = self.core._core._session
        view = session.core.get_memory(2)
        try:
            yield view
        finally:
            view.release()


def ended(story: Story) -> bool:
    """A life is over."""
    return any(entry.kind in (DIED, GOAL) for entry in story.logged)
