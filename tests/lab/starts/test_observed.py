"""What was observed at a start: kept with the state, in words, and told where it is not so any more."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from spinlab_pad.lab.commands import Retry, StartPractice
from spinlab_pad.lab.starts.observed import differences, in_words
from spinlab_pad.store.store import Store
from tests.lab.fakes import GAME, NOTHING, SMW, Desk, texts

GAME_ID = f"{GAME.crc32:08x}"


@pytest.mark.parametrize(
    ("observed", "words"),
    [
        ({}, ""),
        ({"powerup": 0, "dragon_coins": 0}, "small"),
        ({"powerup": 1, "dragon_coins": 2}, "big, 2 dragon coins"),
        ({"powerup": 77}, "77 powerup"),
        ({"gone": 1}, ""),
    ],
)
def test_what_was_observed_in_words(observed: Mapping[str, int], words: str):
    assert in_words(SMW, observed) == words


@pytest.mark.parametrize(
    ("stored", "seen", "told"),
    [
        ({"powerup": 0}, {"powerup": 0}, []),
        ({"powerup": 0}, {"powerup": 2}, ["powerup is cape, was small"]),
        ({"powerup": 0}, {"powerup": 9}, ["powerup is 9, was small"]),
        ({"dragon_coins": 0}, {"dragon_coins": 3}, []),
        ({}, {"powerup": 2}, []),
        ({"powerup": 0}, {}, []),
    ],
    ids=["the same", "another", "one without a word", "not required", "unknown before", "unknown now"],
)
def test_what_differs_and_matters(stored: Mapping[str, int], seen: Mapping[str, int], told: list[str]):
    assert differences(SMW, stored, seen) == told


async def recorded(desk: Desk) -> None:
    await desk.attach()
    await desk.play({"powerup": 1, "dragon_coins": 2})
    await desk.record(5)


def replaced(store: Store) -> None:
    """Other states lie under the same names: the player has fire."""
    for state in store.start_states(GAME_ID, GAME.core):
        values = json.loads(store.states.get(state.sha256))
        store.put_state(GAME_ID, state, json.dumps(values | {"powerup": 3}).encode(), 1)


async def test_a_start_is_kept_with_what_was_observed_at_its_event(desk: Desk):
    await recorded(desk)
    states = await desk.store.call(lambda store: store.start_states(GAME_ID, GAME.core))
    assert len(states) == 2
    assert [state.observed for state in states] == [{"powerup": 1, "dragon_coins_shown": 0, "dragon_coins": 2}] * 2


async def test_a_start_as_it_was_recorded_is_no_news(desk: Desk):
    await recorded(desk)
    await desk.do(StartPractice())
    await desk.play(NOTHING)
    await desk.playing()
    assert "does not start as recorded" not in texts(desk)


async def test_a_state_that_somebody_has_replaced_is_told_once(desk: Desk):
    await recorded(desk)
    await desk.store.call(replaced)
    await desk.do(StartPractice())
    await desk.play(NOTHING)
    await desk.playing()
    wanted = "Level 5 1 does not start as recorded: powerup is fire, was big. Record it anew if that is wrong"
    assert wanted in texts(desk)
    desk.lab.context.clear("start 5.entrance~powerup=1.checkpoint1")
    await desk.do(Retry())
    await desk.playing()
    assert "does not start as recorded" not in texts(desk)
