"""Something that is asked on the overlay, and the choice that is marked. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from spinlab_pad.lab.view import ChoiceView, QuestionView

Key = Literal["profile", "game", "menu"]
Way = Literal["up", "down", "page_up", "page_down"]

PAGE: Final = 7
"""Choices shown at a time; as many as fit into a column of 1080p in letters for three metres."""


@dataclass(frozen=True, slots=True)
class Menu:
    """A question with one choice or more; `cursor` is the place of the marked one, from 0."""

    key: Key
    title: str
    choices: tuple[ChoiceView, ...]
    cursor: int = 0

    @property
    def marked(self) -> ChoiceView:
        """The choice that would be taken."""
        return self.choices[self.cursor]

    def moved(self, way: Way) -> Menu:
        """One step, which goes round at the ends, or a page, which stops there."""
        last = len(self.choices) - 1
        match way:
            case "up":
                cursor = self.cursor - 1 if self.cursor > 0 else last
            case "down":
                cursor = self.cursor + 1 if self.cursor < last else 0
            case "page_up":
                cursor = max(0, self.cursor - PAGE)
            case "page_down":
                cursor = min(last, self.cursor + PAGE)
        return replace(self, cursor=cursor)

    def on(self, value: str | None) -> Menu:
        """The same with the choice of that value marked, if there is one."""
        at = next((place for place, choice in enumerate(self.choices) if choice.value == value), self.cursor)
        return replace(self, cursor=at)

    def view(self) -> QuestionView:
        """The part of it around the marked choice; the marked one stands in the middle where it can."""
        total = len(self.choices)
        first = max(0, min(self.cursor - PAGE // 2, total - PAGE))
        shown = self.choices[first : first + PAGE]
        return QuestionView(self.key, self.title, shown, first, self.cursor, total)
