"""Every small way in which the rules of a profile can be wrong: a part dropped, turned round, or in another order."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

Path = tuple[Any, ...]

TURNED = {
    "is": "not",
    "not": "is",
    "was": "was_not",
    "was_not": "was",
    "becomes": "leaves",
    "leaves": "becomes",
    "either": "is",
    "equals": "differs",
    "differs": "equals",
    "above": "differs",
    "min": "max",
    "max": "min",
    True: False,
    False: True,
    "begins": "ends",
    "ends": "begins",
    "entry": "arrival",
    "arrival": "entry",
}
"""What each word, or what is said of a sign, is turned into."""

ORDERED = {("rules", "finishes"), ("rules", "checkpoints")}
"""Mappings in which the first line that holds counts."""


SECTIONS = ("remember", "signs", "rules", "values", "place")
"""What a profile says of the things that happen."""


def mutants(data: dict[str, Any], sections: tuple[str, ...] = SECTIONS) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each mutant of a profile's document and what was done, in these sections and the variant in use."""
    for path, node in _nodes(data, sections):
        for what, changed in _changes(path, node):
            mutant = copy.deepcopy(data)
            parent = mutant
            for key in path[:-1]:
                parent = parent[key]
            parent[path[-1]] = changed
            yield f"{'.'.join(map(str, path))}: {what}", mutant


def _nodes(data: dict[str, Any], sections: tuple[str, ...]) -> Iterator[tuple[Path, Any]]:
    for section in sections:
        if section in data:
            yield from _below((section,), data[section])
    if "variants" in data:
        yield from _below(("variants", data["variant"]), data["variants"][data["variant"]])


def _below(path: Path, node: Any) -> Iterator[tuple[Path, Any]]:
    yield path, node
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, inner in items:
        yield from _below((*path, key), inner)


def _changes(path: Path, node: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for key in node:
            rest = {name: inner for name, inner in node.items() if name != key}
            yield f"without {key}", rest
            if key in TURNED and isinstance(key, str) and TURNED[key] not in node:
                yield (
                    f"{key} is {TURNED[key]}",
                    {TURNED.get(name, name) if name == key else name: inner for name, inner in node.items()},
                )
        keys = list(node) if path in ORDERED else []
        for first, second in pairwise(keys):
            order = [second if key == first else first if key == second else key for key in keys]
            yield f"{second} before {first}", {key: node[key] for key in order}
    elif isinstance(node, list):
        for at, item in enumerate(node):
            yield f"without {item}", node[:at] + node[at + 1 :]
    elif isinstance(node, str) and node not in TURNED:
        yield f"not {node}", f"not {node}"
    elif isinstance(node, bool | str):
        yield f"{node} is {TURNED[node]}", TURNED[node]
    elif isinstance(node, int):
        yield f"{node} is {node + 1}", node + 1
