"""Profiles: the bundled ones hold what the facts say, broken ones are refused with line, key and remedy."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spinlab_pad.game.memory import Field, Snapshot
from spinlab_pad.game.profile import ProfileError, bundled_profiles, load_profile, parse_profile

CARTRIDGE = Path(__file__).parents[2] / "assets" / "cartridge"

PLACES = """
frame_counter 13 1, effective_frame 14 1, held_1 15 1, pressed_1 16 1, held_2 17 1, pressed_2 18 1, powerup 19 1,
player_anim 71 1, player_x 94 2, player_y 96 2, game_mode 100 1, room 10B 2, fanfare 906 1, lives DBE 1,
exit_mode DD5 1, level 13BF 1, boss_defeated 13C6 1, midway 13CE 1, paused 13D4 1, rooms_entered 141A 1,
secret_exit 141C 1, dragon_coins_shown 1420 1, dragon_coins 1422 1, end_timer 1493 1, level_start 1935 1, music 1DFB 1,
submap 1F11 1, palace_green 1F27 1, palace_yellow 1F28 1, palace_blue 1F29 1, palace_red 1F2A 1,
checkpoint_entrance 1B403 2
"""


def test_every_bundled_profile_loads_and_has_what_the_detector_needs() -> None:
    assert set(bundled_profiles()) >= {"smw", "smw-vanilla", "spinlab"}
    for name in bundled_profiles():
        profile = load_profile(name)
        assert profile.name == name
        assert profile.fields


def test_the_memory_map_of_smw() -> None:
    smw = load_profile("smw")
    places = {field.name: (field.address, field.size) for field in smw.fields}
    expected = {}
    for entry in PLACES.split(","):
        name, address, size = entry.split()
        expected[name] = (int(address, 16), int(size))
    assert places == expected
    assert [field.name for field in smw.fields if field.signed] == ["player_x", "player_y"]


def test_variants() -> None:
    smw = load_profile("smw")
    assert (smw.variant, set(smw.variants)) == ("addmusick", {"addmusick", "vanilla"})
    vanilla = load_profile("smw-vanilla")
    assert smw.with_music("vanilla").rules.given == vanilla.rules.given != smw.rules.given
    with pytest.raises(ProfileError, match="use addmusick or vanilla"):
        smw.with_music("midi")


def test_names_of_levels() -> None:
    """The training cartridge's levels are called as the cartridge calls them."""
    spinlab = load_profile("spinlab")
    assert spinlab.fields == load_profile("smw").fields
    sources = [path for path in (CARTRIDGE / "levels").glob("*.txt") if path.name.split("-")[0].isdigit()]
    assert {number: spinlab.level_name(number) for number in spinlab.levels} == {
        int(source.name.split("-")[0]): source.read_text("utf-8").split("\n")[0].removeprefix("name: ").title()
        for source in sources
    }
    assert spinlab.level_name(0x2A) == "Level 2A"


def test_a_field_that_is_not_there() -> None:
    with pytest.raises(KeyError, match="has no field 'mana'"):
        load_profile("smw").field("mana")


def test_a_file_that_extends(tmp_path: Path) -> None:
    path = tmp_path / "hack.yaml"
    path.write_text("extends: smw\nname: hack\nfields:\n  boss_defeated: {address: 0x1F00}\nlevels: {0x105: Start}\n")
    for source in (path, str(path)):
        hack = load_profile(source)
        assert hack.field("boss_defeated") == Field("boss_defeated", 0x1F00)
        assert hack.field("midway") == Field("midway", 0x13CE)
        assert (hack.name, hack.level_name(0x105)) == ("hack", "Start")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="No such file"):
        load_profile(tmp_path / "none.yaml")
    with pytest.raises(ProfileError, match=r"bundled are .*, smw, "):
        load_profile("../smw")


