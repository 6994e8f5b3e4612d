"""What goes into a report: each part makes one text, and reads without changing anything."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import shutil
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

import apsw
import pygame
import yaml

from spinlab_pad import __version__
from spinlab_pad.app import doctor_machine
from spinlab_pad.config import Config
from spinlab_pad.store.store import DATABASE_NAME

REMOVED: Final = "(removed)"
PACKAGES: Final = ("aiohttp", "apsw", "numpy", "platformdirs", "pygame", "pyyaml", "libretro.py", "stable-retro")
SESSION: Final = ("XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP", "DISPLAY", "WAYLAND_DISPLAY", "TERM", "LANG")
"""Variables that tell which desktop and terminal this is."""
STATE_TIMEOUT_S: Final = 1.0
STATE_MAX: Final = 1 << 20


def versions() -> str:
    """Versions of everything that takes part, as JSON."""
    about = {
        "spinlab_pad": __version__,
        "python": sys.version,
        "system": platform.platform(),
        "machine": platform.machine(),
        "cpus": os.cpu_count(),
        "sdl": ".".join(str(part) for part in pygame.get_sdl_version()),
        "sqlite": apsw.sqlite_lib_version(),
        "packages": dict(_packages()),
        "session": {name: value for name in SESSION if (value := os.environ.get(name))},
    }
    return as_json(about)


def _packages() -> Iterator[tuple[str, str]]:
    for name in PACKAGES:
        with suppress(importlib.metadata.PackageNotFoundError):
            yield name, importlib.metadata.version(name)


def settings(config: Config) -> str:
    """The configuration in use, defaults too, without secrets, as YAML."""
    if config.network.token:
        config = replace(config, network=replace(config.network, token=REMOVED))
    return yaml.safe_dump(asdict(config), sort_keys=False, allow_unicode=True)


def database(data_dir: Path) -> str:
    """Figures of the database, as JSON. A copy is looked at: a companion may be at work in the original."""
    path = data_dir / DATABASE_NAME
    if not path.is_file():
        return as_json({"found": False})
    try:
        with tempfile.TemporaryDirectory(prefix="spinlab-report-") as folder:
            copy = Path(folder) / DATABASE_NAME
            for ending in ("", "-wal"):
                with suppress(FileNotFoundError):
                    shutil.copyfile(f"{path}{ending}", f"{copy}{ending}")
            connection = apsw.Connection(str(copy))
            try:
                return as_json({"found": True, "bytes": path.stat().st_size, **_figures(connection)})
            finally:
                connection.close(True)
    except (OSError, apsw.Error) as error:
        return as_json({"found": True, "error": str(error)})


def _figures(connection: apsw.Connection) -> dict[str, Any]:
    names = [str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    figures: dict[str, Any] = {
        "schema": connection.pragma("user_version"),
        "integrity": connection.pragma("integrity_check"),
        "rows": {name: _count(connection, name) for name in names},
    }
    with suppress(apsw.SQLError):  # a schema that has none of this
        figures["games"] = [
            dict(zip(("name", "system", "crc32", "profile"), row, strict=True))
            for row in connection.execute("SELECT name, system, crc32, profile FROM games ORDER BY created_ms")
        ]
        last = connection.execute("SELECT emulator, started_ms FROM attempts ORDER BY id DESC LIMIT 1").fetchone()
        figures["last_attempt"] = dict(zip(("emulator", "started_ms"), last, strict=True)) if last else None
        core = connection.execute("SELECT core FROM start_states ORDER BY saved_ms DESC LIMIT 1").fetchone()
        figures["last_core"] = core[0] if core else None
    return figures


def _count(connection: apsw.Connection, table: str) -> int:
    quoted = table.replace('"', '""')
    return int(next(connection.execute(f'SELECT count(*) FROM "{quoted}"'))[0])


def state(config: Config) -> str | None:
    """What a companion that runs shows right now, as JSON; None where none answers."""
    host, port = config.network.host, config.network.dashboard_port
    if not doctor_machine.page_is_ours(host, port):
        return None
    address = "127.0.0.1" if host in {"0.0.0.0", "::", "localhost", ""} else host
    try:
        with urllib.request.urlopen(f"http://{address}:{port}/api/state", timeout=STATE_TIMEOUT_S) as answer:
            return as_json(json.loads(answer.read(STATE_MAX)))
    except (OSError, ValueError):
        return None


def as_json(content: object) -> str:
    """Indented, as people read it."""
    return json.dumps(content, indent=2, ensure_ascii=False, default=str) + "\n"
