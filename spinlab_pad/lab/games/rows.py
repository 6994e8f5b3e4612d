"""The list of games: the files of the folder and what was played without one of them, as rows. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from spinlab_pad.game.catalog import Card
from spinlab_pad.game.identify import AUTO, Facts, identify
from spinlab_pad.lab.games.games import rom_id
from spinlab_pad.lab.queries import GameRow
from spinlab_pad.store.records import ContentRecord, RomFile


def rows(
    files: Iterable[RomFile],
    played: Iterable[ContentRecord],
    cards: Sequence[Card],
    *,
    running: str | None,
    configured: str | None,
    category: str,
) -> tuple[GameRow, ...]:
    """By name. `running` is the content that runs; `configured` the profile for every game, None where each has its
    own; `category` that of games for which none was chosen.
    """
    known = {content.id: content for content in played}
    made: dict[str, GameRow] = {}
    for file in files:
        id_ = rom_id(file)
        if id_ not in made:
            made[id_] = _of_file(file, known.get(id_), cards, running, configured, category)
    for content in known.values():
        if content.id not in made:
            made[content.id] = _of_content(content, cards, running, configured, category)
    return tuple(sorted(made.values(), key=lambda row: (row.name.casefold(), row.id)))


def _of_file(
    file: RomFile,
    content: ContentRecord | None,
    cards: Sequence[Card],
    running: str | None,
    configured: str | None,
    category: str,
) -> GameRow:
    path = Path(file.path)
    told = frozenset(item for item in (file.crc32, file.bare_crc32) if item is not None)
    chosen = content.profile if content is not None else None
    found = identify(Facts(path.stem, told, file.sha256, file.title, chosen), cards, configured or AUTO)
    return GameRow(
        id=rom_id(file),
        name=path.stem if file.crc32 is not None else path.name,
        title=file.title,
        crc32=_hex(file.crc32),
        sha256=file.sha256,
        mapping=file.mapping,
        profile=found.profile if file.crc32 is not None else None,
        reason=found.reason if file.crc32 is not None else "unknown",
        category=(content.category if content is not None else None) or category,
        played_ms=content.played_ms if content is not None else None,
        running=file.crc32 is not None and rom_id(file) == running,
        path=file.path,
        problem=file.problem,
    )


def _of_content(
    content: ContentRecord, cards: Sequence[Card], running: str | None, configured: str | None, category: str
) -> GameRow:
    told = frozenset({content.crc32} if content.crc32 is not None else ())
    facts = Facts(content.name, told, content.sha256, content.title, content.profile)
    found = identify(facts, cards, configured or AUTO)
    return GameRow(
        id=content.id,
        name=content.name,
        title=content.title,
        crc32=_hex(content.crc32),
        sha256=content.sha256,
        mapping=None,
        profile=found.profile,
        reason=found.reason,
        category=content.category or category,
        played_ms=content.played_ms,
        running=content.id == running,
        path=content.path,
        problem="its file is not in rom.dir; put it there to start it from here",
    )


def _hex(crc32: int | None) -> str | None:
    return None if crc32 is None else f"{crc32:08x}"
