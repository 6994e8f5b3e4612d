from __future__ import annotations

import pytest

from spinlab_pad.game.catalog import Card, bundled_cards
from spinlab_pad.game.identify import Facts, Identity, identify

CARDS = (
    Card("alpha", "Alpha", frozenset({"ALPHA"}), frozenset({0xA1}), frozenset({"aa"}), frozenset({"alpha"})),
    Card("beta", "Beta", frozenset({"BETA"}), frozenset({0xB1}), frozenset({"bb"}), frozenset({"beta"})),
)
EVERY_SIGN = Facts("Alpha (USA)", frozenset({0xB1}), "bb", "ALPHA", chosen="mine")


@pytest.mark.parametrize(
    ("facts", "configured", "expected"),
    [
        (EVERY_SIGN, "path.yaml", Identity("path.yaml", "config")),
        (EVERY_SIGN, "auto", Identity("mine", "chosen")),
        (Facts("Alpha", frozenset({0xB1}), None, "ALPHA"), "auto", Identity("beta", "hash")),
        (Facts("Alpha", frozenset(), "bb", "ALPHA"), "auto", Identity("beta", "hash")),
        (Facts("Alpha", frozenset({7, 0xB1})), "auto", Identity("beta", "hash")),
        (Facts("Alpha", frozenset({7}), "cc", "BETA"), "auto", Identity("beta", "header")),
        (Facts("Alpha (USA) [!]", frozenset({7})), "auto", Identity("alpha", "name")),
        (Facts("Alpha", frozenset({7}), "cc", "GAMMA"), "auto", Identity(None, "unknown")),
        (Facts("Alphabet", frozenset({7})), "auto", Identity(None, "unknown")),
        (Facts(""), "auto", Identity(None, "unknown")),
    ],
)
def test_what_a_person_said_counts_most_then_the_firmest_sign(facts: Facts, configured: str, expected: Identity):
    assert identify(facts, CARDS, configured) == expected


@pytest.mark.parametrize(
    ("facts", "profile"),
    [
        (Facts("My Hack 2", frozenset({1}), "00", "SUPER MARIOWORLD"), "smw"),
        (Facts("Super Mario World (USA)", frozenset({0xB19ED489}), None, "SUPER MARIOWORLD"), "smw-vanilla"),
        (Facts("renamed", frozenset({1}), "00", "SPINLAB TRAINING CART"), "spinlab"),
        (Facts("Super Mario World (Europe)"), "smw-vanilla"),
        (Facts("The Legend", frozenset({1}), "00", "THE LEGEND OF ZELDA"), None),
    ],
)
def test_the_bundled_profiles_know_their_games(facts: Facts, profile: str | None):
    assert identify(facts, bundled_cards()).profile == profile
