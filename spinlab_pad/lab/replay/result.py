"""What a replay has captured, and the sentence that is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from spinlab_pad.lab.replay.comparison import Comparison
from spinlab_pad.store.records import RunRecord
from spinlab_pad.store.store import Store

NAMED_MAX: Final = 3
"""New segments that are named; of more it is said how many."""


@dataclass(frozen=True, slots=True)
class Captured:
    """`segments` were captured, of which `new` (by name) no run had before; states that are kept from it, by kind."""

    segments: int
    new: tuple[str, ...]
    hot: int
    cold: int


def captured(store: Store, run: RunRecord, core: str) -> Captured:
    """What the replay `run` has left in the store."""
    splits = store.splits(run.id)
    others = [other.id for other in store.runs(run.game) if other.id < run.id]
    older = {split.segment.id for other in others for split in store.splits(other)}
    fresh = dict.fromkeys(split.name for split in splits if split.segment.id not in older)
    kinds = [state.kind for state in store.start_states(run.game, core) if state.run == run.id]
    return Captured(len(splits), tuple(fresh), kinds.count("hot"), kinds.count("cold"))


def words(name: str, found: Captured, compared: Comparison, why: str | None, left_out: str | None) -> str:
    """What is said at the end; `why` it ended early, None if it didn't; `left_out` is what was not played at all."""
    head = f"Replayed {name}" if why is None else f"The replay of {name} ended early ({why})"
    new = ", ".join(found.new[:NAMED_MAX]) + (", ..." if len(found.new) > NAMED_MAX else "")
    parts = [
        f"{found.segments} segment{'' if found.segments == 1 else 's'}"
        + (f", {len(found.new)} new ({new})" if found.new else ", none new"),
        f"start states: {found.hot} hot, {found.cold} cold",
        compared.text,
        *([left_out] if left_out else []),
    ]
    return f"{head}: {'; '.join(parts)}"
