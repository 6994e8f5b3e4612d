"""How good is the runner at a segment: one estimator a module, listed in `ESTIMATORS`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from spinlab_pad.schedule.estimators import belief, exp_decay, kalman, rolling_mean
from spinlab_pad.schedule.estimators.base import Estimator

ESTIMATORS: Final[Mapping[str, Estimator[Any]]] = MappingProxyType(
    {one.name: one for one in (belief.ESTIMATOR, kalman.ESTIMATOR, rolling_mean.ESTIMATOR, exp_decay.ESTIMATOR)}
)
"""Every estimator by name; all of them see every attempt."""

__all__ = ["ESTIMATORS", "Estimator"]
