"""The tables of transitions as diagrams in docs/architecture.md: `python -m spinlab_pad.lab.diagram FILE` writes them.

One diagram shows what leads from rest to each mode and back, one more each mode by itself. Rows that hold whatever the
state is are drawn from 'any state', or listed below where they change nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from spinlab_pad.lab.machine import ANY, SAME, Table
from spinlab_pad.lab.transitions import EVERYWHERE, HUB, MODES, RESTING

BEGIN: Final = "<!-- diagrams: written by `python -m spinlab_pad.lab.diagram docs/architecture.md` -->"
END: Final = "<!-- end of the diagrams -->"
_REST: Final = tuple(RESTING.split())
_ANY: Final = "any_state"
_WIDTH: Final = 110
"""Characters of a line of text in the document."""

Arrow = tuple[str, str, str]
"""From, to, and by what."""


def document(text: str) -> str:
    """The document with its diagrams as the tables have them now.

    Raises:
        ValueError: the two lines that they stand between are not in it.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the lines {BEGIN!r} and {END!r} are missing")
    return f"{before}{BEGIN}\n\n{diagrams()}\n{END}{after}"


def diagrams() -> str:
    """All of them, with a heading each."""
    parts = [
        "### The hub\n",
        _fenced(_hub()),
        *_always("In every state, without a change of it", _unmoved(EVERYWHERE, ANY)),
        *_always("At rest, without a change of it", _unmoved(HUB, *_REST)),
    ]
    for name, rows in MODES.items():
        parts += [f"### {name}\n", _fenced(_mode(name, rows))]
        parts += _always("In every state, without a change of it", _unmoved(rows, ANY))
    return "\n".join(parts)


def _hub() -> Iterator[str]:
    yield "[*] --> idle"
    arrows = [
        (item.source, item.target.partition(".")[0], item.trigger)
        for item in HUB
        if item.target not in (SAME, item.source)
    ]
    for name, rows in MODES.items():
        arrows += [(name, item.target, item.trigger) for item in rows if item.target in _REST]
    yield from _drawn(arrows)


def _mode(name: str, rows: Table) -> Iterator[str]:
    """A mode by itself; what leads on from every state comes from a state of that name."""
    if any(item.source == ANY and item.target != SAME for item in rows):
        yield f'state "any state" as {_ANY}'
    begun = [("[*]", item.target.partition(".")[2], item.trigger) for item in HUB if item.target.startswith(f"{name}.")]
    within = [
        (item.source, item.source if item.target == SAME else item.target, item.trigger)
        for item in rows
        if item.source != ANY
    ]
    always = [(_ANY, item.target, item.trigger) for item in rows if item.source == ANY and item.target != SAME]
    yield from _drawn([*begun, *within, *always])


def _drawn(arrows: Iterable[Arrow]) -> Iterator[str]:
    """One line for all triggers that lead from one state to one other."""
    by: dict[tuple[str, str], list[str]] = {}
    for source, target, trigger in arrows:
        triggers = by.setdefault((source, target), [])
        if trigger not in triggers:
            triggers.append(trigger)
    for (source, target), triggers in by.items():
        yield f"{source} --> {target} : {', '.join(triggers)}"


def _unmoved(rows: Table, *sources: str) -> list[str]:
    found: Mapping[str, None] = {
        item.trigger: None for item in rows if item.source in sources and item.target in (SAME, item.source)
    }
    return list(found)


def _always(what: str, triggers: list[str]) -> list[str]:
    """A paragraph that lists triggers, in lines that are not too long."""
    if not triggers:
        return []
    lines, line = [], f"{what}:"
    for n, trigger in enumerate(triggers, 1):
        word = f"`{trigger}`" + ("." if n == len(triggers) else ",")
        if len(line) + len(word) >= _WIDTH:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}"
    return ["\n".join([*lines, line]) + "\n"]


def _fenced(lines: Iterable[str]) -> str:
    return "\n".join(["```mermaid", "stateDiagram-v2", *(f"  {line}" for line in lines), "```\n"])


def main(arguments: list[str]) -> None:
    """Write the diagrams into a document, or print them."""
    if not arguments:
        print(diagrams())
        return
    file = Path(arguments[0])
    file.write_text(document(file.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
