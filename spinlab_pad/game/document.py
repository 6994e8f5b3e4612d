"""YAML with line numbers: plain values, and where in the text each of them stands.

Only what a data file needs: mappings with unique keys, lists and scalars. Anchors, tags of Python objects and deep
nests are refused, so that reading a file of a stranger can neither run code nor eat the memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import yaml

MAX_BYTES: Final = 1 << 20
"""Largest document; the largest profile of ours is below 10 KiB, a hack's level names stay below 100 KiB."""

MAX_DEPTH: Final = 16
"""Deepest nest; profiles need four levels."""

MAX_BITS: Final = 4096
"""Largest whole number: that of the largest field, 512 bytes."""

_PLAIN: Final = re.compile(r"[-+]?(0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|0b[01_]+)")

Path = tuple[object, ...]


class DocumentError(ValueError):
    """The text can't be used; `line` counts from 1, `path` names the keys that lead to the place."""

    def __init__(self, text: str, *, line: int, path: Path = ()) -> None:
        super().__init__(text)
        self.line = line
        self.path = path


@dataclass(frozen=True, slots=True)
class Document:
    """`data` as plain Python values; `lines` gives the line (from 1) for each path of keys and indices."""

    data: Any
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """The line of `path`, or of the nearest thing around it that stands in the text."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def parse_document(raw: bytes) -> Document:
    """Read UTF-8 YAML.

    Raises:
        DocumentError: not UTF-8, not YAML, too large or too deep, a key twice, an anchor, or a foreign tag.
    """
    if len(raw) > MAX_BYTES:
        raise DocumentError(f"{len(raw)} bytes are too many; keep the file below {MAX_BYTES}", line=1)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise DocumentError("this is not UTF-8 text; save the file as UTF-8", line=line) from error
    try:
        loader = yaml.SafeLoader(text)
        reader = _Reader(loader)
        try:
            node = loader.get_single_node()
            data = None if node is None else reader.read(node, ())
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "unreadable"
        raise DocumentError(f"not valid YAML: {problem}", line=mark.line + 1 if mark else 1) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise DocumentError("not valid YAML: a character or a nest that can't be read", line=1) from error
    return Document(data, reader.lines)


class _Reader:
    def __init__(self, loader: yaml.SafeLoader) -> None:
        self.loader = loader
        self.lines: dict[Path, int] = {}
        self.seen: set[int] = set()

    def read(self, node: yaml.Node, path: Path) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        if id(node) in self.seen:
            raise DocumentError("anchors (&, *) are not supported; write the value out", line=line, path=path)
        self.seen.add(id(node))
        if len(path) > MAX_DEPTH:
            raise DocumentError(f"nested deeper than {MAX_DEPTH}; flatten it", line=line, path=path)
        if isinstance(node, yaml.MappingNode):
            return dict(self._items(node, path))
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _items(self, node: yaml.MappingNode, path: Path) -> Iterator[tuple[object, Any]]:
        known: set[object] = set()
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise DocumentError("a key must be one word or number", line=line, path=path)
            key = self._scalar(key_node, path)
            if key in known:
                raise DocumentError("this key stands here twice; keep one", line=line, path=(*path, key))
            known.add(key)
            self.lines[(*path, key)] = line
            yield key, self.read(value_node, (*path, key))

    def _scalar(self, node: yaml.Node, path: Path) -> Any:
        line = node.start_mark.line + 1
        try:
            value = self.loader.construct_object(node)
        except (yaml.constructor.ConstructorError, ValueError) as error:
            raise DocumentError("this value can't be read; quote it if it is text", line=line, path=path) from error
        if type(value) is int:
            self._number(node.value, value, line, path)
        return value

    def _number(self, written: str, value: int, line: int, path: Path) -> None:
        """YAML reads 0100 as octal and 1:30 in base 60: nobody who writes an address or a time means that."""
        if value.bit_length() > MAX_BITS:
            raise DocumentError("this number has too many digits; no field holds it", line=line, path=path)
        if _PLAIN.fullmatch(written) is None:
            remedy = f"{written} would be {value} here; write 10 or 0x0A, or quote it if it is text"
            raise DocumentError(remedy, line=line, path=path)
