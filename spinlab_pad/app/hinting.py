"""Tells on the terminal what the runner can do next on the pad: somebody new sees where to go on.

In a mode it is told when the mode begins; while nothing runs, whenever it has changed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

from spinlab_pad.lab.hub import Hub
from spinlab_pad.lab.view import Mode, PromptView, View

LOOK_S: Final = 0.5
"""What is so at two looks in a row is told: pads and emulators that are just being found change it at once."""

_RESTS: Final[tuple[Mode, ...]] = ("idle", "reference_paused")
_LEADS: Final[Mapping[str, str]] = {
    "reference": "Recording: play your run, each segment is kept when it ends.",
    "reference_paused": "A run that was begun is paused.",
    "practice": "Practising.",
}
_NOTHING_YET: Final = "Nothing is recorded of this game yet: play it once while it is recorded."
_NO_PAD: Final = "No gamepad is connected: connect one, it is found by itself. The status page does the same without."


class Hints:
    """What was told of it so far."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._seen: str | None = None
        self._told: str | None = None
        self._mode: Mode | None = None

    def see(self, view: View) -> None:
        """One look; the next one comes `LOOK_S` later."""
        text = hint(view)
        settled, self._seen = text is not None and text == self._seen, text
        if not settled or text is None or text == self._told:
            return
        if view.mode == self._mode and view.mode not in _RESTS:
            return
        self._told, self._mode = text, view.mode
        self._tell(text)

    async def follow(self, hub: Hub) -> None:
        """Until cancelled."""
        while True:
            self.see(hub.view())
            await asyncio.sleep(LOOK_S)


def hint(view: View) -> str | None:
    """What can be done now, in a line; None while nothing can, or somebody does it already."""
    prompt = view.prompt
    if prompt is None or prompt.layer != "plain":
        return None
    if not prompt.items:
        return _NO_PAD
    if view.question is not None:
        title = view.question.title
        keys = ", ".join(f"{item.control}: {item.action}" for item in prompt.items)
        return f"{title if title.endswith('?') else f'{title}:'} {prompt.title}, {keys}"
    return f"{_lead(view)}On the pad: {_ways(prompt)}"


def _lead(view: View) -> str:
    if view.mode == "idle":
        new = view.connection.state == "playing" and view.game is not None and view.run is None
        return f"{_NOTHING_YET} " if new else ""
    return _LEADS.get(view.mode, f"{view.mode.replace('_', ' ').capitalize()}.") + " "


def _ways(prompt: PromptView) -> str:
    """'hold Select, then X: record a run, hold Start: quit'."""
    modifiers = {item.control.partition(" + ")[0] for item in prompt.items if " + " in item.control}
    if len(modifiers) == 1 and all(" + " in item.control for item in prompt.items):
        ways = (f"{item.control.partition(' + ')[2]}: {item.action}" for item in prompt.items)
        return f"hold {modifiers.pop()}, then {', '.join(ways)}"
    return ", ".join(f"{item.control}: {item.action}" for item in prompt.items)
