"""Music and effects as text (`sound/tunes.txt`) and the sound program -> what the game gives to the sound processor.

The samples are single waves of 16 steps, made here. All of it is one piece that lies in the sound processor's memory
from `ORIGIN` on: program, tables, samples, lists of notes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from spc700 import Assembler

ORIGIN = 0x200
SAMPLES_PAGE = 0x06
PROGRAM_MAX = SAMPLES_PAGE * 256 - ORIGIN
BYTES_MAX = 0x1400
FADE_NUMBER = 8
TUNE_NUMBERS = 0x40
FADE, UNKNOWN = 0xFE, 0xFF
VOICES = ("lead", "harmony", "bass", "drums")
END, REST, INSTRUMENT, BEND = 0x00, 0x60, 0x70, 0x80
SEMITONES = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
OCTAVES = 7
TOP_OCTAVE = (4286, 4541, 4811, 5098, 5401, 5722, 6062, 6422, 6804, 7209, 7638, 8092)
"""The pitch of the notes of octave 7 for a wave of 16 samples: frequency * 16 * 4096 / 32000."""
WAVES = {
    "square": [6] * 8 + [-6] * 8,
    "pulse": [7] * 4 + [-3] * 12,
    "triangle": [0, 2, 4, 6, 7, 6, 4, 2, 0, -2, -4, -6, -7, -6, -4, -2],
}
LOUDNESS = 12


@dataclass
class Song:
    """A tune or an effect: what each voice plays, in words."""

    name: str
    numbers: list[int]
    once: bool
    speed: int = 1
    voices: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Sources:
    """What the text file says."""

    instruments: dict[int, list[int]] = field(default_factory=dict)
    tunes: list[Song] = field(default_factory=list)
    sounds: list[Song] = field(default_factory=list)


def number(text: str) -> int:
    """A decimal number, or a hexadecimal one after `$`."""
    return int(text[1:], 16) if text.startswith("$") else int(text)


def read(path: Path) -> Sources:
    """Read the text file."""
    sources = Sources()
    song = Song("", [], False)
    for at, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match raw.partition(";")[0].split():
            case []:
                pass
            case ["instrument", place, *values]:
                noise = values[-1] == "noise"
                sources.instruments[int(place)] = [number(v) for v in values if v != "noise"] + [int(noise)]
            case ["tune", name, *numbers]:
                song = Song(name, [number(n) for n in numbers if n != "once"], numbers[-1] == "once")
                sources.tunes.append(song)
            case ["sound", name, place]:
                song = Song(name, [int(place)], True)
                sources.sounds.append(song)
            case ["speed", ticks]:
                song.speed = int(ticks)
            case [voice, *words] if voice in (*VOICES, "effect"):
                song.voices.setdefault(voice, []).extend(words)
            case _:
                raise SystemExit(f"{path.name}:{at}: not understood: {raw}")
    return sources


def unrolled(words: list[str]) -> list[str]:
    """Write `( ... )3` out three times; brackets do not stand within brackets."""
    out: list[str] = []
    opened: int | None = None
    for word in words:
        text = word
        if text.startswith("("):
            opened, text = len(out), text[1:]
        note, closing, times = text.partition(")")
        out.append(note)
        if closing and opened is not None:
            out += out[opened:] * (int(times) - 1)
            opened = None
    return out


def notes(song: Song, voice: str) -> tuple[bytes, int]:
    """Turn a voice's words into the list of the sound program, without its end; return how many ticks it lasts."""
    out = bytearray()
    octave, length, total = 4, 1, 0
    for word in unrolled(song.voices.get(voice, [])):
        if word.startswith("@"):
            out.append(INSTRUMENT + int(word[1:]))
            continue
        found = re.fullmatch(r"(~?)(?:([a-g])(\+?)(\d?)|-)(?::(\d+))?", word)
        if not found or (found[1] and not found[2]):
            raise SystemExit(f"tunes.txt: {song.name}, {voice}: not a note: {word}")
        bend, letter, sharp, new_octave, new_length = found.groups()
        octave, length = int(new_octave or octave), int(new_length or length)
        ticks = length * song.speed
        if not 0 < ticks < 256 or not 1 <= octave <= OCTAVES:
            raise SystemExit(f"tunes.txt: {song.name}, {voice}: {word}: too long, or no such octave")
        pitch = (octave - 1) * 12 + SEMITONES[letter] + len(sharp) + 1 if letter else REST
        out += bytes([pitch | (BEND if bend else 0), ticks])
        total += ticks
    return bytes(out), total


