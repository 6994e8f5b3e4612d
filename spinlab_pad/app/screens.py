"""Which screen there is: a window, or none with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from spinlab_pad.config import Config
from spinlab_pad.lab.view import View
from spinlab_pad.pad.reader import PadReading


@dataclass(slots=True)
class CouchScreen:
    where: str

    def png(self, view: View) -> bytes:
        return b""

    def show(self, view: View, reading: PadReading) -> None:
        pass

    def close(self) -> None:
        pass


def open_screen(config: Config, *, headless: bool) -> CouchScreen:
    return CouchScreen("none")
