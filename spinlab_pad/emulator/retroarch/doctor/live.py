"""The live checks, one after another, through the adapter that practice uses; the game is left as it was found."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import Emulator, EmulatorError, StateError
from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.emulator.retroarch.attaching import attach
from spinlab_pad.emulator.retroarch.doctor import coexistence, roundtrip, sampling
from spinlab_pad.emulator.retroarch.doctor.check import Check, skipped
from spinlab_pad.emulator.retroarch.doctor.wanted import Situation
from spinlab_pad.emulator.retroarch.obstacles import hardcore
from spinlab_pad.emulator.retroarch.user_settings import UserSettings

ABILITIES: Final = "abilities"

TITLES: Final = {
    ABILITIES: "What it can do",
    sampling.KEY: sampling.TITLE,
    coexistence.KEY: coexistence.TITLE,
    roundtrip.KEY: roundtrip.TITLE,
}
"""The live checks by their keys, in their order."""

STILL: Final = "the game stands still (see Frames)"
DROPPED: Final = "saving is a hotkey command, and these have no effect"
HARDCORE: Final = "hardcore mode forbids loads; trying one would switch it off in this session"


@dataclass(frozen=True, slots=True)
class Subject:
    """The RetroArch to test, with a game that runs. `states` is its state folder on this machine, if it is here."""

    host: str
    port: int
    status: nci.Status
    told: UserSettings
    situation: Situation
    states: Path | None
    states_override: Path | None


def skip_all(reason: str) -> Iterator[Check]:
    """The live checks, none of which could be made."""
    return (skipped(key, "Live test", title, reason) for key, title in TITLES.items())


async def test(subject: Subject, tell: Callable[[Check], None], progress: Callable[[str], None]) -> None:
    """Make the live checks and tell each as it is known, in the order of `TITLES`."""
    try:
        emulator = await attach(subject.host, subject.port, states_folder=subject.states_override)
    except EmulatorError as error:
        for check in skip_all(f"no connection for practice: {error}"):
            tell(check)
        return
    paused = subject.status.state is nci.RunState.PAUSED
    tell(Check(ABILITIES, "Live test", TITLES[ABILITIES], "pass", "; ".join(emulator.details), "any"))
    try:
        await _test(emulator, subject, paused=paused, tell=tell, progress=progress)
    finally:
        with suppress(EmulatorError):
            await (emulator.pause() if paused else emulator.resume())
        await emulator.close()


async def _test(
    emulator: Emulator,
    subject: Subject,
    *,
    paused: bool,
    tell: Callable[[Check], None],
    progress: Callable[[str], None],
) -> None:
    hotkeys: Check | None = None
    if paused:
        progress("resuming the game")
        hotkeys = await _hotkeys(subject, lambda: coexistence.resume(emulator))
        if hotkeys.state == "fail":
            tell(skipped(sampling.KEY, "Live test", sampling.TITLE, "the game is paused and can't be resumed"))
            tell(hotkeys)
            tell(skipped(roundtrip.KEY, "Live test", roundtrip.TITLE, DROPPED))
            return
    progress(f"watching the game's frames for {sampling.SECONDS:.0f} s")
    try:
        sampled = await sampling.sample(emulator, progress, sampling.SECONDS)
    except EmulatorError as error:
        for check in skip_all(f"the connection ended: {error}"):
            if check.key != ABILITIES:
                tell(check)
        return
    tell(sampling.check(sampled))
    if not sampled.moved:
        tell(hotkeys or skipped(coexistence.KEY, "Live test", coexistence.TITLE, STILL))
        tell(skipped(roundtrip.KEY, "Live test", roundtrip.TITLE, STILL))
        return
    progress("pausing and resuming the game")
    hotkeys = hotkeys or await _hotkeys(subject, lambda: coexistence.pause_and_resume(emulator))
    tell(hotkeys)
    if hotkeys.state == "fail":
        tell(skipped(roundtrip.KEY, "Live test", roundtrip.TITLE, DROPPED))
    elif hardcore(subject.told):
        tell(skipped(roundtrip.KEY, "Live test", roundtrip.TITLE, HARDCORE))
    else:
        progress("saving a state and loading it")
        tell(await roundtrip.save_and_load(emulator, subject.states, subject.status.content))


async def _hotkeys(subject: Subject, press: Callable[[], Awaitable[str]]) -> Check:
    try:
        return coexistence.passed(await press())
    except StateError as error:
        return coexistence.failed(error, subject.told, subject.situation)
    except EmulatorError as error:
        return skipped(coexistence.KEY, "Live test", coexistence.TITLE, f"the connection ended: {error}")