def sample(wave: list[int]) -> bytes:
    """One wave as a block of 16 samples that repeats itself for ever."""
    pairs = zip(wave[::2], wave[1::2], strict=True)
    return bytes([LOUDNESS << 4 | 0x03, *((first & 15) << 4 | second & 15 for first, second in pairs)])


def low_high(values: list[int]) -> tuple[str, str]:
    """The values as two `.byte` lines: the low bytes, the high bytes."""
    return (
        ".byte " + ", ".join(str(value & 0xFF) for value in values),
        ".byte " + ", ".join(str(value >> 8) for value in values),
    )


def lists(sources: Sources, start: int) -> tuple[bytes, list[list[int]], list[int]]:
    """Lay out all lists of notes from `start` on: the bytes, each tune's head (start, loop of a voice), the effects."""
    data = bytearray()

    def place(song: Song, voice: str) -> tuple[int, int]:
        found, ticks = notes(song, voice)
        if not found:
            return 0, 0
        at = start + len(data)
        data.extend([*found, END])
        return at, ticks

    heads = []
    for tune in sources.tunes:
        head: list[int] = []
        lengths = {}
        for voice in VOICES:
            at, ticks = place(tune, voice)
            head += [at, 0 if tune.once else at]
            if at:
                lengths[voice] = ticks // tune.speed
        if not tune.once and len(set(lengths.values())) > 1:
            raise SystemExit(f"tunes.txt: {tune.name}: the voices are not equally long: {lengths}")
        heads.append(head)
    return bytes(data), heads, [0, *(place(sound, "effect")[0] for sound in sources.sounds)]


def tables(sources: Sources, heads: list[list[int]], effects: list[int]) -> str:
    """The tables of the sound program, as its own text."""
    by_number = [UNKNOWN] * TUNE_NUMBERS
    by_number[FADE_NUMBER] = FADE
    for place, tune in enumerate(sources.tunes):
        for music in tune.numbers:
            by_number[music] = place * 16
    pitches = [0] + [(TOP_OCTAVE[n % 12] * 2 >> (OCTAVES - 1 - n // 12)) + 1 >> 1 for n in range(OCTAVES * 12)]
    instruments = [sources.instruments.get(i, [0] * 5) + [0] * 3 for i in range(8)]
    blocks = {
        "tune_heads": [".byte " + ", ".join(map(str, by_number))],
        "heads": [".word " + ", ".join(map(str, head)) for head in heads],
        "sound_low": [low_high(effects)[0]],
        "sound_high": [low_high(effects)[1]],
        "pitch_low": [low_high(pitches)[0]],
        "pitch_high": [low_high(pitches)[1]],
        "instruments": [".byte " + ", ".join(map(str, values)) for values in instruments],
    }
    return "\n".join(line for name, lines in blocks.items() for line in (f"{name}:", *lines)) + "\n"


def convert(folder: Path, work: Path) -> None:
    """Write sound.bin and sound_gen.inc into `work`."""
    sources = read(folder / "tunes.txt")
    directory = bytearray()
    waves = b"".join(sample(wave) for wave in WAVES.values())
    first = SAMPLES_PAGE * 256 + 4 * len(WAVES)
    for i in range(len(WAVES)):
        directory += (first + 9 * i).to_bytes(2, "little") * 2
    data, heads, effects = lists(sources, first + len(waves))
    if len(heads) > 15:
        raise SystemExit(f"tunes.txt: {len(heads)} tunes; there is room for 15")
    names = {
        "SAMPLES_PAGE": SAMPLES_PAGE,
        "TUNE_NUMBERS": TUNE_NUMBERS,
        "SOUND_NUMBERS": len(effects),
        "FADE": FADE,
        "UNKNOWN": UNKNOWN,
    }
    text = (folder / "driver.spc").read_text(encoding="utf-8") + tables(sources, heads, effects)
    program = Assembler(text, "driver.spc", ORIGIN, names).bytes
    whole = program.ljust(PROGRAM_MAX, b"\0") + directory + waves + data
    if len(program) > PROGRAM_MAX or len(whole) > BYTES_MAX:
        raise SystemExit(
            f"the sound program has {len(program)} bytes of {PROGRAM_MAX}, all {len(whole)} of {BYTES_MAX}"
        )
    (work / "sound.bin").write_bytes(whole)
    lines = [f"SOUND_ORIGIN = {ORIGIN}"]
    lines += [f"SOUND_{sound.name.upper()} = {sound.numbers[0]}" for sound in sources.sounds]
    (work / "sound_gen.inc").write_text("\n".join(lines) + "\n", encoding="utf-8")
