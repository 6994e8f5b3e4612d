import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad.emulator.port import Buttons, SetupError, Unreachable
from spinlab_pad.emulator.retroarch import launch, sampler, throttle
from spinlab_pad.emulator.retroarch.launch import HEADLESS, Ports, Recipe, free_ports, private_settings
from spinlab_pad.emulator.tempo import NTSC_FRAME_NS
from spinlab_pad.game.memory import Snapshot
from tests.emulator.cartridge import CARTRIDGE, FIELDS, PAD_BITS, walk_into_level
from tests.emulator.watch import DEADLINE_S, watching
from tests.emulators.installations import BSNES, SNES9X, installations

BOTH = [pytest.param(name, marks=pytest.mark.emulator(name)) for name in (SNES9X, BSNES)]


def test_private_settings_name_our_own_folders_and_ports(tmp_path: Path) -> None:
    recipe = Recipe(
        "r", ("retroarch",), Path("/c/bsnes_mercury_performance_libretro.so"), settings={"fps_show": "true"}
    )
    made = private_settings(recipe, Ports(40_000, 40_001), tmp_path, headless=False)
    assert made["network_cmd_port"] == "40000"
    assert made["network_remote_base_port"] == "40001"
    assert made["savestate_directory"] == str(tmp_path / "states")
    assert made["input_poll_type_behavior"] == "0"
    assert made["fps_show"] == "true"
    assert "video_driver" not in made
    assert private_settings(recipe, Ports(1, 2), tmp_path, headless=True)["video_driver"] == "null"


def test_free_ports_differ_while_they_are_held() -> None:
    ports = free_ports()
    assert ports.pads == ports.commands + 1


async def test_what_is_missing_is_said_before_anything_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    good = Recipe("r", (sys.executable,), CARTRIDGE)
    with pytest.raises(SetupError, match="retroarch_path"):
        await launch(replace(good, command=("/none",)), CARTRIDGE)
    with pytest.raises(SetupError, match="ra_core_path"):
        await launch(replace(good, core=tmp_path / "none"), CARTRIDGE)
    with pytest.raises(SetupError, match="game"):
        await launch(good, tmp_path / "none.sfc")
    assert list(tmp_path.iterdir()) == []


async def test_a_retroarch_that_ends_at_once_is_told_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    program = tmp_path / "retroarch"
    program.write_text("#!/bin/sh\necho no display for me >&2\nexit 3\n")
    program.chmod(0o755)
    with pytest.raises(SetupError, match=r"status 3.*no display for me"):
        await launch(Recipe("r", (str(program),), CARTRIDGE), CARTRIDGE)
    assert list(tmp_path.iterdir()) == [program]


async def test_the_folder_of_one_in_a_sandbox_lies_where_it_can_see_it(tmp_path: Path) -> None:
    program = tmp_path / "retroarch"
    program.write_text('#!/bin/sh\necho "[ERROR] $*" >&2\nexit 3\n')
    program.chmod(0o755)
    recipe = Recipe("r", (str(program),), CARTRIDGE, workplace=tmp_path / "seen" / "cache")
    with pytest.raises(SetupError, match=f"--appendconfig {tmp_path}/seen/cache/spinlab-retroarch-"):
        await launch(recipe, CARTRIDGE)
    assert list((tmp_path / "seen/cache").iterdir()) == []


