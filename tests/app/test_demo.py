"""The whole loop as a newcomer starts it, on each real emulator: the command line in, a summary and a database out."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import aiohttp
import apsw
import pytest

from tests.emulators.demo import EMULATORS, demo_arguments

ATTEMPTS = 60 if os.environ.get("SPINLAB_LONG") == "1" else 12
LIMIT_S = 60 * ATTEMPTS


async def first_state(url: str) -> list[dict[str, object]]:
    """Views of the running demo, until the game runs."""
    views: list[dict[str, object]] = []
    async with aiohttp.ClientSession() as session:
        while not (views and views[-1]["connection"]["frame"]):  # type: ignore[index]
            async with session.get(f"{url}api/state") as answer:
                views.append(await answer.json())
            await asyncio.sleep(0.05)
    return views


async def run_demo(arguments: list[str]) -> tuple[dict[str, object], dict[str, object], str]:
    """The summary, one View while it ran, and everything that was told."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "spinlab_pad", "demo", *arguments,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONWARNINGS": "error"},
    )  # fmt: skip
    assert process.stderr is not None
    assert process.stdout is not None
    told: list[str] = []
    view: dict[str, object] = {}
    try:
        async with asyncio.timeout(LIMIT_S):
            async for raw in process.stderr:
                told.append(raw.decode())
                if told[-1].startswith("Status page: "):
                    view = (await first_state(told[-1].removeprefix("Status page: ").strip()))[-1]
            output = (await process.stdout.read()).decode()
            status = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert status == 0, "".join(told) + output
    return json.loads(output.splitlines()[-1]), view, "".join(told)


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.emulator(name)) for name in EMULATORS])
async def test_the_demo_records_practises_and_rates(name: str, tmp_path: Path):
    data = tmp_path / "data"
    arguments = [
        *demo_arguments(name, tmp_path), "--headless", "--attempts", str(ATTEMPTS), "--seed", "1", "--json",
        "--port", "0", "--data", str(data),
    ]  # fmt: skip
    summary, view, told = await run_demo(arguments)

    expected = EMULATORS[name]
    assert summary["emulator"] == expected.emulator
    assert expected.version in str(summary["emulator_version"])
    assert expected.core in str(summary["core"]).lower()
    assert summary["segments"] == 6
    assert summary["rated"] == ATTEMPTS
    attempts = int(str(summary["attempts"]))
    assert attempts in (ATTEMPTS, ATTEMPTS + 1), "what was played of the serving in hand at the end is one, too"
    assert 0 < int(str(summary["completed"])) < ATTEMPTS
    assert int(str(summary["deaths"])) >= 3
    seen, missed = int(str(summary["frames_seen"])), int(str(summary["frames_missed"]))
    assert missed <= 0.001 * seen
    if name != "embedded":
        assert float(str(summary["wall_s"])) >= seen / 61

    witness = summary["witness"]
    assert isinstance(witness, dict)
    assert witness["differences"] == []
    assert witness["logged"] == witness["detected"] >= 20
    assert witness["segments"] == 6 + int(str(summary["completed"]))

    game = view["game"]
    assert isinstance(game, dict)
    assert game["name"] == "spinlab"
    connection = view["connection"]
    assert isinstance(connection, dict)
    assert connection["frame"] is not None

    connection_to = apsw.Connection(str(data / "spinlab.db"))
    rows = list(connection_to.execute("SELECT completed, deaths, rating, valid, not_real_time FROM attempts"))
    deaths = connection_to.execute("SELECT count(*) FROM deaths WHERE attempt IS NOT NULL").get
    arrivals = list(connection_to.execute("SELECT attempt, screen, x >> 8, frame FROM attempt_arrivals"))
    completed = {row[0] for row in connection_to.execute("SELECT id FROM attempts WHERE completed = 1")}
    connection_to.close()
    assert len(rows) == attempts
    assert sum(row[0] for row in rows) == summary["completed"]
    assert sum(row[1] for row in rows) == summary["deaths"]
    assert all(row[2] in ("again", "hard", "good", "easy") for row in rows[:ATTEMPTS])
    assert not any(row[0] for row in rows[ATTEMPTS:])
    assert all(row[3] == 1 for row in rows)
    assert deaths == summary["deaths"]
    assert {attempt for attempt, *_ in arrivals} == completed
    assert len(arrivals) >= 3 * len(completed)
    assert all(screen == seen_on and frame >= 0 for _, screen, seen_on, frame in arrivals)
    assert "segment 5 recorded" in told
