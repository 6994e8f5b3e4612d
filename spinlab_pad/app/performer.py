"""The bot on stage: a practised player for the reference run, one who still learns for practice."""

from __future__ import annotations

from spinlab_pad.bot.bot import ALL_LEVELS, Bot
from spinlab_pad.emulator.port import Emulator
from spinlab_pad.game.memory import Field, Snapshot

RUN_SKILL = 1.0
PRACTICE_SKILL = 0.0
LEARNING = 0.02
"""As clumsy as it gets: deaths, reloads and attempts that are given up belong into a demo."""


class BotPerformer:
    """Watches the frames and presses the game's pad; stands still until it is told to play."""

    def __init__(self, seed: int) -> None:
        self._runner = Bot(skill=RUN_SKILL, seed=seed)
        self._learner = Bot(skill=PRACTICE_SKILL, seed=seed, learning=LEARNING)
        self._learner.play_on()
        self._playing: Bot | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """What the bot looks at."""
        return self._runner.fields

    async def see(self, snapshot: Snapshot, emulator: Emulator) -> None:
        """Look at one frame and press."""
        if self._playing is not None:
            await self._playing.see(snapshot, emulator)

    def play_run(self) -> None:
        """Play all levels once, as well as it can."""
        self._runner.play_levels(ALL_LEVELS)
        self._playing = self._runner

    @property
    def run_finished(self) -> bool:
        """Whether all levels of the run were finished."""
        return self._runner.done

    def play_on(self) -> None:
        """Play whatever is in front of it, as a runner who still learns."""
        self._playing = self._learner
