"""The picture of the README: RetroArch and the overlay on one screen, while the bot practises.

python -m tests.display.demo_picture docs/demo.png
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

import aiohttp
import pygame

from tests.emulators.demo import demo_arguments
from tests.emulators.installations import SNES9X
from tests.overlay.screen import Screen

LIMIT_S = 240
CROP = (1920, 1080)

SCREEN = {
    "video_driver": "gl",
    "audio_driver": "null",
    "input_driver": "null",
    "vrr_runloop_enable": "true",
    "video_fullscreen": "true",
    "video_windowed_fullscreen": "true",
    "aspect_ratio_index": "23",
    "video_viewport_bias_x": "0.0",
    "custom_viewport_x": "0",
    "custom_viewport_y": "0",
    "custom_viewport_width": "1440",
    "custom_viewport_height": "1080",
    "video_font_enable": "false",
    "menu_enable_widgets": "false",
}
"""The game fills a 1080p screen up to the overlay's column; no sound card, so the run loop keeps the pace."""


async def practising(url: str) -> None:
    """Wait until an attempt runs, after a result was rated."""
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{url}ws") as socket:
        async for message in socket:
            view = message.json()
            view = view.get("data", view)
            if view["session"] is None or view["session"]["completed"] < 3 or not view["timer"]["running"]:
                continue
            played_ms = view["timer"]["offset_ms"] + view["app"]["now_ms"] - view["timer"]["started_ms"]
            if view["segment"]["level"] == 2 and 2500 < played_ms < 5000 and view["prompt"]["layer"] == "plain":
                return


async def take(screen: Screen, folder: Path) -> pygame.Surface:
    """Run the demo on this screen until it has something to show, and take the picture."""
    config = folder / "config" / "retroarch" / "retroarch.cfg"
    config.parent.mkdir(parents=True)
    config.write_text("".join(f'{name} = "{value}"\n' for name, value in SCREEN.items()))
    arguments = demo_arguments(SNES9X, folder)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "spinlab_pad", "demo", *arguments, "--port", "0", "--seed", "3",
        "--data", str(folder / "data"), stdout=asyncio.subprocess.PIPE,
        env=screen.environment() | {"PYTHONUNBUFFERED": "1", "XDG_CONFIG_HOME": str(config.parents[1])},
    )  # fmt: skip
    assert process.stdout is not None
    try:
        async with asyncio.timeout(LIMIT_S):
            async for raw in process.stdout:
                line = raw.decode()
                if line.startswith("Status page: "):
                    break
            drain = asyncio.ensure_future(process.stdout.read())
            await practising(line.split()[-1])
            picture = await asyncio.to_thread(screen.picture)
        process.terminate()
        await drain
        return picture
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def main() -> None:
    """Write the picture to the file of the command line."""
    target = Path(sys.argv[1])
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    with Screen(CROP) as screen, tempfile.TemporaryDirectory() as folder:
        picture = asyncio.run(take(screen, Path(folder)))
    pygame.image.save(picture, str(target))
    print(f"{target}: {picture.get_width()} x {picture.get_height()} px")


if __name__ == "__main__":
    main()
