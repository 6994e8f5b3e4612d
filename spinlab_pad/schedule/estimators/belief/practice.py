"""How much practice a segment has had, in exposures, and what a break takes of it."""

from __future__ import annotations

from typing import Final

import numpy as np

from spinlab_pad.schedule.estimators.belief.grid import Floats
from spinlab_pad.schedule.rest import log_rest

PER_COMPLETION: Final = 1.0
"""One clean play is one exposure: the unit."""

PER_DEATH: Final = 0.5
"""Exposures in a life that ends in death: on the average half of the segment is played."""

PER_ABORT: Final = 0.2
"""Exposures in an attempt that is given up without a death."""

FORGETTING: Final = 0.22
"""Over a break of h hours practice is multiplied by `(1 + h / 8)^-FORGETTING`: a day keeps 74 %, two weeks 44 %.

Forgetting follows a power of time (Wixted and Ebbesen 1991, doi 10.1111/j.1467-9280.1991.tb00175.x); players of a
shooting trainer kept 40 to 60 % of a day's gain over night (Listman et al. 2021, doi 10.3389/fnhum.2021.777779).
"""


def kept(rest_s: Floats) -> Floats:
    """Share of the practice that is left after a rest, in (0, 1]."""
    return np.asarray(np.exp(-FORGETTING * log_rest(rest_s)))


def exposures(deaths: Floats, completed: Floats) -> Floats:
    """What one attempt adds; `completed` is 1 or 0."""
    bare = (completed == 0.0) & (deaths == 0.0)
    return np.where(bare, PER_ABORT, PER_COMPLETION * completed + PER_DEATH * deaths)
