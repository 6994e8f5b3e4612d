"""The command `simulate`: what the allocators are worth to simulated runners, and the estimators to this one."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, get_args

from spinlab_pad.app.errors import UsageError
from spinlab_pad.app.history import HistoryOptions, history
from spinlab_pad.app.run import data_folder
from spinlab_pad.app.simulating import GROUPS, RUNNERS, SimulateOptions, measure_estimators, simulate
from spinlab_pad.config import Config
from spinlab_pad.lab.segments.course import CourseSettings
from spinlab_pad.schedule import ALLOCATORS, ESTIMATORS
from spinlab_pad.simulate import WORLDS
from spinlab_pad.simulate.runners.rater import Kind

COMMANDS = ("simulate",)

Value = TypeVar("Value")


def add_commands(
    commands: argparse._SubParsersAction[Any], common: argparse.ArgumentParser, count: Callable[[str], int]
) -> None:
    """Add it to the command line; `count` reads a whole number from 1."""
    command = commands.add_parser(
        "simulate",
        parents=[common],
        help="see which way of choosing segments teaches simulated runners most",
        description="Lets simulated runners practise under each way of choosing the next segment, and compares what "
        "they gain. It takes a minute or two; Ctrl+C shows what is done so far.",
    )
    command.add_argument(
        "--runners", type=count, default=RUNNERS, metavar="N", help=f"how many, for each seed (default {RUNNERS})"
    )
    command.add_argument(
        "--minutes",
        type=_listed(_minutes),
        metavar="M[,M...]",
        help="of practice after which gains are compared (default 40,120,240; with --estimators 120)",
    )
    command.add_argument(
        "--sessions", type=count, metavar="K", help="sessions that it is spread over (default: of 40 minutes each)"
    )
    command.add_argument("--estimator", choices=tuple(ESTIMATORS), metavar="E", help=f"one of {', '.join(ESTIMATORS)}")
    command.add_argument(
        "--allocator", choices=tuple(ALLOCATORS), metavar="A", help=f"only this one: {', '.join(ALLOCATORS)}"
    )
    command.add_argument(
        "--seed",
        type=_listed(_seed),
        default=(0,),
        metavar="S[,S...]",
        help="the same seed makes the same runners (default 0)",
    )
    command.add_argument(
        "--world",
        type=_listed(str),
        default=("main",),
        metavar="W[,W...]",
        help=f"which runners: {', '.join((*WORLDS, *GROUPS))} (default main; nothing is tuned on the held-out ones)",
    )
    command.add_argument(
        "--raters",
        choices=get_args(Kind),
        metavar="KIND",
        help=f"let all runners rate alike: {', '.join(get_args(Kind))} (default: each in a way of his own)",
    )
    command.add_argument("--estimators", action="store_true", help="find out how right the estimators are, instead")
    command.add_argument(
        "--history",
        action="store_true",
        help="find out which estimator would have predicted your own attempts best, instead; also while you practise",
    )
    command.add_argument(
        "--game", metavar="ID", help="with --history: id or name of the game (default: the one that you played most)"
    )
    command.add_argument("--jobs", type=count, metavar="N", help="processes (default: one for each core)")
    shapes = command.add_mutually_exclusive_group()
    shapes.add_argument("--json", dest="shape", action="store_const", const="json", help="print one JSON object")
    shapes.add_argument(
        "--markdown", dest="shape", action="store_const", const="markdown", help="print tables for a document"
    )
    command.add_argument("--plot", type=Path, metavar="FILE", help="draw gain against practice into an SVG file")


def carry_out(options: argparse.Namespace, config: Config) -> None:
    """Carry it out."""
    if options.history:
        _history(options, config)
        return
    if options.game:
        raise UsageError("--game goes with --history; simulated runners play no game of yours")
    if options.estimators and (options.allocator or options.estimator or options.plot):
        raise UsageError("--estimators looks at all of them, and at nothing else; leave the other choices out")
    chosen = SimulateOptions(
        runners=options.runners,
        minutes=tuple(sorted(set(options.minutes))) if options.minutes else None,
        sessions=options.sessions,
        estimator=options.estimator,
        allocator=options.allocator,
        seeds=tuple(dict.fromkeys(options.seed)),
        worlds=options.world,
        raters=options.raters,
        processes=options.jobs or os.cpu_count() or 1,
        shape=options.shape or "plain",
        plot=options.plot,
    )
    carried_out = measure_estimators if options.estimators else simulate
    carried_out(chosen, sys.stdout, sys.stderr)


def _history(options: argparse.Namespace, config: Config) -> None:
    others = ("estimators", "allocator", "estimator", "raters", "plot", "minutes")
    if any(getattr(options, name) for name in others):
        raise UsageError("--history looks at what you have played, with all estimators; leave the other choices out")
    settings = CourseSettings(
        estimator=config.scheduler.estimator,
        allocator=Config().scheduler.allocator,  # nothing is picked, and the configured one may not be usable here
        seed=config.scheduler.seed,
        death_penalty_ms=config.practice.death_penalty_ms,
        start="hot",
    )
    chosen = HistoryOptions(
        folder=data_folder(config, options.data), settings=settings, game=options.game, shape=options.shape or "plain"
    )
    history(chosen, sys.stdout, sys.stderr)


def _listed(one: Callable[[str], Value]) -> Callable[[str], tuple[Value, ...]]:
    """Reads values that are parted by commas."""
    return lambda text: tuple(one(part.strip()) for part in text.split(","))


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = -1.0
    if not 0 < minutes <= 100_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of minutes above 0")
    return minutes


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0")
    return int(text)
