"""How good is the runner at a segment: one estimator a module, listed in `ESTIMATORS`."""
