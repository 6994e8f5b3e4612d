"""`spinlab-pad` as a process of its own, seen as a user sees it: what it prints, its View over HTTP, its end.

Warnings are errors in it. Whatever it starts inherits a mark in the environment, by which what it leaves behind is
found.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

DEADLINE_S = 30.0
"""For anything that a test waits for; far above what it takes on a busy machine."""

MARK = "SPINLAB_PAD_TEST_MARK"
View = dict[str, Any]


def environment(mark: str, changes: Mapping[str, str] | None = None) -> dict[str, str]:
    root = str(Path(__file__).parents[2])
    paths = [path for path in (changes or {}).get("PYTHONPATH", "").split(os.pathsep) if path]
    return {
        **os.environ,
        "PYTHONWARNINGS": "error",
        **(changes or {}),
        "PYTHONPATH": os.pathsep.join([*paths, root]),
        MARK: mark,
    }


def once(*arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself."""
    return subprocess.run(
        [sys.executable, "-m", "spinlab_pad", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=DEADLINE_S,
        env=environment("once", env),
    )


def marked(mark: str) -> dict[int, str]:
    """Processes that carry the mark, by id, with their command."""
    found: dict[int, str] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"{MARK}={mark}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if command:  # else it has ended, and nobody has asked for its status yet
                    found[int(folder.name)] = command
        except OSError:
            continue
    return found


class Program:
    """A running `spinlab-pad`. `told` is its standard output so far, line by line."""

    def __init__(self, process: asyncio.subprocess.Process, session: aiohttp.ClientSession, mark: str) -> None:
        self.process = process
        self.told: list[str] = []
        self.errors = ""
        self._session = session
        self._mark = mark
        self._news = asyncio.Event()
        self._readers = (asyncio.ensure_future(self._read_out()), asyncio.ensure_future(self._read_errors()))

    async def _read_out(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.told.append(line.decode().rstrip())
            self._news.set()
        self._news.set()

    async def _read_errors(self) -> None:
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            self.errors += line.decode()
            self._news.set()

    def lines(self) -> list[str]:
        """What it told on both streams."""
        return [*self.told, *self.errors.splitlines()]

    async def line(self, begin: str, count: int = 1) -> str:
        """The `count`th line that begins like that."""
        async with asyncio.timeout(2 * DEADLINE_S):
            while True:
                self._news.clear()
                found = [line for line in self.lines() if line.startswith(begin)]
                if len(found) >= count:
                    return found[count - 1]
                assert not self._readers[0].done(), f"ended without {begin!r}: {self.lines()}"
                await self._news.wait()

    async def url(self) -> str:
        return (await self.line("Status page: ")).removeprefix("Status page: ")

    async def view(self) -> View:
        async with self._session.get(f"{await self.url()}api/state") as answer:
            found: View = await answer.json()
            return found

    async def until(self, holds: Callable[[View], bool], limit_s: float = DEADLINE_S) -> View:
        """The first View, asked for 50 times a second, that is as wanted."""
        view: View = {}
        try:
            async with asyncio.timeout(limit_s):
                while not holds(view := await self.view()):
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"never seen; the last View: {view}\n{self.lines()}") from None
        return view

    async def do(self, command: str, **payload: object) -> tuple[int, dict[str, Any]]:
        """Send a command; HTTP status and answer."""
        async with self._session.post(f"{await self.url()}api/command", json={"command": command, **payload}) as answer:
            return answer.status, await answer.json()

    def children(self) -> dict[int, str]:
        """What it started and what these started, by process id."""
        return {pid: command for pid, command in marked(self._mark).items() if pid != self.process.pid}

    def retroarch(self) -> int:
        """The process id of the RetroArch that it started."""
        found = [
            pid
            for pid, command in self.children().items()
            if " --appendconfig " in command and "keeper" not in command and "dbus-run-session" not in command
        ]
        assert len(found) == 1, self.children()
        return found[0]

    async def ended(self) -> int:
        """Its exit status, once it and all that it started have ended."""
        async with asyncio.timeout(DEADLINE_S):
            status = await self.process.wait()
            await asyncio.gather(*self._readers)
            while self.children():
                await asyncio.sleep(0.02)
        return status

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end."""
        self.signal(number)
        return await self.ended()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, unless it has ended (asyncio's own way would take its status from who waits for it)."""
        if self.process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, number)

    def cleanly(self) -> bool:
        """Nothing on standard error: no warning, no traceback."""
        assert not self.errors, self.errors
        return True


@asynccontextmanager
async def running(*arguments: str, env: Mapping[str, str] | None = None) -> AsyncIterator[Program]:
    """`spinlab-pad` with these arguments, without window and on any free port."""
    mark = uuid.uuid4().hex
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "spinlab_pad", *arguments, "--headless", "--port", "0",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=environment(mark, env),
    )  # fmt: skip
    async with aiohttp.ClientSession() as session:
        program = Program(process, session, mark)
        try:
            yield program
        finally:
            program.signal(signal.SIGKILL)
            await program.ended()


def notices(view: View, key: str = "connection") -> Sequence[str]:
    """The texts of the notices of one cause."""
    return [str(notice["text"]) for notice in view["notices"] if notice["key"] == key]
