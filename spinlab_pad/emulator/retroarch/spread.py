"""One network pad a button, all of them on the first port of the console.

RetroArch reads one datagram a user and frame, so two buttons of one user can't change in the same frame. But its input
remapping lets many users play on one port, their buttons joined: with a user for each button, all twelve can change
at once. Only for an instance without a person at it, because our remapping takes the place of the runner's own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import Buttons
from spinlab_pad.emulator.retroarch import cores

FIRST_USER: Final = 2
"""Index of the first user with a button; users 0 and 1 are the two ordinary pads."""

BUTTONS: Final = tuple(button for button in Buttons if button)
USERS: Final = FIRST_USER + len(BUTTONS)


def remap_text() -> str:
    """RetroArch's remap file: the users with a button play on port 0 and have a joypad there."""
    lines = ['input_remap_port_p1 = "0"', 'input_remap_port_p2 = "1"']
    for user in range(FIRST_USER, USERS):
        lines += [f'input_remap_port_p{user + 1} = "0"', f'input_libretro_device_p{user + 1} = "1"']
    return "\n".join(lines) + "\n"


def write(folder: Path, core: Path) -> dict[str, str]:
    """Put the remap file for `core` below `folder`; the settings that make RetroArch use it.

    Empty, and nothing written, for a core whose own name is not known.
    """
    name = cores.library_of(core)
    if name is None:
        return {}
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{name}.rmp").write_text(remap_text(), "utf-8")
    return {
        "input_remapping_directory": str(folder),
        "auto_remaps_enable": "true",
        "input_remap_binds_enable": "true",
        "remap_save_on_exit": "false",
        "input_max_users": "16",
        **{f"network_remote_enable_user_p{user + 1}": "true" for user in range(USERS)},
    }


def used(log: str, folder: Path) -> bool:
    """Whether RetroArch says in its log that it took our remap file."""
    return any("emap" in line and "found" in line and str(folder) in line for line in log.splitlines())
