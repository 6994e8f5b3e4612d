"""Which segment next, and how good is the runner at each. Pure; numpy only."""

from spinlab_pad.schedule.allocators import ALLOCATORS, lacking
from spinlab_pad.schedule.estimators import ESTIMATORS
from spinlab_pad.schedule.scheduler import Scheduler
from spinlab_pad.schedule.types import AllocatorName, Attempt, Choice, Estimate, EstimatorName, Rating, SegmentInfo

__all__ = [
    "ALLOCATORS",
    "ESTIMATORS",
    "AllocatorName",
    "Attempt",
    "Choice",
    "Estimate",
    "EstimatorName",
    "Rating",
    "Scheduler",
    "SegmentInfo",
    "lacking",
]
