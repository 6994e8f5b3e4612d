"""What was played on its way to the disk: in order, over a full disk, told of, and never lost without a word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from spinlab_pad.lab import keeper as keeping
from spinlab_pad.lab.keeper import ATTEMPT, LOST, NOT_KEPT, SAVE_STATE, SEGMENT, Keeper
from spinlab_pad.store.errors import DatabaseError, DataFolderError
from spinlab_pad.store.records import GameRecord
from spinlab_pad.store.store import Store
from tests.lab.fakes import Desk, desk_in

GAME = GameRecord("beef", "Game", "snes", 1, "smw")


@pytest.fixture
def keeper(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Keeper:
    """Nothing is tried again by itself, if the test doesn't say so."""
    monkeypatch.setattr(keeping, "RETRY_S", 3_600.0)
    return desk.lab.context.keeper


def said(desk: Desk, key: str) -> str:
    return " ".join(notice.text for notice in desk.lab.view().notices if notice.key == key)


def add_game(store: Store) -> GameRecord:
    return store.add_game(GAME, 1)


def full(_store: Store) -> None:
    raise DataFolderError("the disk is full")


def refuse(_store: Store) -> None:
    raise DatabaseError("no such row")


def broken(_store: Store) -> None:
    raise ZeroDivisionError("ours")


async def games(desk: Desk) -> set[str]:
    return await desk.store.call(lambda store: {game.id for game in store.games()})


async def test_writes_are_done_in_order_and_told_of_with_what_came(desk: Desk, keeper: Keeper):
    done = list[str]()

    def write(name: str) -> Callable[[Store], str]:
        def work(_store: Store) -> str:
            done.append(name)
            return name.upper()

        return work

    for name in "abc":
        keeper.add(ATTEMPT, "an attempt", write(name), kept=done.append)
    await desk.true(lambda: not keeper.waiting())
    assert done == ["a", "A", "b", "B", "c", "C"]


async def test_what_a_full_disk_does_not_take_waits_and_is_tried_again(
    desk: Desk, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(keeping, "RETRY_S", 0.01)
    told = list[object]()
    await desk.writable(False)
    keeper.add(ATTEMPT, "an attempt", add_game, kept=told.append)
    keeper.add(SEGMENT, "a segment", lambda store: store.start_run(GAME.id, "Run", 2))
    await desk.true(lambda: said(desk, NOT_KEPT).startswith("Not on disk yet: 1 segment, 1 attempt. "))
    assert (keeper.waiting(), keeper.waiting(ATTEMPT), told) == (2, 1, [])
    await desk.writable(True)
    await desk.true(lambda: not keeper.waiting())
    assert len(told) == 1
    assert said(desk, NOT_KEPT) == ""
    assert len(await desk.store.call(lambda store: store.runs(GAME.id))) == 1


async def test_what_one_place_on_the_disk_refuses_does_not_hold_up_the_others(desk: Desk, keeper: Keeper):
    keeper.add(SAVE_STATE, "a state", full)
    keeper.add(ATTEMPT, "an attempt", add_game)
    await desk.true(lambda: keeper.waiting() == 1)
    await desk.true(lambda: said(desk, NOT_KEPT) == "Not on disk yet: 1 save state. the disk is full")
    assert GAME.id in await games(desk)


@pytest.mark.parametrize(("work", "why"), [(refuse, "no such row"), (broken, "ours")])
async def test_what_is_refused_for_good_is_told_and_holds_up_nothing(
    desk: Desk, keeper: Keeper, faults: list[BaseException], work: Callable[[Store], None], why: str
):
    told = list[str]()
    keeper.add(ATTEMPT, "an attempt", work, kept=lambda _: told.append("kept"), lost=lambda: told.append("lost"))
    keeper.add(ATTEMPT, "an attempt", add_game, kept=lambda _: told.append("kept"))
    await desk.true(lambda: told == ["lost", "kept"])
    assert said(desk, LOST) == f"an attempt was not kept: {why}"
    assert [str(fault) for fault in faults] == ["ours"] * (work is broken)
    faults.clear()


async def test_what_is_dropped_is_not_written(desk: Desk, keeper: Keeper):
    dropped = list[str]()
    keeper.add(SAVE_STATE, "a state", full, dropped=lambda: dropped.append("one"), of="one")
    keeper.add(SAVE_STATE, "a state", full, of="other")
    await desk.true(lambda: "2 save states" in said(desk, NOT_KEPT))
    keeper.drop("one")
    assert dropped == ["one"]
    assert (keeper.waiting(of="one"), keeper.waiting(of="other")) == (0, 1)
    keeper.drop("other")
    assert said(desk, NOT_KEPT) == ""


async def test_at_the_end_what_still_waits_is_written(tmp_path: Path):
    async with desk_in(tmp_path) as desk:
        await desk.writable(False)
        keeper = desk.lab.context.keeper
        keeper.add(ATTEMPT, "an attempt", add_game)
        await desk.true(lambda: said(desk, NOT_KEPT) != "")
        await desk.writable(True)
        await desk.lab.close()
        assert GAME.id in await games(desk)
        assert said(desk, NOT_KEPT) == ""


async def test_at_the_end_it_is_told_what_is_lost(tmp_path: Path):
    async with desk_in(tmp_path) as desk:
        await desk.writable(False)
        for _ in range(2):
            desk.lab.context.keeper.add(ATTEMPT, "an attempt", add_game)
        await desk.lab.close()
        assert said(desk, NOT_KEPT) == "Could not be written: 2 attempts; free some space on the disk"
