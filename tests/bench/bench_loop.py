"""The whole loop against the clock: frames missed, latencies, start. Run on demand; prints figures.

python -m tests.bench.bench_loop                    # all of it, about four minutes
python -m tests.bench.bench_loop --seconds 20 --runs 1 retroarch-1.22.2-snes9x
python -m tests.bench.bench_loop --overlay          # with the overlay's window on an X server of its own
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import aiohttp

from spinlab_pad.emulator.retroarch.launch import HEADLESS
from tests.emulators.demo import EMULATORS, demo_arguments
from tests.overlay.screen import Screen

FRAME_MS = 1000 / 60.0988
SIZE = (1920, 1080)


async def follow(url: str, until: asyncio.Event) -> int:
    """One stream client, as a widget is one; the number of Views that it got."""
    count = 0
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{url}ws") as socket:
        while not until.is_set():
            try:
                await asyncio.wait_for(socket.receive(), 1)
            except TimeoutError:
                continue
            count += 1
    return count


async def playing_after(url: str, started: float) -> float:
    """Seconds from the start of the process to the first JSON with a running frame number."""
    async with aiohttp.ClientSession() as session:
        while True:
            async with session.get(f"{url}api/state") as answer:
                view = await answer.json()
            if view["connection"]["state"] == "playing" and view["connection"]["frame"]:
                return time.perf_counter() - started
            await asyncio.sleep(0.02)


async def one_run(name: str, seconds: float, number: int, screen: Screen | None) -> dict[str, object]:
    """One demo of so many seconds with a client; its summary, with `start_s` and `views`."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = [*demo_arguments(name, Path(folder)), "--json", "--port", "0", "--seed", str(number)]
        environment = dict(os.environ)
        if screen is None:
            arguments.append("--headless")
        else:
            environment = screen.environment() | {"XDG_CONFIG_HOME": f"{folder}/config"}
            config = Path(folder) / "config" / "retroarch" / "retroarch.cfg"
            config.parent.mkdir(parents=True)
            config.write_text("".join(f'{key} = "{value}"\n' for key, value in HEADLESS.items()))
        started = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "spinlab_pad", "demo", *arguments,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=environment,
        )  # fmt: skip
        assert process.stderr is not None
        assert process.stdout is not None
        url = ""
        while not url:
            line = (await process.stderr.readline()).decode()
            if not line:
                raise SystemExit("the demo ended before it began")
            if line.startswith("Status page: "):
                url = line.split()[-1]
        start_s = await playing_after(url, started)
        ended = asyncio.Event()
        client = asyncio.ensure_future(follow(url, ended))
        drain = asyncio.ensure_future(process.stderr.read())
        await asyncio.sleep(seconds)
        ended.set()
        views = await client
        process.send_signal(signal.SIGTERM)
        output = await process.stdout.read()
        await process.wait()
        await drain
        summary: dict[str, object] = json.loads(output.splitlines()[-1])
        return summary | {"start_s": round(start_s, 2), "views": views}


def show(name: str, found: dict[str, object]) -> None:
    """One line of figures."""
    seen, missed, wall_s = (float(str(found[key])) for key in ("frames_seen", "frames_missed", "wall_s"))
    print(
        f"{name:24} seen {seen:7.0f}  missed {missed:3.0f} ({100 * missed / max(1, seen):.3f} %)"
        f"  {seen / wall_s / 60.0988:5.2f} x real time  event to load {found['event_to_load_ms_p50']} /"
        f" {found['event_to_load_ms_p99']} ms  load {found['state_load_ms_p50']} / {found['state_load_ms_p99']} ms"
        f"  save lag max {found['save_lag_frames_max']} frames  save {found['save_ms_p50']} / {found['save_ms_p99']} ms"
        f"  start {found['start_s']} s  Views to the client {found['views']}",
        flush=True,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(EMULATORS), metavar="EMULATOR")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--overlay", action="store_true", help="show the overlay, on an X server of its own")
    options = parser.parse_args(arguments)
    print(f"p50 / p99; one frame is {FRAME_MS:.2f} ms; {options.runs} runs of {options.seconds:.0f} s each")
    with Screen(SIZE) if options.overlay else nullcontext() as screen:
        for name in options.names:
            for number in range(options.runs):
                show(name, asyncio.run(one_run(name, options.seconds, number, screen)))


if __name__ == "__main__":
    main()
