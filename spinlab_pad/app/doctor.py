"""`spinlab-pad doctor`: RetroArch, its settings, and this machine, examined and told; with `--fix`, settings mended."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TextIO

from spinlab_pad.app import doctor_machine
from spinlab_pad.app.doctor_text import Report, closing, wants_colour
from spinlab_pad.app.run import data_folder
from spinlab_pad.config import Config
from spinlab_pad.emulator.retroarch.doctor import Check, Fixed, Order, Subject, examine, fix, fixable, write_appended
from spinlab_pad.emulator.retroarch.doctor.fixing import RUNNING, is_running

NOT_ASKED: Final = "RetroArch's own settings were not touched; --yes changes them, too"
DECLINED: Final = "RetroArch's own settings were not touched"
KEEPS: Final = "RetroArch keeps these settings as its own when it ends (Save Configuration on Quit is on)."
FORGETS: Final = (
    "Start it so each time: Save Configuration on Quit is off, so RetroArch keeps no change by itself, not one of its "
    "menu either (Main Menu > Configuration File > Save Current Configuration does)."
)
IN_USE: Final = "another spinlab-pad runs, whose practice this would disturb: end it, then run the doctor again"
UNKNOWN: Final = "RetroArch's own settings are not on this machine, or were not found"


@dataclass(frozen=True, slots=True)
class DoctorOptions:
    """What the command line says."""

    attach: tuple[str, int] | None = None
    fix: bool = False
    yes: bool = False
    as_json: bool = False
    data: Path | None = None


@dataclass(frozen=True, slots=True)
class Mended:
    """What `--fix` did: the file to start RetroArch with and how (empty where nothing can be set), and its own file."""

    names: tuple[str, ...]
    appended: Path | None
    start: str
    own: Fixed

    def to_json(self) -> dict[str, object]:
        """As JSON holds it."""
        appended = str(self.appended) if self.appended else None
        return {
            "settings": list(self.names), "appended": appended, "start": self.start, **self.own.to_json(),
            "undo": undo(self.own),
        }  # fmt: skip


def undo(own: Fixed) -> str:
    """The command that puts RetroArch's settings back; empty where nothing was changed."""
    if own.backup is None or own.file is None:
        return ""
    copy = ["copy", "/Y"] if sys.platform == "win32" else ["cp"]
    return _command([*copy, str(own.backup), str(own.file)])


async def run_doctor(config: Config, options: DoctorOptions, out: TextIO, ask: Callable[[str], bool] | None) -> bool:
    """Examine, tell on `out`, mend if that is asked for; whether nothing failed.

    `ask` puts a question to the person at the terminal, None where there is nobody.
    """
    report = Report(
        sys.stderr if options.as_json else out,
        colour=not options.as_json and wants_colour(out),
        live=(sys.stderr if options.as_json else out).isatty(),
    )
    checks: list[Check] = []

    def tell(check: Check) -> None:
        checks.append(check)
        if options.as_json:
            report.wipe()
        else:
            report.check(check)

    data = data_folder(config, options.data)
    subject = await examine(order_of(config, options), tell, report.progress)
    tell(doctor_machine.check_data(data))
    tell(doctor_machine.check_page(config.network.host, config.network.dashboard_port))
    tell(doctor_machine.check_display(config))
    tell(doctor_machine.check_pads())

    names = fixable(checks)
    mended = _mend(subject, names, data, options, ask) if options.fix else None
    ok = not any(check.state == "fail" for check in checks)
    if options.as_json:
        answer = {
            "ok": ok,
            "checks": [check.to_json() for check in checks],
            "retroarch": subject.to_json(),
            "fixed": mended.to_json() if mended else None,
        }
        print(json.dumps(answer), file=out, flush=True)
        return ok
    if mended is not None:
        _tell_mended(report, mended, subject)
    report.line()
    report.line(closing(checks, len(names), _step(mended)))
    return ok


def order_of(config: Config, options: DoctorOptions, leave_alone: str = "") -> Order:
    """What to examine; `leave_alone` as in `Order`. A companion that runs is never disturbed."""
    host, port = options.attach or (config.network.nci_host, config.network.nci_port)
    emulator = config.emulator
    in_use = doctor_machine.page_is_ours(config.network.host, config.network.dashboard_port)
    return Order(
        host,
        port,
        _path(emulator.retroarch_path),
        _path(emulator.ra_core_path),
        _path(emulator.savestate_dir),
        leave_alone=leave_alone or (IN_USE if in_use else ""),
    )


def _path(text: str) -> Path | None:
    return Path(text).expanduser() if text else None


def _mend(
    subject: Subject,
    names: tuple[str, ...],
    data: Path,
    options: DoctorOptions,
    ask: Callable[[str], bool] | None,
) -> Mended:
    if not names:
        return Mended((), None, "", Fixed(refused="no setting is wrong that can be set"))
    try:
        appended = write_appended(data, names, subject.situation)
        start = _command([*(subject.command or ("retroarch",)), "--appendconfig", str(appended)])
        return Mended(names, appended, start, _mend_own(subject, names, options, ask))
    except OSError as error:
        refused = f"{error.filename or data} can't be written ({error.strerror}); nothing was changed"
        return Mended(names, None, "", Fixed(refused=refused))


def _mend_own(
    subject: Subject, names: tuple[str, ...], options: DoctorOptions, ask: Callable[[str], bool] | None
) -> Fixed:
    main = subject.settings.main
    if main is None:
        return Fixed(refused=UNKNOWN)
    if subject.running or is_running(subject.settings, subject.port):
        return Fixed(refused=RUNNING)
    if not options.yes:
        if ask is None or options.as_json:
            return Fixed(refused=NOT_ASKED)
        if not ask(f"Change {len(names)} settings in {main}? A copy is kept. [y/N] "):
            return Fixed(refused=DECLINED)
    # With RetroArch closed, the values that a running one had don't count.
    return fix(replace(subject.settings, certain=False), names, subject.situation, running=False)


def _step(mended: Mended | None) -> str:
    """What to do after settings were written; empty where none were."""
    if mended is None or mended.appended is None:
        return ""
    return "start RetroArch again" if mended.own.changes else "close RetroArch and start it with the file above"


def _tell_mended(report: Report, mended: Mended, subject: Subject) -> None:
    report.line()
    report.line("Fix")
    if mended.appended is not None:
        report.paragraph(f"Written: {', '.join(mended.names)}, to a file that RetroArch can be started with:")
        report.line(f"    {mended.start}")
        saves = subject.settings.on("config_save_on_exit", default=True)
        report.paragraph(KEEPS if saves else FORGETS)
    own = mended.own
    for change in own.changes:
        report.line(f"    {change.name}: {'not set' if change.old is None else change.old} -> {change.new}")
        if change.elsewhere:
            report.paragraph(f"But {change.elsewhere} holds another value and is read later: change it there, too.")
    if own.changes:
        report.paragraph(f"Changed in {own.file}. To undo it:")
        report.line(f"    {undo(own)}")
    elif own.refused:
        report.paragraph(f"{own.refused[0].upper()}{own.refused[1:]}.")


def _command(words: list[str]) -> str:
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
