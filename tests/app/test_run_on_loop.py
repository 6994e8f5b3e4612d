"""Which event loop the program runs on."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest

from spinlab_pad import cli
from spinlab_pad.app import loop


class Windows(asyncio.SelectorEventLoop):
    """Stands for the loop of Windows that goes on receiving."""


@pytest.mark.parametrize("command", ["run", "demo --json", "doctor"])
@pytest.mark.parametrize(("platform", "windows"), [("win32", True), ("linux", False)])
def test_every_command_has_a_loop_that_hears_after_a_refused_datagram(
    command: str, platform: str, windows: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[bool] = []

    async def note(*_: object) -> dict[str, object]:
        used.append(isinstance(asyncio.get_running_loop(), Windows))
        return {}

    monkeypatch.setattr(loop, "sys", SimpleNamespace(platform=platform))
    monkeypatch.setitem(loop.FACTORIES, "win32", Windows)
    for name in ("run_companion", "run_demo", "run_doctor"):
        monkeypatch.setattr(cli, name, note)
    cli.main(command.split())
    assert used == [windows]


def test_the_loop_of_windows_is_no_proactor() -> None:
    assert loop.FACTORIES["win32"] is asyncio.SelectorEventLoop
