"""`simulate --history`: what counts of what was played, of which game, in every shape, and what can't be told."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad.app.errors import TooLittle, UsageError
from spinlab_pad.app.history import HistoryOptions, history, played
from spinlab_pad.lab.segments.course import CourseSettings
from spinlab_pad.route.clock import Played
from spinlab_pad.route.waypoints import Segment, entrance, goal
from spinlab_pad.schedule import ESTIMATORS
from spinlab_pad.store.errors import DataFolderError
from spinlab_pad.store.records import AttemptRecord, GameRecord, SegmentRecord
from spinlab_pad.store.store import Store

FIRST = GameRecord("1a2b3c4d", "Training", "super_nes", 0x1A2B3C4D, "smw")
SECOND = GameRecord("99999999", "Lantern", "super_nes", 0x99999999, "lantern", category="any%")
SETTINGS = CourseSettings("kalman", "value", 0, 3_200, "hot")
SEGMENTS = [Segment(entrance(number), goal(number)) for number in (1, 2)]


def attempt(id_: int, **changes: object) -> AttemptRecord:
    clean_ms = round(10_000 * random.Random(id_).lognormvariate(0.0, 0.1))
    plain = AttemptRecord(
        id=id_, session=None, segment=SEGMENTS[id_ % 2].id, started_ms=1_700_000_000_000 + 30_000 * id_,
        duration_ms=20_000, source="practice", start="hot", completed=True, time_ms=clean_ms, clean_tail_ms=clean_ms,
        frames=600, tail_frames=600, game_frames=600, rta_ms=clean_ms, deaths=0, rating=None, valid=True,
        not_real_time=False, emulator="test",
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]


def play(store: Store, game: GameRecord, *attempts: AttemptRecord) -> None:
    """A reference run over both segments, and these attempts."""
    store.add_game(game, 1)
    run = store.start_run(game.id, "run", 5)
    for segment in SEGMENTS:
        record = SegmentRecord(segment, segment.name("One"), True)
        store.add_split(run, game.id, record, Played(600, 600, 600, 10_000, 0), frame_hz=60.0, now_ms=1_600_000_000_000)
    store.finish_run(run, "run", 20)
    for item in attempts:
        store.add_attempt(game.id, item)


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    def made(*games: tuple[GameRecord, list[AttemptRecord]]) -> Path:
        store = Store(tmp_path)
        for game, attempts in games:
            play(store, game, *attempts)
        store.close()
        return tmp_path

    return made


def printed(folder: Path, **changes: object) -> str:
    out = io.StringIO()
    history(replace(HistoryOptions(folder, SETTINGS), **changes), out, io.StringIO())  # type: ignore[arg-type]
    return out.getvalue()


def test_the_game_that_was_played_most_is_compared_unless_another_one_is_named(folder: Callable[..., Path]):
    data = folder((FIRST, [attempt(n) for n in range(1, 31)]), (SECOND, [attempt(n) for n in range(100, 120)]))
    found = json.loads(printed(data, shape="json"))
    assert (found["game"], found["game_id"], found["segments"]) == ("Training", FIRST.id, 2)
    assert {score["estimator"] for score in found["scores"]} == set(ESTIMATORS)
    assert {score["asked"] for score in found["scores"]} == {30}
    sums = [score["log_score_sum"] for score in found["scores"]]
    assert sums == sorted(sums, reverse=True)
    assert found["scores"][0]["behind"] == 0.0
    for name in (SECOND.id, "lantern"):
        other = json.loads(printed(data, shape="json", game=name))
        assert (other["game"], other["scores"][0]["asked"]) == ("Lantern (any%)", 20)


def test_a_newcomer_reads_it_in_words_and_a_document_has_tables(folder: Callable[..., Path]):
    data = folder((FIRST, [attempt(n) for n in range(1, 31)]))
    text = printed(data)
    assert text.startswith("Training: 30 attempts at 2 segments, 2023-11-1")
    assert " predicts you best so far, on " in text
    assert max(map(len, text.splitlines())) <= 110
    assert printed(data, shape="markdown").startswith("| estimator | told | score |")


ODD: list[dict[str, object]] = [{"valid": False}, {"not_real_time": True}, {"source": "replay"}]


@pytest.mark.parametrize("change", ODD)
def test_what_does_not_count_in_the_lab_does_not_count_here(
    tmp_path: Path, folder: Callable[..., Path], change: dict[str, object]
):
    store = Store(folder((FIRST, [attempt(1), attempt(2, **change), attempt(3, source="speed_run")])))
    infos, attempts = played(store, FIRST.id, SETTINGS)
    store.close()
    assert [info.id for info in infos] == [segment.id for segment in SEGMENTS]
    assert [info.reference_ms for info in infos] == [10_000, 10_000]
    assert sorted(item.source for item in attempts) == ["practice", "reference", "reference", "speed_run"]
    assert {item.id for item in attempts} == {None, 1, 3}


def test_what_was_played_of_segments_that_are_in_no_run_any_more_counts(folder: Callable[..., Path]):
    data = folder((FIRST, [attempt(n) for n in range(1, 31)]))
    store = Store(data)
    store.discard_run(1)
    store.close()
    assert json.loads(printed(data, shape="json"))["scores"][0]["asked"] == 30


def test_what_can_not_be_told_is_said_in_words(tmp_path: Path, folder: Callable[..., Path]):
    with pytest.raises(DataFolderError, match="nothing has been played yet"):
        printed(tmp_path / "none")
    data = folder()
    with pytest.raises(TooLittle, match="has no games; practise first"):
        printed(data)
    folder((FIRST, [attempt(1)]))
    with pytest.raises(TooLittle, match="Training: too little to compare yet, 1 attempt"):
        printed(data)
    with pytest.raises(UsageError, match=r"no game is called 'zelda'; there are 1a2b3c4d \(Training\)"):
        printed(data, game="zelda")
    folder((replace(SECOND, name="training"), []))
    with pytest.raises(UsageError, match="several games are called 'Training'"):
        printed(data, game="Training")
