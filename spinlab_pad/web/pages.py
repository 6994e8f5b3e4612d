"""The pages: the status page, the stream widgets, their scripts and styles, and the overlay as a picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Final

from aiohttp import web

from spinlab_pad.lab.hub import Hub
from spinlab_pad.lab.view import View
from spinlab_pad.web.errors import Wrong

WIDGETS: Final = ("segment", "timer", "estimate", "queue", "history", "splits", "session", "notice", "all")
"""The stream widgets, by the name in their address."""

_TYPES: Final[Mapping[str, str]] = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A packaged file as it goes out."""

    data: bytes
    content_type: str


def load_assets() -> dict[str, Asset]:
    """Every packaged page file by name. Only these names exist, so that no path can lead anywhere else."""
    assets = {}
    for item in (resources.files("spinlab_pad.web") / "static").iterdir():
        suffix = item.name[item.name.rfind(".") :]
        if suffix in _TYPES:
            assets[item.name] = Asset(item.read_bytes(), _TYPES[suffix])
    return assets


class Pages:
    """The routes that people and OBS open."""

    def __init__(self, hub: Hub, overlay_png: Callable[[View], bytes], assets: Mapping[str, Asset]) -> None:
        self._hub = hub
        self._overlay_png = overlay_png
        self._assets = assets

    def routes(self) -> list[web.RouteDef]:
        """Route definitions for the application."""
        return [
            web.get("/", self._index),
            web.get("/widget/{name}", self._widget),
            web.get("/static/{name}", self._static),
            web.get("/overlay.png", self._overlay),
        ]

    async def _index(self, _request: web.Request) -> web.Response:
        return self._send("index.html")

    async def _widget(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in WIDGETS:
            raise Wrong(404, f"there is no widget {name!r}; there are {', '.join(WIDGETS)}")
        return self._send("widget.html")

    async def _static(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in self._assets:
            raise Wrong(404, f"there is no file {name!r}")
        return self._send(name)

    async def _overlay(self, _request: web.Request) -> web.Response:
        return web.Response(body=self._overlay_png(self._hub.view()), content_type="image/png")

    def _send(self, name: str) -> web.Response:
        asset = self._assets[name]
        charset = None if asset.content_type == "image/svg+xml" else "utf-8"
        return web.Response(body=asset.data, content_type=asset.content_type, charset=charset)
