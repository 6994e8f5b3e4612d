"""Simulated runners: how they learn, die, forget, tire and rate. Written from the literature on skill acquisition.

Nothing in here knows an estimator or an allocator, so no estimator can be right by construction; of `schedule` it
sees the plain values only (import-linter holds it to that). `x` is practice in exposures: 1 is one clean play.
"""
