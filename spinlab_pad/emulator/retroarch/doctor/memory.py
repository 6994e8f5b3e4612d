"""Live: which game runs, and whether its work RAM can be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from spinlab_pad.emulator.port import Unreachable
from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.emulator.retroarch.doctor.check import Check, Remedy
from spinlab_pad.emulator.retroarch.link import NciLink
from spinlab_pad.emulator.retroarch.questions import NoMemory, Questions

KEY: Final = "memory"
TITLE: Final = "Game and its memory"
_CORE: Final = Remedy(
    do="play with the core Snes9x, or another SNES core", menu="Main Menu > Online Updater > Core Downloader > Snes9x"
)


@dataclass(frozen=True, slots=True)
class Look:
    """What was found; `status` and `space` are None where there is no game or no memory."""

    check: Check
    status: nci.Status | None = None
    space: nci.Space | None = None
    states: str = ""
    """The folder that RetroArch tells for states, as it sees it."""


async def look(host: str, port: int) -> Look:
    """Ask a RetroArch that has answered before. It must be one that GET_STATUS doesn't crash."""
    link = NciLink(host, port)
    await link.open()
    questions = Questions(link)
    try:
        return await _look(questions)
    except Unreachable as error:
        return Look(_fail("no answer", str(error), Remedy(do="start RetroArch again")))
    finally:
        questions.close()


async def _look(questions: Questions) -> Look:
    states = await questions.parameter("savestate_directory")
    status = await questions.status()
    if status.state is nci.RunState.CONTENTLESS:
        why = "without a game there is nothing to look at"
        return Look(
            _fail("no game is loaded", why, Remedy(do="load a game, then run the doctor again")), status, None, states
        )
    reasons: list[str] = []
    for space in nci.Space:
        try:
            await questions.read(0, 1, space)
        except NoMemory as error:
            reasons.append(f"{space.command}: {error}")
        else:
            game = f"{status.content} ({status.system}), read by {space.command}"
            return Look(Check(KEY, "RetroArch", TITLE, "pass", game, "a SNES game"), status, space, states)
    return Look(_fail(f"{status.content}: no work RAM", "; ".join(reasons), _CORE), status, None, states)


def _fail(found: str, why: str, remedy: Remedy) -> Check:
    return Check(KEY, "RetroArch", TITLE, "fail", found, "a SNES game whose work RAM can be read", why, remedy)
