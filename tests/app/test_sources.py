"""The configuration reaches the adapters."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad.app.sources import attached
from spinlab_pad.config import Config, EmulatorConfig
from spinlab_pad.emulator import retroarch
from spinlab_pad.emulator.port import SetupError, Unreachable


@pytest.mark.parametrize(("configured", "folder"), [("", None), ("/somewhere/states", Path("/somewhere/states"))])
async def test_the_configured_folder_of_states_is_used(
    monkeypatch: pytest.MonkeyPatch, configured: str, folder: Path | None
):
    asked: list[tuple[str, int, Path | None]] = []

    async def attach(host: str, port: int, *, states_folder: Path | None) -> None:
        asked.append((host, port, states_folder))
        raise Unreachable("nothing answers")

    monkeypatch.setattr(retroarch, "attach", attach)
    config = replace(Config(), emulator=EmulatorConfig(savestate_dir=configured))
    with pytest.raises(Unreachable):
        await attached(config, ("127.0.0.1", 1)).open()
    assert asked == [("127.0.0.1", 1, folder)]


async def test_files_that_may_not_be_looked_at_are_told_as_what_is_wrong(monkeypatch: pytest.MonkeyPatch):
    async def attach(host: str, port: int, *, states_folder: Path | None) -> None:
        raise PermissionError(13, "Permission denied", "/somewhere/states")

    monkeypatch.setattr(retroarch, "attach", attach)
    with pytest.raises(SetupError, match="/somewhere/states: Permission denied"):
        await attached(Config(), ("127.0.0.1", 1)).open()
