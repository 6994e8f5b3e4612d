"""Several allocators by chance, each as often as its weight says."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from spinlab_pad.schedule.allocators import greedy, least_played, random, round_robin, value
from spinlab_pad.schedule.allocators.base import Allocator, Context, within
from spinlab_pad.schedule.types import Choice

NAME: Final = "mix"

PARTS: Final[Mapping[str, Allocator]] = MappingProxyType(
    {module.NAME: module.choose for module in (value, least_played, round_robin, random, greedy)}
)
"""What a mix can be made of, in the order in which `draw` is shared out."""

ANY: Final[Mapping[str, float]] = MappingProxyType({random.NAME: 1.0, value.NAME: value.RANDOM_SHARE})
"""Share of a part's picks that are uniformly random; the others are certain, given the context."""

WEIGHTS: Final[Mapping[str, float]] = MappingProxyType({least_played.NAME: 0.9, random.NAME: 0.1})
"""Least played gains a little over round robin on simulated runners; 10 % random picks cost nothing
measurable and let allocators be compared honestly. Greedy by slope loses half of the gain, so it is no part
unless asked for."""


def check_weights(weights: Mapping[str, float]) -> None:
    """Refuse weights that are no shares.

    Raises:
        ValueError: an unknown part, a weight that is negative or not finite, or no weight above 0.
    """
    for name, weight in weights.items():
        if name not in PARTS:
            raise ValueError(f"mix: unknown part {name!r}; known: {', '.join(PARTS)}")
        if not math.isfinite(weight) or weight < 0.0:
            raise ValueError(f"mix: the weight of {name} must be a finite number from 0 on, got {weight!r}")
    if not sum(weights.values()) > 0.0:
        raise ValueError("mix: at least one weight must be above 0")


def choose(context: Context) -> Choice:
    """Let the part choose in whose share `draw` falls; what is left of `draw` within the share is the part's
    chance."""
    shares = {name: context.weights[name] for name in PARTS if context.weights.get(name, 0.0) > 0.0}
    total = math.fsum(shares.values())
    left = context.draw * total
    name = next(reversed(shares))
    for one, share in shares.items():
        if left < share:
            name = one
            break
        left -= share
    choice = PARTS[name](within(context, left / shares[name]))
    chance = math.fsum(share / total * _chance(one, context, choice.segment) for one, share in shares.items())
    return replace(choice, chance=chance)


def _chance(name: str, context: Context, segment: str) -> float:
    """The chance with which a part chooses that segment."""
    usual = PARTS[name](within(context, 1.0))
    return usual.chance if usual.segment == segment else ANY.get(name, 0.0) / len(context.order)
