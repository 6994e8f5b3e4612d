"""Writes of a run: in order, over a full disk, and told of when they are done."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from spinlab_pad.lab.speed_run import keeper as run_keeper
from spinlab_pad.lab.speed_run.keeper import NOT_KEPT, Keeper
from spinlab_pad.store.errors import DatabaseError
from spinlab_pad.store.records import GameRecord
from spinlab_pad.store.store import Store
from tests.lab.fakes import Desk

GAME = GameRecord("beef", "Game", "snes", 1, "smw")


def notices(desk: Desk) -> str:
    return " ".join(notice.text for notice in desk.lab.view().notices if notice.key == NOT_KEPT)


async def test_writes_are_done_in_order_and_told_of(desk: Desk):
    keeper, done = Keeper(desk.lab.context), list[str]()

    def write(name: str) -> Callable[[Store], None]:
        return lambda store: done.append(name)

    for name in "abc":
        keeper.add(write(name), lambda on_disk, name=name: done.append(f"{name} {on_disk}"))  # type: ignore[misc]
    await desk.true(lambda: not keeper.waiting)
    assert done == ["a", "a True", "b", "b True", "c", "c True"]


async def test_what_a_full_disk_does_not_take_waits_and_is_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(run_keeper, "AGAIN_S", 0.01)
    keeper, told = Keeper(desk.lab.context), list[bool]()
    await desk.writable(False)
    keeper.add(lambda store: store.add_game(GAME, 1), told.append)
    keeper.add(lambda store: store.start_run(GAME.id, "Run", 2))
    await desk.true(lambda: "kept as soon as that is possible" in notices(desk))
    assert (keeper.waiting, told) == (2, [])
    await desk.writable(True)
    await desk.true(lambda: not keeper.waiting)
    assert told == [True]
    assert notices(desk) == ""
    assert len(await desk.store.call(lambda store: store.runs(GAME.id))) == 1


async def test_what_the_database_refuses_is_told_and_holds_up_nothing(desk: Desk):
    keeper, told = Keeper(desk.lab.context), list[bool]()

    def refuse(_store: Store) -> None:
        raise DatabaseError("no such row")

    keeper.add(refuse, told.append)
    keeper.add(lambda store: store.add_game(GAME, 1), told.append)
    await desk.true(lambda: told == [False, True])


async def test_at_the_end_what_still_waits_is_written_or_told_of(desk: Desk):
    keeper = Keeper(desk.lab.context)
    await desk.writable(False)
    keeper.add(lambda store: store.add_game(GAME, 1))
    await keeper.close()
    assert "is lost: the disk took nothing; free some space" in notices(desk)
    await desk.writable(True)
    await keeper.close()
    assert keeper.waiting == 0
    assert await desk.store.call(lambda store: GAME.id in {game.id for game in store.games()})
