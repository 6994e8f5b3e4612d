from pathlib import Path

from spinlab_pad.store.store import Store

from .conftest import GAME
from .test_store import FIRST, SECOND, with_run


def test_a_snooze_is_kept_until_it_is_over(store: Store, tmp_path: Path):
    with_run(store)
    store.snoozes.put(GAME.id, FIRST.id, 5_000)
    store.snoozes.put(GAME.id, SECOND.id, 2_000)
    store.close()
    again = Store(tmp_path)
    assert again.snoozes.of(GAME.id, 1_999) == {FIRST.id: 5_000, SECOND.id: 2_000}
    assert again.snoozes.of(GAME.id, 2_000) == {FIRST.id: 5_000}
    again.snoozes.put(GAME.id, FIRST.id, None)
    assert again.snoozes.of(GAME.id, 0) == {SECOND.id: 2_000}
    again.close()


def test_a_snooze_is_of_one_game(store: Store):
    with_run(store)
    store.snoozes.put("another", FIRST.id, 5_000)
    assert store.snoozes.of(GAME.id, 0) == {}
