"""What a practice session serves next, and when it stops serving: its goal is reached, or nothing is left."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from spinlab_pad.lab.commands import Refused
from spinlab_pad.lab.context import LabContext
from spinlab_pad.lab.practice.goals import Goal, PracticeTime
from spinlab_pad.lab.practice.hand import Hand
from spinlab_pad.lab.practice.selection import Selection
from spinlab_pad.lab.standing import Standing
from spinlab_pad.schedule import Choice

NO_LOAD: Final = "practice"
"""The notice of a session that stands still since nothing loads or nothing is left."""
BREAK: Final = "break reminder"
GOAL: Final = "goal"


class Picking:
    """Deals one serving after another into `hand`; `want` wishes for the load of what is in it."""

    def __init__(
        self, context: LabContext, hand: Hand, selection: Selection, standing: Standing, want: Callable[[], None]
    ) -> None:
        self._context = context
        self._hand = hand
        self._selection = selection
        self._standing = standing
        self._want = want
        self._waived = False
        """The goal was reached, and the runner goes on."""
        self.time = PracticeTime(time.perf_counter())
        self.ended = 0
        """Attempts that have ended in this session."""
        self.quiet = False
        """Nothing loads, and one segment is tried now and then, without a word."""

    @property
    def goal(self) -> Goal:
        """What the session is to reach."""
        settings = self._context.settings
        return Goal(settings.goal_minutes or 0, settings.goal_attempts or 0)

    def pick(self, choice: Choice | None = None) -> None:
        """Serve `choice`, else what comes next, unless the session's goal is reached or nothing is left."""
        self.remind()
        reached = self._reached() if choice is None and not self._waived else None
        if reached is not None:
            self.stop("goal_reached")
            self._context.tell(GOAL, "good", f"Session goal reached: {reached}. Skip goes on without it", lasting=True)
            return
        choice = choice or self._selection.choose(time.time())
        if choice is None:
            self.stop("nothing_left", self._selection.why_nothing(time.time()))
            return
        self._hand.fire("chosen")
        self._hand.deal(choice, self._context)
        self._selection.serve(choice.segment)
        self._standing.serve(self._hand.best)
        self.time.go_on(time.perf_counter())
        self._want()
        self._context.changed()

    def stop(self, trigger: str, why: str | None = None) -> None:
        """Nothing is served until the runner asks for it, or the emulator loads again."""
        self._hand.fire(trigger)
        self._hand.episode = None
        self.time.stand(time.perf_counter())
        if why is not None and not self.quiet:
            self._context.tell(NO_LOAD, "error", why, lasting=True)
        self._context.changed()

    def waive_goal(self) -> None:
        """The runner goes on after the goal."""
        if self._hand.phase == "done":
            self._waived = True
            self._context.clear(GOAL)

    def set_goal(self, minutes: int, attempts: int) -> Refused | None:
        """Another goal, from the session's start; one that is not reached yet lets practice go on."""
        refused = self._context.choose_goal(minutes, attempts)
        if refused is not None:
            return refused
        self._waived = False
        if self._hand.phase == "done" and self._reached() is None:
            self._context.clear(GOAL)
            self._hand.fire("tried_again")
            self.pick()
        return None

    def remind(self) -> None:
        """Between two lives: say when it is time for a break."""
        minutes = self._context.settings.break_after_min
        if self.time.break_is_due(minutes, time.perf_counter()):
            text = f"{minutes} minutes without a break: stand up, look far away, shake your hands"
            self._context.tell(BREAK, "info", text)

    def _reached(self) -> str | None:
        return self.goal.reached(self.ended, self.time.practised_s(time.perf_counter()))
