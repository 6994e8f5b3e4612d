from __future__ import annotations

from spinlab_pad.pad import hints


def test_background_input_is_on_and_names_say_the_place() -> None:
    environ: dict[str, str] = {}
    hints.apply(environ, "linux")
    assert environ["SDL_JOYSTICK_ALLOW_BACKGROUND_EVENTS"] == "1"
    assert environ["SDL_GAMECONTROLLER_USE_BUTTON_LABELS"] == "0"
    assert environ["SDL_JOYSTICK_HIDAPI"] == "0"
    assert "SDL_JOYSTICK_THREAD" not in environ


def test_windows_reads_pads_in_a_thread() -> None:
    environ: dict[str, str] = {}
    hints.apply(environ, "win32")
    assert environ["SDL_JOYSTICK_THREAD"] == "1"


def test_what_the_user_set_stays() -> None:
    environ = {"SDL_JOYSTICK_HIDAPI": "1"}
    hints.apply(environ, "linux")
    assert environ["SDL_JOYSTICK_HIDAPI"] == "1"
