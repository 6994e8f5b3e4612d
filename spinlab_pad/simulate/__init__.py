"""Simulated runners, and what a scheduler is worth to them. Pure; numpy only."""

from spinlab_pad.simulate.calendar import Calendar
from spinlab_pad.simulate.contest import Job, Played, contest, jobs, play
from spinlab_pad.simulate.policy import Policy, policies
from spinlab_pad.simulate.runners.worlds import WORLDS, World, make_runner
from spinlab_pad.simulate.summary import Summary, summarise

__all__ = [
    "WORLDS",
    "Calendar",
    "Job",
    "Played",
    "Policy",
    "Summary",
    "World",
    "contest",
    "jobs",
    "make_runner",
    "play",
    "policies",
    "summarise",
]
