"""Counts the tests by emulator, display and browser, and with `--complete` lets none of them be missing.

What a test runs on travels with its report, because with several workers (pytest-xdist) the tests are collected in
other processes than the one that counts.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

REQUIRED = (
    "embedded",
    "retroarch-1.22.2-snes9x",
    "retroarch-1.22.2-bsnes",
    "retroarch-1.14-bsnes",
    "display",
    "browser",
)
"""What a complete run must have passed at least one test on, and skipped none."""

LONGEST = (
    "bot/test_play.py",
    "display/test_demo_picture.py",
    "app/test_every_way.py",
    "emulator/retroarch/test_sampling.py",
    "app/test_sittings.py",
    "app/test_faults.py",
    "app/test_speed_run_retroarch.py",
    "emulator/retroarch/test_replays.py",
    "emulator/retroarch/test_series.py",
    "app/test_replay.py",
    "app/test_faults_retroarch.py",
)
"""Files that take half a minute and more, the longest first (`--durations`): they begin first, so that no worker is
left alone with one of them at the end."""

REAL = "runs on"
_counts: Counter[tuple[str, str]] = Counter()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--complete", action="store_true", help="fail where an emulator, the display or the browser has no passed test"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    folder = Path(__file__).parent
    places = {folder / name: place for place, name in enumerate(LONGEST)}
    if gone := [str(path) for path in places if not path.exists()]:
        raise pytest.UsageError(f"LONGEST in {__file__} names what is not there: {', '.join(gone)}")
    items.sort(key=lambda item: places.get(item.path, len(places)))
    for item in items:
        names = [str(mark.args[0]) for mark in item.iter_markers("emulator")]
        names += [name for name in ("display", "browser") if item.get_closest_marker(name)]
        item.user_properties += [(REAL, name) for name in dict.fromkeys(names)]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" or report.outcome != "passed":
        for key, name in report.user_properties:
            if key == REAL:
                _counts[str(name), report.outcome] += 1


def missing() -> list[str]:
    """What a complete run lacks, in words."""
    found = [f"{name}: no test passed" for name in REQUIRED if not _counts[name, "passed"]]
    return found + [f"{name}: {count} skipped" for (name, what), count in _counts.items() if what == "skipped"]


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    in_worker = hasattr(session.config, "workerinput")
    if session.config.getoption("--complete") and not in_worker and exitstatus == 0 and missing():
        session.exitstatus = 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    names = sorted({name for name, _ in _counts} | (set(REQUIRED) if config.getoption("--complete") else set()))
    if not names:
        return
    terminalreporter.section("on the real thing")
    for name in names:
        counts = ", ".join(f"{_counts[name, what]} {what}" for what in ("passed", "failed", "skipped"))
        terminalreporter.line(f"{name}: {counts}")
    if config.getoption("--complete"):
        for line in missing():
            terminalreporter.line(f"INCOMPLETE {line}", red=True)


@pytest.fixture(autouse=True)
def log_as_it_was() -> Iterator[None]:
    """What a test sets up for the program's log goes with the test."""
    logger = logging.getLogger("spinlab_pad")
    before, level = list(logger.handlers), logger.level
    yield
    for handler in [item for item in logger.handlers if item not in before]:
        logger.removeHandler(handler)
        handler.close()
    logger.setLevel(level)


class _Kept(logging.Handler):
    """Keeps the errors that come with a traceback."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.errors: list[BaseException] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1] is not None:
            self.errors.append(record.exc_info[1])


@pytest.fixture(autouse=True)
def faults(log_as_it_was: None) -> Iterator[list[BaseException]]:
    """What went wrong in the lab that nobody has foreseen: a runner goes on after it, a test must not.

    A test that brings one about takes it out of the list.
    """
    kept = _Kept()
    logging.getLogger("spinlab_pad.lab").addHandler(kept)
    yield kept.errors
    logging.getLogger("spinlab_pad.lab").removeHandler(kept)
    if kept.errors:
        raise kept.errors[0]