HACK = "extends: smw\nname: hack\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1: a profile is a mapping"),
        ("- 1", "line 1: a profile is a mapping"),
        ("name: x\nfilds: {}", "line 2, key 'filds': unknown key; did you mean `fields`?"),
        ("name: x\nname: y", "line 2, key 'name': this key stands here twice"),
        ("name: x\n\tfields: 1", "line 2: not valid YAML"),
        ("name: x\nfields: {a: &b 1, c: *b}", "line 2, key 'fields.c': anchors"),
        ("name: !!python/object/apply:os.getcwd []", "line 1"),
        ("extends: nope\nname: x", "line 1, key 'extends': no profile 'nope'; bundled are"),
        ("extends: 3\nname: x", "line 1, key 'extends': 3 must be the name"),
        ("name: x\nfields: {}", "line 2, key 'fields': a mapping"),
        (HACK + "fields:\n  midway: {adress: 3}", "line 4, key 'fields.midway.adress': unknown key; did you mean"),
        (HACK + "fields:\n  midway: {size: 3}", "line 4, key 'fields.midway': no `address`"),
        (HACK + "fields:\n  midway: 3", "line 4, key 'fields.midway': a mapping"),
        (HACK + "fields:\n  midway: {address: 0x20000}", "line 4, key 'fields.midway.address': "),
        (HACK + "fields:\n  midway: {address: 0x1FFFF, size: 2}", "line 4, key 'fields.midway.size': its last byte"),
        (HACK + "fields:\n  midway: {bank: 0x7E, address: 0x7E0000}", "0x7e0000 holds a bank already"),
        (HACK + "fields:\n  midway: {bank: 0x70, address: 0}", "outside of work RAM (offsets 0 to 0x1ffff, addresses"),
        (HACK + "fields:\n  midway: {address: 1, size: 0}", "line 4, key 'fields.midway.size': "),
        (HACK + "fields:\n  midway: {address: -1}", "-1 is not a whole number"),
        (HACK + "fields:\n  midway: {address: true}", "True is not a whole number"),
        (HACK + "fields:\n  midway: {address: 1, signed: 1}", "key 'fields.midway.signed': 1 is not true or false"),
        (HACK + "counter: frame_count", "key 'counter': no field 'frame_count'; did you mean `frame_counter`?"),
        (HACK + "conditions: [power]", "key 'conditions.power': no field 'power'"),
        (HACK + "conditions: powerup", "key 'conditions': write a list"),
        (HACK + "levels: [a]", "line 3, key 'levels': write `number: name` lines"),
        (HACK + "levels: {a: b}", "line 3, key 'levels.a': 'a' is not a whole number"),
        (HACK + "levels:\n  3: 4", "line 4, key 'levels.3': 4 is not text; put it in quotes"),
        (HACK + "fields:\n  midway: {address: 0100}", "line 4, key 'fields.midway.address': 0100 would be 64 here"),
        (HACK + "fields:\n  midway:", "key 'signs.tape.midway': (inherited from 'smw') no field or sign 'midway'"),
        (HACK + "signs:\n  goal:", "(inherited from 'smw') no field or sign 'goal'; "),
        (
            HACK + "signs: {goal: {fanfar: 1}}",
            "line 3, key 'signs.goal.fanfar': no field or sign 'fanfar'; did you mean",
        ),
        (HACK + 'levels: {1: "a\\nb"}', "line 3, key 'levels.1': 'a\\nb' goes over several lines"),
        (HACK + "rules: {dies: {becomes: 9}}", "line 3, key 'rules.dies.becomes': 'becomes' stands alone here"),
        ("extends: smw\nname: [a]", "line 2, key 'name': ['a'] is not text"),
    ],
)
def test_errors_name_line_key_and_remedy(text: str, says: str) -> None:
    with pytest.raises(ProfileError) as caught:
        parse_profile(text.encode(), "mine.yaml")
    assert str(caught.value).startswith("profile 'mine.yaml', line ")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_a_bundled_profile_would_extend_in_a_circle() -> None:
    from spinlab_pad.game.profile_reader import read_profile

    with pytest.raises(ProfileError, match="must be the name of another"):
        read_profile(b"extends: a\nname: x", "x", lambda name: b"extends: b" if name == "a" else b"extends: a")


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_any_bytes_are_a_profile_or_refused(raw: bytes) -> None:
    for text in (raw, HACK.encode() + raw):
        with contextlib.suppress(ProfileError):
            parse_profile(text)


def test_a_place_is_room_and_position_in_pixels() -> None:
    values = {"room": 0x105, "player_x": 0x234, "player_y": -3}
    assert load_profile("smw").place(Snapshot(1, 0, values)) == (0x105, 0x234, -3)
