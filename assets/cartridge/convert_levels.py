"""Levels and screens as text -> tile maps, records, tables.

A room (`levels/N-*.txt` the first of level N, `levels/N.K-*.txt` the others) is a few `key: value` lines and then
`map:` with 14 rows, the ones that are seen, of a multiple of 16 letters; `level_tiles` says what a letter is.

    name, theme, music      of a room; a level's other rooms have their own
    options                 retry=instant or reload, lives=N, time=N, hud=boss or coins, and the words of FLAGS
    way D                   `pipe ROOM/DIGIT`, `door ROOM/DIGIT`: where digit D of the map leads; `pipe`: nowhere
    also                    enemies at pixels, `s 2419 352, w 80 352`

The screens (`screen-*.txt`) have 16 columns, the backdrops (`backdrop-*.txt`) 32, and name their tiles in
`letter = name` lines.
"""

from __future__ import annotations

from pathlib import Path

from level_map import Room, parts
from level_tiles import IN_FRONT, VALUES

THEMES = ("day", "dusk", "night", "castle")
RETRIES = ("fade", "instant", "reload")
HUDS = ("none", "time", "coins", "lives", "boss")
FLAGS = {"side_exit": 0x01, "lag": 0x02, "both": 0x04, "palace": 0x08, "lives": 0x20, "credits": 0x40}
LAMPS_FLAG = 0x10
LIVES = 5
BANK_BYTES = 0x8000
LAYER_PRIORITY = 0x2000

RECORD = (
    *("SCREENS", "SPAWN_X", "SPAWN_Y", "MIDDLE_X", "MIDDLE_Y", "TILES", "SIZE"),
    *("TAPE_OFFSET", "TAPE_COLUMN", "ENEMIES", "NAME", "THEME", "MUSIC"),
    *("BANK", "ROOM", "LIVES", "FLAGS", "RETRY", "HUD", "WAYS", "LAMPS", "TIME", "TIME_ONES"),
)


def words_of(path: Path, tiles: dict[str, int]) -> bytes:
    """Convert a screen or backdrop to a 32x32 map of 16x16 tiles."""
    keys, rows = parts(path)
    out = bytearray()
    for y in range(32):
        for x in range(32):
            letter = rows[y][x] if y < 14 and x < len(rows[0]) else "."
            if letter.isdigit() and keys.get("digits") == "logo":
                column = x - rows[y].index(letter)
                name = f"logo_{letter}_{column}"
            else:
                name = keys.get(letter, "empty")
            out += tiles[name].to_bytes(2, "little")
    return bytes(out)


def rooms_of(folder: Path) -> list[Room]:
    """Read all rooms, in the order of levels and rooms."""
    rooms = [Room(path) for path in folder.glob("[1-9]*.txt")]
    return sorted(rooms, key=lambda room: tuple(int(part) for part in room.name.split(".")))


