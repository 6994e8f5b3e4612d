"""docs/couch.md: its pictures are what the overlay draws, and it tells of every button and of all that the menu has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from spinlab_pad.lab.asking.choices import TOP, Known, page
from spinlab_pad.lab.commands import COMMANDS
from spinlab_pad.lab.view import Mode
from spinlab_pad.overlay.draw import picture
from spinlab_pad.overlay.layout import layout
from spinlab_pad.overlay.text import measure
from spinlab_pad.overlay.theme import CLEAR
from spinlab_pad.pad.bindings import bindings
from tests.overlay import golden
from tests.overlay.race_views import FINISHED, RACING_NOW
from tests.overlay.views import BUSY, COUNTING, FILLING, GOLD, LAYER, MENU, NOW_MS, REFERENCE, REPLAYING

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "couch.md").read_text(encoding="utf-8")
SIZE = (320, 720)
BYTES_MAX = 60_000
PICTURES = {
    "layer": LAYER,
    "record": REFERENCE,
    "cold-fill": FILLING,
    "practice": BUSY,
    "start": COUNTING,
    "rating": GOLD,
    "menu": MENU,
    "replay": REPLAYING,
    "speed-run": RACING_NOW,
    "end": FINISHED,
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_of_the_document_is_what_the_overlay_draws(name: str, tmp_path: Path) -> None:
    drawn = picture(layout(PICTURES[name], SIZE, CLEAR, NOW_MS, measure), SIZE)
    golden.check(name, drawn, tmp_path, DOCS / "couch")
    assert (DOCS / "couch" / f"{name}.png").stat().st_size < BYTES_MAX


def test_every_picture_is_shown_and_none_is_missing() -> None:
    assert sorted(re.findall(r"couch/([\w-]+)\.png", TEXT)) == sorted(PICTURES)


def test_every_button_of_the_layer_has_its_row() -> None:
    rows = {row.split("|")[1].strip().lower() for row in TEXT.splitlines() if row.startswith("| ")}
    told = {part.strip() for row in rows for part in row.removeprefix("d-pad ").split(",")}
    for control in bindings().layer:
        wanted = f"{control.position}, held" if control.hold else str(control.position)
        assert wanted in rows or str(control) in told, f"docs/couch.md has no row for {wanted}"


@pytest.mark.parametrize("mode", ["idle", "practice"])
def test_all_that_the_menu_has_is_told(mode: Mode) -> None:
    known = Known(mode, dict.fromkeys(COMMANDS), allocator="mix", estimator="kalman")
    flat = " ".join(TEXT.split())
    for offer in page(TOP, known):
        assert offer.label.removesuffix(" ›") in flat
