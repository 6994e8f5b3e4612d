"""A configured allocator whose package is not installed: the program starts all the same, and says what to do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad.app.companion import Companion, Parts
from spinlab_pad.app.sources import in_process
from spinlab_pad.config import Config, SchedulerConfig
from spinlab_pad.lab.commands import Refused, SetAllocator


def parts(folder: Path) -> Parts:
    config = replace(Config(), scheduler=SchedulerConfig(allocator="spaced"))
    return Parts(
        config=config,
        source=in_process(config, Path("nothing.sfc"), "max", why="in a test"),
        data_dir=folder,
        couch=None,
        overlay_png=lambda _: b"",
        port=0,
        profile=None,
    )


async def test_with_the_package_it_is_used(tmp_path: Path) -> None:
    async with Companion(parts(tmp_path)) as companion:
        view = companion.lab.view()
        assert (view.allocator, view.notices) == ("spaced", ())


async def test_without_it_another_one_picks_until_the_runner_chooses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spinlab_pad.schedule.cards.find_spec", lambda _: None)
    async with Companion(parts(tmp_path)) as companion:
        view = companion.lab.view()
        assert view.allocator == "value"
        (notice,) = view.notices
        assert (notice.level, notice.key) == ("warn", "allocator")
        assert "pip install 'spinlab-pad[spaced]'" in notice.text
        assert "value" in notice.text
        assert not isinstance(await companion.lab.handle(SetAllocator("random")), Refused)
        assert companion.lab.view().notices == ()
