from __future__ import annotations

import pytest

from spinlab_pad.game.catalog import Card, bundled_cards, plain_name, read_card
from spinlab_pad.game.profile import ProfileError, bundled_profiles, load_profile
from spinlab_pad.game.rom import title_of


def test_every_bundled_profile_is_offered_by_its_title():
    cards = bundled_cards()
    assert {card.name for card in cards} == set(bundled_profiles())
    assert [card.title for card in cards] == sorted(load_profile(name).title for name in bundled_profiles())


def test_no_two_bundled_profiles_claim_the_same_game():
    for kind in ("titles", "crc32", "sha256", "names"):
        claimed = [item for card in bundled_cards() for item in getattr(card, kind)]
        assert len(claimed) == len(set(claimed)), kind


def test_matches_are_read():
    raw = b"""
name: mine
title: My Game
matches:
  titles: [MY GAME]
  crc32: [0x12345678]
  sha256: ["%s"]
  names: ["My Game (USA)"]
""" % (b"ab" * 32)
    assert read_card(raw, "mine.yaml") == Card(
        "mine",
        "My Game",
        frozenset({"MY GAME"}),
        frozenset({0x12345678}),
        frozenset({"ab" * 32}),
        frozenset({"my game"}),
    )


def test_a_title_with_blanks_as_it_stands_in_the_header_is_that_of_the_game():
    card = read_card(b"name: mine\nmatches: {titles: ['MY  GAME   ']}\n", "mine.yaml")
    assert card.titles == {title_of(b"MY  GAME             ")}


def test_a_profile_without_matches_can_only_be_chosen():
    assert read_card(b"name: plain\n", "plain") == Card("plain", "plain")


@pytest.mark.parametrize(
    ("matches", "says"),
    [
        ("matches: [1]", r"line 2, key 'matches': `matches` takes titles, crc32, sha256, names"),
        ("matches: {title: [A]}", r"takes titles, crc32"),
        ("matches:\n  crc32: [-1]", r"line 3, key 'matches.crc32': .* 0xB19ED489"),
        ("matches: {crc32: B19ED489}", "write a list of numbers"),
        ("matches: {crc32: [0x100000000]}", "write a list of numbers"),
        ("matches: {sha256: [abc]}", "64 hexadecimal digits in quotes"),
        ("matches: {titles: [1]}", "write a list of texts"),
        ("matches: {names: ['']}", "write a list of texts"),
        ("{", "line"),
    ],
)
def test_what_cannot_be_used_is_told_with_line_key_and_remedy(matches: str, says: str):
    with pytest.raises(ProfileError, match=says):
        read_card(f"name: wrong\n{matches}\n".encode(), "wrong.yaml")


@pytest.mark.parametrize("name", ["Super Mario World (USA)", "SUPER  MARIO-WORLD [!]"])
def test_names_are_compared_by_their_words(name: str):
    assert plain_name(name) == "super mario world"
