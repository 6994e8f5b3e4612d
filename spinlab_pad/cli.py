"""The commands of `spinlab-pad`: parse, call, map our errors to exit codes.

Exit status: 0 done, 2 wrong use or configuration, 1 everything else; one line on stderr says what to do, a traceback
only comes with `--debug`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal, NoReturn

from spinlab_pad import __version__, cli_simulate, cli_traces
from spinlab_pad.app.demo import DemoOptions, run_demo
from spinlab_pad.app.director import NotKept
from spinlab_pad.app.doctor import DoctorOptions, run_doctor
from spinlab_pad.app.errors import TooLittle, UsageError
from spinlab_pad.app.hands import NoEffect
from spinlab_pad.app.listing import print_pads
from spinlab_pad.app.logfile import keep_log
from spinlab_pad.app.loop import run_on_loop
from spinlab_pad.app.run import RunOptions, data_folder, run_companion
from spinlab_pad.app.trace_file import TraceFileError
from spinlab_pad.app.workers import WorkerDied
from spinlab_pad.config import Config, ConfigError, load_config
from spinlab_pad.emulator.port import EmulatorError
from spinlab_pad.game.memory import MemoryRangeError
from spinlab_pad.game.profile_reader import ProfileError
from spinlab_pad.game.trace import TraceError
from spinlab_pad.store.errors import StoreError
from spinlab_pad.web.errors import WebError

WRONG_USE = 2
FAILED = 1

_log = logging.getLogger(__name__)


_WRONG = (UsageError, ConfigError, ProfileError, TraceError, MemoryRangeError)
_FAILING = (EmulatorError, StoreError, WebError, NoEffect, NotKept, TraceFileError, WorkerDied, TooLittle)


def _speed(text: str) -> float | Literal["max"]:
    if text == "max":
        return "max"
    try:
        speed = float(text)
    except ValueError:
        speed = -1.0
    if not 0 < speed <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is neither a number above 0 (1 is real time) nor 'max'")
    return speed


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port (0 to 65535, 0 takes a free one)")
    return int(text)


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT, for example 127.0.0.1:55355")
    return host, int(port)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, like all our errors."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USE, f"{self.prog}: {message} (see {self.prog} --help)\n")


def build_parser() -> argparse.ArgumentParser:
    """The command line."""
    common = _Parser(add_help=False)
    common.add_argument(
        "--config", type=Path, metavar="FILE", help="your settings (config.example.yaml shows them all)"
    )
    common.add_argument("--data", type=Path, metavar="DIR", help="folder that keeps the attempts and save states")
    common.add_argument("--debug", action="store_true", help="log everything, show tracebacks")
    served = _Parser(add_help=False)
    served.add_argument("--headless", action="store_true", help="open no window")
    served.add_argument(
        "--port", type=_port, metavar="N", help="port of the status page (default 15483; 0 takes any free one)"
    )

    parser = _Parser(
        prog="spinlab-pad",
        description="Practise speedruns from the couch: spinlab-pad watches RetroArch, and serves again and again the "
        "segment where practice pays most.",
        epilog="New here? `spinlab-pad demo` shows it all on a game of its own. COMMAND --help tells more.",
    )
    parser.add_argument("--version", action="version", version=f"spinlab-pad {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    run = commands.add_parser(
        "run",
        parents=[common, served],
        help="practise your game: overlay, pad, status page",
        description="Practise the game that runs in RetroArch. Without --attach and --launch it waits for a RetroArch "
        "on this machine with Settings > Network > Network Commands turned on.",
    )
    where = run.add_mutually_exclusive_group()
    where.add_argument(
        "--attach",
        type=_address,
        metavar="HOST:PORT",
        help="use the RetroArch that runs there (default 127.0.0.1:55355)",
    )
    where.add_argument("--launch", action="store_true", help="start RetroArch with the game of --rom")
    run.add_argument(
        "--rom", type=Path, metavar="FILE", help="the game for --launch (default: the only one in rom.dir)"
    )

    demo = commands.add_parser(
        "demo",
        parents=[common, served],
        help="see it work: a bot practises our own training game",
        description="The whole loop on the training game that comes with spinlab-pad: a reference run, then practice, "
        "with overlay and status page. Your own attempts are not touched: it keeps its own in a new temporary folder.",
    )
    demo.add_argument(
        "--emulator",
        choices=("auto", "retroarch", "embedded"),
        default="auto",
        help="auto (default): RetroArch where one with a SNES core is installed, else embedded, a core in this program",
    )
    demo.add_argument("--player", choices=("bot", "pad"), default="bot", help="who plays: a bot (default), or you")
    demo.add_argument(
        "--attempts", type=_count, metavar="N", help="end after N rated attempts (default: go on for ever)"
    )
    demo.add_argument(
        "--speed", type=_speed, metavar="N|max", help="speed of the embedded core: 1 is real time, max all there is"
    )
    demo.add_argument("--seed", type=int, default=0, metavar="N", help="the same seed makes the same bot and choices")
    demo.add_argument("--json", action="store_true", help="print the figures as one JSON object in the last line")

    doctor = commands.add_parser(
        "doctor",
        parents=[common],
        help="find out what is wrong, and how to mend it",
        description="Checks RetroArch, its settings, the connection, sampling, a save and a load, pads and display, "
        "and says what to do. Run it while your game runs: the game is paused for a moment, and goes back by a "
        "quarter of a second. Ends with status 0 if nothing fails.",
    )
    doctor.add_argument(
        "--attach",
        type=_address,
        metavar="HOST:PORT",
        help="examine the RetroArch that runs there (default 127.0.0.1:55355)",
    )
    doctor.add_argument(
        "--fix",
        action="store_true",
        help="write the right settings to a file to start RetroArch with, and offer to change RetroArch's own",
    )
    doctor.add_argument("--yes", action="store_true", help="with --fix: change RetroArch's own settings without asking")
    doctor.add_argument("--json", action="store_true", help="print one JSON object")

    cli_traces.add_commands(commands, common, _address)
    cli_simulate.add_commands(commands, common, _count)

    pads = commands.add_parser("pads", parents=[common], help="list the gamepads that are plugged in")
    pads.add_argument("--watch", action="store_true", help="show presses as they come")
    return parser


def _config(options: argparse.Namespace) -> Config:
    return load_config(options.config)


def _demo(options: argparse.Namespace) -> None:
    if options.emulator == "retroarch" and options.speed not in (None, 1.0):
        raise UsageError("--speed is for the embedded core: RetroArch runs in real time")
    config = _config(options)
    config = replace(config, scheduler=replace(config.scheduler, seed=options.seed))
    out = sys.stderr if options.json else sys.stdout
    chosen = DemoOptions(
        emulator=options.emulator,
        player=options.player,
        attempts=options.attempts,
        speed=options.speed,
        seed=options.seed,
        headless=options.headless,
        port=options.port,
        data=options.data,
    )

    found = run_on_loop(run_demo(config, chosen, lambda text: print(text, file=out, flush=True)))
    print(json.dumps(found) if options.json else _closing_words(found), flush=True)


def _closing_words(found: Mapping[str, object]) -> str:
    return (
        f"Done: {found['segments']} segments recorded, {found['attempts']} attempts, {found['deaths']} deaths. "
        f"Everything is kept in {found['data_dir']}"
    )


def _run(options: argparse.Namespace) -> None:
    chosen = RunOptions(
        attach=options.attach,
        launch=options.launch,
        rom=options.rom,
        headless=options.headless,
        port=options.port,
        data=options.data,
    )
    if options.rom is not None and not options.launch:
        raise UsageError("--rom goes with --launch; a RetroArch that runs has its own game")
    config = _config(options)
    keep_log(data_folder(config, options.data))
    run_on_loop(run_companion(config, chosen, lambda text: print(text, flush=True)))


def _doctor(options: argparse.Namespace) -> int:
    if options.yes and not options.fix:
        raise UsageError("--yes goes with --fix")
    chosen = DoctorOptions(
        attach=options.attach, fix=options.fix, yes=options.yes, as_json=options.json, data=options.data
    )
    ask = _asked if sys.stdin.isatty() and sys.stdout.isatty() else None
    return 0 if run_on_loop(run_doctor(_config(options), chosen, sys.stdout, ask)) else FAILED


def _asked(question: str) -> bool:
    return input(question).strip().lower() in {"y", "yes"}


def _carry_out(options: argparse.Namespace) -> int:
    """Carry out one command; the exit status of what did not go wrong."""
    match options.command:
        case "demo":
            _demo(options)
        case "run":
            _run(options)
        case command if command in cli_traces.COMMANDS:
            cli_traces.carry_out(options, _config(options))
        case command if command in cli_simulate.COMMANDS:
            cli_simulate.carry_out(options, _config(options))
        case "pads":
            _config(options)
            print_pads(watch=options.watch)
        case "doctor":
            return _doctor(options)
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    options = build_parser().parse_args(arguments)
    level = logging.DEBUG if options.debug else logging.ERROR
    shown = logging.StreamHandler()
    shown.setLevel(level)  # the log file takes more than is shown
    logging.basicConfig(level=level, format="%(asctime)s %(name)s: %(message)s", handlers=[shown])
    try:
        status = _carry_out(options)
        sys.stdout.flush()
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 0
    except BaseExceptionGroup as group:
        return _fail(_first(group), debug=options.debug)
    except Exception as error:
        return _fail(error, debug=options.debug)
    return status


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first error of a group of groups: the others followed from it."""
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner


def _fail(error: BaseException, *, debug: bool) -> int:
    """Say what is wrong in one line; the exit status."""
    _log.log(logging.ERROR if debug else logging.INFO, "failed", exc_info=error)
    if isinstance(error, BrokenPipeError):
        # Whoever read our output has gone; what is still in the buffer must go somewhere at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    if isinstance(error, (*_WRONG, *_FAILING)):
        text = str(error)
    elif isinstance(error, OSError):
        text = f"{error.filename or 'the system'}: {error.strerror or error} (--debug shows where)"
    else:
        text = f"unexpected: {type(error).__name__}: {error} (--debug shows where)"
    print(f"spinlab-pad: {' '.join(text.split())}", file=sys.stderr)
    return WRONG_USE if isinstance(error, _WRONG) else FAILED


if __name__ == "__main__":
    sys.exit(main())
