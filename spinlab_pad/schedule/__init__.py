"""Which segment next, and how good is the runner at each. Pure; numpy only."""

from spinlab_pad.schedule.types import Attempt, Choice, Estimate, Rating, SegmentInfo

__all__ = ["Attempt", "Choice", "Estimate", "Rating", "SegmentInfo"]
