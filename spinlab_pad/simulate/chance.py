"""Common random numbers: every part of a runner's life has a stream of its own.

A stream is named by whole numbers (the seed, the runner, the segment, the attempt), so the k-th attempt of a segment
draws the same numbers whatever was played before it, whichever policy chose it and whichever process plays it. Two
policies then differ by their choices alone, and the variance of their difference is small (Law, Simulation Modeling
and Analysis, 5th ed., section 11.2).
"""

from __future__ import annotations

import numpy as np


def stream(*name: int) -> np.random.Generator:
    """The stream of that name (whole numbers from 0 on); the same name gives the same numbers, on any machine.

    numpy's `SeedSequence` mixes the whole name, so neighbouring names give unrelated streams. It takes a name and the
    same one with zeros behind it for one, so the length goes first.
    """
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence((len(name), *name))))