def running(folder: Path) -> dict[int, bytes]:
    """Processes that have the folder in their command line, and that line."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            command = (entry / "cmdline").read_bytes()
            if str(folder).encode() in command:
                found[int(entry.name)] = command
    return found


def send(folder: Path, what: signal.Signals, *, spared: tuple[bytes, ...]) -> None:
    """A signal to the processes of the folder, but those with such a word in their command line."""
    for pid, command in running(folder).items():
        if not any(word in command for word in spared):
            with suppress(ProcessLookupError):  # it went with another one
                os.kill(pid, what)


def wait_until_ended(folder: Path) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while running(folder):
        assert time.monotonic() < deadline, "a process was left behind"
        time.sleep(0.02)


async def to_the_end(stream: AsyncIterator[Snapshot]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        async for _ in stream:
            pass


@pytest.mark.parametrize("name", BOTH)
async def test_closing_ends_retroarch_cleanly_and_all_of_it(name: str, tmp_path: Path) -> None:
    emulator = await launch(installations()[name], CARTRIDGE, folder=tmp_path, headless=True)
    assert running(tmp_path)
    await emulator.close()
    assert not running(tmp_path)
    assert emulator.process is not None
    assert emulator.process.exit_status == 0


@pytest.mark.parametrize("name", BOTH)
async def test_a_retroarch_that_was_killed_ends_the_frames(name: str, tmp_path: Path) -> None:
    emulator = await launch(installations()[name], CARTRIDGE, folder=tmp_path, headless=True)
    try:
        stream = emulator.frames(FIELDS)
        await anext(stream)
        send(tmp_path, signal.SIGKILL, spared=(b"keeper",))
        with pytest.raises(Unreachable):
            await to_the_end(stream)
        with pytest.raises(Unreachable):
            await emulator.save_state()
    finally:
        await emulator.close()
    assert not running(tmp_path)


@pytest.mark.parametrize("name", BOTH)
async def test_a_frozen_retroarch_ends_the_frames_and_is_closed_all_the_same(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampler, "FROZEN_S", 1.5)
    emulator = await launch(installations()[name], CARTRIDGE, folder=tmp_path, headless=True)
    try:
        stream = emulator.frames(FIELDS)
        await anext(stream)
        send(tmp_path, signal.SIGSTOP, spared=(b"keeper", b"dbus-run-session"))
        with pytest.raises(Unreachable, match="does not answer"):
            await to_the_end(stream)
    finally:
        await emulator.close()
    assert not running(tmp_path)


@pytest.mark.parametrize("name", BOTH)
async def test_all_buttons_change_in_one_frame(name: str) -> None:
    emulator = await launch(installations()[name], CARTRIDGE, headless=True)
    try:
        async with watching(emulator, FIELDS) as watch:
            await walk_into_level(emulator, watch)
            for buttons in (Buttons.RIGHT | Buttons.Y | Buttons.B, Buttons.LEFT | Buttons.Y, Buttons.NONE, Buttons.UP):
                wanted = sum(bit for button, bit in PAD_BITS.items() if button in buttons)
                before = watch.snapshots[-1]
                emulator.press(buttons)
                await watch.until(lambda snapshot, wanted=wanted: snapshot["held_1"] == wanted)  # type: ignore[misc]
                since = [shot["held_1"] for shot in watch.snapshots if shot.frame > before.frame]
                assert set(since) <= {before["held_1"], wanted}
    finally:
        await emulator.close()


NULL_DRIVERS = {name: value for name, value in HEADLESS.items() if name != "vrr_runloop_enable"}


@pytest.mark.emulator(SNES9X)
async def test_one_that_nothing_holds_back_is_started_again_at_game_speed() -> None:
    """As on a machine without sound whose display doesn't wait; without a window, so that it runs anywhere."""
    recipe = installations()[SNES9X]
    emulator = await launch(replace(recipe, settings=NULL_DRIVERS), CARTRIDGE)
    try:
        async with watching(emulator, FIELDS) as watch:
            first = await watch.take(40)
        assert first[-1]["log_nmi"] - first[0]["log_nmi"] < 100, "it plays on at thousands of frames a second"
        assert first[-1].t_ns - first[0].t_ns > 0.9 * 39 * NTSC_FRAME_NS
        assert not await throttle.is_missing(emulator._parts.questions, emulator._parts.space)
    finally:
        await emulator.close()


@pytest.mark.emulator(SNES9X)
async def test_two_that_start_at_once_are_told_apart(tmp_path: Path) -> None:
    one, other = await asyncio.gather(
        *(launch(installations()[SNES9X], CARTRIDGE, folder=tmp_path / name, headless=True) for name in ("a", "b"))
    )
    try:
        assert one.process is not None
        assert other.process is not None
        assert one.process.ports != other.process.ports
        await one.close()
        assert (await other.identify()).name == "spinlab"
        assert not running(tmp_path / "a")
    finally:
        await other.close()
    assert not running(tmp_path)


@pytest.mark.emulator(SNES9X)
async def test_a_launch_that_is_cancelled_leaves_nothing(tmp_path: Path) -> None:
    for seen in ("retroarch.pid", "retroarch.log"):
        folder = tmp_path / seen
        launching = asyncio.create_task(launch(installations()[SNES9X], CARTRIDGE, folder=folder, headless=True))
        async with asyncio.timeout(DEADLINE_S):
            while not (folder / seen).exists():
                await asyncio.sleep(0.001)
        launching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await launching
        assert not running(tmp_path)


@pytest.mark.parametrize("name", BOTH)
async def test_retroarch_does_not_outlive_its_keeper(name: str, tmp_path: Path) -> None:
    emulator = await launch(installations()[name], CARTRIDGE, folder=tmp_path, headless=True)
    try:
        stream = emulator.frames(FIELDS)
        await anext(stream)
        assert emulator.process is not None
        emulator.process._keeper.kill()
        with pytest.raises(Unreachable, match=r"has ended \(killed, signal 9\)"):
            await to_the_end(stream)
        wait_until_ended(tmp_path)
    finally:
        await emulator.close()


OWNER = """
    import asyncio, sys
    from pathlib import Path
    from spinlab_pad.emulator.retroarch import cfg, launch
    from tests.emulators.installations import installations

    async def main():
        await launch(installations()[sys.argv[1]], Path(sys.argv[2]), folder=Path(sys.argv[3]), headless=True)
        print("running", flush=True)
        await asyncio.sleep(3600)

    asyncio.run(main())
"""


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_retroarch_does_not_outlive_its_owner(name: str, how: signal.Signals, tmp_path: Path) -> None:
    arguments = [sys.executable, "-c", textwrap.dedent(OWNER), name, str(CARTRIDGE), str(tmp_path)]
    root = Path(__file__).parents[3]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, cwd=root, env={**os.environ, "PYTHONPATH": "."}) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"running\n"
        owner.send_signal(how)
        owner.wait()
    wait_until_ended(tmp_path)
