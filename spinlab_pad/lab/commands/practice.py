"""Commands about practice and the cold fill."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from spinlab_pad.lab.commands.key import NAME
from spinlab_pad.schedule.types import AllocatorName, EstimatorName, Rating


@dataclass(frozen=True, slots=True)
class StartPractice:
    """Begin to serve segments of the active run."""

    name: ClassVar[str] = "start_practice"


@dataclass(frozen=True, slots=True)
class StopPractice:
    """End the practice session; the attempt in flight is dropped."""

    name: ClassVar[str] = "stop_practice"


@dataclass(frozen=True, slots=True)
class Rate:
    """Rate the last result; allowed until the next result."""

    name: ClassVar[str] = "rate"
    rating: Rating


@dataclass(frozen=True, slots=True)
class UndoRate:
    """The last result has no rating any more; allowed as long as it could be rated."""

    name: ClassVar[str] = "undo_rate"


@dataclass(frozen=True, slots=True)
class Retry:
    """Load the current segment again; what was played is dropped."""

    name: ClassVar[str] = "retry"


@dataclass(frozen=True, slots=True)
class Skip:
    """Give this attempt up (it counts as aborted) and go on to the next segment."""

    name: ClassVar[str] = "skip"


@dataclass(frozen=True, slots=True)
class InvalidateLast:
    """The last attempt does not count."""

    name: ClassVar[str] = "invalidate_last"


@dataclass(frozen=True, slots=True)
class UndoInvalidate:
    """The last invalidated attempt counts again."""

    name: ClassVar[str] = "undo_invalidate"


@dataclass(frozen=True, slots=True)
class SetAllocator:
    """Choose what picks the next segment."""

    name: ClassVar[str] = "set_allocator"
    allocator: AllocatorName = field(metadata=NAME)


@dataclass(frozen=True, slots=True)
class SetEstimator:
    """Choose whose estimate is shown and used."""

    name: ClassVar[str] = "set_estimator"
    estimator: EstimatorName = field(metadata=NAME)


@dataclass(frozen=True, slots=True)
class StartColdFill:
    """Serve the checkpoints that lack a cold start, one after another: die there on purpose."""

    name: ClassVar[str] = "start_cold_fill"


@dataclass(frozen=True, slots=True)
class StopColdFill:
    """End the cold fill; what was saved is kept."""

    name: ClassVar[str] = "stop_cold_fill"


@dataclass(frozen=True, slots=True)
class CountDown:
    """The runner holds what is to be held: count down and let the game go on."""

    name: ClassVar[str] = "count_down"


@dataclass(frozen=True, slots=True)
class HoldOn:
    """The runner let go before the game went on: stop counting, start anew at the next `count_down`."""

    name: ClassVar[str] = "hold_on"


@dataclass(frozen=True, slots=True)
class NextSegment:
    """Serve the segment that follows in the run; what is played of the one in hand is dropped."""

    name: ClassVar[str] = "next_segment"


@dataclass(frozen=True, slots=True)
class PreviousSegment:
    """Serve the segment that was served before; what is played of the one in hand is dropped."""

    name: ClassVar[str] = "previous_segment"


@dataclass(frozen=True, slots=True)
class PinSegment:
    """Serve this segment alone until `unpin`."""

    name: ClassVar[str] = "pin_segment"
    id: str = ""


@dataclass(frozen=True, slots=True)
class Unpin:
    """Let the allocator choose again."""

    name: ClassVar[str] = "unpin"


@dataclass(frozen=True, slots=True)
class Snooze:
    """Don't serve this segment for some minutes; 0 ends a snooze."""

    name: ClassVar[str] = "snooze"
    id: str = ""
    minutes: int = 10


@dataclass(frozen=True, slots=True)
class Exclude:
    """Don't serve this segment in this session."""

    name: ClassVar[str] = "exclude"
    id: str = ""


@dataclass(frozen=True, slots=True)
class PracticeOnly:
    """Serve only these segments in this session; none: all of them again."""

    name: ClassVar[str] = "practice_only"
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetGoal:
    """The goal of practice sessions, from the session's start; 0 is none."""

    name: ClassVar[str] = "set_goal"
    minutes: int = 0
    attempts: int = 0
