"""How good the runner is, as a whole: the outlook on the next run, the estimators compared."""
