"""The lives of the serving in hand, frame by frame: what begins them, ends them, and what they stand at."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from spinlab_pad.game.events import Event
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab.context import Attached, LabContext
from spinlab_pad.lab.practice.episode import Began, CameBack, Completed, Fell, Reload, Strayed
from spinlab_pad.lab.practice.hand import Hand
from spinlab_pad.lab.standing import Standing
from spinlab_pad.lab.starts.arrivals import Arrivals
from spinlab_pad.lab.starts.observed import Starts
from spinlab_pad.route.clock import Played


class Lives:
    """Feeds the episode in `hand` and moves its machine.

    `reload` is told that a life is over, and whether by a death; `completed` that the segment's end was reached.
    """

    def __init__(
        self,
        context: LabContext,
        hand: Hand,
        standing: Standing,
        reload: Callable[[bool], None],
        completed: Callable[[Attached, Played], None],
    ) -> None:
        self._context = context
        self._hand = hand
        self._standing = standing
        self._reload = reload
        self._completed = completed
        self._starts = Starts(context)
        self._arrivals = Arrivals(context)

    def feed(self, here: Attached, snapshot: Snapshot, events: Sequence[Event]) -> None:
        """Take one frame in."""
        hand = self._hand
        if hand.episode is None:
            return
        if hand.stood:
            hand.episode = hand.episode.in_step(snapshot, here.frame_hz)
            hand.stood = hand.phase != "playing"
        hand.episode, step = hand.episode.step(
            snapshot,
            events,
            counter=self._context.counter(snapshot),
            lag_total=self._context.lag_total,
            frame_hz=here.frame_hz,
            place=here.profile.place(snapshot) if hand.episode.segment.end.spot is not None else None,
        )
        match step:
            case Began():
                self._first_frame(here, snapshot)
            case Fell() if hand.phase != "playing" or not hand.practised:
                # In the frames before the game stood still nobody waits for it to come back in a hold; nor where
                # the attempt ends with this life.
                hand.episode = hand.episode.waiting()
                self._died(here, snapshot, "died")
                self._reload(True)
            case Fell():
                self._died(here, snapshot, "died_to_come_back")
            case CameBack():
                hand.fire("came_back")
                hand.brought_back = True
                self._standing.begin_with(hand.best)
                self._context.changed()
            case Reload():
                hand.since = time.perf_counter(), self._context.figures.death_to_next_ms
                self._died(here, snapshot, "died")
                self._reload(True)
            case Strayed():
                hand.since = None
                hand.fire("strayed")
                self._reload(False)
                self._context.changed()
            case Completed(played, ago):
                self._arrivals.save(here, hand.episode.segment.end, snapshot, ago)
                hand.since = time.perf_counter(), self._context.figures.goal_to_next_ms
                self._context.closed(hand.episode.segment, played)
                self._standing.completed(here, played, hand.episode.segment.end.label)
                self._completed(here, played)
        if hand.episode is not None and hand.episode.phase == "playing":
            self._standing.follow(here, hand.episode.clock, snapshot)

    def _first_frame(self, here: Attached, snapshot: Snapshot) -> None:
        hand = self._hand
        assert hand.choice is not None
        if not hand.held:
            hand.fire("began")
        hand.brought_back = False
        self._standing.begin_with(hand.best)
        self._starts.compare(here, hand.course.named(hand.choice.segment), hand.start, snapshot)
        if hand.since is not None:
            since, figures = hand.since
            for told in (figures, self._context.figures.event_to_load_ms):
                told.append((time.perf_counter() - since) * 1000)
            hand.since = None
        self._context.changed()

    def _died(self, here: Attached, snapshot: Snapshot, trigger: str) -> None:
        self._hand.fire(trigger)
        self._standing.died(here, snapshot)
        self._context.changed()
