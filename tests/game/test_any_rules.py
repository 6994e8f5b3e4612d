"""Any document is refused or works, and whatever rules it has, the events make sense."""

from __future__ import annotations

import contextlib
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from spinlab_pad.game.detector import Detector
from spinlab_pad.game.profile import Profile, ProfileError
from spinlab_pad.game.rules import ONE_FRAME_ROLES, ROLES
from tests.game.script import snapshots
from tests.game.sense import sensible
from tests.game.test_rules import game

NAMES = ["mode", "stage", "spot", "low", "high", "kept", "loaded", "end", "in_level", "", "x"]
WORDS = ["is", "not", "was", "becomes", "either", "min", "max", "changes", "rises", "bits", "mask", "equals", "above"]
NUMBERS = st.sampled_from([0, 1, 3, 0x20, 255, 256, -1, 0xFFFF])
LEAF = st.one_of(NUMBERS, st.booleans(), st.sampled_from([*NAMES, "begins", "ends", "not low"]), st.none())
TEST = st.one_of(LEAF, st.lists(LEAF, max_size=3), st.dictionaries(st.sampled_from(WORDS), LEAF, max_size=3))
LINES = st.dictionaries(st.sampled_from(NAMES), TEST, max_size=3)
CONDITION = st.one_of(LINES, st.sampled_from(NAMES), st.lists(st.one_of(LINES, st.sampled_from(NAMES)), max_size=3))
CHECKPOINT = st.fixed_dictionaries(
    {}, optional={"when": CONDITION, "known_by": st.sampled_from(NAMES), "shown": CONDITION, "kind": LEAF}
)
RULES = st.fixed_dictionaries(
    {"in_level": st.one_of(st.just({"mode": 3}), CONDITION)},
    optional={
        **dict.fromkeys(ROLES[1:], CONDITION),
        "finishes": st.dictionaries(st.sampled_from(["goal", "key"]), CONDITION, max_size=2),
        "checkpoints": st.dictionaries(st.sampled_from(["lamp", "bell"]), CHECKPOINT, max_size=2),
    },
)
DOCUMENTS = st.fixed_dictionaries(
    {"rules": RULES},
    optional={
        "signs": st.dictionaries(st.sampled_from(["low", "high"]), CONDITION, max_size=2),
        "values": st.dictionaries(st.sampled_from(["end", "low"]), st.one_of(LEAF, st.lists(NUMBERS)), max_size=2),
        "remember": st.dictionaries(
            st.sampled_from(["kept", "x"]),
            st.fixed_dictionaries(
                {"field": st.sampled_from(NAMES)},
                optional={"at": st.sampled_from(["entry", "arrival"]), "except": TEST, "known": CONDITION},
            ),
            max_size=2,
        ),
        "place": st.dictionaries(st.sampled_from(["level", "room", "x"]), st.sampled_from(NAMES), max_size=3),
        "counter": st.one_of(st.sampled_from(NAMES), LEAF),
        "memory": st.dictionaries(st.sampled_from(["size", "base"]), NUMBERS, max_size=2),
        "conditions": st.one_of(st.lists(LEAF, max_size=2), st.dictionaries(st.sampled_from(NAMES), TEST, max_size=2)),
    },
)
FILM = st.lists(
    st.fixed_dictionaries({}, optional=dict.fromkeys(("mode", "stage", "spot"), st.sampled_from([0, 1, 3, 255]))),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS, FILM)
def test_a_document_is_refused_or_works(document: dict[str, Any], film: list[dict[str, int]]) -> None:
    with contextlib.suppress(ProfileError):
        works(game(written(document)), film)


VALUE = st.sampled_from([0, 1, 3, 255])
STILL: st.SearchStrategy[Any] = st.one_of(
    VALUE, st.fixed_dictionaries({"not": VALUE}), st.just({"bits": 1}), st.just({"mask": 3, "is": [1, 2]})
)
MOVING: st.SearchStrategy[Any] = st.one_of(
    STILL,
    st.fixed_dictionaries({"becomes": VALUE}),
    st.fixed_dictionaries({"either": VALUE, "changes": st.booleans()}),
    st.sampled_from([{"rises": True}, {"falls": True}, {"was": 1, "is": 3}, {"was_not": 3, "is": 3}]),
)
FIELDS = st.sampled_from(["mode", "stage", "spot"])


def conditions(test: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    lines = st.dictionaries(FIELDS, test, min_size=1, max_size=2)
    return st.one_of(lines, st.lists(lines, min_size=1, max_size=2))


LEGAL = st.fixed_dictionaries(
    {
        "rules": st.fixed_dictionaries(
            {"in_level": st.just({"mode": 3})},
            optional={
                **{role: conditions(STILL if role in ONE_FRAME_ROLES else MOVING) for role in ROLES[1:]},
                "finishes": st.dictionaries(st.sampled_from(["a", "b"]), conditions(MOVING), min_size=1),
                "checkpoints": st.dictionaries(
                    st.sampled_from(["c", "d"]),
                    st.fixed_dictionaries(
                        {"when": conditions(MOVING)}, optional={"known_by": FIELDS, "shown": conditions(STILL)}
                    ),
                    min_size=1,
                ),
            },
        )
    },
    optional={"place": st.just({"level": "stage", "room": "spot"}), "counter": FIELDS},
)


@settings(max_examples=120, deadline=None)
@given(LEGAL, FILM)
def test_whatever_the_rules_are_the_events_make_sense(document: dict[str, Any], film: list[dict[str, int]]) -> None:
    """Frames in which no rule can hold are not looked at more closely; looking at them all says the same."""
    works(game(written(document)), film)
    quick, thorough = game(written(document)), game(written(document))
    thorough.rules.turns = thorough.rules.drifts = lambda was, now: True
    shots = list(snapshots(enumerate(film), quick))
    assert sensible(Detector(quick), shots) == sensible(Detector(thorough), shots)


def works(profile: Profile, film: list[dict[str, int]]) -> None:
    """The profile takes any memory."""
    shots = list(snapshots(enumerate(film), profile))
    sensible(Detector(profile), shots)
    for shot in shots:
        profile.observe(0, shot)
        profile.place(shot)


def written(document: dict[str, Any]) -> str:
    """As YAML, of which JSON is a part."""
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in document.items())