def record(room: Room, first: Room, lamps: bool) -> str:
    """The record of a room: its own places, and what holds for the whole level `first` begins."""
    options = first.options
    unknown = options.keys() - FLAGS.keys() - {"retry", "time", "hud"}
    if unknown:
        raise SystemExit(f"{first.path.name}: what is the option {' and '.join(sorted(unknown))}?")
    if options.get("retry") == "instant" and room is not first:
        raise SystemExit(f"{room.path.name}: a level with instant retry has one room only")
    time = int(options.get("time", 0))
    hud = options.get("hud", "time" if time else "lives" if "lives" in options else "none")
    flags = sum(bit for name, bit in FLAGS.items() if name in options) | (LAMPS_FLAG if lamps else 0)
    values = [
        *(room.screens, *room.spawn, *room.middle, f".loword(room_{room.label}_tiles)", len(room.cells)),
        *(*room.tape, f"enemies_{room.label}", f"name_{room.label}"),
        *(THEMES.index(room.keys["theme"]), int(room.keys["music"], 16)),
        *(f"^room_{room.label}_tiles", room.room, int(options.get("lives", LIVES)) - 1, flags),
        *(RETRIES.index(options.get("retry", "fade")), HUDS.index(hud)),
        *(f"ways_{room.label}" if room.ways else 0, f"lamps_{room.label}" if room.lamps else 0),
        *(time // 100 | time // 10 % 10 << 8, time % 10),
    ]
    return f"record_{room.label}: .word {', '.join(str(value) for value in values)}"


def lists(room: Room, by_name: dict[str, Room], lamps_before: int) -> list[str]:
    """A room's enemies, ways and lamps."""
    out = [f"enemies_{room.label}:"]
    out += [f"    .word {x}, {y}\n    .byte {kind}" for x, y, kind in room.enemies]
    out.append("    .word $FFFF")
    out.append(f"ways_{room.label}:")
    for way in room.ways.values():
        if way.target:
            name, _, digit = way.target.partition("/")
            if name not in by_name or digit not in by_name[name].ways:
                raise SystemExit(f"{room.path.name}: a way leads to {way.target}, and there is nothing of that name")
            there = by_name[name].ways[digit]
            out.append(f"    .word {way.column}, record_{by_name[name].label}, {there.x}, {there.y}")
    out.append("    .word $FFFF")
    out.append(f"lamps_{room.label}:")
    for number, (column, offset, x, y) in enumerate(room.lamps, lamps_before + 1):
        entrance = 0x200 + 16 * int(room.level) + number
        out.append(f"    .word {column}, {offset}, {x}, {y}, {entrance}, {1 << (number - 1)}")
    return [*out, "    .word $FFFF"]


def in_banks(rooms: list[Room]) -> list[str]:
    """Put the tiles of all rooms into as few banks as hold them, in order."""
    out: list[str] = []
    bank, used = -1, BANK_BYTES
    for room in rooms:
        if used + len(room.cells) > BANK_BYTES:
            bank, used = bank + 1, 0
            out.append(f'.segment "LEVELS{bank}"')
        used += len(room.cells)
        out.append(f'room_{room.label}_tiles: .incbin "room_{room.label}.bin"')
    return out


def convert(folder: Path, work: Path, tiles: dict[str, int]) -> None:
    """Write level_gen.inc, levels_gen.inc (the data) and the binary maps."""
    rooms = rooms_of(folder)
    by_name = {room.name: room for room in rooms}
    firsts = [room for room in rooms if "." not in room.name]
    data: list[str] = ['.segment "CODE"']
    lamps: dict[str, int] = {}
    for room in rooms:
        (work / f"room_{room.label}.bin").write_bytes(bytes(room.cells))
        with_lamps = any(other.lamps for other in rooms if other.level == room.level)
        data.append(record(room, by_name[room.level], with_lamps))
        data.append(f'name_{room.label}: .byte "{room.keys["name"]}", 0')
        data += lists(room, by_name, lamps.get(room.level, 0))
        lamps[room.level] = lamps.get(room.level, 0) + len(room.lamps)
    for first in firsts:
        title = f"LEVEL {first.level}  {first.keys['name']}"
        data.append(f'row_{first.level}: .byte "{title:^32}"')
    data.append(f"level_rows: .word {', '.join(f'row_{first.level}' for first in firsts)}")
    data.append(f"level_index: .word {', '.join(f'record_{first.label}' for first in firsts)}")
    classes = bytes(VALUES.get(value, ("empty", 0))[1] for value in range(256))
    data.append("tile_classes: .byte " + ", ".join(str(value) for value in classes))
    words = [
        tiles[VALUES.get(value, ("empty", 0))[0]] | (LAYER_PRIORITY if value in IN_FRONT else 0) for value in range(256)
    ]
    data.append("tile_words: .word " + ", ".join(str(word) for word in words))
    data += in_banks(rooms)
    data.append('.segment "SCREENS"')
    for path in sorted([*folder.glob("screen-*.txt"), *folder.glob("backdrop-*.txt")]):
        kind, _, name = path.stem.partition("-")
        (work / f"{path.stem}.bin").write_bytes(words_of(path, tiles))
        label = f"{name}_screen" if kind == "screen" else f"backdrop_{name}"
        data.append(f'{label}: .incbin "{path.stem}.bin"')
    lines = [f"REC_{name} = {i * 2}" for i, name in enumerate(RECORD)]
    lines += [f"HUD_{name.upper()} = {i}" for i, name in enumerate(HUDS)]
    lines += [f"LEVELS = {len(firsts)}", ".import level_index, level_rows"]
    (work / "level_gen.inc").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (work / "levels_gen.inc").write_text("\n".join(data) + "\n", encoding="utf-8")
