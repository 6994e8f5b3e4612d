from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pygame
import pytest

from spinlab_pad.app.doctor import IN_USE, DoctorOptions, order_of
from spinlab_pad.app.doctor_machine import check_data, check_display, check_pads, check_page, page_is_ours
from spinlab_pad.config import Config, NetworkConfig, OverlayConfig
from spinlab_pad.pad.virtual import VirtualPad
from tests.app.program import running
from tests.overlay.screen import Screen


@pytest.fixture
def sdl() -> Iterator[None]:
    """Whatever a check does to SDL and its environment is undone."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("SDL_")]:
        del os.environ[name]
    yield
    pygame.display.quit()
    pygame.joystick.quit()
    for name in set(os.environ) - set(before):
        del os.environ[name]
    os.environ.update(before)


def test_the_data_folder_may_have_to_be_made(tmp_path: Path) -> None:
    assert check_data(tmp_path / "new" / "data").state == "pass"
    check = check_data(Path("/proc/spinlab"))
    assert check.state == "fail"
    assert "--data DIR" in check.remedy.do


def test_a_port_that_is_free_or_taken() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        held.listen()
        check = check_page("127.0.0.1", port)
        assert check.state == "fail"
        assert "--port N" in check.remedy.do
        assert not page_is_ours("127.0.0.1", port)
    assert check_page("127.0.0.1", 0).found == "any free port"


async def test_a_port_that_serves_our_page_is_fine(tmp_path: Path) -> None:
    async with running("run", "--attach", "127.0.0.1:9", "--data", str(tmp_path)) as companion:
        port = int((await companion.url()).rstrip("/").rpartition(":")[2])
        check = check_page("127.0.0.1", port)
        assert check.state == "pass"
        assert "another spinlab-pad" in check.found
        network = NetworkConfig(dashboard_port=port)
        assert order_of(Config(network=network), DoctorOptions()).leave_alone == IN_USE
        assert await companion.stop() == 0


def test_without_a_display_practice_goes_on(sdl: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    check = check_display(Config())
    assert check.state == "warn"
    assert "DISPLAY is not set" in check.why
    assert check_display(Config(overlay=OverlayConfig(enabled=False))).state == "pass"


@pytest.mark.display
def test_a_display_is_found(sdl: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with Screen() as screen:
        monkeypatch.setenv("DISPLAY", screen.display)
        check = check_display(Config())
    assert (check.state, check.found) == ("pass", "x11, 1280 x 720")


def test_pads_are_named(sdl: None) -> None:
    assert check_pads().state == "warn"
    pygame.joystick.init()
    for mapped, state in ((False, "warn"), (True, "pass")):
        pad = VirtualPad("Spinlab virtual pad", mapped)
        check = check_pads()
        assert (check.state, check.found) == (state, "Spinlab virtual pad")
        pygame.joystick.init()
        pad.detach()
