"""A companion with a couch and a virtual pad in the hand, and steps in what is asked on the overlay."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from spinlab_pad.app.companion import Companion, Parts
from spinlab_pad.app.couch import Couch
from spinlab_pad.app.hands import Hands
from spinlab_pad.app.sources import Source
from spinlab_pad.app.supervisor import Launcher
from spinlab_pad.config import Config
from spinlab_pad.lab.lab import Lab
from spinlab_pad.lab.view import View
from spinlab_pad.pad.positions import Position
from spinlab_pad.pad.virtual import VirtualPad


@asynccontextmanager
async def seated(
    config: Config, source: Source, data: Path, couch: Couch, launcher: Launcher | None = None
) -> AsyncIterator[tuple[Companion, VirtualPad]]:
    """It runs, and somebody holds a pad."""
    parts = Parts(
        config=config,
        source=source,
        data_dir=data,
        couch=couch,
        overlay_png=lambda _: b"",
        port=0,
        profile=None,
        launcher=launcher,
    )
    async with Companion(parts) as companion:
        work = asyncio.ensure_future(companion.run())
        pad = VirtualPad("Runner's pad")
        try:
            yield companion, pad
        finally:
            pad.detach()
            companion.lab.quit.set()
            await work


def marked(view: View) -> str:
    """The choice that is marked; '' where nothing is asked."""
    question = view.question
    return question.choices[question.cursor - question.first].label if question is not None else ""


async def step_to(hands: Hands, lab: Lab, label: str) -> None:
    """Go down until this choice is marked."""
    while (before := marked(lab.view())) != label:

        def stepped(view: View, before: str = before) -> bool:
            return marked(view) != before

        await hands.press(Position.DOWN, stepped)
