"""The sections of a profile about what happens: what they are without a key, and what is refused."""

from __future__ import annotations

import json

import pytest

from spinlab_pad.game.memory import Memory
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
        ("variants: {a: {b: 1}}\nvariant: [a]", "key 'variant': ['a'] is not under `variants`; write a"),
        ("variants: {a: {b: 1}}\nvariant: {a: b}", "key 'variant': {'a': 'b'} is not under `variants`; write a"),
        ("variants: {a: 1}\nvariant: a", "key 'variants.a': a mapping"),
        ("variant: a", "key 'variant': there are no `variants`; leave this out"),
        ("remember: {a: {field: mode}}", "key 'remember.a': write either `except: VALUES` or `at: entry`"),
        ("remember: {a: {field: mode, at: entry, except: 3}}", "key 'remember.a': write either"),
        ("remember: {a: {fild: mode}}", "key 'remember.a.fild': unknown key; did you mean `field`?"),
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


@pytest.mark.parametrize(
    ("signs", "says"),
    [
        ({f"s{n}": [f"s{n - 1}", f"not s{n - 1}"] if n else {"mode": 3} for n in range(40)}, "more than 250 tests"),
        ({f"s{n}": {f"s{n - 1}": True, "stage": 1} if n else {"mode": 3} for n in range(2000)}, "more than 250 tests"),
        ({f"s{n}": f"s{n + 1}" if n < 1999 else {"mode": 3} for n in range(2000)}, "over more than 40 steps"),
    ],
)
def test_signs_that_grow_without_bounds_are_refused(signs: dict[str, object], says: str) -> None:
    with pytest.raises(ProfileError, match=says):
        game("signs: " + json.dumps(signs))


def test_many_small_signs_are_no_large_one() -> None:
    signs = {f"s{n}": {"mode": n % 256, "stage": 1} for n in range(200)}
    assert game("signs: " + json.dumps(signs)).rules.watched == ()


def test_a_field_of_many_bytes_is_watched_as_one() -> None:
    block = "fields: {flags: {address: 0, size: 512}}\nrules:\n  in_level: {flags: {not: 0}}\n"
    assert parse_profile(f"name: game\n{block}".encode()).rules.watched == ("flags",)
    with pytest.raises(ProfileError, match="only bits 0 to 63 can be asked"):
        parse_profile(f"name: game\n{block}  lost: {{flags: {{bits: {1 << 64}}}}}\n".encode())


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
