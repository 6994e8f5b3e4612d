"""The stream widgets while the bot plays, from the real program."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.browser.chromium import Chromium
from tests.emulators.demo import demo_arguments

LIMIT_S = 120


@pytest.mark.browser
@pytest.mark.emulator("embedded")
@pytest.mark.asyncio(loop_scope="session")
async def test_the_widgets_follow_the_bot(browser: Chromium, tmp_path: Path):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "spinlab_pad", "demo", *demo_arguments("embedded", tmp_path), "--headless",
        "--speed", "4", "--port", "0", "--data", str(tmp_path / "data"),
        stdout=asyncio.subprocess.PIPE, env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stdout is not None
    try:
        url = ""
        while not url:
            line = (await process.stdout.readline()).decode()
            assert line, "the demo ended before it served its pages"
            if line.startswith("Status page: "):
                url = line.split()[-1]
        drain = asyncio.ensure_future(process.stdout.read())
        segment = await browser.open(f"{url}widget/segment", 720, 300)
        estimate = await browser.open(f"{url}widget/estimate", 720, 300)
        await segment.until("/(Green Steps|Dusk Bridges|Night Shift) [12]/.test(document.body.innerText)", LIMIT_S)
        first = await segment.text(".widget")
        await estimate.until("/[0-9]+\\.[0-9]/.test(document.body.innerText)", LIMIT_S)
        shown = await estimate.text(".widget")
        await segment.until(f"document.querySelector('.widget').innerText !== {first!r}", LIMIT_S)
        await estimate.until(f"document.querySelector('.widget').innerText !== {shown!r}", LIMIT_S)
        assert segment.complaints() == estimate.complaints() == []
        await segment.close()
        await estimate.close()
        process.terminate()
        await drain
        await process.wait()  # to terminate what has just ended would take its status away
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
    assert process.returncode == 0
