"""`simulate --history`: which estimator would have predicted the runner's own attempts best."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import TextIO

from spinlab_pad.app.errors import TooLittle, UsageError
from spinlab_pad.app.history_table import History, markdown, plain
from spinlab_pad.app.progress import Progress
from spinlab_pad.lab.segments.course import CourseSettings, read_log, scheduler_of
from spinlab_pad.schedule.backtest import backtest
from spinlab_pad.schedule.types import Attempt, SegmentInfo
from spinlab_pad.store.reading import read_only
from spinlab_pad.store.records import GameRecord
from spinlab_pad.store.store import Store


@dataclass(frozen=True, slots=True)
class HistoryOptions:
    """What was asked for. `game`: id or name, None for the one that was played most; `shape`: how it is printed."""

    folder: Path
    settings: CourseSettings
    game: str | None = None
    shape: str = "plain"


def history(options: HistoryOptions, out: TextIO, err: TextIO) -> None:
    """Read what was played, let every estimator predict it, and print how well each did.

    Raises:
        UsageError: no game is called so.
        TooLittle: nothing was played that tells estimators apart.
        StoreError: the data folder can't be read.
    """
    with read_only(options.folder) as store:
        game = _game(store, options.game)
        infos, attempts = played(store, game.id, options.settings)
    progress = Progress(err, "attempts predicted")
    try:
        scores = backtest(infos, attempts, progress=progress)
    finally:
        progress.wipe()
    asked = [attempt for attempt in attempts if attempt.source != "reference"]
    best_first = sorted(scores.values(), key=lambda score: -score.log_score_sum)
    found = History(
        game=f"{game.name} ({game.category})" if game.category else game.name,
        game_id=game.id,
        chosen=options.settings.estimator,
        segments=len({attempt.segment for attempt in asked}),
        first_s=min((attempt.started_s for attempt in asked), default=0.0),
        last_s=max((attempt.started_s for attempt in asked), default=0.0),
        scores=tuple(best_first),
    )
    if not found.compared:
        raise TooLittle(
            f"{found.game}: too little to compare yet, {found.asked} attempts; play each segment to its end a few times"
        )
    if options.shape == "json":
        print(json.dumps(asdict(found)), file=out, flush=True)
    else:
        print(markdown(found) if options.shape == "markdown" else plain(found), file=out, flush=True)


def played(store: Store, game: str, settings: CourseSettings) -> tuple[list[SegmentInfo], list[Attempt]]:
    """All segments that the game ever had, and what counts of what was played of them, as the course has it."""
    whole = store.segments.of_game(game)
    scheduler = scheduler_of(whole, read_log(store, game, whole), settings)
    infos = list(scheduler.segments)
    return infos, list(chain.from_iterable(scheduler.log(info.id) for info in infos))


def _game(store: Store, asked: str | None) -> GameRecord:
    games = store.games()
    if not games:
        raise TooLittle(f"nothing has been played yet: {store.path} has no games; practise first, or name your --data")
    if asked is None:
        return max(games, key=lambda game: len(store.counted(game.id)))
    found = [game for game in games if asked in (game.id, game.content)]
    found = found or [game for game in games if game.name.lower() == asked.lower()]
    if len(found) != 1:
        known = ", ".join(f"{game.id} ({game.name}{', ' * bool(game.category)}{game.category})" for game in games)
        raise UsageError(f"{'several games are' if found else 'no game is'} called {asked!r}; there are {known}")
    return found[0]
