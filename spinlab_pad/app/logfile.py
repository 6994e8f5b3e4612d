"""The log beside the database: what the program told and what went wrong, small and quiet."""

from __future__ import annotations

import logging
import logging.handlers
import platform
from pathlib import Path
from typing import Final

from spinlab_pad import __version__

NAME: Final = "spinlab-pad.log"
SIZE_MAX: Final = 256_000
"""Bytes of one file; the one before is kept beside it."""
KEPT: Final = 2
"""Files that are kept besides the newest."""
OURS: Final = "spinlab_pad"

_log = logging.getLogger(__name__)


class _QuietFile(logging.handlers.RotatingFileHandler):
    """A full disk or a folder that can't be written must not print into the runner's terminal."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Leave the record out."""


class _Once(logging.Filter):
    """Leaves out what a module says again and again: one that waits for RetroArch would push out all the rest."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[str, str] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if record.exc_info is None and self._last.get(record.name) == text:
            return False
        self._last[record.name] = text
        return True


def keep_log(data_dir: Path) -> None:
    """Log into the data folder from now on; where that can't be written there is no log."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        handler = _QuietFile(data_dir / NAME, maxBytes=SIZE_MAX, backupCount=KEPT, encoding="utf-8", errors="replace")
    except OSError:
        return  # whoever needs the folder says what is wrong with it
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(_Once())
    logger = logging.getLogger(OURS)
    logger.addHandler(handler)
    logger.setLevel(min(logging.INFO, logger.getEffectiveLevel()))
    _log.info("spinlab-pad %s, Python %s, %s", __version__, platform.python_version(), platform.platform())


def kept_logs(data_dir: Path) -> list[Path]:
    """The files of the log, newest first."""
    names = [NAME, *(f"{NAME}.{number}" for number in range(1, KEPT + 1))]
    return [path for name in names if (path := data_dir / name).is_file()]
