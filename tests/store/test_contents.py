from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import apsw

from spinlab_pad.store.database import steps
from spinlab_pad.store.records import GameRecord, RomFile
from spinlab_pad.store.store import DATABASE_NAME, Store

from .conftest import GAME

ANY, ALL = replace(GAME, category="any%"), replace(GAME, category="100%")


def test_each_category_of_a_content_is_a_game_with_runs_of_its_own(store: Store):
    any_, all_ = store.add_game(ANY, 2), store.add_game(ALL, 3)
    assert any_.content == all_.content == GAME.id
    assert any_.id != all_.id
    first, second = store.start_run(any_.id, "any", 4), store.start_run(all_.id, "all", 5)
    assert [run.id for run in store.runs(any_.id)] == [first]
    assert [run.id for run in store.runs(all_.id)] == [second]
    assert store.add_game(ALL, 6) == all_
    assert store.add_game(replace(ANY, name="Renamed", profile="smw-vanilla"), 7).id == any_.id
    kept = {game.id: (game.name, game.profile, game.category) for game in store.games()}
    assert kept[any_.id] == ("Renamed", "smw-vanilla", "any%")
    assert kept[all_.id] == (GAME.name, "smw", "100%")


def test_what_was_played_last_comes_first_and_never_goes_back(store: Store):
    store.add_game(GameRecord("other", "Other", "snes", None, ""), 20)
    assert [(item.id, item.played_ms) for item in store.contents.all()] == [("other", 20), (GAME.id, 1)]
    store.add_game(GAME, 30)
    store.add_game(GAME, 10)
    assert [(item.id, item.played_ms) for item in store.contents.all()] == [(GAME.id, 30), ("other", 20)]


def test_choices_stay_with_the_content_and_go_with_the_game_into_another_file(store: Store):
    assert store.contents.choices(GAME.id, None) == (None, None)
    store.contents.describe(GAME.id, "ab" * 32, "TITLE", "/games/a.sfc")
    store.contents.choose_profile(GAME.id, "smw-vanilla")
    store.contents.choose_category(GAME.id, "100%")
    store.add_game(GAME, 9)
    found = store.contents.get(GAME.id)
    assert found is not None
    assert (found.profile, found.category, found.title, found.path) == ("smw-vanilla", "100%", "TITLE", "/games/a.sfc")
    assert store.contents.choices("with a copier's header", "ab" * 32) == ("smw-vanilla", "100%")
    assert store.contents.choices("another", "cd" * 32) == (None, None)
    store.contents.choose_profile(GAME.id, None)
    assert store.contents.choices(GAME.id, None) == (None, "100%")
    assert store.contents.get("another") is None


def test_a_choice_for_this_file_wins_over_one_for_the_same_game(store: Store):
    store.add_game(GameRecord("other", "Other", "snes", None, ""), 20)
    for content, profile in ((GAME.id, "smw"), ("other", "spinlab")):
        store.contents.describe(content, "ab" * 32, None, "x")
        store.contents.choose_profile(content, profile)
    assert store.contents.choices(GAME.id, "ab" * 32) == ("smw", None)


def test_files_are_kept_replaced_and_forgotten(store: Store):
    one = RomFile("/a.sfc", 10, 1, 7, 7, "ab", "TITLE", "LoROM")
    two = RomFile("/b.zip", 20, 2, problem="this is a zip file; unpack it")
    store.rom_files.put([two, one])
    assert store.rom_files.all() == [one, two]
    newer = replace(one, size=11, crc32=8)
    store.rom_files.put([newer], gone=["/b.zip"])
    assert store.rom_files.all() == [newer]


def database_of_version_1(folder: Path) -> None:
    """As it was left by the first release: two games, one with runs, a session and an attempt."""
    connection = apsw.Connection(str(folder / DATABASE_NAME))
    connection.execute(steps()[0][1])
    connection.pragma("user_version", 1)
    connection.execute(
        """
        INSERT INTO games VALUES ('1a2b3c4d', 'Training', 'super_nes', 439041101, 'smw', 100);
        INSERT INTO games VALUES ('Nameless', 'Nameless', 'super_nes', NULL, 'smw', 500);
        INSERT INTO runs VALUES (1, '1a2b3c4d', 'First', 'finished', 1, 200, 210);
        INSERT INTO runs VALUES (2, '1a2b3c4d', 'Second', 'paused', 0, 300, NULL);
        INSERT INTO segments VALUES ('1a2b3c4d', '5.entrance', 5, 'entrance', 'goal', 'Five', 1, 200);
        INSERT INTO splits VALUES (1, 1, '1a2b3c4d', '5.entrance', 9, 9, 9, 150, 150, 150, 0, 1, 205);
        INSERT INTO start_states VALUES ('1a2b3c4d', '5.entrance', 'hot', 'Snes9x', 'ab', 1, 1, 1, 205);
        INSERT INTO sessions VALUES (1, '1a2b3c4d', 1, 400, 450);
        INSERT INTO attempts VALUES (1, 1, '1a2b3c4d', '5.entrance', 410, 20, 'practice', 'hot', 1, 140, 140, 8, 8, 8,
          140, 0, 'good', 1, 0, 'RetroArch');
        """
    )
    connection.close()


def test_a_database_from_before_keeps_everything_and_its_runs_go_to_the_first_category(tmp_path: Path):
    database_of_version_1(tmp_path)
    store = Store(tmp_path)
    try:
        assert {item.id: item.played_ms for item in store.contents.all()} == {"1a2b3c4d": 400, "Nameless": 500}
        mine = store.add_game(GameRecord("1a2b3c4d", "Training", "super_nes", 439041101, "smw", "100%"), 600)
        assert mine.id == "1a2b3c4d"
        assert [run.name for run in store.runs(mine.id)] == ["Second", "First"]
        assert [split.time_ms for split in store.splits(1)] == [150]
        assert [attempt.time_ms for attempt in store.attempts(mine.id)] == [140]
        assert len(store.start_states(mine.id, "Snes9x")) == len(store.sessions(mine.id)) == 1
        other = store.add_game(replace(mine, id="1a2b3c4d", category="any%"), 601)
        assert store.runs(other.id) == []
    finally:
        store.close()
