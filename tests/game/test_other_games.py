"""Games that share nothing with Super Mario World: the language alone says what happens in them."""

from __future__ import annotations

from spinlab_pad.game.events import (
    CheckpointReached,
    Died,
    LevelEntered,
    LevelFinished,
    LevelLeft,
    RoomChanged,
    Spawned,
)
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import parse_profile
from tests.game.script import play

RUNNER = parse_profile(
    b"""
name: runner
memory: {size: 0x800}
fields:
  state: {address: 0x10}
  stage: {address: 0x11}
  lives: {address: 0x12}
rules:
  in_level: {state: 3}
  playable: {state: {becomes: 3}}
  outside: {state: 0}
  dies: {lives: {falls: true}}
  finishes:
    flag: {state: {becomes: 5}}
place: {level: stage}
"""
)
"""A title (0), a level (3), a screen that says how many lives are left (4), and the flag (5).

A life is lost while the level still runs, so a life begins when the level's state begins.
"""


def test_a_game_without_rooms_checkpoints_counter_or_position() -> None:
    rows = [
        (0, {"state": 0, "lives": 3}),
        (1, {"state": 4, "stage": 1}),
        (2, {"state": 3}),
        (10, {"lives": 2}),
        (12, {"state": 4}),
        (20, {"state": 3}),
        (30, {"state": 5}),
        (40, {"state": 4, "stage": 2}),
        (50, {"state": 3}),
        (60, {"state": 0}),
        (61, {"state": 3}),
    ]
    assert play(rows, RUNNER) == [
        LevelEntered(2, 1, 0),
        Died(10, 1, 0, 0),
        Spawned(20, 1, False, 0),
        LevelFinished(30, 1, "flag"),
        LevelEntered(50, 2, 0),
        LevelEntered(61, 2, 0),
    ]
    assert RUNNER.place(Snapshot(0, 0, {})) == (0, 0, 0)


CAVES = parse_profile(
    b"""
name: caves
memory: {base: 0xC000, size: 0x2000}
counter: clock
fields:
  clock: {address: 0xC000, size: 2}
  hearts: {address: 0xC002}
  screen: {address: 0xC003}
  world: {address: 0xC004}
  menu: {address: 0xC005}
  lamp: {address: 0xC006}
  flags: {address: 0xC007}
  x: {address: 0xC010, size: 2, signed: true}
  y: {address: 0xC012, size: 2, signed: true}
place: {level: world, room: screen, x: x, y: y}
signs:
  alive: {hearts: {min: 1}, menu: {mask: 0x80, is: 0}}
rules:
  in_level: alive
  dies: {hearts: {becomes: 0}}
  aborts: {menu: {mask: 0x80, becomes: 0x80}}
  away: {menu: {bits: 0x80}}
  checkpoints:
    lamp: {when: {alive: true, lamp: {changes: true, not: 0}}, known_by: lamp, shown: {lamp: {not: 0}}}
  finishes:
    crystal: {flags: {mask: 0x0F, rises: true}}
"""
)
"""Screens that scroll without a load, numbered lamps, a menu bit, hearts in place of lives."""


def test_a_game_without_loads() -> None:
    rows = [
        (0, {"hearts": 0}),
        (1, {"hearts": 3, "world": 1, "screen": 7}),
        (5, {"screen": 8}),
        (6, {"lamp": 2}),
        (8, {"screen": 9, "x": -4}),
        (9, {"hearts": 0}),
        (20, {"hearts": 3, "screen": 8, "x": 0}),
        (25, {"flags": 0xF1}),
        (30, {"world": 2, "screen": 1, "lamp": 0}),
        (40, {"menu": 0x81}),
        (50, {"menu": 0}),
    ]
    assert play(rows, CAVES) == [
        LevelEntered(1, 1, 7),
        RoomChanged(5, 1, 8),
        CheckpointReached(6, 1, 1, "lamp"),
        RoomChanged(8, 1, 9),
        Died(9, 1, -4, 0),
        Spawned(20, 1, True, 1),
        LevelFinished(25, 1, "crystal"),
        LevelEntered(30, 2, 1),
        LevelLeft(40, 2),
        LevelEntered(50, 2, 1),
    ]


def test_checkpoints_that_no_field_tells_apart_are_known_by_their_names() -> None:
    inns = parse_profile(
        b"""
name: inns
fields: {mode: {address: 0}, flags: {address: 1}}
rules:
  in_level: {mode: 1}
  checkpoints:
    inn: {when: {flags: {mask: 1, rises: true}}, shown: {flags: {bits: 1}}}
    shrine: {when: {flags: {mask: 2, rises: true}}, shown: {flags: {bits: 2}}}
"""
    )
    rows = [(0, {"mode": 1, "flags": 1}), (1, {"flags": 2}), (2, {"flags": 0}), (3, {"flags": 1}), (4, {"flags": 3})]
    assert play(rows, inns) == [CheckpointReached(1, 0, 2, "shrine")]


def test_in_the_frame_of_an_entry_nothing_is_loaded_any_more() -> None:
    fields = b"name: quick\nfields: {mode: {address: 0}, hits: {address: 1}}\n"
    rules = b"rules: {in_level: {mode: 3}, dies: {loaded: true, hits: {becomes: 1}}}\n"
    rows = [(0, {"mode": 1}), (1, {"mode": 3, "hits": 1})]
    assert play(rows, parse_profile(fields + rules)) == [LevelEntered(1, 0, 0)]


def test_a_game_of_which_one_field_tells_everything() -> None:
    one = parse_profile(
        b"name: one\nfields: {mode: {address: 0}}\nrules: {in_level: {mode: 3}, dies: {mode: {becomes: 4}}}\n"
    )
    assert one.rules.watched == ("mode",)
    rows = [(0, {"mode": 1}), (1, {"mode": 3}), (2, {"mode": 4}), (3, {"mode": 3})]
    assert play(rows, one) == [LevelEntered(1, 0, 0), Died(2, 0, 0, 0), Spawned(3, 0, False, 0)]


def test_a_profile_without_rules_watches_and_tells_nothing() -> None:
    watcher = parse_profile(b"name: new\nfields:\n  a: {address: 1}\n")
    assert play([(0, {"a": 1}), (1, {"a": 2}), (2, {"a": 3})], watcher) == []
