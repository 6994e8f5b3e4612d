from __future__ import annotations

from pathlib import Path

import pytest

from spinlab_pad import assets


@pytest.mark.parametrize("name", ["fonts/DejaVuSans.ttf", "fonts/DejaVuSans-Bold.ttf", "licences/DejaVu.txt"])
def test_what_the_overlay_needs_is_there(name: str) -> None:
    assert assets.path(name).stat().st_size > 1000


def test_the_installed_place_comes_before_the_checkout(tmp_path: Path) -> None:
    for place in ("package", "checkout"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "icon").touch()
    assert assets.path("icon", (tmp_path / "package", tmp_path / "checkout")) == tmp_path / "package" / "icon"
    (tmp_path / "package" / "icon").unlink()
    assert assets.path("icon", (tmp_path / "package", tmp_path / "checkout")) == tmp_path / "checkout" / "icon"


def test_a_missing_file_is_named_with_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(assets.AssetError, match=r"'fonts/none\.ttf' is missing.*install spinlab-pad again"):
        assets.path("fonts/none.ttf", (tmp_path,))
