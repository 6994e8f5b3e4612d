"""`spinlab-pad report`: one file for a bug report. Nothing is sent, and nothing of the runner's is changed."""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final, TextIO

from spinlab_pad.app import doctor_machine, report_parts
from spinlab_pad.app.doctor import DoctorOptions, order_of
from spinlab_pad.app.errors import UsageError
from spinlab_pad.app.logfile import kept_logs
from spinlab_pad.app.run import data_folder
from spinlab_pad.app.statusline import StatusLine, size
from spinlab_pad.app.trace_keeper import kept_traces
from spinlab_pad.config import Config
from spinlab_pad.emulator.retroarch.doctor import Check, examine

DOCTOR_S: Final = 20.0
"""How long RetroArch is examined at most."""
LEFT_ALONE: Final = "a report does not touch the game; `spinlab-pad doctor` tries this"
TRACES: Final = 2
"""The newest one may have begun a moment ago, with the game that went wrong in the one before."""
HOME: Final = "~"

WHAT: Final[Mapping[str, str]] = {
    "versions.json": "versions of spinlab-pad, Python, SDL and the system",
    "config.yaml": "the settings in use, without the token",
    "database.json": "the database: its check, how much is in it, the last emulator",
    "doctor.json": "what the doctor says of RetroArch and this machine",
    "state.json": "what the companion that runs shows right now",
    "log": "what the program told and what went wrong",
    "traces": "the game's memory in the last minutes of play",
}
"""The parts, and what they are, in the order of the report."""


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What the command line says."""

    file: Path
    data: Path | None = None
    attach: tuple[str, int] | None = None


async def report(config: Config, options: ReportOptions, out: TextIO) -> None:
    """Write the report and say what is in it.

    Raises:
        UsageError: the file is there already.
    """
    file = options.file
    if file.exists():
        raise UsageError(f"{file} is there already; give another name, or remove it")
    data = data_folder(config, options.data)
    status = StatusLine(out)
    status.show("Examining RetroArch and this machine ...")
    texts = {
        "versions.json": report_parts.versions(),
        "config.yaml": report_parts.settings(config),
        "database.json": report_parts.database(data),
        "doctor.json": await _doctor(config, options, data),
    }
    if (now := report_parts.state(config)) is not None:
        texts["state.json"] = now
    for path in kept_logs(data):
        with suppress(OSError):
            texts[f"log/{path.name}"] = path.read_text("utf-8", "replace")
    clean = {name: cleaned(text, config.network.token, Path.home()) for name, text in texts.items()}
    files = dict(_read(kept_traces(data)[:TRACES]))
    packed = _zipped(clean, files)
    _write(file, packed)
    status.line(f"Written: {file} ({size(len(packed))}), an ordinary zip. In it:")
    for part, what in WHAT.items():
        inside = [name for name in (*clean, *files) if name.split("/")[0] == part]
        status.line(f"  {part:<14} {what}" if inside else f"  {part:<14} none: {_why_not(part)}")
    status.line(f"Your home folder is written {HOME}, the token is left out. Nothing was sent anywhere:")
    status.line("have a look into the file, then attach it to your bug report yourself.")


def cleaned(text: str, token: str, home: Path) -> str:
    """The text without the token, and with ~ for the home folder, also as JSON and YAML write it on Windows."""
    if token:
        text = text.replace(token, report_parts.REMOVED)
    name = str(home)
    if len(home.parts) > 1:  # a home of "/" would spoil every path
        for form in (name.replace("\\", "\\\\"), name, home.as_posix()):
            text = text.replace(form, HOME)
    return text


def _why_not(part: str) -> str:
    return {
        "log": "`spinlab-pad run` has not run with this data folder",
        "traces": "switched off (trace.always in config.yaml)",
        "state.json": "no companion runs now",
    }.get(part, "it could not be read")


async def _doctor(config: Config, options: ReportOptions, data: Path) -> str:
    checks: list[Check] = []
    answer: dict[str, object] = {}
    try:
        async with asyncio.timeout(DOCTOR_S):
            order = order_of(config, DoctorOptions(attach=options.attach), LEFT_ALONE)
            answer["retroarch"] = (await examine(order, checks.append, lambda _text: None)).to_json()
    except TimeoutError:
        answer["stopped"] = f"RetroArch was not examined to the end within {DOCTOR_S:.0f} s"
    checks.append(doctor_machine.check_data(data))
    checks.append(doctor_machine.check_page(config.network.host, config.network.dashboard_port))
    checks.append(doctor_machine.check_display(config))
    checks.append(doctor_machine.check_pads())
    return report_parts.as_json({**answer, "checks": [check.to_json() for check in checks]})


def _read(paths: Iterable[Path]) -> Iterable[tuple[str, bytes]]:
    for path in paths:
        with suppress(OSError):
            yield f"traces/{path.name}", path.read_bytes()


def _zipped(texts: Mapping[str, str], files: Mapping[str, bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(name, text.encode("utf-8", "backslashreplace"))  # a path need not be text
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _write(file: Path, content: bytes) -> None:
    try:
        with file.open("xb") as stream:
            stream.write(content)
    except FileExistsError as error:
        raise UsageError(f"{file} is there already; give another name, or remove it") from error
    except OSError as error:
        if error.filename is None:  # it was made, and could not be filled
            file.unlink(missing_ok=True)
        raise UsageError(f"{file} can't be written ({error.strerror}); give another file") from error
