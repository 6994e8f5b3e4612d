from __future__ import annotations

import pytest

from spinlab_pad.lab.view import ConnectionState, Mode
from spinlab_pad.pad.context import Context, Kind, kind_of


@pytest.mark.parametrize(
    ("mode", "connection", "kind"),
    [
        ("idle", "playing", "menu"),
        ("idle", "waiting", "menu"),
        ("reference_paused", "playing", "menu"),
        ("practice", "playing", "live"),
        ("reference", "playing", "live"),
        ("practice", "paused", "over"),
        ("practice", "lost", "live"),
    ],
)
def test_the_situation_follows_from_mode_and_connection(mode: Mode, connection: ConnectionState, kind: Kind) -> None:
    assert kind_of(mode, connection) == kind


def test_what_is_asked_takes_the_plain_buttons_only_where_nothing_is_played() -> None:
    assert kind_of("idle", "playing", asked=True) == "choice"
    assert kind_of("reference_paused", "playing", asked=True) == "choice"
    assert kind_of("practice", "playing", asked=True) == "live"
    assert kind_of("practice", "paused", asked=True) == "choice"
    assert kind_of("speed_run", "paused", asked=True) == "choice"
    assert kind_of("practice", "lost", asked=True) == "choice", "there is no game that would see the buttons"


def test_what_is_held_at_a_start_is_for_the_game_and_rates_nothing() -> None:
    assert kind_of("practice", "paused", starting=True) == "live"
    assert kind_of("practice", "paused", starting=True, asked=True) == "choice"
    assert kind_of("idle", "playing", starting=True) == "menu"


def test_a_command_with_a_reason_against_it_is_not_allowed() -> None:
    context = Context("live", {"rate": None, "skip": "nothing is being practised"})
    assert context.allows("rate")
    assert not context.allows("skip")
    assert context.allows("retry")
