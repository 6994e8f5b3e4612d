"""Faults in front of the companion: a RetroArch that is somebody else's, and a person at it.

The companion runs in this process, so that each View is seen as it comes; a practised bot plays. Times are taken from
the deed (a key, a signal) to the View that shows its effect. What is promised is asserted with `SPINLAB_LONG=1`; else,
as the machine may be busy, `SLACK` times as much.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from spinlab_pad import assets
from spinlab_pad.app.companion import Companion, Parts
from spinlab_pad.app.sources import Source
from spinlab_pad.app.supervisor import Launcher
from spinlab_pad.bot.bot import Bot
from spinlab_pad.config import Config
from spinlab_pad.emulator.port import Buttons, Emulator
from spinlab_pad.emulator.retroarch import RetroArch, cfg
from spinlab_pad.emulator.retroarch.launch import Ports, Recipe, private_settings
from spinlab_pad.game.memory import Field, Snapshot
from spinlab_pad.game.profile import load_profile
from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Refused
from spinlab_pad.lab.view import View
from tests.app.person import Person
from tests.app.program import DEADLINE_S, marked

CARTRIDGE = assets.path("cartridge/spinlab.sfc")
LONG = os.environ.get("SPINLAB_LONG") == "1"
SLACK = 1 if LONG else 3
SEEN_S = 1.0
"""A fault is shown within this time."""
BACK_S = 2.0
"""All is well again within this time from the end of the fault."""
FAST_RATIO = 4.0
"""Fast-forward at which a sampler still sees every frame."""


@contextmanager
def somebodys(recipe: Recipe, ports: Ports, folder: Path, *content: str) -> Iterator[subprocess.Popen[bytes]]:
    """A RetroArch that is not ours, at fixed ports; without content it sits in its menu."""
    for name in ("states", "saves"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "spinlab.cfg").write_text(cfg.text(private_settings(recipe, ports, folder, headless=True)))
    (folder / "retroarch.cfg").write_text("")
    given = ("--appendconfig", str(folder / "spinlab.cfg"), "--config", str(folder / "retroarch.cfg"), "--verbose")
    bus = ("dbus-run-session", "--") if content and os.geteuid() == 0 else ()
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [*bus, *recipe.command, *given, "-L", str(recipe.core), *(content or ("--menu",))],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill it with all that it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def other_game(file: Path) -> Path:
    """A SNES game that does nothing: interrupts off, and a loop."""
    image = bytearray(b"\xff" * 0x8000)
    image[:3] = bytes((0x78, 0x80, 0xFE))  # sei; loop: bra loop
    image[0x7FC0:0x7FE0] = b"OTHER GAME".ljust(21) + bytes((0x20, 0, 5, 0, 1, 0, 0, 0xFF, 0xFF, 0, 0))
    image[0x7FFC:0x7FFE] = bytes((0x00, 0x80))
    file.write_bytes(image)
    return file


def retroarch_of(mark: str) -> int:
    """The process id of the RetroArch that carries the mark."""
    (found,) = (
        pid
        for pid, command in marked(mark).items()
        if " --appendconfig " in command and "keeper" not in command and "dbus-run" not in command
    )
    return found


def attempt_of(view: View) -> int:
    """The id of the last finished attempt, 0 without one."""
    return view.result.attempt if view.result is not None else 0


def age_of(view: View) -> int:
    """How old the newest frame is, in ms."""
    assert view.connection.age_ms is not None
    return view.connection.age_ms


def under_way(view: View) -> bool:
    """Whether an attempt is being played, in frames that come."""
    now = view.connection
    return view.timer.running and now.state == "playing" and now.age_ms is not None and now.age_ms < 300


@dataclass(slots=True)
class Times:
    """What was measured, as a table for `pytest -s`."""

    rows: list[tuple[str, float, float]] = field(default_factory=list)

    def note(self, what: str, took_s: float, promised_s: float) -> None:
        self.rows.append((what, took_s, promised_s))
        assert took_s <= promised_s * SLACK, f"{what} took {took_s:.2f} s; promised are {promised_s:.0f} s"

    def __str__(self) -> str:
        return "\n".join(f"{what:58} {took_s:6.2f} s of {limit_s:.0f} s" for what, took_s, limit_s in self.rows)


class Runner:
    """Plays without errors: the run once, then whatever is in front of it."""

    def __init__(self) -> None:
        self._bot = Bot(skill=1.0, seed=3)
        self.playing = False

    @property
    def fields(self) -> tuple[Field, ...]:
        """What the bot looks at."""
        return self._bot.fields

    async def see(self, snapshot: Snapshot, emulator: Emulator) -> None:
        """Look at one frame and press."""
        if self.playing:
            await self._bot.see(snapshot, emulator)

    def play_run(self) -> None:
        self._bot.play_level(1)
        self.playing = True

    def play_on(self) -> None:
        self._bot.play_on()
        self.playing = True


class Stage:
    """A companion in this process with a bot that plays, and a person at RetroArch if its `port` is given."""

    def __init__(self, source: Source, folder: Path, port: int | None = None, launcher: Launcher | None = None) -> None:
        self.runner = Runner()
        self.times = Times()
        self.since_ms = 0
        self.work: asyncio.Future[None] | None = None
        self.shown = 0
        """The newest attempt that was ever shown."""
        self._person = Person(port) if port is not None else None
        parts = Parts(
            config=Config(),
            source=source,
            data_dir=folder,
            couch=None,
            overlay_png=lambda _: b"",
            port=0,
            profile=lambda _: load_profile("spinlab"),
            launcher=launcher,
        )
        self.companion = Companion(parts, (self.runner,))

    @property
    def person(self) -> Person:
        """Whoever sits at the RetroArch that is attached, if no port was given."""
        if self._person is None:
            emulator = self.companion.emulator
            assert isinstance(emulator, RetroArch)
            assert emulator.process is not None
            self._person = Person(emulator.process.ports.commands)
        return self._person

    def close(self) -> None:
        if self._person is not None:
            self._person.close()

    @property
    def view(self) -> View:
        return self.companion.lab.view()

    async def until(self, holds: Callable[[View], bool], limit_s: float = DEADLINE_S) -> View:
        """The first View that is as wanted, looked at fifty times a second."""
        view = self.view
        try:
            async with asyncio.timeout(limit_s):
                while not holds(view := self.view):
                    self.shown = max(self.shown, attempt_of(view))
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"never seen; the last View: {view}") from None
        return view

    async def seen(self, what: str, holds: Callable[[View], bool], promised_s: float = SEEN_S) -> View:
        """The same, from now on timed and held against what is promised."""
        since = time.perf_counter()
        view = await self.until(holds)
        self.times.note(what, time.perf_counter() - since, promised_s)
        return view

    async def back(self, what: str, holds: Callable[[View], bool] = under_way) -> View:
        """All is well again."""
        return await self.seen(f"{what}: back", holds, BACK_S)

    async def do(self, command: commands.Command) -> View:
        answer = await self.companion.lab.handle(command)
        assert not isinstance(answer, Refused), answer
        return answer

    @asynccontextmanager
    async def hands_off(self) -> AsyncIterator[None]:
        """The bot holds no button; in a menu they would choose something."""
        assert self.companion.emulator is not None
        self.runner.playing = False
        self.companion.emulator.press(Buttons.NONE)
        await asyncio.sleep(0.3)  # one button goes a frame
        try:
            yield
        finally:
            self.runner.playing = True

    async def toggled(self, what: str, hotkey: str, holds: Callable[[View], bool], promised_s: float) -> View:
        """A key, and its effect. RetroArch drops a key now and then; then it is pressed again, as a person would."""
        for _ in range(3):
            await self.person.press(hotkey)
            since = time.perf_counter()
            with suppress(AssertionError):
                view = await self.until(holds, promised_s * 3)
                self.times.note(what, time.perf_counter() - since, promised_s)
                return view
        raise AssertionError(f"{what}: never seen; the last View: {self.view}")

    @asynccontextmanager
    async def fast(self) -> AsyncIterator[None]:
        """Fast-forward, to wait less. What is played meanwhile is in no real time."""
        await self._fast_forward(True)
        try:
            yield
        finally:
            await self._fast_forward(False)

    async def _fast_forward(self, wanted: bool) -> None:
        for _ in range(6):
            await self.person.press("FAST_FORWARD")
            await asyncio.sleep(0.1)
            before = self.view.connection.frame or 0
            await asyncio.sleep(0.3)
            frames = (self.view.connection.frame or 0) - before
            if (frames > 0.3 * 60 * FAST_RATIO / 2) == wanted:
                return
        raise AssertionError(f"RetroArch's fast-forward doesn't become {wanted}")

    async def record(self) -> None:
        """Record level 1, which has two segments."""
        await self.until(lambda view: view.connection.frame is not None)
        await self.do(commands.StartReference())
        self.runner.play_run()
        await self.until(lambda view: view.run is not None and view.run.segments == 2)
        await self.do(commands.FinishReference())
        self.runner.play_on()

    async def practise(self) -> View:
        """Practise, whatever happened before, and be in the middle of an attempt."""
        await self.until(lambda view: view.connection.state == "playing")
        self.since_ms = self.view.app.now_ms
        if self.view.mode != "practice":
            await self.do(commands.StartPractice())
        else:
            await self.do(commands.Retry())
        return await self.until(lambda view: under_way(view) and (view.connection.pace in (None, "normal")))

    async def another(self) -> int:
        """Wait for an attempt more, and for the start of the next; its id."""
        last = attempt_of(self.view)
        return attempt_of(await self.until(lambda view: attempt_of(view) > last and view.timer.running))

    async def another_result(self) -> None:
        """Wait until one attempt more has ended."""
        last = attempt_of(self.view)
        await self.until(lambda view: attempt_of(view) > last)

    async def quit(self) -> None:
        """End the companion, and see it ended."""
        self.companion.lab.quit.set()
        assert self.work is not None
        async with asyncio.timeout(DEADLINE_S):
            await asyncio.shield(self.work)

    def told(self, text: str) -> bool:
        """Whether a notice says that, and has come since practice was last asked for: those of a fault before don't."""
        return any(text in notice.text for notice in self.view.notices if notice.at_ms >= self.since_ms)

    @property
    def loads(self) -> int:
        """State loads so far."""
        return len(self.companion.lab.figures.state_load_ms)


@asynccontextmanager
async def staged(
    open_one: Callable[[], Awaitable[Emulator]],
    folder: Path,
    *,
    ours: bool,
    port: int | None = None,
    launcher: Launcher | None = None,
) -> AsyncIterator[Stage]:
    """The companion runs; it ends without an error."""
    stage = Stage(Source("RetroArch", "in a test", open_one, ours=ours), folder, port, launcher)
    async with stage.companion as companion:
        work = stage.work = asyncio.ensure_future(companion.run())
        try:
            yield stage
        finally:
            companion.lab.quit.set()
            await work
            stage.close()
