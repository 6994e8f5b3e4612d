"""Chance without a stream: the k-th draw is a function of seed and k, so looking ahead disturbs nothing."""

from __future__ import annotations

from hashlib import blake2b


def draw(seed: int, k: int) -> float:
    """Uniform in [0, 1): the upper 53 bits of a hash of the two whole numbers."""
    digest = blake2b(f"{seed}:{k}".encode(), digest_size=8).digest()
    return (int.from_bytes(digest) >> 11) * 2.0**-53
