"""The sections of a profile about what happens: what they are without a key, and what is refused."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from spinlab_pad.game.detector import Detector
from spinlab_pad.game.memory import Memory, Snapshot
from spinlab_pad.game.profile import Profile, ProfileError, load_profile, parse_profile
from spinlab_pad.game.rules import ROLES
from spinlab_pad.game.signs import ALWAYS, NEVER, Compare, Not

GAME = """
name: game
fields:
  mode: {address: 0}
  stage: {address: 1}
  spot: {address: 2, size: 2}
"""


def game(more: str) -> Profile:
    return parse_profile((GAME + more).encode(), "game.yaml")


def test_a_role_that_is_missing_never_comes_or_follows_from_in_level() -> None:
    roles = game("rules:\n  in_level: {mode: 3}\n").rules.given.roles
    in_level = roles.in_level
    assert (roles.playable, roles.ready, roles.loading, roles.starts) == (in_level, in_level, Not(in_level), ALWAYS)
    others = set(ROLES) - {"in_level", "playable", "ready", "loading", "starts"}
    assert {name for name in others if getattr(roles, name) == NEVER} == others


def test_where_loads_show_a_level_begins_with_one() -> None:
    assert game("rules:\n  in_level: {mode: 3}\n  loading: {mode: 2}\n").rules.given.roles.starts == NEVER


def test_a_room_has_changed_when_its_number_has() -> None:
    rules = game("place: {room: spot}\nrules:\n  in_level: {mode: 3}\n").rules.given
    assert isinstance(rules.roles.room_changes, Compare)
    assert rules.roles.room_changes.word == "differs"
    own = game("place: {room: spot}\nrules:\n  in_level: {mode: 3}\n  room_changes: {stage: {changes: true}}\n")
    assert own.rules.given.remembered == ()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("rules: {dies: {mode: 4}}", "key 'rules': `in_level` is missing; say when the player is in a level"),
        ("rules: {in_level: {mode: 3}, die: {mode: 4}}", "key 'rules.die': unknown key; did you mean `dies`?"),
        ("rules: 3", "key 'rules': a mapping"),
        ("rules: {in_level: {mode: {was: 3}}}", "key 'rules.in_level': this has to be told of a single frame"),
        ("rules: {in_level: {mode: 3}, loading: loaded}", "key 'rules.loading': this has to be told of a single frame"),
        ("rules: {in_level: {mode: 3}, finishes: []}", "key 'rules.finishes': a mapping"),
        ("rules: {in_level: {mode: 3}, finishes: {3: {mode: 4}}}", "key 'rules.finishes.3': 3 is not text"),
        ("rules: {in_level: {mode: 3}, finishes: {a: {mod: 4}}}", "key 'rules.finishes.a.mod': no field or sign 'mod'"),
        ("rules: {in_level: {mode: 3}, checkpoints: {a: {mode: 4}}}", "key 'rules.checkpoints.a.mode': unknown key"),
        ("rules: {in_level: {mode: 3}, checkpoints: {a: {kind: b}}}", "key 'rules.checkpoints.a': no `when`"),
        ("rules: {in_level: {mode: 3}, checkpoints: {a: 3}}", "key 'rules.checkpoints.a': a mapping"),
        (
            "rules: {in_level: {mode: 3}, checkpoints: {a: {when: {mode: 4}, known_by: spo}}}",
            "key 'rules.checkpoints.a.known_by': no field 'spo'; did you mean `spot`?",
        ),
        (
            "rules: {in_level: {mode: 3}, checkpoints: {a: {when: {mode: 4}, kind: 4}}}",
            "key 'rules.checkpoints.a.kind': 4 is not text",
        ),
        (
            "rules: {in_level: {mode: 3}, checkpoints: {a: {when: {mode: 4}, shown: {mode: {was: 4}}}}}",
            "key 'rules.checkpoints.a.shown': this has to be told of a single frame",
        ),
        ("place: {stage: stage}", "key 'place.stage': unknown key; known are level, room, x, y"),
        ("place: {level: stag}", "key 'place.level': no field 'stag'; did you mean `stage`?"),
        ("values: {a: [b]}", "key 'values.a': 'b' is not a whole number"),
        ("values: {a: true}", "key 'values.a': True is not a whole number"),
        ("values: [a]", "key 'values': a mapping"),
        ("values: {3: 3}", "key 'values.3': 3 is not text"),
        ("variants: {a: {b: 1}}", "key 'variant': None is not under `variants`; write a"),
        ("variants: {a: {b: 1}}\nvariant: c", "key 'variant': 'c' is not under `variants`; write a"),
        ("variants: {a: 1}\nvariant: a", "key 'variants.a': a mapping"),
        ("variant: a", "key 'variant': there are no `variants`; leave this out"),
        ("remember: {a: {field: mode}}", "key 'remember.a': write either `except: VALUES` or `at: entry`"),
        ("remember: {a: {field: mode, at: entry, except: 3}}", "key 'remember.a': write either"),
        ("remember: {a: {at: entry}}", "key 'remember.a': no `field`"),
        ("remember: {a: {field: mod, at: entry}}", "key 'remember.a.field': no field 'mod'; did you mean `mode`?"),
        ("remember: {a: {field: mode, at: noon}}", "key 'remember.a.at': 'noon': write `entry`, or `arrival`"),
        ("remember: {a: {field: mode, except: 300}}", "key 'remember.a.except': field 'mode' holds 0 to 255"),
        ("remember: {a: {field: mode, at: entry, known: loaded}}", "key 'remember.a.known': this has to be told of"),
        ("remember: {mode: {field: mode, at: entry}}", "key 'remember.mode': this name is already a field"),
        ("signs: {mode: {stage: 3}}", "key 'signs.mode': this name is already a field"),
        ("signs: {loaded: {stage: 3}}", "key 'signs.loaded': this name is already the detector's own sign"),
        ("signs: {3: {stage: 3}}", "key 'signs.3': 3 is not text"),
        ("signs: {a: b, b: {c: true}, c: not a}", "signs that lean on each other in a circle (a -> b -> c -> a)"),
        ("signs: {a: {stage: 3, mode: {is: 1, not: 1}}}", "key 'signs.a.mode': no value can pass this"),
        ("memory: {sise: 3}", "key 'memory.sise': unknown key; did you mean `size`?"),
        ("memory: {size: 0}", "key 'memory.size': 0 is no number of bytes"),
        ("memory: {size: 3}", "key 'fields.spot.size': its last byte is outside of work RAM, which has 0x3 bytes"),
        ("memory: {size: 2}", "key 'fields.spot.address': 0x2 is outside of work RAM (offsets 0 to 0x1)"),
        ("memory: {size: 0x100, base: 0x80}", "key 'memory.base': offsets and addresses could not be told apart"),
        ("counter: {slack: 3}", "key 'counter': no `field`"),
        ("counter: {field: mode, slak: 3}", "key 'counter.slak': unknown key; did you mean `slack`?"),
        ("counter: {field: mod}", "key 'counter.field': no field 'mod'; did you mean `mode`?"),
        ("counter: {field: mode, slack: -1}", "key 'counter.slack': -1 is not a whole number"),
    ],
)
def test_errors_name_line_key_and_remedy(more: str, says: str) -> None:
    with pytest.raises(ProfileError) as caught:
        game(more)
    assert str(caught.value).startswith("profile 'game.yaml', line ")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_error_in_one_variant_is_one_of_the_profile() -> None:
    variants = "variants:\n  a: {end: 3}\n  b: {end: 300}\nvariant: a\nrules:\n  in_level: {mode: end}\n"
    with pytest.raises(ProfileError, match="field 'mode' holds 0 to 255, never 300"):
        game(variants)


@pytest.mark.parametrize(
    ("memory", "place", "offset"),
    [
        ("", "{address: 0x1B403}", 0x1B403),
        ("", "{address: 0x7FB403}", 0x1B403),
        ("", "{bank: 0x7F, address: 0xB403}", 0x1B403),
        ("", "{bank: 0x00, address: 0x0DBE}", 0x0DBE),
        ("memory: {size: 0x2000, base: 0xC000}\n", "{address: 0xC0DE}", 0x00DE),
        ("memory: {size: 0x40000}\n", "{address: 0x3FFFF}", 0x3FFFF),
    ],
)
def test_an_address_is_an_offset_or_one_on_the_bus(memory: str, place: str, offset: int) -> None:
    profile = parse_profile(f"name: a\n{memory}fields:\n  b: {place}\n".encode())
    assert profile.field("b").address == offset


def test_memory_of_the_snes_where_nothing_is_said() -> None:
    assert load_profile("smw").memory == game("").memory == Memory(0x20000, 0x7E0000)
    assert game("memory: {size: 0x800}").memory == Memory(0x800, 0)


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


@settings(max_examples=300)
@given(DOCUMENTS, FILM)
def test_a_document_is_refused_or_works(document: dict[str, Any], film: list[dict[str, int]]) -> None:
    with contextlib.suppress(ProfileError):
        works(game(yaml.safe_dump(document)), film)


CALM = st.fixed_dictionaries(
    {"rules": st.fixed_dictionaries({"in_level": st.just({"mode": 3})}, optional=dict.fromkeys(ROLES[1:], LINES))},
    optional={"place": st.just({"level": "stage", "room": "spot"})},
)


@settings(max_examples=200)
@given(CALM, FILM)
def test_a_document_that_is_nearly_right_is_refused_or_works(
    document: dict[str, Any], film: list[dict[str, int]]
) -> None:
    with contextlib.suppress(ProfileError):
        works(game(yaml.safe_dump(document)), film)


def works(profile: Profile, film: list[dict[str, int]]) -> None:
    """The profile takes any memory; events come from the frame that they are of."""
    detector = Detector(profile)
    values = {field.name: 0 for field in profile.fields}
    for frame, changes in enumerate(film):
        values = values | changes
        snapshot = Snapshot(frame, 0, values)
        assert all(event.frame == frame for event in detector.feed(snapshot))
        profile.observe(0, snapshot)
        profile.place(snapshot)
