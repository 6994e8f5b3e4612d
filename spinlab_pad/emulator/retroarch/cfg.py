"""RetroArch's configuration files: read them as RetroArch does, and change single settings without touching the rest.

The format (libretro-common, config_file.c): one `name = value` a line, the value in double quotes or a single word, `#`
begins a comment outside of quotes, `#include "file"` reads another file. The first line of a name counts within a
file; a file that is appended later overrides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import SetupError

INCLUDES_MAX: Final = 16
"""RetroArch's own limit of files that include each other."""

_LINE: Final = re.compile(r'\s*(?P<name>[^\s#=]+)\s*=\s*(?:"(?P<quoted>[^"]*)"|(?P<word>[^\s"#]*))')
_INCLUDE: Final = re.compile(r'\s*#include\s+"(?P<file>[^"]+)"')


def parse(text: str) -> dict[str, str]:
    """The settings in one file's text, in the order of the file."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        setting = _LINE.match(line)
        if setting:
            found.setdefault(setting["name"], setting["quoted"] if setting["quoted"] is not None else setting["word"])
    return found


def read(file: Path, *, home: Path | None = None) -> dict[str, str]:
    """The settings of a file and of all that it includes; empty if it can't be read.

    `home` is what `~` in the name of an included file stands for.
    """
    return _read(file, home or Path.home(), INCLUDES_MAX)


def read_all(files: Iterable[Path]) -> dict[str, str]:
    """The settings of several files, later ones on top (overrides, appended files)."""
    found: dict[str, str] = {}
    for file in files:
        found.update(read(file))
    return found


def _read(file: Path, home: Path, depth: int) -> dict[str, str]:
    try:
        text = file.read_text("utf-8", "replace")
    except OSError:
        return {}
    found = parse(text)
    for line in text.splitlines():
        included = _INCLUDE.match(line)
        if included and depth:
            name = included["file"]
            other = home / name.removeprefix("~/") if name.startswith("~/") else file.parent / name
            for key, value in _read(other, home, depth - 1).items():
                found.setdefault(key, value)
    return found


def line(name: str, value: str) -> str:
    """One line of a configuration file, without its end.

    Raises:
        SetupError: the format has no way to write this value.
    """
    if '"' in value or "\n" in value or "\r" in value:
        raise SetupError(f"{name} holds a character that RetroArch's settings can't ({value!r}): rename the folder")
    return f'{name} = "{value}"'


def text(settings: Mapping[str, str]) -> str:
    """A whole configuration file with these settings."""
    return "".join(f"{line(name, value)}\n" for name, value in settings.items())


def changed(old: str, settings: Mapping[str, str]) -> str:
    """The text of a file with `settings` changed in their places, or added at its end; all else stays as it is.

    Lines keep their ends, LF or CRLF.
    """
    left = dict(settings)
    lines: list[str] = []
    end = "\n"
    for each in old.splitlines(keepends=True):
        setting = _LINE.match(each)
        name = setting["name"] if setting else None
        end = each[len(each.splitlines()[0]) :]
        lines.append(line(name, left.pop(name)) + end if name in left and name is not None else each)
    newline = "\r\n" if "\r\n" in old else "\n"
    if left and not end:
        lines.append(newline)
    lines += [line(name, value) + newline for name, value in left.items()]
    return "".join(lines)
