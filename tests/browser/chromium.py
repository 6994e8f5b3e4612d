"""Chromium over its DevTools protocol: pages, conditions with a deadline, scripts, screenshots, errors."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import io
import itertools
import json
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pygame

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--remote-debugging-port=0",
)
DEADLINE_S = 20.0


class ChromiumError(AssertionError):
    """Chromium is missing, a script threw, or a condition wasn't met in time."""


@dataclass
class Page:
    """One tab. `errors` collects what went wrong in it (exceptions, console errors, failed loads).

    A test that provokes a complaint of Chromium's own puts a part of its text into `expected`.
    """

    chromium: Chromium
    session: str
    target: str
    errors: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def complaints(self) -> list[str]:
        """The errors that no test expected."""
        return [text for text in self.errors if not any(part in text for part in self.expected)]

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One DevTools command in this tab."""
        return await self.chromium.call(method, self.session, **params)

    async def evaluate(self, script: str) -> Any:
        """The value of a JavaScript expression; promises are waited for."""
        answer = await self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise ChromiumError(f"{script}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    async def until(self, condition: str, deadline_s: float = DEADLINE_S) -> None:
        """Wait until a JavaScript expression is truthy."""
        end = asyncio.get_running_loop().time() + deadline_s
        while True:
            if await self.evaluate(f"Boolean({condition})"):
                return
            if asyncio.get_running_loop().time() > end:
                shown = await self.evaluate("document.body.innerText.slice(0, 600)")
                raise ChromiumError(f"not within {deadline_s} s: {condition}\nthe page says: {shown}")
            await asyncio.sleep(0.03)

    async def text(self, selector: str) -> str:
        """The text of the first element that matches."""
        return str(await self.evaluate(f"document.querySelector({json.dumps(selector)}).innerText"))

    async def until_text(self, selector: str, wanted: str) -> None:
        """Wait until the first matching element's text contains `wanted`."""
        found = f"document.querySelector({json.dumps(selector)})?.innerText?.includes({json.dumps(wanted)})"
        await self.until(found)

    async def size(self, width: int, height: int, phone: bool = False) -> None:
        """Make the tab's view this large, in CSS pixels."""
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=2 if phone else 1,
            mobile=phone,
        )

    async def press(self, key: str, code: int) -> None:
        """Press and release a key."""
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            extra = text if kind == "keyDown" else {}
            await self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **extra)

    async def picture(self, path: Path | None = None, transparent: bool = False) -> pygame.Surface:
        """A screenshot; with `transparent` the page's own background is all there is."""
        if transparent:
            nothing = {"r": 0, "g": 0, "b": 0, "a": 0}
            await self.call("Emulation.setDefaultBackgroundColorOverride", color=nothing)
        answer = await self.call("Page.captureScreenshot", format="png")
        raw = base64.b64decode(answer["data"])
        if path is not None:
            await asyncio.to_thread(path.write_bytes, raw)
        return pygame.image.load(io.BytesIO(raw), "picture.png")

    async def close(self) -> None:
        """Close the tab."""
        await self.chromium.call("Target.closeTarget", targetId=self.target)


class Chromium:
    """One headless browser process with its own throw-away profile."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._pages: dict[str, Page] = {}

    async def open(self, url: str, width: int = 1280, height: int = 800, phone: bool = False) -> Page:
        """A new tab at `url`; returns when its document is loaded."""
        target = (await self.call("Target.createTarget", url="about:blank"))["targetId"]
        attached = await self.call("Target.attachToTarget", targetId=target, flatten=True)
        page = Page(self, attached["sessionId"], target)
        self._pages[page.session] = page
        for domain in ("Page", "Runtime", "Log", "Network"):
            await page.call(f"{domain}.enable")
        await page.size(width, height, phone)
        await page.call("Page.navigate", url=url)
        await page.until("location.href !== 'about:blank' && document.readyState === 'complete' && document.body")
        return page

    async def call(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        """One DevTools command; raises `ChromiumError` with its own words."""
        number = next(self._ids)
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        message: dict[str, Any] = {"id": number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        await self._socket.send_json(message)
        answer = await asyncio.wait_for(future, DEADLINE_S)
        if "error" in answer:
            raise ChromiumError(f"{method}: {answer['error']['message']}")
        return dict(answer["result"])

    async def listen(self) -> None:
        """Take answers and events until the browser goes."""
        async for message in self._socket:
            data = json.loads(message.data)
            if "id" in data:
                self._waiting.pop(data["id"]).set_result(data)
            elif data.get("sessionId") in self._pages:
                complaint = _complaint(data["method"], data["params"])
                if complaint:
                    self._pages[data["sessionId"]].errors.append(complaint)


def _complaint(method: str, params: dict[str, Any]) -> str | None:
    match method:
        case "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            return f"exception: {details.get('exception', {}).get('description', details['text'])}"
        case "Runtime.consoleAPICalled" if params["type"] in ("error", "assert"):
            return f"console: {[item.get('value') for item in params['args']]}"
        case "Log.entryAdded" if params["entry"]["level"] == "error":
            return f"log: {params['entry']['text']} {params['entry'].get('url', '')}"
        case _:
            return None


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Chromium]:
    """Start a browser, end it and its helpers afterwards."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise ChromiumError("Chromium is missing: install the package chromium")
    with tempfile.TemporaryDirectory(prefix="spinlab-pad-chromium-", ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            program,
            *_FLAGS,
            f"--user-data-dir={profile}",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            address = await _address(Path(profile) / "DevToolsActivePort", process)
            async with (
                aiohttp.ClientSession() as http,
                http.ws_connect(address, max_msg_size=0) as socket,
            ):
                browser = Chromium(socket)
                listening = asyncio.create_task(browser.listen())
                try:
                    yield browser
                finally:
                    listening.cancel()
                    await asyncio.gather(listening, return_exceptions=True)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text().split("\n")
    except FileNotFoundError:
        return []


async def _address(file: Path, process: asyncio.subprocess.Process) -> str:
    end = asyncio.get_running_loop().time() + DEADLINE_S
    while asyncio.get_running_loop().time() < end:
        if process.returncode is not None:
            raise ChromiumError(f"Chromium ended at once with status {process.returncode}")
        lines = _lines(file)
        if len(lines) >= 2 and lines[1]:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        await asyncio.sleep(0.05)
    raise ChromiumError(f"Chromium opened no DevTools port within {DEADLINE_S} s")
