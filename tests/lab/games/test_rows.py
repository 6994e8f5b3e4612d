from __future__ import annotations

from dataclasses import replace

import pytest

from spinlab_pad.game.catalog import Card
from spinlab_pad.lab.games.rows import rows
from spinlab_pad.lab.queries import GameRow
from spinlab_pad.store.records import ContentRecord, RomFile

CARDS = (
    Card("smw", "Super Mario World", frozenset({"SUPER MARIOWORLD"})),
    Card("other", "Other", crc32=frozenset({9})),
)
HACK = RomFile("/games/Hack.sfc", 1, 1, 0xA1, 0xA1, "aa" * 32, "SUPER MARIOWORLD", "LoROM")
HEADERED = RomFile("/games/b other.smc", 1, 1, 0xB1, 9, "bb" * 32, None, None)
ZIP = RomFile("/games/packed.zip", 1, 1, problem="this is a zip file; unpack it")
PLAYED = ContentRecord("000000a1", "Hack", "snes", 0xA1, None, None, None, None, "100%", 50)
ELSEWHERE = ContentRecord("Nameless", "Nameless", "snes", None, None, None, None, "smw", None, 70)


def listed(files=(), played=(), running=None, configured=None) -> dict[str, GameRow]:
    found = rows(files, played, CARDS, running=running, configured=configured, category="any%")
    assert [row.name.casefold() for row in found] == sorted(row.name.casefold() for row in found)
    return {row.id: row for row in found}


def test_a_file_says_who_it_is_and_what_was_played_of_it():
    row = listed([HACK, HEADERED], [PLAYED])["000000a1"]
    assert (row.name, row.title, row.crc32, row.profile, row.reason) == (
        "Hack", "SUPER MARIOWORLD", "000000a1", "smw", "header",
    )  # fmt: skip
    assert (row.category, row.played_ms, row.problem, row.running) == ("100%", 50, None, False)


def test_a_copiers_header_does_not_hide_a_listed_checksum():
    row = listed([HEADERED])["000000b1"]
    assert (row.profile, row.reason, row.played_ms, row.category) == ("other", "hash", None, "any%")


@pytest.mark.parametrize(("configured", "expected"), [(None, ("other", "chosen")), ("my.yaml", ("my.yaml", "config"))])
def test_a_choice_counts_unless_the_configuration_names_the_profile(configured, expected):
    row = listed([HACK], [replace(PLAYED, profile="other")], configured=configured)["000000a1"]
    assert (row.profile, row.reason) == expected


def test_what_cannot_be_started_says_why():
    found = listed([ZIP], [ELSEWHERE])
    assert (found["packed.zip"].name, found["packed.zip"].profile) == ("packed.zip", None)
    assert found["packed.zip"].problem == "this is a zip file; unpack it"
    elsewhere = found["Nameless"]
    assert (elsewhere.profile, elsewhere.reason, elsewhere.crc32) == ("smw", "chosen", None)
    assert "not in rom.dir" in (elsewhere.problem or "")


def test_the_running_game_is_one_row_whether_its_file_is_known_or_not():
    assert [row.id for row in listed([HACK], [PLAYED], running="000000a1").values() if row.running] == ["000000a1"]
    assert listed([], [ELSEWHERE], running="Nameless")["Nameless"].running
    copy = replace(HACK, path="/games/copy.sfc")
    assert len(listed([HACK, copy], [PLAYED])) == 1
