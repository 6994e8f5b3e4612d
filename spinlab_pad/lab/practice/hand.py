"""What a practice session has in hand: the state of its machine, the segment that was chosen, and its episode."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from spinlab_pad.lab.context import LabContext
from spinlab_pad.lab.machine import Machine
from spinlab_pad.lab.practice.episode import Episode
from spinlab_pad.lab.practice.serving import Serving
from spinlab_pad.lab.segments.course import Course
from spinlab_pad.schedule import Choice
from spinlab_pad.store.passed import Line
from spinlab_pad.store.records import StartState, StateKind

IDLE = ("done", "stuck")
"""States in which nothing is served: whatever is played meanwhile is the runner's own affair."""


@dataclass(slots=True)
class Hand:
    """Shared by the parts of one session. Only the machine's table moves its state.

    `held`: the load under way is to be followed by a pause at the start. `stood`: the game was held in this life, and
    no frame after that was seen yet. `brought_back`: this life began where the game brought the player back. `since` is
    when (`perf_counter`) a goal or death was that the next first frame answers, and the figures that this belongs to.
    """

    machine: Machine
    course: Course
    changed: Callable[[], None]
    choice: Choice | None = None
    episode: Episode | None = None
    serving: Serving = field(default_factory=Serving)
    held: bool = False
    stood: bool = False
    brought_back: bool = False
    since: tuple[float, list[float]] | None = None

    def fire(self, trigger: str) -> None:
        """Move the machine; what the View shows has changed."""
        self.machine.fire(trigger)
        self.changed()

    @property
    def phase(self) -> str:
        """The state of the machine."""
        return self.machine.state

    @property
    def segment(self) -> str | None:
        """The id of the segment that is served; None while nothing is."""
        return self.choice.segment if self.choice is not None and self.phase not in IDLE else None

    @property
    def practised(self) -> bool:
        """Whether the segment in hand may still be served; it may have been switched off meanwhile."""
        return self.choice is not None and any(item.id == self.choice.segment for item in self.course.segments)

    @property
    def start(self) -> StartState:
        """Where the segment in hand starts."""
        assert self.choice is not None
        return self.course.starts[self.choice.segment]

    @property
    def kind(self) -> StateKind:
        """The kind of start of the life in hand: who was brought back has a cold one."""
        return "cold" if self.brought_back else self.start.kind

    @property
    def best(self) -> Line | None:
        """The life that the life in hand is compared with."""
        assert self.choice is not None
        return self.course.bests.of(self.choice.segment, self.kind)

    def deal(self, choice: Choice, context: LabContext) -> None:
        """A new serving, whose load is wanted."""
        self.choice = choice
        self.brought_back = False
        self.serving.begin()
        self.serving.unreal = context.unreal
        comes_back = context.settings.on_death == "respawn"
        segment = self.course.named(choice.segment).segment
        self.episode = Episode(segment, self.start.event_counter, comes_back=comes_back)
