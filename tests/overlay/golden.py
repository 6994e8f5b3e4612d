"""Compares a picture with the one that was looked at and kept."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pygame

GOLDEN = Path(__file__).parent / "golden"
TOLERATED_LEVEL = 24
"""Differences of a colour channel up to this (of 255) are other versions of the font renderer."""
TOLERATED_SHARE = 0.001
"""Share of the pixels that may differ by more."""


def check(name: str, picture: pygame.Surface, tmp_path: Path, folder: Path = GOLDEN) -> None:
    """Fail with the paths of both pictures and their difference; `GOLDEN=write` keeps the new one."""
    kept = folder / f"{name}.png"
    if os.environ.get("GOLDEN") == "write":
        folder.mkdir(exist_ok=True)
        pygame.image.save(picture, kept)
    assert kept.exists(), f"no golden picture {kept}; make it with GOLDEN=write and look at it"
    expected = pygame.surfarray.array3d(pygame.image.load(kept)).astype(int)
    actual = pygame.surfarray.array3d(picture).astype(int)
    assert actual.shape == expected.shape, f"{name}: {actual.shape[:2]} px instead of {expected.shape[:2]}"
    off = np.abs(actual - expected).max(axis=2) > TOLERATED_LEVEL
    if off.mean() <= TOLERATED_SHARE:
        return
    new, difference = tmp_path / f"{name}.png", tmp_path / f"{name}-difference.png"
    pygame.image.save(picture, new)
    grey = np.repeat((off * 255).astype(np.uint8)[..., None], 3, axis=2)
    pygame.image.save(pygame.surfarray.make_surface(grey), difference)
    xs, ys = np.nonzero(off)
    raise AssertionError(
        f"{name}: {off.mean():.2%} of the pixels differ, "
        f"within x {xs.min()}-{xs.max()}, y {ys.min()}-{ys.max()}\n"
        f"  kept       {kept}\n  now        {new}\n  difference {difference}\n"
        "If the new one is right, run the test with GOLDEN=write and commit the picture."
    )
