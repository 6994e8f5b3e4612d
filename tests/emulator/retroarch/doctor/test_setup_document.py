"""docs/setup.md and the table of settings say the same."""

from __future__ import annotations

from pathlib import Path

from spinlab_pad.emulator.retroarch.doctor.wanted import WANTED, Setting, Situation
from spinlab_pad.emulator.retroarch.nci import DEFAULT_PORT

SETUP = Path(__file__).parents[4] / "docs" / "setup.md"
HEAD = "| in retroarch.cfg | need | RetroArch's own | in its menu | why |"
NEED = {"fail": "must", "warn": "should", "note": "may"}


def row(setting: Setting) -> str:
    line = f"`{setting.line(Situation(DEFAULT_PORT))}`"
    return f"| {line} | {NEED[setting.severity]} | `{setting.default}` | {setting.menu} | {setting.why} |"


def test_the_table_in_the_document_is_the_table_in_the_code() -> None:
    wanted = "\n".join((HEAD, "|---|---|---|---|---|", *map(row, WANTED)))
    text = SETUP.read_text("utf-8")
    found = text[text.index(HEAD) :].split("\n\n")[0].rstrip() if HEAD in text else ""
    assert found == wanted, f"put this into {SETUP.name}:\n{wanted}"


def test_every_menu_path_in_the_steps_is_one_of_the_table() -> None:
    text = SETUP.read_text("utf-8")
    steps = text[: text.index(HEAD)]
    for setting in WANTED:
        if setting.name in {"network_cmd_enable", "pause_nonactive", "log_to_file"}:
            assert setting.menu in steps, setting.name
