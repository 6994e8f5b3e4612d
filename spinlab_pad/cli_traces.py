"""The commands around traces: `trace record`, `detect`, `watch`, `report`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from spinlab_pad.app.loop import run_on_loop
from spinlab_pad.app.recording import RecordOptions, record
from spinlab_pad.app.reporting import ReportOptions, report
from spinlab_pad.app.tracing import print_events
from spinlab_pad.app.watching import WatchOptions, watch
from spinlab_pad.config import Config

COMMANDS = ("trace", "detect", "watch", "report")
_ADDRESS = "HOST:PORT"


def add_commands(
    commands: argparse._SubParsersAction[Any],
    common: argparse.ArgumentParser,
    address: Callable[[str], tuple[str, int]],
) -> None:
    """Add them to the command line; `address` reads HOST:PORT."""
    attach = argparse.ArgumentParser(add_help=False)
    attach.add_argument(
        "--attach", type=address, metavar=_ADDRESS, help="the RetroArch that runs there (default 127.0.0.1:55355)"
    )
    mapped = argparse.ArgumentParser(add_help=False)
    mapped.add_argument(
        "--profile", metavar="NAME", help="the game's memory map (default: game.profile of the settings)"
    )

    trace = commands.add_parser(
        "trace", help="record what happens in a game's memory",
        description="A trace holds what changed in the game's memory, frame by frame. `detect` shows what it means.",
    )  # fmt: skip
    kinds = trace.add_subparsers(dest="kind", required=True, metavar="record")
    recording = kinds.add_parser(
        "record",
        parents=[common, attach, mapped],
        help="record the game that runs in RetroArch into a file",
        description="Records until Ctrl+C. The file can be read at any moment, also after a crash.",
    )
    recording.add_argument("file", type=Path, metavar="FILE", help="a new file; a name that ends in .gz packs it")
    recording.add_argument("--seconds", type=_seconds, metavar="N", help="end after N seconds")
    recording.add_argument("--events", action="store_true", help="show deaths, checkpoints and goals as they come")

    detect = commands.add_parser(
        "detect", parents=[common], help="print the events (deaths, checkpoints, goals) in a memory trace"
    )
    detect.add_argument("file", metavar="FILE", help="the trace, packed or not; - is standard input")
    detect.add_argument("--profile", metavar="NAME", help="the game's memory map (default: the one in the trace)")
    detect.add_argument("--json", action="store_true", help="print one JSON object a line")

    watching = commands.add_parser(
        "watch",
        parents=[common, attach, mapped],
        help="see a game's memory live in this terminal",
        description="Shows the fields of a profile, or addresses of work RAM: watch player_x 0x1493 0x0DBE:2 0x94:2s "
        "(:2 are two bytes, s is signed). q ends it.",
    )
    watching.add_argument("names", nargs="*", metavar="FIELD", help="fields or addresses (default: the whole profile)")
    how = watching.add_mutually_exclusive_group()
    how.add_argument("--changes", action="store_true", help="print a line for each change instead of a table")
    how.add_argument("--find", action="store_true", help="search all of work RAM for the address of something")

    reporting = commands.add_parser(
        "report",
        parents=[common, attach],
        help="collect what a bug report needs in one file",
        description="Writes a zip with log, versions, settings without the token, the last traces, figures of the "
        "database and the doctor's answer. Nothing is sent anywhere, and the game is left alone.",
    )
    reporting.add_argument("file", type=Path, metavar="FILE", help="a new file, such as report.zip")


def carry_out(options: argparse.Namespace, config: Config) -> None:
    """Carry out one of them."""
    match options.command:
        case "trace":
            recording = RecordOptions(options.file, options.seconds, options.attach, options.profile, options.events)
            run_on_loop(record(config, recording, sys.stdout))
        case "detect":
            print_events(options.file, options.profile, as_json=options.json, out=sys.stdout, err=sys.stderr)
        case "watch":
            watching = WatchOptions(
                tuple(options.names), options.profile, options.attach, options.changes, options.find
            )
            run_on_loop(watch(config, watching, sys.stdin, sys.stdout))
        case "report":
            run_on_loop(report(config, ReportOptions(options.file, options.data, options.attach), sys.stdout))


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds <= 86_400:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0 (a day at most)")
    return seconds
