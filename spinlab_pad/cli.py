"""The commands of `spinlab-pad`: parse, call, map our errors to exit codes.

Exit status: 0 done, 2 wrong use or configuration, 1 everything else; one line on stderr says what to do, a traceback
only comes with `--debug`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from spinlab_pad import __version__
from spinlab_pad.app.demo import DemoOptions, run_demo
from spinlab_pad.app.listing import print_pads
from spinlab_pad.app.run import RunOptions, run_companion
from spinlab_pad.app.tracing import print_events
from spinlab_pad.config import Config, ConfigError, load_config
from spinlab_pad.emulator.port import EmulatorError
from spinlab_pad.game.profile_reader import ProfileError
from spinlab_pad.game.trace import TraceError
from spinlab_pad.store.errors import StoreError
from spinlab_pad.web.errors import WebError

WRONG_USE = 2
FAILED = 1

_log = logging.getLogger(__name__)


class UsageError(Exception):
    """The command line makes no sense; one line."""


_WRONG = (UsageError, ConfigError, ProfileError, TraceError)
_FAILING = (EmulatorError, StoreError, WebError)


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


def build_parser() -> argparse.ArgumentParser:
    """The command line."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--config", type=Path, metavar="FILE", help="configuration (see config.example.yaml)")
    common.add_argument("--data", type=Path, metavar="DIR", help="folder for database and save states")
    common.add_argument("--debug", action="store_true", help="log everything, show tracebacks")
    served = argparse.ArgumentParser(add_help=False)
    served.add_argument("--headless", action="store_true", help="no window")
    served.add_argument("--port", type=_port, metavar="N", help="port of the pages (default 15483, 0: any free one)")

    parser = argparse.ArgumentParser(
        prog="spinlab-pad",
        description="Practise speedruns from the couch: serves the segment where practice pays most.",
    )
    parser.add_argument("--version", action="version", version=f"spinlab-pad {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    run = commands.add_parser("run", parents=[common, served], help="the companion: overlay, pad, pages")
    where = run.add_mutually_exclusive_group()
    where.add_argument("--attach", type=_address, metavar="HOST:PORT", help="the RetroArch that runs there")
    where.add_argument("--launch", action="store_true", help="start RetroArch")
    run.add_argument("--rom", type=Path, metavar="FILE", help="the game to start with --launch")

    demo = commands.add_parser("demo", parents=[common, served], help="the whole loop on the training cartridge")
    demo.add_argument("--emulator", choices=("auto", "retroarch", "embedded"), default="auto")
    demo.add_argument("--player", choices=("bot", "pad"), default="bot", help="who plays")
    demo.add_argument("--attempts", type=_count, metavar="N", help="end after N rated attempts")
    demo.add_argument("--speed", type=_speed, metavar="N|max", help="of the embedded core; 1 is real time")
    demo.add_argument("--seed", type=int, default=0, metavar="N", help="of bot and scheduler")
    demo.add_argument("--json", action="store_true", help="print a summary object as the last line")

    detect = commands.add_parser("detect", parents=[common], help="print the events in a memory trace")
    detect.add_argument("file", type=Path, metavar="FILE")
    detect.add_argument("--profile", default="smw", metavar="NAME")
    detect.add_argument("--json", action="store_true", help="one object a line")

    pads = commands.add_parser("pads", parents=[common], help="list gamepads")
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

    found = asyncio.run(run_demo(config, chosen, lambda text: print(text, file=out, flush=True)))
    print(json.dumps(found) if options.json else "Done.", flush=True)


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
    asyncio.run(run_companion(config, chosen, lambda text: print(text, flush=True)))


def _carry_out(options: argparse.Namespace) -> None:
    match options.command:
        case "demo":
            _demo(options)
        case "run":
            _run(options)
        case "detect":
            print_events(options.file, options.profile, as_json=options.json)
        case "pads":
            _config(options)
            print_pads(watch=options.watch)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    options = build_parser().parse_args(arguments)
    logging.basicConfig(
        level=logging.DEBUG if options.debug else logging.ERROR, format="%(asctime)s %(name)s: %(message)s"
    )
    try:
        _carry_out(options)
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 0
    except _WRONG as error:
        return _fail(error, WRONG_USE, debug=options.debug)
    except _FAILING as error:
        return _fail(error, FAILED, debug=options.debug)
    except BaseExceptionGroup as group:
        return _fail(_first(group), FAILED, debug=options.debug)
    except BrokenPipeError:
        return FAILED
    return 0


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first error of a group of groups: the others followed from it."""
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner


def _fail(error: BaseException, status: int, *, debug: bool) -> int:
    if debug:
        _log.error("failed", exc_info=error)
    known = isinstance(error, (*_WRONG, *_FAILING))
    text = str(error) if known else f"unexpected: {type(error).__name__}: {error} (--debug shows where)"
    print(f"spinlab-pad: {text}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
